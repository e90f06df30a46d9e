#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# check.sh TEST...: run the unit tests; then let ACPICA's own disassembler read
# the ACPI tables that one of them wrote. KTAP on standard output.
set -u

# nested FILE: KTAP of a test, one level in.
nested()
{
	sed 's/^/  /' "$1"
}

# report OK NAME [DIRECTIVE]
report()
{
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number $2${3:+ # $3}"
	else
		echo "not ok $number $2"
		bad=1
	fi
}

# Disassemble each table, and look for complaints.
iasl_reads()
{
	for table in build/acpi/*.dat; do
		iasl -d "$table" >"$table.log" 2>&1 || return 1
		if grep -iE 'error|invalid|warning|incorrect' "$table.log"; then
			return 1
		fi
		if grep -iE '\*{4}.*(error|invalid|incorrect)' \
			"${table%.dat}.dsl"; then
			return 1
		fi
	done
}

number=0
bad=0
echo "KTAP version 1"
echo "1..$(($# + 1))"
for test; do
	"./$test" >"$test.out" 2>"$test.err"
	code=$?
	nested "$test.out"
	[ "$code" -eq 0 ] || nested "$test.err" >&2
	report "$code" "${test##*/}"
done
if command -v iasl >/dev/null; then
	iasl_reads >build/iasl.out 2>&1
	code=$?
	[ "$code" -eq 0 ] || nested build/iasl.out >&2
	report "$code" "iasl reads the ACPI tables"
else
	report 0 "iasl reads the ACPI tables" "SKIP no iasl (acpica-tools)"
fi
exit "$bad"
