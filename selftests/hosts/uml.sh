#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# uml.sh: print the build folder of a User-Mode Linux with KUnit and the
# kernel's checkers (uml.config), built by the kernel's own kunit.py if needed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"

config=$here/uml.config
# Another configuration is another kernel.
dir=$AIRLOCK_CACHE/uml-$AIRLOCK_SERIES-$(sha256sum "$config" | cut -c 1-8)

build()
(
	"$here/packages.sh" kunit
	source=$("$here/linux-source.sh")
	tmp=$(cache_tmp uml)
	trap 'rm -rf "$tmp"' EXIT
	say "building User-Mode Linux with KUnit (3 minutes on two cores)"
	cd "$source"
	if ! python3 tools/testing/kunit/kunit.py build --arch um \
		--build_dir "$tmp/build" --kunitconfig "$config" \
		--jobs "$(nproc)" >"$tmp/log" 2>&1; then
		tail -n 30 "$tmp/log" >&2
		die "User-Mode Linux did not build"
	fi
	mv "$tmp/build" "$dir"
)

if [ ! -d "$dir" ]; then
	cache_lock "${dir##*/}"
	[ -d "$dir" ] || build
fi
echo "$dir"
