#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# warnings.sh ARCH: build the whole module afresh with W=1 and sparse for the
# stock kernel of ARCH; whatever they say is a failure.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
hosts=$top/selftests/hosts
# shellcheck source=../hosts/common.sh
. "$hosts/common.sh"
dir=$top/build/style-$1

"$hosts/packages.sh" module style
[ "$1" = "$(dpkg --print-architecture)" ] || "$hosts/packages.sh" "module-$1"
headers=$("$hosts/kernel.sh" "$1" headers)
rm -rf "$dir"
"$hosts/farm.sh" "$dir"
make -s -j"$(nproc)" -C "$headers" M="$dir" W=1 C=1 modules >"$dir/log" 2>&1 || {
	cat "$dir/log"
	exit 1
}
if grep -E 'warning:|error:|WARNING:' "$dir/log" >/dev/null; then
	cat "$dir/log"
	exit 1
fi
