#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# qemu-root.sh ROOT: put Debian's QEMU for arm64 into a root, to run in an
# emulated host: the program and the libraries that it is linked with.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

program=usr/bin/qemu-system-aarch64
dir=$AIRLOCK_CACHE/qemu-arm64

# What apt would install for it, if nothing were there yet.
packages()
{
	apt-get -s -o Dir::State::status=/dev/null --no-install-recommends \
		-o APT::Architecture=arm64 -o APT::Architectures=arm64 \
		install qemu-system-arm |
		sed -n 's/^Inst \([^ ]*\) .*\[arm64\].*/\1/p' |
		grep -E '^(lib|zlib1g|qemu-system-arm)' || :
}

# needed FILE: the libraries that it names.
needed()
{
	"$(cross_of arm64)readelf" -d "$1" |
		sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

# take FROM TO FILE: the libraries that FILE and its libraries need.
take()
{
	local from=$1 to=$2 name path
	for name in $(needed "$3"); do
		[ ! -e "$to/$name" ] || continue
		path=$(find "$from" -name "$name" | head -n 1)
		[ -n "$path" ] || die "no package has $name"
		cp -L "$path" "$to/$name"
		take "$from" "$to" "$path"
	done
}

fetch()
(
	set -e
	tmp=$(cache_tmp qemu)
	trap 'rm -rf "$tmp"' EXIT
	mapfile -t names < <(packages)
	[ "${#names[@]}" -gt 20 ] || die "Debian's QEMU for arm64 cannot be had"
	say "downloading Debian's QEMU for arm64, with its libraries (30 MB)"
	mkdir -p "$tmp/deb" "$tmp/all" "$tmp/out/usr/bin" \
		"$tmp/out/lib/aarch64-linux-gnu"
	cd "$tmp/deb"
	apt-get -q -o APT::Sandbox::User=root \
		download "${names[@]/%/:arm64}" >&2 ||
		die "download of QEMU failed; is the network there?"
	for deb in *.deb; do
		dpkg-deb -x "$deb" "$tmp/all"
	done
	cp "$tmp/all/$program" "$tmp/out/$program"
	take "$tmp/all" "$tmp/out/lib/aarch64-linux-gnu" "$tmp/out/$program"
	cp -L "$(find "$tmp/all" -name ld-linux-aarch64.so.1 | head -n 1)" \
		"$tmp/out/lib/"
	mv "$tmp/out" "$dir"
)

"$here/packages.sh" kselftest-arm64
if [ ! -d "$dir" ]; then
	cache_lock qemu-arm64
	# Which tells apt of the architecture, too.
	"$here/kernel.sh" arm64 image >/dev/null
	[ -d "$dir" ] || fetch
fi
mkdir -p "$1"
cp -a "$dir/." "$1/"
