#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# demo.sh: an emulated host loads airlock.ko and runs Debian's stock kernel as
# a guest in it: two vCPUs, to a userspace that computes something known and
# powers off. What the guest says is shown as it is said, then the exits by
# reason. Succeeds if the guest computed right, the launcher ended well and the
# module left nothing behind.
#
# From the environment: ARCH=arm64 takes the emulated arm64 host, once for each
# CPU of DEMO_HOST (default: one with VHE, one without, one with everything).
# DEMO_DEVICE=/dev/kvm runs the same on KVM, to compare; DEMO_CPUS, DEMO_MEM
# (MB) and DEMO_APPEND are the guest's, DEMO_HOST_CPUS the host's.
# DEMO_GUEST=armhf is Debian's 32-bit kernel as the guest of an arm64 host.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/hosts/common.sh"

hosts=$here/hosts
top=$(cd "$here/.." && pwd)
device=${DEMO_DEVICE:-/dev/airlock}
cpus=${DEMO_CPUS:-2}
memory=${DEMO_MEM:-256}
host_cpus=${DEMO_HOST_CPUS:-1}
# What the guest must arrive at: the numbers 1 to 20000, one a line.
known=$(seq 1 20000 | sha256sum | cut -d' ' -f1)

guest_root()
{
	mkdir -p "$out/guest"
	cp "$hosts/guest-init" "$out/guest/init"
	"$hosts/initramfs.sh" "$guest" "$out/root/guest.cpio" "$out/guest"
}

# QEMU 7.2 keeps the SPSR of an AArch32 guest's current mode to itself: a host
# can neither save nor restore it (KVM's guests break just so). A vCPU that has a
# CPU of its own needs neither.
pin_vcpus()
{
	[ "$guest" = armhf ] && [ "$cpus" -gt 1 ] || return 0
	cat <<'END'
n=0
while [ -d /proc/$! ] && [ $n -lt $(nproc) ]; do
	for comm in /proc/$!/task/*/comm; do
		[ "$(cat $comm)" = vcpu$n ] || continue
		task=${comm%/comm}
		taskset -p $(printf %x $((1 << n))) ${task##*/} >/dev/null
		n=$((n + 1))
	done
done
END
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
	--cpus $cpus --mem ${memory}M --stats --cmdline "$cmdline" &
$(pin_vcpus)
wait \$! || exit
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
	local launcher
	rm -rf "$out/root" "$out/guest"
	mkdir -p "$out/root/usr/bin"
	cp "$("$hosts/kernel.sh" "$guest" image)" "$out/root/vmlinuz"
	launcher=$("$hosts/launcher.sh" "$arch")
	"$(cross_of "$arch")strip" -o "$out/root/usr/bin/airlock" "$launcher"
	guest_root
	payload >"$out/root/demo"
	chmod +x "$out/root/demo"
}

# said WHAT: whether the guest said it.
said()
{
	tr -d '\r' <"$out/serial.log" | grep -q "guest: $1"
}

# demo_on BOOT_SCRIPT [OPTION]...
demo_on()
{
	local add=--module code=0 boot=$1
	shift
	[ "$device" != /dev/kvm ] || add=--kvm
	say "booting the emulated host${2:+ ($2)}; it starts the guest"
	"$hosts/$boot" $add --root "$out/root" --memory 1024 \
		--cpus "$host_cpus" --timeout "${DEMO_TIMEOUT:-400}" \
		--out "$out" --live "$@" -- /demo || code=$?
	[ "$code" -eq 0 ] || die "the demo failed with code $code"
	said "sha256 $known" ||
		die "the guest computed something else, or nothing"
	said "Linux .* $machine\$" || die "the guest is not $guest's kernel"
	said "$cpus CPU" || die "the guest did not bring up $cpus CPUs"
	say "the guest booted, computed what is known, and powered off"
}

# As uname -m has it.
machine_of()
{
	case $1 in
	amd64) echo x86_64 ;;
	arm64) echo aarch64 ;;
	armhf) echo armv.l ;;
	*)     die "no guest of architecture $1" ;;
	esac
}

cmdline="console=ttyS0 panic=-1 ${DEMO_APPEND:-}"
case ${ARCH:-x86} in
arm64)
	arch=arm64 guest=${DEMO_GUEST:-arm64}
	out=$top/build/demo-$guest
	machine=$(machine_of "$guest")
	[ "$guest" != armhf ] || host_cpus=${DEMO_HOST_CPUS:-$cpus}
	mkdir -p "$out"
	"$hosts/packages.sh" image module module-arm64 qemu-arm64
	host_root
	for cpu in ${DEMO_HOST:-neoverse-n1 cortex-a57 max}; do
		demo_on boot-arm64.sh --cpu "$cpu"
	done ;;
*)
	arch=amd64 guest=amd64 out=$top/build/demo
	machine=$(machine_of "$guest")
	cmdline="$cmdline tsc=reliable"
	mkdir -p "$out"
	"$hosts/packages.sh" image launcher module bochs
	"$hosts/bochs.sh" >/dev/null
	host_root
	demo_on boot-x86.sh ;;
esac
