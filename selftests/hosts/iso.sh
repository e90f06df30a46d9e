#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# iso.sh OUT KERNEL INITRAMFS COMMAND_LINE: a CD that boots KERNEL.
set -eu
. "$(dirname "$0")/common.sh"

out=$1
kernel=$2
initramfs=$3
cmdline=$4

tmp=$(mktemp -d "${out%/*}/iso.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

mkdir "$tmp/isolinux"
cp "$(deb_unpacked isolinux)/usr/lib/ISOLINUX/isolinux.bin" "$tmp/isolinux/"
cp "$(deb_unpacked syslinux-common)/usr/lib/syslinux/modules/bios/ldlinux.c32" \
	"$tmp/isolinux/"
ln "$kernel" "$tmp/vmlinuz" 2>/dev/null || cp "$kernel" "$tmp/vmlinuz"
ln "$initramfs" "$tmp/initrd" 2>/dev/null || cp "$initramfs" "$tmp/initrd"
cat >"$tmp/isolinux/isolinux.cfg" <<END
default linux
prompt 0
label linux
	kernel /vmlinuz
	append initrd=/initrd $cmdline
END
xorriso -as mkisofs -quiet -o "$out" -b isolinux/isolinux.bin \
	-c isolinux/boot.cat -no-emul-boot -boot-load-size 4 \
	-boot-info-table "$tmp" >"$tmp.log" 2>&1 || {
	cat "$tmp.log" >&2
	die "xorriso could not make $out"
}
rm -f "$tmp.log"
