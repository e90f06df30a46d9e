#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# headers.sh ARCH: every header of the module compiles alone, and twice, with
# kbuild's own flags for ARCH.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
hosts=$top/selftests/hosts
dir=$top/build/headers-$1

case $1 in
amd64) srcarch=x86 ;;
*) srcarch=$1 ;;
esac

# one_unit HEADER: a source file that includes nothing else.
one_unit()
{
	local unit
	unit=alone_$(echo "${1%.h}" | tr '/-' '__')
	printf '#include "%s"\n#include "%s"\n' "$1" "$1" >"$dir/$unit.c"
	echo "obj-m += $unit.o" >>"$dir/Kbuild"
}

headers=$("$hosts/kernel.sh" "$1" headers)
rm -rf "$dir"
"$hosts/farm.sh" "$dir"
rm "$dir/Kbuild"
cat >"$dir/Kbuild" <<'END'
ccflags-y += -I$(src) -I$(src)/module -I$(src)/module/arch/$(SRCARCH) -Werror
END
cd "$top"
# A suite's headers are parts of suites, of a kernel that has KUnit.
find uapi module -name '*.h' -not -path 'module/arch/*' \
	-not -path 'module/kunit/*' |
	sort >"$dir/list"
find "module/arch/$srcarch" -name '*.h' 2>/dev/null | sort >>"$dir/list"
while read -r header; do
	one_unit "$header"
done <"$dir/list"
# Objects are enough: there is nothing to link or to load.
mapfile -t objects < <(sed -n 's/^obj-m += //p' "$dir/Kbuild")
if ! make -s -k -j"$(nproc)" -C "$headers" M="$dir" "${objects[@]}" \
	>"$dir/log" 2>&1; then
	grep -vE '^make(\[[0-9]+\])?: ' "$dir/log"
	exit 1
fi
