#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# virtio.sh ARCH [DEVICE [CPU]]: an emulated host of ARCH (amd64, arm64), whose
# processor is CPU where there is a choice (arm64), runs a Linux guest on DEVICE
# (default /dev/airlock) with disks, network card, source of entropy and console
# by virtio. KTAP on standard output.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/hosts/common.sh"

hosts=$here/hosts
arch=$1
device=${2:-/dev/airlock}
cpu=${3:-}
out=$(cd "$here/.." && pwd)/build/virtio-$arch${cpu:+-$cpu}

# module PATH TO: a module of the stock kernel, unpacked.
module()
{
	xz -dc "$modules/kernel/$1.ko.xz" >"$2/${1##*/}.ko"
}

guest_root()
{
	mkdir -p "$out/guest/lib"
	cp "$here/virtio/guest-init" "$out/guest/init"
	for name in net/core/failover drivers/net/net_failover \
		drivers/virtio/virtio_mmio drivers/block/virtio_blk \
		drivers/net/virtio_net drivers/char/hw_random/virtio-rng; do
		module "$name" "$out/guest/lib"
	done
	"$hosts/initramfs.sh" "$arch" "$out/root/virtio/guest.cpio" "$out/guest"
}

host_root()
{
	local program
	rm -rf "$out"
	mkdir -p "$out/root/usr/bin" "$out/root/lib" "$out/root/virtio"
	program=$("$hosts/launcher.sh" "$arch")
	cp "$program" "$out/root/usr/bin/airlock"
	cp "$here/virtio/host.sh" "$out/root/virtio/"
	cp "$("$hosts/kernel.sh" "$arch" image)" "$out/root/virtio/vmlinuz"
	module drivers/net/tun "$out/root/lib"
	guest_root
}

case $arch in
amd64) boot=$hosts/boot-x86.sh load_kvm=load-kvm ;;
arm64) boot=$hosts/boot-arm64.sh load_kvm=true ;;
*) die "virtio.sh: no architecture '$arch'" ;;
esac
case $device in
/dev/kvm) add=--kvm load=$load_kvm ;;
*) add=--module load='insmod /lib/airlock.ko' ;;
esac
"$hosts/packages.sh" image
modules=$("$hosts/kernel.sh" "$arch" modules)
host_root
code=0
"$boot" $add ${cpu:+--cpu "$cpu"} --root "$out/root" --memory 1024 --timeout 400 --out "$out" \
	-- /virtio/host.sh "$load" "$device" >&2 || code=$?
# The console has it, should the host have died on the way.
if [ -s "$out/results/ktap" ]; then
	cat "$out/results/ktap"
else
	tr -d '\r' <"$out/serial.log"
fi
exit "$code"
