#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# launcher.sh ARCH: build the launcher for ARCH (amd64, arm64); print the path
# of the program. Libraries of another architecture are unpacked into the cache,
# not installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

arch=$1
top=$(cd "$here/../.." && pwd)
own=$(dpkg --print-architecture)
case $arch in
amd64) name=x86 ;;
arm64) name=arm64 ;;
*) die "launcher.sh: no architecture '$arch'" ;;
esac

"$here/packages.sh" launcher
program=$top/launcher/airlock
deps=
args=()
if [ "$arch" != "$own" ]; then
	"$here/packages.sh" "launcher-$arch"
	program=$top/launcher/build/$name/airlock
	[ "$arch" != arm64 ] || args=(CC=aarch64-linux-gnu-gcc-12)
fi
[ "$arch" != arm64 ] || deps=$("$here/launcher-deps.sh" arm64 | xargs)
mkdir -p "$top/build"
exec 8>"$top/build/.launcher-$name.lock"
flock 8
make -s -j"$(nproc)" -C "$top/launcher" ARCH="$name" DEPS="$deps" \
	${args[@]+"${args[@]}"} >&2
echo "$program"
