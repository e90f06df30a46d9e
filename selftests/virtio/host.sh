#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# host.sh LOAD DEVICE: on an emulated host, load a module by LOAD, and run a
# guest with all virtio devices on DEVICE. KTAP in /results/ktap.
number=0
bad=0

# check NAME TEXT: the guest or the launcher said TEXT.
check()
{
	number=$((number + 1))
	if tr -d '\r' <"$tmp/out" | grep -qF -- "$2" ||
		grep -qF -- "$2" "$tmp/err"; then
		echo "ok $number $1"
		return
	fi
	echo "not ok $number $1 # nobody said \"$2\""
	bad=1
}

# result OK NAME
result()
{
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number $2"
	else
		echo "not ok $number $2"
		bad=1
	fi
}

# tap NAME: a tap interface.
tap()
{
	insmod /lib/tun.ko
	mkdir -p /dev/net
	[ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200
	tunctl -t "$1" >/dev/null
	ifconfig "$1" 10.9.0.1 netmask 255.255.255.0 up
}

# wait_for TEXT: until the guest says it, or has ended.
wait_for()
{
	while kill -0 "$pid" 2>/dev/null; do
		grep -qF -- "$1" "$tmp/out" && return
		sleep 0.2
	done
}

guest()
{
	airlock run /virtio/vmlinuz --initrd /virtio/guest.cpio \
		--device "$device" --mem 192M --cpus 2 --console virtio \
		--disk "$tmp/first" --disk "$tmp/second,ro" --net tap=tap0 \
		--rng --stats <"$tmp/in" >"$tmp/out" 2>"$tmp/err" \
		--cmdline "console=ttyS0 quiet panic=-1 cryptomgr.notests"
	echo "$?" >"$tmp/code"
}

main()
{
	echo "TAP version 13"
	echo "1..13"
	$load || echo "Bail out! $load failed"
	tap tap0
	head -c 2097152 /dev/zero >"$tmp/first"
	head -c 262144 /dev/urandom >"$tmp/second"
	sum=$(sha256sum "$tmp/second" | cut -d' ' -f1)
	mkfifo "$tmp/in"
	guest &
	pid=$!
	# Held open, so that the guest's input does not end.
	exec 3>"$tmp/in"
	wait_for "guest: listens"
	check "two disks of their sizes" "guest: disks 4096 512"
	check "one of them read-only" "guest: read-only 0 1"
	check "the second disk is read" "guest: second disk $sum"
	check "the first is written and read back" "guest: first disk $sum"
	grep -q "written by the guest" "$tmp/first"
	result $? "what was written is in the file"
	check "entropy" "guest: entropy from virtio_rng.0, 64 bytes"
	check "the guest pings the host" \
		"3 packets transmitted, 3 packets received"
	ping -c 3 -W 5 10.9.0.2 >"$tmp/ping"
	result $? "the host pings the guest"
	airlock run /virtio/vmlinuz --device "$device" \
		--disk "$tmp/first" >/dev/null 2>"$tmp/again" </dev/null
	grep -q "is a disk that is in use already" "$tmp/again"
	result $? "no second guest on the disk"
	airlock run /virtio/vmlinuz --device "$device" \
		--net tap=tap0 >/dev/null 2>"$tmp/again" </dev/null
	grep -q "tap tap0 is in use already" "$tmp/again"
	result $? "nor on the tap"
	echo "good bye" >&3
	wait "$pid"
	check "console input" "guest: heard good bye"
	check "power-off" "the guest powered off"
	[ "$(cat "$tmp/code")" = 0 ]
	result $? "exit status"
	sed 's/^/# /' "$tmp/out" "$tmp/err"
	return "$bad"
}

trap "" PIPE
load=$1
device=$2
tmp=$(mktemp -d)
main >/results/ktap
