#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# linux-source.sh: print the folder of Linux's source as Debian packages it,
# unpacked in the cache. checkpatch, the kselftest harness and the User-Mode
# Linux that runs KUnit come from there.
set -eu
. "$(dirname "$0")/common.sh"

package=linux-source-$AIRLOCK_SERIES
dir=$AIRLOCK_CACHE/$package
tarball=usr/src/$package.tar.xz

unpack()
(
	tmp=$(cache_tmp "$package")
	trap 'rm -rf "$tmp"' EXIT
	if [ -f "/$tarball" ]; then
		tarball=/$tarball
	else
		tarball=$(deb_unpacked "$package")/$tarball
	fi
	say "unpacking Linux's source (half a minute)"
	mkdir "$tmp/src"
	tar -xJf "$tarball" -C "$tmp/src" --strip-components=1
	mv "$tmp/src" "$dir"
	# 140 MB that nothing reads again.
	rm -rf "$AIRLOCK_CACHE/deb/$package"
)

if [ ! -d "$dir" ]; then
	cache_lock "$package"
	[ -d "$dir" ] || unpack
fi
echo "$dir"
