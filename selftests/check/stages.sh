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

# What runs, and what side by side: an emulated CPU keeps one of ours busy.
all_stages()
{
	group ktap style build
	group kunit demo bench
	group host1 host2
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
	if [ -d module/arch/arm64 ]; then
		ktap_case "airlock.ko for Debian's arm64 kernel" \
			"$hosts/module.sh" arm64
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
	fi
	ktap_end
}

stage_kunit()
{
	"$hosts/kunit.sh"
}

# host_tests CPUS: all kselftests in one boot.
host_tests()
{
	local out=$top/build/check/host$1 code=0
	"$hosts/boot-x86.sh" --module --root "$tests" --cpus "$1" \
		--memory 2048 --timeout 600 --out "$out" --live \
		-- run-tests > >(results_live "$1") || code=$?
	# The console has it too, should the host have died on the way.
	if [ -s "$out/results/ktap" ]; then
		cat "$out/results/ktap"
	else
		tr -d '\r' <"$out/serial.log"
	fi
	return "$code"
}

# results_live CPUS: the top results of a running host, for the person.
results_live()
{
	tr -d '\r' | sed -u -n "s/^\(ok\|not ok\) /  $1 CPU: \1 /p" >&2
}

stage_host1()
{
	host_tests 1
}

stage_host2()
{
	host_tests 2
}

stage_demo()
{
	ktap_start
	ktap_case "a Linux guest boots, computes and powers off" \
		selftests/demo.sh
	ktap_end
}

# What a round trip costs, beside KVM, and whether it keeps to its budget.
stage_bench()
{
	local out=$top/build/bench code=0
	rm -f "$out/results/ktap"
	selftests/bench.sh >&2 || code=$?
	cat "$out/results/ktap"
	return "$code"
}
