#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The stages of `make check`: each a function stage_NAME that prints KTAP on
# standard output and progress on standard error. Sourced by run.sh, which sets
# $here and $top.
# shellcheck disable=SC2154
. "$here/ktap.sh"
hosts=$top/selftests/hosts
# Root folder with the built kselftests, filled by the stage `build`.
tests=$top/build/check/tests

# What runs: first what the others need, then the longest first.
all_stages()
{
	group ktap style build
	group host2 host1 bench demo kunit virtio_x86 nvhe4 vhe4 nvhe_old \
		vhe_old nvhe1 vhe1 life_vhe life_nvhe demo_arm64 bench_nvhe \
		bench_vhe refusals virtio_nvhe virtio_arm64 acpi refusals_arm \
		clients_nvhe clients_vhe
}

# The counter of results itself: what it says of a stream known by heart.
stage_ktap()
{
	ktap_start
	ktap_case "counting KTAP" diff -u "$here/ktap.expect" \
		<(awk -f "$here/ktap.awk" "$here/ktap.sample")
	ktap_end
}

stage_style()
{
	selftests/style/style.sh
}

stage_build()
{
	# Before the cases, whose output is kept back unless they fail.
	"$hosts/packages.sh" module launcher kselftest
	"$hosts/kernel.sh" amd64 headers >/dev/null
	"$hosts/linux-source.sh" >/dev/null
	ktap_start
	ktap_case "airlock.ko for Debian's amd64 kernel" "$hosts/module.sh" amd64
	ktap_case "airlock.ko for Debian's amd64 kernel 6.1" \
		env AIRLOCK_SERIES=6.1 "$hosts/module.sh" amd64
	if [ -d module/arch/arm64 ]; then
		ktap_case "airlock.ko for Debian's arm64 kernel" \
			"$hosts/module.sh" arm64
		ktap_case "airlock.ko for Debian's arm64 kernel 6.1" \
			env AIRLOCK_SERIES=6.1 "$hosts/module.sh" arm64
	fi
	if [ -e launcher/Makefile ]; then
		ktap_case "launcher" make -s -C launcher
		ktap_case "launcher for arm64" "$hosts/launcher.sh" arm64
	fi
	if [ -e launcher/tests/Makefile ]; then
		ktap_case "launcher's own tests" make -s -C launcher check \
			KSFT="$("$hosts/linux-source.sh")/tools/testing/selftests"
	fi
	if [ -e selftests/Makefile ]; then
		ktap_case "kselftests" "$hosts/kselftest.sh" "$tests"
		ktap_case "kselftests for arm64" \
			"$hosts/kselftest.sh" "$tests-arm64" arm64
	fi
	ktap_end
}

stage_kunit()
{
	"$hosts/kunit.sh"
}

# host_tests NAME ROOT SCRIPT [OPTION]...: all kselftests in one boot, or those
# of $some_tests.
host_tests()
{
	local name=$1 root=$2 script=$3 out=$top/build/check/$1 code=0
	shift 3
	"$hosts/$script" --module --root "$root" --memory 2048 --timeout 600 \
		--out "$out" --live "$@" \
		-- run-tests ${some_tests[@]+"${some_tests[@]}"} \
		> >(results_live "$name") || code=$?
	# The console has it too, should the host have died on the way.
	if [ -s "$out/results/ktap" ]; then
		cat "$out/results/ktap"
	else
		tr -d '\r' <"$out/serial.log"
	fi
	return "$code"
}

# results_live NAME: the top results of a running host, for the person.
results_live()
{
	tr -d '\r' | sed -u -n "s/^\(ok\|not ok\) /  $1: \1 /p" >&2
}

stage_host1()
{
	host_tests host1 "$tests" boot-x86.sh
}

stage_host2()
{
	host_tests host2 "$tests" boot-x86.sh --cpus 2
}

# arm64: hosts with VHE and without, with one CPU and with four.
arm64_tests()
{
	host_tests "$1" "$tests-arm64" boot-arm64.sh --cpu "$2" --cpus "$3" \
		"${@:4}"
}

