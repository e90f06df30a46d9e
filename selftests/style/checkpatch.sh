#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# checkpatch.sh FILE...: the kernel's checkpatch --strict on whole files.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)

# Types that are not held against us, each with the reason.
everywhere=(
	# Every file here is new: nobody is listed for it in MAINTAINERS.
	FILE_PATH_CHANGES
	# The locks of a struct are explained in its kernel-doc, not beside.
	UNCOMMENTED_DEFINITION
	# types.h: the address spaces, as KVM and Xen name them too.
	NEW_TYPEDEFS
)
compat=(
	# Differences between kernels live in this one file, and it says which.
	LINUX_VERSION_CODE
	# The same lines, misread for a constant on the left.
	CONSTANT_COMPARISON
	# What an older kernel has no use for.
	MACRO_ARG_UNUSED
)
uapi=(
	# BIT() is not for userspace.
	BIT_MACRO
)
userspace=(
	# <stdint.h> is what libc's interfaces are written in.
	PREFER_KERNEL_TYPES
	# There is no <linux/compiler_attributes.h> out there.
	PREFER_DEFINED_ATTRIBUTE_MACRO
	# Nor <linux/bits.h>, nor READ_ONCE() for what a guest writes to.
	BIT_MACRO
	VOLATILE
	# SKIP() and ASSERT_*() of the kselftest harness return.
	MACRO_WITH_FLOW_CONTROL
	# libc's <elf.h> and <link.h>.
	CAMELCASE
)

# run TYPES FILE...: "%l[label]" of an asm goto is no modulo.
run()
{
	local ignore=$1 said
	shift
	[ $# -gt 0 ] || return 0
	said=$(perl "$checkpatch" --strict --no-tree --no-summary --terse \
		--show-types --ignore "$ignore" -f "$@" |
		grep -v "SPACING: spaces preferred around that '%'") || :
	[ -z "$said" ] || { echo "$said"; return 1; }
}

join()
{
	local IFS=,
	echo "$*"
}

checkpatch=$("$top/selftests/hosts/linux-source.sh")/scripts/checkpatch.pl
kernel=() abi=() compat_h=() user=()
for file; do
	case $file in
	launcher/* | selftests/*) user+=("$file") ;;
	uapi/*) abi+=("$file") ;;
	module/compat.h) compat_h+=("$file") ;;
	*) kernel+=("$file") ;;
	esac
done
bad=0
types=$(join "${everywhere[@]}")
run "$types" "${kernel[@]}" || bad=1
run "$types,$(join "${compat[@]}")" "${compat_h[@]}" || bad=1
run "$types,$(join "${uapi[@]}")" "${abi[@]}" || bad=1
run "$types,$(join "${userspace[@]}")" "${user[@]}" || bad=1
exit "$bad"
