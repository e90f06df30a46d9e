#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# host.sh LOAD DEVICE: on an emulated host, load a module by LOAD, put DEVICE
# where clients look for it, and run them. KTAP in /results/ktap, what they said
# in /results/clients.log.

# Not a mount of the whole host's: nothing else sees it.
if [ "$1" != inside ]; then
	eval "$1" || exit 1
	[ -e /dev/kvm ] || : >/dev/kvm
	exec unshare -m "$0" inside "$2"
fi
device=$2
[ "$device" = /dev/kvm ] || mount --bind "$device" /dev/kvm || exit 1

number=0
bad=0

# result WORDS OF A LINE...
result()
{
	number=$((number + 1))
	case $1 in
	not) bad=1; shift 2; echo "not ok $number $*" ;;
	ok) shift; echo "ok $number $*" ;;
	esac
}

# reason: why a program has skipped.
reason()
{
	sed -n 's/^1\.\.0 # SKIP -* *//p' /tmp/said | head -n 1
}

# kernel_test SECONDS EXPECTED WHY PROGRAM [ARG]...: one of the kernel's own.
# What it says when it fails for a known reason matches EXPECTED.
kernel_test()
{
	limit=$1 expected=$2 why=$3
	shift 3
	name="kernel's $*"
	program=$1
	shift
	echo "== $name" >>/results/clients.log
	(cd /kvm-selftests && exec timeout -s KILL "$limit" "./$program" "$@") \
		>/tmp/said 2>&1 </dev/null
	code=$?
	cat /tmp/said /proc/uptime >>/results/clients.log
	if [ "$code" -eq 0 ]; then
		result ok "$name"
	elif [ "$code" -eq 4 ]; then
		result ok "$name # SKIP $(reason)"
	elif [ "$code" -ne 137 ] && [ -n "$expected" ] &&
		grep -qE "$expected" /tmp/said; then
		result ok "$name # SKIP $why"
	else
		sed 's/^/# /' /tmp/said
		result not ok "$name, exit code $code"
	fi
}

# trim WORDS: without the blanks before and after.
trim()
{
	echo "$1" | sed 's/^ *//; s/ *$//'
}

kernel_tests()
{
	while IFS='|' read -r limit words expected why; do
		case $limit in
		'#'* | '') continue ;;
		esac
		# shellcheck disable=SC2086 # words, split on purpose
		kernel_test $limit "$(trim "$expected")" "${why# }" $words
	done </clients/kvm-selftests
}

main()
{
	echo "TAP version 13"
	kernel_tests
	# shellcheck source=qemu.sh
	. /clients/qemu.sh
	qemu_tests
	echo "1..$number"
	return "$bad"
}

trap "" PIPE
main >/results/ktap