stage_vhe1()
{
	arm64_tests vhe1 neoverse-n1 1
}

stage_vhe4()
{
	arm64_tests vhe4 neoverse-n1 4
}

stage_nvhe1()
{
	arm64_tests nvhe1 cortex-a57 1
}

stage_nvhe4()
{
	arm64_tests nvhe4 cortex-a57 4
}

# The oldest kernel that it runs on.
stage_vhe_old()
{
	arm64_tests vhe_old neoverse-n1 2 --series 6.1
}

stage_nvhe_old()
{
	arm64_tests nvhe_old cortex-a57 2 --series 6.1
}

# A guest with every virtio device.
stage_virtio_x86()
{
	selftests/virtio.sh amd64
}

stage_virtio_arm64()
{
	selftests/virtio.sh arm64
}

# And on one whose kernel does not run at EL2.
stage_virtio_nvhe()
{
	selftests/virtio.sh arm64 /dev/airlock cortex-a57
}

# A host booted by UEFI, whose kernel has ACPI and no device tree.
stage_acpi()
{
	local some_tests=(arm64/exit_hvc arm64/gic_irq arm64/timer)
	arm64_tests acpi cortex-a57 2 --uefi || return
	grep -q "ACPI: Using GIC for interrupt routing" \
		"$top/build/check/acpi/results/dmesg"
}

# host_life NAME CPU: a host whose CPUs lose power when idle, that sleeps, and
# that goes on to another kernel, with guests running.
host_life()
{
	local some_tests=(run_threads arm64/timer arm64/host_sleep) code=0
	arm64_tests "$1" "$2" 2 --power-down || code=$?
	selftests/kexec.sh "$2" "$tests-arm64" || code=$?
	return "$code"
}

stage_life_vhe()
{
	host_life life_vhe neoverse-n1
}

stage_life_nvhe()
{
	host_life life_nvhe cortex-a57
}

# Hosts that cannot run it say why.
stage_refusals()
{
	selftests/refusals.sh
}

stage_refusals_arm()
{
	selftests/refusals.sh arm64
}

# Others' programs: the kernel's own KVM selftests, and QEMU.
stage_clients_vhe()
{
	selftests/clients.sh neoverse-n1
}

stage_clients_nvhe()
{
	selftests/clients.sh cortex-a57
}

stage_demo()
{
	ktap_start
	ktap_case "a Linux guest boots, computes and powers off" \
		selftests/demo.sh
	ktap_end
}

# Half of a guest's boot are self-tests of ciphers: not here, five times over.
stage_demo_arm64()
{
	local cpu
	export ARCH=arm64 DEMO_APPEND=cryptomgr.notests
	ktap_start
	for cpu in neoverse-n1 cortex-a57 max; do
		ktap_case "a Linux guest boots, computes and powers off on $cpu" \
			env DEMO_HOST="$cpu" selftests/demo.sh
	done
	# Without VHE and with it; with two vCPUs and with one.
	ktap_case "a 32-bit Linux guest does so on cortex-a57" \
		env DEMO_GUEST=armhf DEMO_HOST=cortex-a57 selftests/demo.sh
	ktap_case "a 32-bit Linux guest does so on max" \
		env DEMO_GUEST=armhf DEMO_HOST=max DEMO_CPUS=1 \
		selftests/demo.sh
	ktap_end
}

# bench_in DIR [NAME=VALUE]...: run the bench so; it leaves its results in DIR.
bench_in()
{
	local out=$top/build/bench/$1 code=0
	shift
	rm -f "$out/results/ktap"
	env "$@" selftests/bench.sh >&2 || code=$?
	cat "$out/results/ktap"
	return "$code"
}

# What a round trip costs, beside KVM, and whether it keeps to its budget.
stage_bench()
{
	bench_in x86
}

stage_bench_vhe()
{
	bench_in neoverse-n1 ARCH=arm64 BENCH_CPUS=neoverse-n1
}

stage_bench_nvhe()
{
	bench_in cortex-a57 ARCH=arm64 BENCH_CPUS=cortex-a57
}
