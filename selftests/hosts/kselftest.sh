#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kselftest.sh ROOT: build the kselftests and put them into the root folder
# ROOT, with the command `run-tests` that runs them in an emulated host.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

top=$(cd "$here/../.." && pwd)
build=$top/build/kselftest
mkdir -p "$1/usr/bin" "$build"
root=$(cd "$1" && pwd)

"$here/packages.sh" kselftest
source=$("$here/linux-source.sh")
rm -rf "$root/selftests"
make -s -j"$(nproc)" -C "$top/selftests" OUTPUT="$build" ROOT="$root" \
	KSFT="$source/tools/testing/selftests" root >&2
# The launcher's own test that needs a device, and the launcher.
make -s -C "$top/launcher/tests" root ROOT="$root" >&2
cp "$here/run-tests" "$root/usr/bin/"
