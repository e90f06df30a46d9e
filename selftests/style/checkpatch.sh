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
	# The names of <asm/msr-index.h>, and of libc's <elf.h> and <link.h>.
	CAMELCASE
	# Macros build rows of tables and fixtures, of constants.
	MACRO_ARG_REUSE
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
	# The names of instructions stand for whole asm statements.
	COMPLEX_MACRO
	# Labels of assembly beside it in the same file.
	AVOID_EXTERNS
	# ASSERT_EQ(-1, ioctl(...)): the harness wants the expected value first.
	CONSTANT_COMPARISON
	# There is no ARRAY_SIZE() in libc.
	ARRAY_SIZE
)

# run TYPES FILE...: "%l[label]" of an asm goto is no modulo.
run()
{
	local ignore=$1 said
	shift
	[ $# -gt 0 ] || return 0
	said=$(printf '%s\0' "$@" | xargs -0 -n 8 -P "$(nproc)" \
		perl "$checkpatch" --strict --no-tree --no-summary --terse \
		--show-types --ignore "$ignore" -f 2>&1 |
		grep -v "SPACING: spaces preferred around that '%'" | sort) || :
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
