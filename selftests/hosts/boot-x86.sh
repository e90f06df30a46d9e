#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boot the emulated x86-64 host with VT-x, run a command in it, bring its
# results and its exit code back. All but Bochs is in boot.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
. "$here/boot.sh"

own_usage()
{
	cat <<'END'
  --kvm            add KVM's modules; `load-kvm` in the host loads them
  --cpu MODEL      one of Bochs's CPU models (default corei7_skylake_x)
  --bochs VERSION  3.0 (default) or 2.7

Bochs takes 1 or 2 CPUs.
END
}

# shellcheck disable=SC2034 # $taken and $kvm are boot.sh's
own_option()
{
	case $1 in
	--kvm)   kvm=yes taken=1 ;;
	--cpu)   model=${2:-} taken=2 ;;
	--bochs) bochs=${2:-} taken=2 ;;
	esac
}

emulator_prepare()
{
	emulator=$("$here/bochs.sh" ${bochs:+"$bochs"})
	"$here/iso.sh" "$tmp/boot.iso" "$kernel" "$tmp/initrd" \
		"$cmdline $quiet$append"
	ln -s "$out/serial.log" "$out/emulator.log" "$tmp/"
	"$here/bochsrc.sh" "$(cat "$emulator/VERSION")" "$tmp" "$memory" \
		"$cpus" "$model" >"$tmp/bochsrc"
}

emulator_start()
{
	cd "$tmp"
	if [ "$(cat "$emulator/VERSION")" = 2.7 ]; then
		# The debugger build: told to go on by a file, and on a
		# terminal of its own, which script(1) gives it.
		echo c >"$tmp/continue"
		TERM=xterm script -qefc "exec '$emulator/bin/bochs' -q \
-f '$tmp/bochsrc' -rc '$tmp/continue'" /dev/null \
			</dev/null >"$out/emulator.out" 2>&1 &
	else
		"$emulator/bin/bochs" -q -f "$tmp/bochsrc" \
			</dev/null >"$out/emulator.out" 2>&1 &
	fi
	pid=$!
	cd "$OLDPWD"
}

bochs='' model=corei7_skylake_x
# shellcheck disable=SC2034 # boot.sh's
arch=amd64
cmdline='console=ttyS0 panic=-1 oops=panic tsc=reliable tsc_early_khz=100000'
cmdline="$cmdline nohz=off highres=off results=ttyS1 cryptomgr.notests"
boot_main "$@"
