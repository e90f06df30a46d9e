#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bochsrc.sh VERSION DIR MEMORY_MB CPUS MODEL: print the configuration of a Bochs
# whose files (boot.iso, serial.log, results.raw, emulator.log) lie in DIR.
#
# - time0 is fixed and the clock is not synchronised with ours, so that the
#   same run gives the same counts.
# - info and error messages are off: with them on, 3.0 logs a line for every
#   exit that touches an MSR it does not know, and now and then stops there.
# - ips=100000000 belongs to tsc_early_khz=100000 on the kernel's command line.
set -eu
. "$(dirname "$0")/common.sh"

version=$1
dir=$2
memory=$3
cpus=$4
model=$5
bios=$(deb_unpacked bochsbios)/usr/share/bochs/BIOS-bochs-latest
vga=$(deb_unpacked vgabios)/usr/share/vgabios/vgabios.bin

case $version in
2.7) display='display_library: term' ;;
*)   display='display_library: nogui' ;;
esac
cat <<END
$display
romimage: file=$bios
vgaromimage: file=$vga
memory: guest=$memory, host=$memory
cpu: model=$model, count=$cpus, ips=100000000, reset_on_triple_fault=0, ignore_bad_msrs=1
clock: sync=none, time0=1735689600
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=$dir/boot.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$dir/serial.log
com2: enabled=1, mode=file, dev=$dir/results.raw
log: $dir/emulator.log
panic: action=fatal
error: action=ignore
info: action=ignore
debug: action=ignore
END
