#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Booting an emulated host, whatever its architecture: sourced by
# boot-x86.sh and boot-arm64.sh, which define
#
#	arch, cmdline		Debian's name of the architecture; the host's
#				command line
#	own_usage		prints the options that only this host has
#	own_option OPT [VALUE]	takes one of them; sets $taken to the number of
#				words, 0 if the option is not known
#	emulator_prepare	the emulator's files in $tmp, with $kernel and
#				$tmp/initrd ready
#	emulator_start		the emulator in the background, its pid in $pid,
#				what comes over its results port in
#				$tmp/results.raw
#
# and then call `boot_main "$@"`.
# Variables of the one are used in the other.
# shellcheck disable=SC2154,SC2034
. "$here/verdict.sh"

usage()
{
	cat <<END
usage: ${0##*/} [OPTION]... [-- COMMAND [ARG]...]

Boots Debian's stock kernel on an emulated host with a root of busybox and the
FOLDERs, runs COMMAND (default: uname -a) in it as root, and exits with its
exit code. What COMMAND leaves in /results is found in OUT/results afterwards.

  --root FOLDER    add its contents to the root (repeatable, later ones win)
  --module         build airlock.ko and add it as /lib/airlock.ko
  --series SERIES  the host's kernel, 6.12 (default) or 6.1
  --memory MB      memory of the host (default 1024)
  --cpus N         CPUs of the host (default 1)
  --append WORDS   add to the kernel's command line
  --timeout SEC    end the emulator after so long (default 300)
  --out FOLDER     serial.log, results/, emulator.* (default: a new one)
  --live           show the serial console while it runs
  --verbose        all kernel messages on the console
  --quiet          keep COMMAND's output off the console; in payload.log only
  --splats         a WARNING or BUG in the host's log does not fail the run
END
	own_usage
	cat <<'END'

Exit codes other than COMMAND's: 64 bad usage, 119 COMMAND's own was above
118, 122 the host's kernel complained, 123 the host went down without a
verdict, 124 timeout, 125 the emulator did not start.
END
}

bad_usage()
{
	say "${0##*/}: $*"
	usage >&2
	exit 64
}

parse_options()
{
	local taken
	while [ $# -gt 0 ]; do
		taken=1
		case $1 in
		--module)  module=yes ;;
		--live)    live=yes ;;
		--quiet)   append="$append payload.quiet" ;;
		--splats)  splats=yes ;;
		--verbose) quiet='' ;;
		--help)    usage; exit 0 ;;
		--)        shift; command=("$@"); return ;;
		--root | --series | --memory | --cpus | --append | --timeout | --out)
			[ $# -gt 1 ] || bad_usage "$1 wants a value"
			valued_option "$1" "$2"
			taken=2 ;;
		*)
			taken=0
			own_option "$@"
			[ "$taken" -gt 0 ] || bad_usage "unknown option $1"
			[ $# -ge "$taken" ] || bad_usage "$1 wants a value" ;;
		esac
		shift "$taken"
	done
}

valued_option()
{
	case $1 in
	--root)    roots+=("$2") ;;
	--series)  export AIRLOCK_SERIES=$2 ;;
	--memory)  memory=$2 ;;
	--cpus)    cpus=$2 ;;
	--append)  append="$append $2" ;;
	--timeout) timeout=$2 ;;
	--out)     out=$2 ;;
	esac
}

# host_root DIR: what this run adds to every other root.
host_root()
{
	local dir=$1 ko
	mkdir -p "$dir/lib"
	cp "$here/host-init" "$dir/init"
	{
		printf 'exec'
		printf ' %q' "${command[@]}"
		echo
	} >"$dir/payload"
	if [ -n "$module" ]; then
		ko=$("$here/module.sh" "$arch")
		"$(cross_of "$arch")strip" -g -o "$dir/lib/airlock.ko" "$ko"
	fi
	[ -z "$kvm" ] || "$here/kvm-root.sh" "$arch" "$dir"
}

prepare()
{
	"$here/packages.sh" image
	kernel=$("$here/kernel.sh" "$arch" image)
	mkdir -p "$out"
	out=$(cd "$out" && pwd)
	rm -rf "$out/results" "$out/serial.log"
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/airlock-host.XXXXXX")
	host_root "$tmp/host"
	"$here/initramfs.sh" "$arch" "$tmp/initrd" ${roots[@]+"${roots[@]}"} \
		"$tmp/host"
	: >"$out/serial.log"
	: >"$out/emulator.log"
	emulator_prepare
}

show_console()
{
	tail -n +1 -s 0.2 --pid="$pid" -f "$out/serial.log" &
	viewer=$!
}

# wait_end: wait for the emulator, at most $timeout seconds.
wait_end()
{
	local waited=0
	while kill -0 "$pid" 2>/dev/null; do
		if [ "$waited" -ge "$((timeout * 5))" ]; then
			expired=yes
			kill "$pid"
			break
		fi
		sleep 0.2
		waited=$((waited + 1))
	done
	wait "$pid" 2>/dev/null || :
	pid=
	[ -z "$viewer" ] || wait "$viewer" 2>/dev/null || :
}

# shellcheck disable=SC2317 # called by the trap
cleanup()
{
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	[ -z "$tmp" ] || rm -rf "$tmp"
}

boot_main()
{
	local code=0
	parse_options "$@"
	[ -n "$out" ] || out=$(mktemp -d "${TMPDIR:-/tmp}/airlock-out.XXXXXX")
	trap cleanup EXIT
	trap 'exit 130' INT TERM
	prepare
	emulator_start
	[ -z "$live" ] || show_console
	wait_end
	collect_results "$tmp/results.raw" "$out"
	host_verdict "$out" "$expired" "$splats" || code=$?
	say "serial log: $out/serial.log, results: $out/results, exit code $code"
	exit "$code"
}

roots=() command=(uname -a) append='' module='' kvm='' live='' splats=''
memory=1024 cpus=1 timeout=300 out='' expired=''
tmp='' pid='' viewer=''
# Every byte on the serial port costs the boot time: warnings and worse alone,
# the whole log when it panics; results/dmesg has it all.
quiet='loglevel=5 panic_print=0x20 log_buf_len=2M'
