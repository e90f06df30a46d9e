#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kvm-selftests.sh ROOT: put the programs of the kernel's own KVM selftests for
# arm64 into ROOT/kvm-selftests, built from Linux's source as it is: once, into
# the cache.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

dir=$AIRLOCK_CACHE/kvm-selftests-$AIRLOCK_SERIES-arm64
cross=$(cross_of arm64)

build()
(
	tmp=$(cache_tmp kvm-selftests)
	trap 'rm -rf "$tmp"' EXIT
	say "building the kernel's KVM selftests (a quarter of a minute)"
	mkdir -p "$tmp/gen/tools" "$tmp/out"
	make -s -C "$source" ARCH=arm64 O="$tmp/headers" headers
	# The C library's headers are older than the ABI that is tested.
	make -s -j"$(nproc)" -C "$source/tools/testing/selftests/kvm" \
		ARCH=arm64 CROSS_COMPILE="$cross" OUTPUT="$tmp/obj" \
		abs_objdir="$tmp/gen" EXTRA_CFLAGS=-static \
		KHDR_INCLUDES="-isystem $tmp/headers/usr/include"
	find "$tmp/obj" -type f -perm /111 | while read -r program; do
		"${cross}strip" -o "$tmp/out/${program##*/}" "$program"
	done
	mv "$tmp/out" "$dir"
) >&2

"$here/packages.sh" kselftest kselftest-arm64
source=$("$here/linux-source.sh")
if [ ! -d "$dir" ]; then
	cache_lock kvm-selftests
	[ -d "$dir" ] || build
fi
mkdir -p "$1"
rm -rf "$1/kvm-selftests"
cp -a "$dir" "$1/kvm-selftests"
