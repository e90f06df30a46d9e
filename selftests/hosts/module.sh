#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# module.sh ARCH [MAKE_ARG]...: build airlock.ko for the stock kernel that the
# emulated hosts of ARCH (amd64, arm64) boot; print its path.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

arch=$1
shift
top=$(cd "$here/../.." && pwd)

# The header tree names its own ARCH=, and since 6.12 its CROSS_COMPILE=.
"$here/packages.sh" module
if [ "$arch" != "$(dpkg --print-architecture)" ]; then
	"$here/packages.sh" "module-$arch"
	set -- CROSS_COMPILE="$(cross_of "$arch")" "$@"
fi
headers=$("$here/kernel.sh" "$arch" headers)
dir=$top/build/$("$here/kernel.sh" "$arch" version)
mkdir -p "$dir"
# Two hosts that start at once build it once.
exec 8>"$dir/.lock"
flock 8
"$here/farm.sh" "$dir"
make -s -j"$(nproc)" -C "$headers" M="$dir" "$@" modules >&2
echo "$dir/airlock.ko"
