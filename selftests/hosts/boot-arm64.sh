#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boot the emulated arm64 host with EL2, run a command in it, bring its results
# and its exit code back. All but QEMU is in boot.sh.
#
# The results come over a serial port on PCI, whose driver every kernel of
# Debian has built in; virtio's are modules in some.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
. "$here/boot.sh"

own_usage()
{
	cat <<'END'
  --cpu CPU        neoverse-n1 (default, VHE), cortex-a57 (no VHE), max
                   (everything QEMU has), or what else QEMU knows
  --kvm            leave EL2 to the host's KVM (default: kvm-arm.mode=none)
  --icount         a nanosecond is an instruction, and every run is the same
  --machine OPTS   more of what QEMU's -M takes, or otherwise (gic-version=2)
  --el1            enter the kernel at EL1, where HVC is undefined; one CPU
  --hypervisor     the same, with somebody else at EL2 who answers HVC
  --uefi           boot by UEFI; the kernel finds its devices by ACPI
  --power-down     the kernel lets CPUs lose power when idle; QEMU does not
END
}

# shellcheck disable=SC2034 # $taken and $kvm are boot.sh's
own_option()
{
	case $1 in
	--cpu)     cpu=${2:-} taken=2 ;;
	--machine) machine=$machine,${2:-} taken=2 ;;
	--kvm)     kvm=yes taken=1 ;;
	--icount)  icount=yes taken=1 ;;
	--el1)     el1=-UHYPERVISOR taken=1 ;;
	--hypervisor) el1=-DHYPERVISOR taken=1 ;;
	--uefi)    uefi=yes taken=1 ;;
	--power-down) power_down=yes taken=1 ;;
	esac
}

# A boot loader before QEMU's, above all that QEMU loads.
el1_start()
{
	local cc
	"$here/packages.sh" module-arm64
	cc=$(cross_of arm64)
	"${cc}gcc-12" -nostdlib -static -Wl,-Ttext=0 "$el1" -o "$tmp/el1" \
		"$here/enter-el1.S"
	"${cc}objcopy" -O binary -j .text "$tmp/el1" "$tmp/el1.bin"
	more+=(-device "loader,file=$tmp/el1.bin,force-raw=on,cpu-num=0,\
addr=$((0x40000000 + memory * 0x80000))")
	[ "$el1" = -DHYPERVISOR ] || return 0
	# It stays; and the firmware is called through it.
	cmdline="$cmdline mem=$((memory / 2))M"
	tree_begin
	sed -i 's/method = "smc"/method = "hvc"/' "$tmp/tree.dts"
	tree_end
}

# QEMU's device tree, as text in $tmp/tree.dts, to be changed.
tree_begin()
{
	"$here/packages.sh" device-tree
	qemu-system-aarch64 -M "$machine,dumpdtb=$tmp/tree.dtb" -cpu "$cpu" \
		-smp "$cpus" -m "$memory" -nodefaults -display none 2>/dev/null
	dtc -q -I dtb -O dts -o "$tmp/tree.dts" "$tmp/tree.dtb"
}

tree_end()
{
	dtc -q -I dts -O dtb -o "$tmp/tree.dtb" "$tmp/tree.dts"
	more+=(-dtb "$tmp/tree.dtb")
}

# In the device tree an idle state of PSCI's that loses all registers. QEMU's
# firmware refuses this one, so that idling is a busy loop; but each time
# the kernel has made itself ready for the loss, and undoes it. (What QEMU does
# not refuse is a WFI that never ends: the kernel has put the GIC to sleep.)
power_down_tree()
{
	local i dts=$tmp/tree.dts
	tree_begin
	cat >>"$dts" <<'END'
/ { cpus { idle-states { entry-method = "psci"; OFF: off {
	compatible = "arm,idle-state"; arm,psci-suspend-param = <0x1010000>;
	entry-latency-us = <1>; exit-latency-us = <1>; min-residency-us = <2>;
}; }; }; };
END
	for ((i = 0; i < cpus; i++)); do
		echo "/ { cpus { cpu@$i { cpu-idle-states = <&OFF>; }; }; };"
	done >>"$dts"
	tree_end
}

emulator_prepare()
{
	"$here/packages.sh" qemu-arm64
	[ "$cpu" != max ] || cpu=max,pauth-impdef=on
	[ -n "$kvm" ] || cmdline="$cmdline kvm-arm.mode=none"
	# Else the kernel's place is another in each boot.
	[ -z "$icount" ] || cmdline="$cmdline nokaslr"
	[ -z "$el1" ] || el1_start
	[ -z "$power_down" ] || power_down_tree
	if [ -n "$uefi" ]; then
		more+=(-bios "$(deb_unpacked qemu-efi-aarch64)$uefi_image")
		cmdline="$cmdline acpi=force"
	fi
}

emulator_start()
{
	local fixed=()
	# shellcheck disable=SC2054 # QEMU's commas
	[ -z "$icount" ] || fixed=(-icount shift=0,sleep=off -seed 1
		-rtc base=2025-01-01,clock=vm)
	qemu-system-aarch64 -M "$machine" -cpu "$cpu" -smp "$cpus" \
		-m "$memory" ${fixed[@]+"${fixed[@]}"} ${more[@]+"${more[@]}"} \
		-nodefaults -no-user-config -display none -no-reboot \
		-serial "file:$out/serial.log" \
		-chardev "file,id=results,path=$tmp/results.raw" \
		-device pci-serial,chardev=results \
		-kernel "$kernel" -initrd "$tmp/initrd" \
		-append "$cmdline $quiet$append" \
		</dev/null >"$out/emulator.out" 2>&1 &
	pid=$!
}

machine=virt,virtualization=on,gic-version=3
uefi_image=/usr/share/qemu-efi-aarch64/QEMU_EFI.fd
cpu=neoverse-n1 icount='' el1='' uefi='' power_down='' more=()
# shellcheck disable=SC2034 # boot.sh's
arch=arm64
cmdline='console=ttyAMA0 panic=-1 oops=panic results=ttyS0 cryptomgr.notests'
boot_main "$@"
