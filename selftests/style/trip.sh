#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Where the round trip's steps are to be found: sourced by tags.sh and tour.sh,
# which set $style.
# shellcheck disable=SC2034,SC2154

TRIP_TAGS='E1 E2 E3 E4 E5 E6 X1 X2 X3 X4 X5 X6'

# trip_arches: the architectures whose trip is written, known by its stub.
trip_arches()
{
	find module/arch -name entry.S 2>/dev/null | cut -d/ -f3 | sort -u
}

# trip_of ARCH: the records of trip.awk for the neutral core and ARCH.
trip_of()
{
	{
		find module -maxdepth 1 -name '*.c'
		find "module/arch/$1" -name '*.[cS]'
	} | LC_ALL=C sort | xargs awk -f "$style/trip.awk"
}
