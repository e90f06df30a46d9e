#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# clang-format.sh FILE...: show the statements that clang-format would indent
# differently. What a person lays out by hand is left to the person (and to
# checkpatch): where a line breaks and how it goes on, blanks inside a line,
# tables, macros of several lines.
set -eu
here=$(dirname "$0")

config=$(mktemp)
trap 'rm -f "$config"' EXIT
# Without a limit clang-format keeps the line breaks that it finds.
sed 's/^ColumnLimit: .*/ColumnLimit: 0/' .clang-format >"$config"

bad=0
for file; do
	clang-format-14 --style="file:$config" "$file" |
		python3 "$here/indent.py" "$file" || bad=1
done
exit "$bad"
