#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# refusals.sh: hosts that cannot run airlock, each lacking one thing. Loading,
# or the first VM, must fail there with the errno and the line that
# Documentation/failures.rst gives, and the host must go on. KTAP on standard
# output.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
hosts=$here/hosts
out=$here/../build/refusals
. "$here/check/ktap.sh"

# What runs in the hosts.
host_root()
{
	mkdir -p "$out/root/usr/bin"
	make -s -C "$here/../launcher" >&2
	strip -o "$out/root/usr/bin/airlock" "$here/../launcher/airlock"
	cat >"$out/root/refuse" <<'END'
#!/bin/sh
# One instruction of a guest that must never run: HLT.
printf '\364' >/guest
! type load-kvm >/dev/null 2>&1 || load-kvm
insmod /lib/airlock.ko 2>&1 && airlock run /guest --flat 2>&1
dmesg | sed -n 's/^.*\(airlock: .*\)/log: \1/p'
END
	chmod +x "$out/root/refuse"
}

# refused ERROR LINE OPTION...: boot a host with the options; insmod or the
# launcher must say ERROR, and the log LINE.
refused()
{
	local error=$1 line=$2 log=$out/host/serial.log
	shift 2
	"$hosts/boot-x86.sh" --module --root "$out/root" --out "$out/host" \
		--timeout 200 "$@" -- /refuse || return
	tr -d '\r' <"$log" | tail -n 20
	tr -d '\r' <"$log" | grep -q "^[^[].*: $error$" || return
	tr -d '\r' <"$log" | grep -q "^log: airlock: .*$line"
}

"$hosts/packages.sh" image launcher module bochs
host_root
ktap_start
ktap_case "no VT-x: ENODEV" refused "No such device" \
	"this CPU has no VT-x" --cpu athlon64_clawhammer
ktap_case "VT-x without EPT: EOPNOTSUPP" refused "Operation not supported" \
	"this CPU's VT-x has no EPT" --cpu core2_penryn_t9600
ktap_case "EPT without unrestricted guest: EOPNOTSUPP" refused \
	"Operation not supported" "this CPU's VT-x has no unrestricted guest" \
	--cpu corei5_lynnfield_750
ktap_case "VT-x turned off for the kernel: EACCES" refused "Permission denied" \
	"VT-x is disabled on the kernel's command line" --append clearcpuid=vmx
ktap_case "VT-x held by KVM: EBUSY" refused "Device or resource busy" \
	"VT-x is in use by another hypervisor" --kvm
# Bochs comes up with the MSR locked and VT-x enabled in it.
ktap_skip "VT-x locked away in IA32_FEATURE_CONTROL: EACCES" \
	"no emulated firmware locks it"
ktap_end
