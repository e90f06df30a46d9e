#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What became of an emulated host: sourced by the scripts that boot one.

# What the kernel prints when it finds fault with itself.
SPLAT='WARNING: (CPU:|possible)|BUG: |BUG at |Oops[: ]|general protection fault|Call Trace:'
SPLAT="$SPLAT|rcu: INFO: .* stall|kernel BUG|unchecked MSR|UBSAN:|KASAN:"
SPLAT="$SPLAT|possible recursive locking|circular locking|blocked for more"

# collect_results RAW OUT: unpack what came over the results port.
collect_results()
{
	mkdir -p "$2/results"
	[ -s "$1" ] || return 0
	gzip -dc "$1" 2>/dev/null | tar -xf - -C "$2/results" 2>/dev/null || {
		cp "$1" "$2/results.raw"
		say "the results are incomplete; their stream is $2/results.raw"
	}
}

# host_splats OUT: what the host's kernel complained of since the payload began.
# Its own log alone counts: the console may carry a guest's complaints too.
host_splats()
{
	sed '1,/airlock-host: payload starts/d' "$1/results/dmesg" |
		grep -aE "$SPLAT" | sort -u
}

# last_words OUT: of a host that left no results.
last_words()
{
	local panic
	panic=$(grep -aE -m 3 "Kernel panic|$SPLAT" "$1/serial.log" || :)
	if [ -n "$panic" ]; then
		say "a kernel panicked on its console:"
		echo "$panic" >&2
	else
		say "the last words on its console:"
		tail -n 3 "$1/serial.log" >&2
	fi
}

# host_verdict OUT EXPIRED ALLOW_SPLATS: say what went wrong; return the exit
# code for the run.
host_verdict()
{
	local out=$1 code
	if [ -n "$2" ]; then
		say "timeout: the host was still running"
		last_words "$out"
		return 124
	fi
	if [ ! -s "$out/serial.log" ]; then
		say "the emulator did not start; its last words:"
		tail -n 5 "$out/emulator.out" "$out/emulator.log" >&2
		return 125
	fi
	if [ ! -s "$out/results/.exit" ]; then
		say "the host went down without a verdict"
		last_words "$out"
		return 123
	fi
	if [ -z "$3" ] && host_splats "$out" | grep -q .; then
		say "the host's kernel complained:"
		host_splats "$out" >&2
		return 122
	fi
	code=$(cat "$out/results/.exit")
	[ "$code" -le 118 ] || code=119
	return "$code"
}
