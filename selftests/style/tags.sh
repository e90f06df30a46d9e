#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tags.sh: every step of the round trip is tagged exactly once on each
# architecture, explained in the tour, and the trip keeps to its budget.
set -eu
style=$(cd "$(dirname "$0")" && pwd)
cd "$style/../.."
. "$style/trip.sh"

MAX_LINES=350
MAX_STOPS=6
MAX_FILES=5

bad=0

complain()
{
	echo "$*"
	bad=1
}

# once ARCH RECORDS: each tag exactly once.
once()
{
	local tag where
	for tag in $TRIP_TAGS; do
		where=$(echo "$2" | awk -F'\t' -v tag="$tag" \
			'$1 == "step" && $2 == tag { print $3 ":" $4 }')
		case $(echo "$where" | grep -c .) in
		0) complain "$1: [$tag] is missing" ;;
		1) ;;
		*) complain "$1: [$tag] is there more than once: ${where//$'\n'/ }" ;;
		esac
	done
}

# budget ARCH RECORDS: of the functions that the trip goes through.
budget()
{
	local lines stops files
	read -r lines stops files < <(echo "$2" | awk -F'\t' '
		$1 == "stop" {
			stops++
			lines += $5 - $4 + 1
			if (!($2 in seen))
				files++
			seen[$2] = 1
		}
		END { print lines + 0, stops + 0, files + 0 }')
	echo "$1: $lines lines (of $MAX_LINES), $stops stops (of $MAX_STOPS)," \
		"$files files (of $MAX_FILES)"
	[ "$lines" -le "$MAX_LINES" ] || complain "$1: too many lines"
	[ "$stops" -le "$MAX_STOPS" ] || complain "$1: too many stops"
	[ "$files" -le "$MAX_FILES" ] || complain "$1: too many files"
}

explained()
{
	local tag
	for tag in $TRIP_TAGS; do
		grep -qF "[$tag]" Documentation/tour.rst 2>/dev/null ||
			complain "Documentation/tour.rst does not explain [$tag]"
	done
}

for arch in $(trip_arches); do
	records=$(trip_of "$arch")
	once "$arch" "$records"
	budget "$arch" "$records"
done
[ -z "$(trip_arches)" ] || explained
exit "$bad"
