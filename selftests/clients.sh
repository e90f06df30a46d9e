#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# clients.sh [CPU [DEVICE]]: others' programs for KVM, unmodified, on an emulated
# arm64 host with this CPU (neoverse-n1) and on DEVICE (/dev/airlock), which is
# mounted over /dev/kvm for them. KTAP on standard output.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/hosts/common.sh"

hosts=$here/hosts
cpu=${1:-neoverse-n1}
device=${2:-/dev/airlock}
out=$(cd "$here/.." && pwd)/build/clients-$cpu

host_root()
{
	rm -rf "$out"
	mkdir -p "$out/root" "$out/guest"
	cp -a "$here/clients" "$out/root/"
	mv "$out/root/clients/guest-init" "$out/guest/init"
	cp "$("$hosts/kernel.sh" arm64 image)" "$out/root/clients/vmlinuz"
	"$hosts/initramfs.sh" arm64 "$out/root/clients/guest.cpio" "$out/guest"
	"$hosts/kvm-selftests.sh" "$out/root"
	"$hosts/qemu-root.sh" "$out/root"
}

case $device in
/dev/kvm) add=--kvm load=load-kvm ;;
*) add=--module load='insmod /lib/airlock.ko' ;;
esac
"$hosts/packages.sh" image
host_root
code=0
"$hosts/boot-arm64.sh" $add --cpu "$cpu" --cpus 2 --root "$out/root" --memory 2048 \
	--timeout 500 --out "$out" -- /clients/host.sh "$load" "$device" >&2 || code=$?
# The console has it, should the host have died on the way.
if [ -s "$out/results/ktap" ]; then
	cat "$out/results/ktap"
else
	tr -d '\r' <"$out/serial.log"
fi
exit "$code"
