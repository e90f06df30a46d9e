#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kunit.sh [SUITE]...: build the suites of module/kunit (all, or the named
# ones: slat_test) for User-Mode Linux, run them there, print their KTAP.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

top=$(cd "$here/../.." && pwd)
dir=$top/build/kunit
limit=${AIRLOCK_KUNIT_TIMEOUT:-300}

build_suites()
{
	"$here/farm.sh" "$dir"
	make -s -j"$(nproc)" -C "$uml" ARCH=um W=1 M="$dir/module/kunit" modules \
		>&2
}

pack_suites()
{
	local name
	mkdir -p "$work/root/suites"
	cp "$here/kunit-init" "$work/root/init"
	for name in "${suites[@]}"; do
		objcopy -g "$dir/module/kunit/$name.ko" \
			"$work/root/suites/$name.ko"
	done
	"$here/initramfs.sh" amd64 "$work/initrd" "$work/root"
}

# The kernel prints the KTAP; what else it prints there is a diagnostic line.
run_suites()
{
	timeout "$limit" "$uml/linux" mem=1G initrd="$work/initrd" \
		console=tty0 con0=fd:0,fd:1 con=null panic=-1 \
		</dev/null 2>/dev/null | tr -d '\r' | tee "$dir/log"
	grep -q 'airlock-host: suites done' "$dir/log" ||
		die "User-Mode Linux died or ran out of $limit s; see $dir/log"
}

suites=("$@")
if [ $# -eq 0 ]; then
	for file in "$top"/module/kunit/*_test.c; do
		[ -e "$file" ] || continue
		file=${file##*/}
		suites+=("${file%.c}")
	done
fi
[ ${#suites[@]} -gt 0 ] || die "no suite in module/kunit"

"$here/packages.sh" kunit image
uml=$("$here/uml.sh")
build_suites
work=$(mktemp -d "${TMPDIR:-/tmp}/airlock-kunit.XXXXXX")
trap 'rm -rf "$work"' EXIT
pack_suites
run_suites
