#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# refusals.sh [ARCH]: hosts of ARCH (amd64, the default, or arm64) that cannot
# run airlock, each lacking one thing. Loading, or the first VM, must fail there
# with the errno and the line that Documentation/failures.rst gives, and the
# host must go on. KTAP on standard output.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
hosts=$here/hosts
arch=${1:-amd64}
out=$here/../build/refusals-$arch
. "$here/check/ktap.sh"
. "$here/hosts/common.sh"

# What runs in the hosts.
host_root()
{
	local launcher
	mkdir -p "$out/root/usr/bin"
	launcher=$("$hosts/launcher.sh" "$arch")
	"$(cross_of "$arch")strip" -o "$out/root/usr/bin/airlock" "$launcher"
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
	"$hosts/$boot" --module --root "$out/root" --out "$out/host" \
		--timeout 200 "$@" -- /refuse || return
	tr -d '\r' <"$log" | tail -n 20
	tr -d '\r' <"$log" | grep -q "^[^[].*: $error$" || return
	tr -d '\r' <"$log" | grep -q "^log: airlock: .*$line"
}

refusals_amd64()
{
	boot='boot-x86.sh'
	ktap_case "no VT-x: ENODEV" refused "No such device" \
		"this CPU has no VT-x" --cpu athlon64_clawhammer
	ktap_case "VT-x without EPT: EOPNOTSUPP" refused \
		"Operation not supported" "this CPU's VT-x has no EPT" \
		--cpu core2_penryn_t9600
	ktap_case "EPT without unrestricted guest: EOPNOTSUPP" refused \
		"Operation not supported" \
		"this CPU's VT-x has no unrestricted guest" \
		--cpu corei5_lynnfield_750
	ktap_case "VT-x turned off for the kernel: EACCES" refused \
		"Permission denied" \
		"VT-x is disabled on the kernel's command line" \
		--append clearcpuid=vmx
	ktap_case "VT-x held by KVM: EBUSY" refused "Device or resource busy" \
		"VT-x is in use by another hypervisor" --kvm
	# Bochs comes up with the MSR locked and VT-x enabled in it.
	ktap_skip "VT-x locked away in IA32_FEATURE_CONTROL: EACCES" \
		"no emulated firmware locks it"
}

refusals_arm64()
{
	boot='boot-arm64.sh'
	ktap_case "no EL2: ENODEV" refused "No such device" \
		"this CPU has no EL2: use one .*virtualization=on" \
		--machine virtualization=off
	ktap_case "KVM at EL2, VHE: EBUSY" refused "Device or resource busy" \
		"KVM owns EL2: boot with kvm-arm.mode=none" --kvm
	ktap_case "KVM at EL2, no VHE: EBUSY" refused \
		"Device or resource busy" \
		"KVM owns EL2: boot with kvm-arm.mode=none" \
		--kvm --cpu cortex-a57
	ktap_case "entered at EL1: EACCES" refused "Permission denied" \
		"the kernel was booted at EL1: .*boot loader enter it at EL2" \
		--el1 --cpu cortex-a57
	ktap_case "entered at EL1 of a CPU with VHE: EACCES" refused \
		"Permission denied" \
		"the kernel was booted at EL1: .*boot loader enter it at EL2" \
		--el1
	ktap_case "a hypervisor at EL2: EPERM" refused \
		"Operation not permitted" \
		"a hypervisor below this machine keeps EL2: use one that has" \
		--hypervisor --cpu cortex-a57
	ktap_case "no GICv3: EOPNOTSUPP" refused "Operation not supported" \
		"no GICv3 system registers: .*gic-version=3" \
		--machine gic-version=2
}

"$hosts/packages.sh" image launcher module
host_root
ktap_start
"refusals_$arch"
ktap_end
