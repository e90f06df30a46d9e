#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kexec.sh CPU ROOT [crash]: an emulated arm64 host, with guests running, gives
# EL2 back and goes to the next kernel by kexec, which has to find itself at EL2
# and load airlock again. ROOT is what kselftest.sh made. KTAP on standard
# output. With "crash" a panic is the way; the results port is lost then.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/hosts/common.sh"

hosts=$here/hosts
cpu=$1
how=${3:-}
out=$here/../build/kexec-$cpu$how

rm -rf "$out"
mkdir -p "$out/root/kexec"
"$hosts/packages.sh" kselftest-arm64
"$(cross_of arm64)gcc" -O2 -Wall -static -D_GNU_SOURCE \
	-o "$out/root/kexec/again" "$here/kexec/again.c"
cp "$here/kexec/host.sh" "$out/root/kexec/"
cp "$("$hosts/kernel.sh" arm64 image)" "$out/root/kexec/Image"
cpus=2 memory=1024 words='retain_initrd boot=1'
# A crashed kernel's other CPUs stay where its memory is.
[ -z "$how" ] || cpus=1 memory=1400 words="$words crashkernel=640M"
code=0
# Without an ITS, whose tables the first kernel leaves in memory.
"$hosts/boot-arm64.sh" --module --root "$2" --root "$out/root" --cpu "$cpu" \
	--cpus "$cpus" --memory "$memory" --timeout 120 --machine its=off \
	--out "$out" --append "$words" -- /kexec/host.sh ${how:+"$how"} >&2 ||
	code=$?
cat "$out/results/kexec" "$out/results/ktap" ||
	tr -d '\r' <"$out/serial.log"
exit "$code"
