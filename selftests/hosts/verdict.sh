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

# after_start FILE: what FILE says since the payload began.
after_start()
{
	[ ! -f "$1" ] || sed '1,/airlock-host:.*payload starts/d' "$1"
}

# host_splats OUT: what the host's kernel complained of, from its own log and
# from the console.
host_splats()
{
	{
		after_start "$1/serial.log"
		after_start "$1/results/dmesg"
	} | tr -d '\r' | grep -aE "$SPLAT" | sort -u
}

# host_verdict OUT EXPIRED ALLOW_SPLATS: say what went wrong; return the exit
# code for the run.
host_verdict()
{
	local out=$1 code
	if [ -n "$2" ]; then
		say "timeout: the host was still running; its last words:"
		tail -n 3 "$out/serial.log" >&2
		return 124
	fi
	if [ ! -s "$out/serial.log" ]; then
		say "the emulator did not start; its last words:"
		tail -n 5 "$out/emulator.out" "$out/emulator.log" >&2
		return 125
	fi
	if grep -aq 'Kernel panic' "$out/serial.log"; then
		say "the host's kernel panicked:"
		grep -aE -m 3 "Kernel panic|$SPLAT" "$out/serial.log" >&2
		return 123
	fi
	if [ ! -s "$out/results/.exit" ]; then
		say "the host went down without a verdict; its last words:"
		tail -n 3 "$out/serial.log" >&2
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
