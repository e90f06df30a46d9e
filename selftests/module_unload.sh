#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The module goes while guests run, as often as it can: it must refuse while a
# file of it is open, go when the last one is closed, by whatever way, and
# leave the host as it was. For an emulated host, where it is /lib/airlock.ko.
ROUNDS=3
module=/lib/airlock.ko
number=0
bad=0

# result CODE NAME
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

skip()
{
	echo "1..0 # SKIP $1"
	exit 4
}

# Guests that run until they are killed.
load_start()
{
	./spin &
	first=$!
	./spin &
	second=$!
	while [ "$(cat /sys/module/airlock/refcnt)" -lt 4 ]; do
		sleep 0.1
	done
}

# Everything of them is gone when wait returns, but what the kernel still does.
load_kill()
{
	kill -KILL "$first" "$second"
	wait "$first" "$second" 2>/dev/null
}

unload()
{
	tries=50
	while ! rmmod airlock 2>/dev/null; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# The kernel makes its list of symbols at every read: asked once.
gone()
{
	[ ! -e /dev/airlock ] && [ ! -e /sys/module/airlock ] &&
		! grep -q airlock /proc/interrupts && {
		[ "$round" -lt "$ROUNDS" ] ||
			! grep -q '\[airlock\]' /proc/kallsyms
	}
}

echo "TAP version 13"
[ -z "$AIRLOCK_DEVICE" ] || [ "$AIRLOCK_DEVICE" = /dev/airlock ] ||
	skip "the device is $AIRLOCK_DEVICE"
[ -e "$module" ] || skip "no $module here"
echo "1..$((ROUNDS * 4))"
round=0
while [ "$round" -lt "$ROUNDS" ]; do
	round=$((round + 1))
	load_start
	! rmmod airlock 2>/dev/null
	result $? "refuses while guests run, round $round"
	load_kill
	unload
	result $? "goes when they are gone, round $round"
	gone
	result $? "leaves nothing behind, round $round"
	insmod "$module"
	result $? "comes again, round $round"
done
exit "$bad"
