#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Speaking KTAP from shell: sourced by the stages. Results go to standard
# output, what a person waits for to standard error.
#
#	ktap_start
#	ktap_case NAME COMMAND...	runs it; its output becomes diagnostics
#	ktap_skip NAME REASON
#	ktap_end			prints the plan, returns 1 if one failed

ktap_start()
{
	ktap_number=0
	ktap_failed=0
	echo "KTAP version 1"
}

ktap_result()
{
	echo "$1"
	echo "  $1" >&2
}

ktap_case()
{
	local name=$1 log code=0
	shift
	ktap_number=$((ktap_number + 1))
	log=$(mktemp)
	# In a subshell of its own, so that an `exit` ends the case alone.
	("$@") >"$log" 2>&1 </dev/null || code=$?
	sed 's/^/# | /' "$log"
	if [ "$code" -eq 0 ]; then
		ktap_result "ok $ktap_number $name"
	else
		head -n "${KTAP_SHOWN:-40}" "$log" | sed 's/^/    /' >&2
		ktap_result "not ok $ktap_number $name"
		ktap_failed=1
	fi
	rm -f "$log"
}

ktap_skip()
{
	ktap_number=$((ktap_number + 1))
	ktap_result "ok $ktap_number $1 # SKIP $2"
}

ktap_end()
{
	echo "1..$ktap_number"
	return "$ktap_failed"
}
