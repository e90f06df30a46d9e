#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# endings.sh: run flat guests on a device, and compare how each one ended, and
# what it printed, with what it was told to do. KTAP on standard output.
#
# The device is $AIRLOCK_DEVICE, by default /dev/airlock; the launcher is
# $AIRLOCK, by default airlock; flat.bin lies beside this script.
cd "$(dirname "$0")" || exit 1
device=${AIRLOCK_DEVICE:-/dev/airlock}
launcher=${AIRLOCK:-airlock}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
number=0
bad=0

# run ORDER [OPTION]...: a guest that is told ORDER; its code in $code.
run()
{
	order=$1
	shift
	"$launcher" run flat.bin --flat --device "$device" --mem 4M \
		--cmdline "$order" "$@" >"$tmp/out" 2>"$tmp/err"
	code=$?
}

# check NAME CODE [TEXT]: the last guest ended with CODE, and TEXT is in what
# it or the launcher said.
check()
{
	number=$((number + 1))
	if [ "$code" -eq "$2" ] && cat "$tmp/out" "$tmp/err" |
		tr -d '\r' | grep -qF -- "${3:-}"; then
		echo "ok $number $1"
		return
	fi
	echo "not ok $number $1 # exit code $code, not $2, or no \"${3:-}\""
	sed 's/^/# /' "$tmp/out" "$tmp/err"
	bad=1
}

x86()
{
	run triple </dev/null
	check "triple fault" 11 "vCPU 0: triple fault"
	run fetch </dev/null
	check "fetch from no memory" 12 "rip 00000000d0000000"
	run machine </dev/null
	check "memory of 4 MiB" 0 \
		"memory 0000000000100000 0000000000300000 ram"
	check "no PCI" 0 "pci 00000000ffffffff"
	check "clock" 0 "rtc 0000000000000080"
	check "ACPI" 0 "rsdp RSD PTR"
	run machine --mem 4G </dev/null
	check "memory of 4 GiB" 0 \
		"memory 0000000100000000 0000000040000000 ram"
	run off --mem 4T </dev/null
	check "too much memory" 2 "address bits of"
}

arm64()
{
	run machine </dev/null
	check "device tree" 0 "model airlock"
	check "GICv3" 0 "gic 0000000000000003"
	check "clock" 0 "rtc 0000000000000031"
	check "no device" 0 "nothing 00000000ffffffff"
	run second --cpus 2 </dev/null
	check "a second vCPU" 0 "second vCPU"
	run second --cpus 1 </dev/null
	check "no second vCPU" 0 "CPU_ON fffffffffffffffe"
	zimage >"$tmp/zimage"
	"$launcher" run "$tmp/zimage" --device "$device" --mem 64M \
		>"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	case $code in
	3) check "a 32-bit kernel is refused" 3 "cannot run AArch32 at EL1" ;;
	*) check "a 32-bit kernel" 0 "powered off" ;;
	esac
}

# A zImage whose code is: MOVW R0, MOVT R0, the PSCI call SYSTEM_OFF; HVC.
zimage()
{
	printf '\010\000\000\343\000\004\110\343\160\000\100\341\376\377\377\352'
	printf '\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000'
	# Magic number, start, end, endianness, no table.
	printf '\000\000\000\000\030\050\157\001\000\000\000\000\100\000\000\000'
	printf '\001\002\003\004\000\000\000\000\000\000\000\000\000\000\000\000'
}

echo "TAP version 13"
if [ ! -e "$device" ]; then
	echo "1..0"
	echo "Bail out! no $device"
	exit 1
fi

run off </dev/null
check "power-off" 0 "powered off"
run reset </dev/null
check "reset" 10 "asked for a reboot"
run string </dev/null
check "string output" 0 "string of many bytes"
run string --cpus 2 --stats </dev/null
check "statistics" 0 "returns of KVM_RUN"

echo "input from a pipe" >"$tmp/in"
run answer <"$tmp/in"
check "input" 0 "input from a pipe"

# A guest that never ends is ended from outside.
"$launcher" run flat.bin --flat --device "$device" --mem 4M --cmdline spin \
	--cpus 2 >"$tmp/out" 2>"$tmp/err" </dev/null &
pid=$!
sleep 1
kill "$pid"
wait "$pid"
code=$?
check "stopped from outside" 16 "stopped from outside"
run virtio --rng </dev/null
check "an index that jumps" 0 "needs reset after an index that jumps"
check "told by the launcher" 0 \
	"queue 0: its available index jumped; the guest must reset it"
check "a buffer that is nowhere" 0 "needs reset after a buffer that is nowhere"
check "served after resets" 0 "served after resets"
run off --device /dev/null </dev/null
check "no such ABI" 3 "does not speak KVM's ABI"

case $(uname -m) in
aarch64) arm64 ;;
*)	 x86 ;;
esac
echo "1..$number"
exit "$bad"
