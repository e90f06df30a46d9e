#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# clang-format.sh FILE...: show where clang-format would indent a line or place
# a brace differently. What a person lays out by hand is left to the person
# (and to checkpatch): where a line breaks, blanks inside a line, macros of
# several lines, inline assembly.
set -eu

config=$(mktemp)
trap 'rm -f "$config"' EXIT
# Without a limit clang-format keeps the line breaks that it finds.
sed 's/^ColumnLimit: .*/ColumnLimit: 0/' .clang-format >"$config"

# bones FILE: the lines to compare, less what is left to the person.
bones()
{
	awk '
	/^[ \t]*#[ \t]*define.*\\$/ { in_macro = 1 }
	in_macro {
		if (!/\\$/)
			in_macro = 0
		next
	}
	/(^|[ \t])asm( volatile| goto|_volatile_goto)?[ \t]*\(/ { in_asm = 1 }
	in_asm {
		if (/\);/)
			in_asm = 0
		next
	}
	{
		match($0, /^[ \t]*/)
		indent = substr($0, 1, RLENGTH)
		text = substr($0, RLENGTH + 1)
		gsub(/[ \t]+/, "", text)
		print indent text
	}' "$1"
}

bad=0
for file; do
	diff -U 2 --label "$file" --label "$file, formatted" \
		<(bones "$file") \
		<(clang-format-14 --style="file:$config" "$file" | bones -) ||
		bad=1
done
exit "$bad"
