#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tour.sh [ARCH]...: the steps of one round trip in order, each with its code.
set -eu
style=$(cd "$(dirname "$0")" && pwd)
cd "$style/../.."
. "$style/trip.sh"

# steps RECORDS TAG: print the step's heading and code.
steps()
{
	echo "$1" | awk -F'\t' -v tag="$2" '$1 == "step" && $2 == tag' |
		while IFS=$'\t' read -r _ _ file first last title; do
			printf '\n[%s] %s\n    %s:%s\n\n' "$2" "$title" \
				"$file" "$first"
			sed -n "${first},${last}p" "$file"
		done
}

arches=("$@")
[ $# -gt 0 ] || mapfile -t arches < <(trip_arches)
if [ ${#arches[@]} -eq 0 ]; then
	echo "No architecture has its round trip yet." >&2
	exit 1
fi
for arch in "${arches[@]}"; do
	echo "==== one round trip on $arch ===="
	records=$(trip_of "$arch")
	steps "$records" --
	for tag in $TRIP_TAGS; do
		steps "$records" "$tag"
	done
	echo
done
