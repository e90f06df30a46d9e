#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
#
# In an emulated host, twice: load airlock, run guests, and kexec into the same
# kernel while they run; there, load it again and run tests. $1: "crash" to get
# there by a panic.
cd /selftests || exit 1

if ! grep -q boot=2 /proc/cmdline; then
	insmod /lib/airlock.ko || exit 1
	# First, since guests take all the time there is.
	/kexec/again /kexec/Image ${1:+"$1"} || exit 1
	./spin &
	while [ "$(cat /sys/module/airlock/refcnt)" -lt 4 ]; do
		sleep 0.1
	done
	case ${1:-} in
	crash) echo c >/proc/sysrq-trigger ;;
	*)     /kexec/again ;;
	esac
	exit 1
fi

# The second kernel.
{
	echo "TAP version 13"
	echo "1..1"
	if dmesg | grep -q 'CPU: All CPU(s) started at EL2'; then
		echo "ok 1 the next kernel is at EL2, on every CPU"
	else
		dmesg | grep 'CPU(s) started' | sed 's/^/# /'
		echo "not ok 1 the next kernel is at EL2, on every CPU"
	fi
} >/results/kexec
run-tests arm64/exit_hvc arm64/timer
