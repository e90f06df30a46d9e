#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [STAGE]...: run the stages (default: all), each of which prints KTAP,
# and close with the line "N passed, N failed, N skipped".
#
# A stage that dies counts as one failure, whatever it had printed before.
# Its KTAP is kept in build/check/STAGE.ktap.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
cd "$top" || exit 1
. "$here/stages.sh"

out=$top/build/check
passed=0 failed=0 skipped=0

# count STAGE CODE: add up what a finished stage left.
count()
{
	local stage=$1 code=$2 kind rest p=0 f=0 s=0
	while read -r kind rest; do
		case $kind in
		count)
			read -r p f s <<<"$rest" ;;
		skip)
			echo "  SKIP $stage: $rest" ;;
		fail)
			echo "  FAIL $stage: $rest" ;;
		esac
	done < <(awk -f "$here/ktap.awk" "$out/$stage.ktap")
	if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then
		echo "  FAIL $stage: ended with code $code"
		f=1
	elif [ $((p + f + s)) -eq 0 ]; then
		echo "  FAIL $stage: printed no result"
		f=1
	fi
	[ "$f" -eq 0 ] || echo "  its output: build/check/$stage.ktap"
	passed=$((passed + p))
	failed=$((failed + f))
	skipped=$((skipped + s))
	echo "== $stage: $p passed, $f failed, $s skipped (${SECONDS} s so far)"
}

# start STAGE: in the background, its name in ${name[PID]}.
start()
{
	echo "== $1"
	"stage_$1" >"$out/$1.ktap" </dev/null &
	name[$!]=$1
}

# finish: one of those that were started, whichever ends first.
finish()
{
	local code=0 pid stage
	wait -n -p pid || code=$?
	stage=${name[$pid]}
	unset "name[$pid]"
	count "$stage" "$code"
}

# group STAGE...: in this order, as many side by side as there are CPUs: an
# emulated one keeps one of ours busy.
group()
{
	local stage
	for stage; do
		[ "${#name[@]}" -lt "$(nproc)" ] || finish
		start "$stage"
	done
	while [ "${#name[@]}" -gt 0 ]; do
		finish
	done
}

declare -A name=()
mkdir -p "$out"
rm -f "$out"/*.ktap
if [ $# -gt 0 ]; then
	group "$@"
else
	all_stages
fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
