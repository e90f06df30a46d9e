#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# launcher-deps.sh ARCH: print the folders in which the libraries of an arm64
# guest's launcher, built for ARCH, lie unpacked. Nothing is installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

suffix=
if [ "$1" != "$(dpkg --print-architecture)" ]; then
	suffix=:$1
	# Tells apt of the architecture.
	"$here/kernel.sh" "$1" version >/dev/null
fi
for package in libfdt-dev zlib1g-dev; do
	deb_unpacked "$package$suffix"
done
