# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
#
# Debian's QEMU as a client, sourced by host.sh: boots the stock kernel, resets,
# moves its state to another QEMU, powers off. Without ITS, which this QEMU
# takes for granted where KVM_CAP_SIGNAL_MSI is 0 (it compares no name).

sum=$(seq 1 20000 | sha256sum | cut -d' ' -f1)

# qemu CPUS [OPTION]...: in the background; fd 3 is its console, 4 its monitor.
qemu()
{
	cpus=$1
	shift
	qemu-system-aarch64 -M virt,gic-version=3,its=off -cpu host -accel kvm \
		-smp "$cpus" -m 192 -nodefaults -no-user-config -display none \
		-serial stdio -chardev pipe,id=mon,path="$q/mon" \
		-mon chardev=mon -kernel /clients/vmlinuz \
		-initrd /clients/guest.cpio \
		-append "console=ttyAMA0 quiet panic=-1 cryptomgr.notests" \
		"$@" <"$q/in" >>"$q/out" 2>>"$q/err" &
	pid=$!
	cat "$q/mon.out" >>"$q/said" &
	exec 3>"$q/in" 4>"$q/mon.in"
}

# heard TIMES TEXT: the guest says it so often before QEMU ends, or a minute.
heard()
{
	i=0
	while [ "$(tr -d '\r' <"$q/out" | grep -cF "$2")" -lt "$1" ]; do
		kill -0 "$pid" 2>/dev/null || return
		i=$((i + 1))
		[ "$i" -lt 300 ] || return
		sleep 0.2
	done
}

# qemu_result NAME CODE
qemu_result()
{
	if [ "$2" -eq 0 ]; then
		result ok "QEMU: $1"
	else
		sed 's/^/# /' "$q/err"
		tail -n 20 "$q/out" | sed 's/^/# /'
		result not ok "QEMU: $1"
	fi
}

# tell WORD TIMES TEXT NAME: to the guest, whose answer is a result.
tell()
{
	echo "$1" >&3
	heard "$2" "$3"
	qemu_result "$4" $?
}

qemu_start()
{
	q=$(mktemp -d)
	mkfifo "$q/in" "$q/mon.in" "$q/mon.out"
	: >"$q/out"
	: >"$q/err"
	: >"$q/said"
}

qemu_end()
{
	echo off >&3
	wait "$pid"
	code=$?
	heard 1 "guest: powers off" || code=1
	qemu_result "$1" "$code"
	exec 3>&- 4>&- 5>&-
	cat "$q/out" "$q/err" "$q/said" >>/results/clients.log
	rm -rf "$q"
}

# asked QUESTION ANSWER: of the monitor, until it says so, or 20 seconds.
asked()
{
	: >"$q/said"
	i=0
	until grep -q "$2" "$q/said"; do
		echo "$1" >&4
		i=$((i + 1))
		[ "$i" -lt 100 ] || break
		sleep 0.2
	done
}

# As a snapshot: stopped, its state in a file, and another one goes on from it.
qemu_migrate()
{
	echo "migrate \"exec:cat >$q/state\"" >&4
	asked "info migrate" "Migration status: completed"
	echo quit >&4
	wait "$pid"
	exec 3>&- 4>&-
	qemu 2 -incoming "exec:cat $q/state"
	asked "info status" "VM status: running"
	tell count 1 "guest: counts 2" "goes on from the state of another"
}

# gdb COMMAND ANSWER: a packet of the remote protocol to QEMU's stub, which has
# to answer so within 20 seconds.
gdb()
{
	: >"$q/gdb.said"
	checksum=$(printf %s "$1" | od -An -v -tu1 | tr -s ' ' '\n' |
		awk '{ s += $1 } END { printf "%02x", s % 256 }')
	printf '$%s#%s' "$1" "$checksum" >&5
	i=0
	until grep -q "[$]$2" "$q/gdb.said"; do
		i=$((i + 1))
		if [ "$i" -gt 100 ]; then
			echo "gdb: $1: $(cut -c 1-600 "$q/gdb.said")" \
				>>"$q/err"
			return 1
		fi
		sleep 0.2
	done
}

# pc_is HEX: what follows X0 to X30 and SP, in the guest's byte order.
pc_is()
{
	gdb g "[0-9a-f]\\{512\\}$1"
}

# The first six instructions are QEMU's own, at the start of RAM: stepped
# through, and stopped at by a breakpoint of each kind.
qemu_debugged()
{
	gdb s T05 && pc_is 0400004000000000 &&
		gdb s T05 && pc_is 0800004000000000 &&
		gdb Z0,4000000c,4 OK && gdb c T05 &&
		pc_is 0c00004000000000 && gdb z0,4000000c,4 OK &&
		gdb Z1,40000014,4 OK && gdb c T05 &&
		pc_is 1400004000000000 && gdb z1,40000014,4 OK
}

qemu_tests()
{
	qemu_start
	qemu 2
	heard 1 "guest: up with 2 CPU(s)"
	qemu_result "a Linux guest boots on 2 vCPUs" $?
	tell sum 1 "guest: sha256 $sum" "and computes"
	echo reboot >&3
	heard 2 "guest: up with 2 CPU(s)"
	qemu_result "resets, and boots again" $?
	tell count 1 "guest: counts 1" "tells the time"
	qemu_migrate
	tell sum 2 "guest: sha256 $sum" "and computes"
	qemu_end "powers off"

	qemu_start
	mkfifo "$q/gdb.in" "$q/gdb.out"
	qemu 1 -S -gdb "pipe:$q/gdb"
	cat "$q/gdb.out" >>"$q/gdb.said" &
	exec 5>"$q/gdb.in"
	qemu_debugged
	qemu_result "steps and breakpoints by its gdb stub" $?
	gdb D OK
	heard 1 "guest: up with 1 CPU(s)"
	qemu_result "a Linux guest boots on 1 vCPU" $?
	qemu_end "powers off"
}
