#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# demo.sh: an emulated host loads airlock.ko and runs Debian's stock kernel as
# a guest in it: two vCPUs, to a userspace that computes something known and
# powers off. What the guest says is shown as it is said, then the exits by
# reason. Succeeds if the guest computed right and the launcher ended well.
#
# From the environment: DEMO_DEVICE=/dev/kvm runs the same on KVM, to compare;
# DEMO_CPUS, DEMO_MEM (MB) and DEMO_APPEND are the guest's, DEMO_HOST_CPUS the
# host's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/hosts/common.sh"

hosts=$here/hosts
top=$(cd "$here/.." && pwd)
out=$top/build/demo
device=${DEMO_DEVICE:-/dev/airlock}
cpus=${DEMO_CPUS:-2}
memory=${DEMO_MEM:-256}
cmdline="console=ttyS0 panic=-1 tsc=reliable ${DEMO_APPEND:-}"
# What the guest must arrive at: the numbers 1 to 20000, one a line.
known=$(seq 1 20000 | sha256sum | cut -d' ' -f1)

guest_root()
{
	mkdir -p "$out/guest"
	cp "$hosts/guest-init" "$out/guest/init"
	"$hosts/initramfs.sh" amd64 "$out/root/guest.cpio" "$out/guest"
}

# What runs in the host.
payload()
{
	case $device in
	/dev/kvm) load='load-kvm' ;;
	*)	  load='insmod /lib/airlock.ko' ;;
	esac
	cat <<END
#!/bin/sh
$load || exit 1
airlock run /vmlinuz --initrd /guest.cpio --device $device \\
	--cpus $cpus --mem ${memory}M --stats --cmdline "$cmdline" || exit
[ $device = /dev/airlock ] || exit 0
rmmod airlock || exit
# Nothing of ours may be left: no node, no symbol, no thread.
if [ -e /dev/airlock ] || grep -q '\[airlock\]' /proc/kallsyms ||
	grep -qs airlock /proc/[0-9]*/comm; then
	echo 'the module is gone, but not all of it'
	exit 1
fi
echo 'the module is unloaded and nothing of it is left'
END
}

host_root()
{
	rm -rf "$out/root" "$out/guest"
	mkdir -p "$out/root/usr/bin"
	cp "$("$hosts/kernel.sh" amd64 image)" "$out/root/vmlinuz"
	make -s -C "$top/launcher" >&2
	strip -o "$out/root/usr/bin/airlock" "$top/launcher/airlock"
	guest_root
	payload >"$out/root/demo"
	chmod +x "$out/root/demo"
}

# said WHAT: whether the guest said it.
said()
{
	tr -d '\r' <"$out/serial.log" | grep -q "guest: $1"
}

case $device in
/dev/kvm) add=--kvm ;;
*)	  add=--module ;;
esac
mkdir -p "$out"
"$hosts/packages.sh" image launcher module bochs
"$hosts/bochs.sh" >/dev/null
host_root
say "booting the emulated host; it starts the guest"
code=0
"$hosts/boot-x86.sh" $add --root "$out/root" --memory 1024 \
	--cpus "${DEMO_HOST_CPUS:-1}" --timeout "${DEMO_TIMEOUT:-400}" \
	--out "$out" --live -- /demo || code=$?
[ "$code" -eq 0 ] || die "the demo failed with code $code"
said "sha256 $known" || die "the guest computed something else, or nothing"
said "$cpus CPU" || die "the guest did not bring up $cpus CPUs"
say "the guest booted, computed what is known, and powered off"
