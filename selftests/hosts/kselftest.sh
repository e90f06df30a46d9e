#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kselftest.sh ROOT [ARCH]: build the kselftests for hosts of ARCH (amd64, the
# default, or arm64) and put them into the root folder ROOT, with the command
# `run-tests` that runs them in an emulated host.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

top=$(cd "$here/../.." && pwd)
arch=${2:-amd64}
build=$top/build/kselftest
[ "$arch" = amd64 ] || build=$build-$arch
mkdir -p "$1/usr/bin" "$build"
root=$(cd "$1" && pwd)

"$here/packages.sh" kselftest
[ "$arch" = "$(dpkg --print-architecture)" ] ||
	"$here/packages.sh" "kselftest-$arch"
source=$("$here/linux-source.sh")
# Two hosts that start at once build them once.
exec 8>"$build/.lock"
flock 8
rm -rf "$root/selftests"
make -s -j"$(nproc)" -C "$top/selftests" OUTPUT="$build" ROOT="$root" \
	CROSS_COMPILE="$(cross_of "$arch")" \
	KSFT="$source/tools/testing/selftests" root >&2
# The launcher's own test that needs a device, and the launcher.
launcher=$("$here/launcher.sh" "$arch")
case $arch in
amd64) flat=x86 ;;
*)     flat=$arch ;;
esac
make -s -C "$top/launcher/tests" root ROOT="$root" FLAT="$flat" \
	LAUNCHER="$launcher" CROSS_COMPILE="$(cross_of "$arch")" >&2
cp "$here/run-tests" "$root/usr/bin/"
