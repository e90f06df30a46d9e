#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# initramfs.sh ARCH OUT FOLDER...: pack busybox and the contents of FOLDERs,
# later ones over earlier ones, as an uncompressed initramfs. Uncompressed,
# since the machine that would unpack it is emulated.
set -eu
. "$(dirname "$0")/common.sh"

arch=$1
out=$2
shift 2

# base_root DIR: busybox with a link for every applet.
base_root()
{
	local dir=$1 pkg=busybox-static
	[ "$(dpkg --print-architecture)" = "$arch" ] || pkg=$pkg:$arch
	mkdir -p "$dir/bin" "$dir/sbin" "$dir/usr/bin" "$dir/usr/sbin" \
		"$dir/proc" "$dir/sys" "$dir/dev"
	cp "$(deb_unpacked "$pkg")/bin/busybox" "$dir/bin/busybox"
	# The list comes from the busybox that runs here, whatever $arch is.
	for applet in $("$(deb_unpacked busybox-static)/bin/busybox" --list); do
		[ "$applet" = busybox ] || ln -sf busybox "$dir/bin/$applet"
	done
}

pack()
{
	# One date for all, so that equal folders make equal archives.
	(cd "$1" && find . -exec touch -h -d 2025-01-01T00:00:00Z {} + &&
		find . -print0 | LC_ALL=C sort -z |
		cpio -0 -o -H newc -R 0:0 --quiet --reproducible)
}

tmp=$(mktemp -d "${out%/*}/initramfs.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
base_root "$tmp/root"
for folder; do
	cp -a "$folder/." "$tmp/root/"
done
pack "$tmp/root" >"$tmp/cpio"
mv "$tmp/cpio" "$out"
