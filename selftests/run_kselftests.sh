#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# run_kselftests.sh [-d DEVICE] [-x PROGRAM]... [PROGRAM]...
#
# Runs the kselftests where there is neither make nor perl: in an emulated host
# whose root is a busybox. Programs come from the file `list` beside this
# script, unless named. KTAP, one subtest for each program, totals at the end.
# Exit code 0 if nothing failed.

cd "$(dirname "$0")" || exit 1
device=${AIRLOCK_DEVICE:-/dev/airlock}
exclude=
while getopts d:x: option; do
	case $option in
	d) device=$OPTARG ;;
	x) exclude="$exclude $OPTARG " ;;
	*) exit 64 ;;
	esac
done
shift $((OPTIND - 1))
export AIRLOCK_DEVICE="$device"

if [ $# -eq 0 ]; then
	while read -r program; do
		case $exclude in
		*" $program "*) ;;
		*) set -- "$@" "$program" ;;
		esac
	done <list
fi

out=$(mktemp)
number=0 failed=0 skipped=0
cases_passed=0 cases_failed=0 cases_skipped=0

# count REGEX: how many lines of the program's output match.
count()
{
	grep -c "$1" "$out"
}

echo "TAP version 13"
echo "1..$#"
for program; do
	number=$((number + 1))
	{
		"./$program" 2>&1
		echo $? >"$out.code"
	} | tee "$out" | sed 's/^/    /'
	code=$(cat "$out.code")
	skips=$(count '^ok .*# SKIP')
	cases_skipped=$((cases_skipped + skips))
	cases_passed=$((cases_passed + $(count '^ok ') - skips))
	cases_failed=$((cases_failed + $(count '^not ok ')))
	case $code in
	0) echo "ok $number $program" ;;
	4)
		skipped=$((skipped + 1))
		echo "ok $number $program # SKIP"
		;;
	*)
		failed=$((failed + 1))
		echo "not ok $number $program # exit=$code"
		;;
	esac
done
rm -f "$out" "$out.code"

echo "# programs: $number run, $failed failed, $skipped skipped"
echo "# Totals: pass:$cases_passed fail:$cases_failed skip:$cases_skipped"
[ "$failed" -eq 0 ]
