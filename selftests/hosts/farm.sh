#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# farm.sh DIR: mirror the module's sources in DIR as symbolic links, so that
# kbuild, which builds external modules in place, leaves the tree alone and
# copies for several kernels live side by side.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)

mkdir -p "$1"
cd "$1"
# Sources that went away since the last time.
find . -xtype l -delete
for part in Kbuild uapi module; do
	find "$top/$part" -name '*.[chS]' -o -name Kbuild -o -name 'Makefile'
done | while read -r file; do
	link=${file#"$top/"}
	[ -L "$link" ] && continue
	mkdir -p "$(dirname "$link")"
	ln -s "$file" "$link"
done
