#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# demo.sh: an emulated host loads airlock.ko and runs Debian's stock kernel as
# a guest in it: two vCPUs, to a userspace that computes something known and
# powers off. What the guest says is shown as it is said, then the exits by
# reason. Succeeds if the guest computed right and the launcher ended well.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
hosts=$here/hosts
. "$hosts/common.sh"

top=$(cd "$here/.." && pwd)
out=$top/build/demo
guest_cpus=${GUEST_CPUS:-2}
guest_mem=${GUEST_MEM:-256}
host_cpus=${HOST_CPUS:-1}
# sha256 of the numbers 1 to 20000, one a line.
known=$(seq 1 20000 | sha256sum | cut -d' ' -f1)

guest_root()
{
	mkdir -p "$out/guest"
	cp "$hosts/guest-init" "$out/guest/init"
	"$hosts/initramfs.sh" amd64 "$out/root/guest.cpio" "$out/guest"
}

host_root()
{
	rm -rf "$out/root" "$out/guest"
	mkdir -p "$out/root/usr/bin"
	cp "$("$hosts/kernel.sh" amd64 image)" "$out/root/vmlinuz"
	"$hosts/packages.sh" launcher
	make -s -C "$top/launcher" >&2
	strip -o "$out/root/usr/bin/airlock" "$top/launcher/airlock"
	guest_root
	cat >"$out/root/demo" <<END
#!/bin/sh
insmod /lib/airlock.ko || exit 1
exec airlock run /vmlinuz --initrd /guest.cpio --mem $guest_mem \\
	--cpus $guest_cpus --stats --cmdline "$guest_cmdline"
END
	chmod +x "$out/root/demo"
}

guest_cmdline="console=ttyS0 panic=-1 tsc=reliable no_timer_check ${GUEST_APPEND:-}"

mkdir -p "$out"
host_root
say "booting the emulated host; it starts the guest"
code=0
"$hosts/boot-x86.sh" --module --root "$out/root" --cpus "$host_cpus" \
	--memory 1024 --timeout "${DEMO_TIMEOUT:-400}" --out "$out" --live \
	-- /demo || code=$?
[ "$code" -eq 0 ] || die "the demo failed with code $code"
tr -d '\r' <"$out/serial.log" | grep -q "guest: sha256 $known" ||
	die "the guest computed something else, or nothing"
tr -d '\r' <"$out/serial.log" | grep -q "guest: $guest_cpus CPU" ||
	die "the guest did not bring up $guest_cpus CPUs"
say "the guest booted, computed what is known, and powered off"
