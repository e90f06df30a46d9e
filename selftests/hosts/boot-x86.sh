#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boot the emulated x86-64 host with VT-x, run a command in it, bring its
# results and its exit code back.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
. "$here/verdict.sh"

usage()
{
	cat <<'END'
usage: boot-x86.sh [OPTION]... [-- COMMAND [ARG]...]

Boots Debian's stock kernel on Bochs with a root of busybox and the FOLDERs,
runs COMMAND (default: uname -a) in it as root, and exits with its exit code.
What COMMAND leaves in /results is found in OUT/results afterwards.

  --root FOLDER    add its contents to the root (repeatable, later ones win)
  --module         build airlock.ko and add it as /lib/airlock.ko
  --kvm            add KVM's modules; `load-kvm` in the host loads them
  --memory MB      memory of the host (default 1024)
  --cpus N         CPUs of the host, 1 or 2 (default 1)
  --cpu MODEL      one of Bochs's CPU models (default corei7_skylake_x)
  --append WORDS   add to the kernel's command line
  --timeout SEC    end the emulator after so long (default 300)
  --out FOLDER     serial.log, results/, emulator.* (default: a new one)
  --live           show the serial console while it runs
  --verbose        all kernel messages on the console (boot takes twice as long)
  --quiet          keep COMMAND's output off the console; in payload.log only
  --splats         a WARNING or BUG in the host's log does not fail the run
  --bochs VERSION  3.0 (default) or 2.7

Exit codes other than COMMAND's: 64 bad usage, 119 COMMAND's own was above
118, 122 the host's kernel complained, 123 the host went down without a
verdict, 124 timeout, 125 the emulator did not start.
END
}

bad_usage()
{
	say "boot-x86.sh: $*"
	usage >&2
	exit 64
}

parse_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--root)    roots+=("$2"); shift ;;
		--module)  module=yes ;;
		--kvm)     kvm=yes ;;
		--memory)  memory=$2; shift ;;
		--cpus)    cpus=$2; shift ;;
		--cpu)     model=$2; shift ;;
		--append)  append="$append $2"; shift ;;
		--timeout) timeout=$2; shift ;;
		--out)     out=$2; shift ;;
		--live)    live=yes ;;
		--quiet)   append="$append payload.quiet" ;;
		--splats)  splats=yes ;;
		--verbose) quiet='' ;;
		--bochs)   bochs=$2; shift ;;
		--help)    usage; exit 0 ;;
		--)        shift; command=("$@"); return ;;
		*)         bad_usage "unknown option $1" ;;
		esac
		shift
	done
}

# host_root DIR: what this run adds to every other root.
host_root()
{
	local dir=$1
	mkdir -p "$dir/lib"
	cp "$here/host-init" "$dir/init"
	{
		printf 'exec'
		printf ' %q' "${command[@]}"
		echo
	} >"$dir/payload"
	if [ -n "$module" ]; then
		objcopy -g "$("$here/module.sh" amd64)" "$dir/lib/airlock.ko"
	fi
	[ -z "$kvm" ] || "$here/kvm-root.sh" "$dir"
}

prepare()
{
	"$here/packages.sh" image
	emulator=$("$here/bochs.sh" ${bochs:+"$bochs"})
	kernel=$("$here/kernel.sh" amd64 image)
	mkdir -p "$out"
	out=$(cd "$out" && pwd)
	rm -rf "$out/results" "$out/serial.log"
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/airlock-host.XXXXXX")
	host_root "$tmp/host"
	"$here/initramfs.sh" amd64 "$tmp/initrd" ${roots[@]+"${roots[@]}"} \
		"$tmp/host"
	"$here/iso.sh" "$tmp/boot.iso" "$kernel" "$tmp/initrd" \
		"$cmdline $quiet$append"
	ln -s "$out/serial.log" "$out/emulator.log" "$tmp/"
	"$here/bochsrc.sh" "$(cat "$emulator/VERSION")" "$tmp" "$memory" \
		"$cpus" "$model" >"$tmp/bochsrc"
	: >"$out/serial.log"
	: >"$out/emulator.log"
}

# start: the emulator in the background, its pid in $pid.
start()
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
	if [ -n "$live" ]; then
		tail -n +1 -s 0.2 --pid="$pid" -f "$out/serial.log" &
		viewer=$!
	fi
	cd "$OLDPWD"
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

roots=() command=(uname -a) append='' module='' kvm='' live='' splats=''
memory=1024 cpus=1 model=corei7_skylake_x timeout=300 out='' bochs='' expired=''
tmp='' pid='' viewer=''
cmdline='console=ttyS0 panic=-1 oops=panic tsc=reliable tsc_early_khz=100000'
cmdline="$cmdline nohz=off highres=off results=ttyS1 cryptomgr.notests"
# Every byte on the serial port costs the boot time: warnings and worse alone,
# the whole log when it panics; results/dmesg has it all.
quiet='loglevel=5 panic_print=0x20 log_buf_len=2M'

parse_options "$@"
[ -n "$out" ] || out=$(mktemp -d "${TMPDIR:-/tmp}/airlock-out.XXXXXX")
trap cleanup EXIT
trap 'exit 130' INT TERM
prepare
start
wait_end
collect_results "$tmp/results.raw" "$out"
code=0
host_verdict "$out" "$expired" "$splats" || code=$?
say "serial log: $out/serial.log, results: $out/results, exit code $code"
exit "$code"
