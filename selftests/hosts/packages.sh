#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# packages.sh GROUP...: install with apt what the named groups of targets need.
# When all is there no apt call is made.
set -eu
. "$(dirname "$0")/common.sh"

# packages_of GROUP: tools only; data is unpacked into the cache instead.
packages_of()
{
	case $1 in
	module)	 echo ccache gcc-12 make libelf1 libssl3 pahole kmod xz-utils ;;
	launcher) echo gcc make libc6-dev ;;
	bochs)	 echo g++ make patch xz-utils bzip2 ca-certificates ;;
	qemu-arm64) echo qemu-system-arm ;;
	device-tree) echo device-tree-compiler ;;
	bochs-package) echo bochs bochs-term bsdutils ;;
	image)	 echo xorriso cpio xz-utils binutils ;;
	kselftest) echo ccache gcc make libc6-dev rsync ;;
	launcher-arm64) echo gcc-12-aarch64-linux-gnu libc6-dev-arm64-cross make ;;
	module-arm64) echo gcc-12-aarch64-linux-gnu make ;;
	kselftest-arm64) echo make gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;;
	kunit)	 echo ccache gcc make flex bison bc python3 xz-utils libelf-dev ;;
	style)	 echo shellcheck sparse clang-format-14 perl python3 make ;;
	*)	 die "packages.sh: no group '$1'" ;;
	esac
}

missing_of()
{
	for pkg; do
		state=$(dpkg-query -W -f '${Status}' "$pkg" 2>/dev/null || :)
		[ "$state" = "install ok installed" ] || echo "$pkg"
	done
}

wanted=
for group; do
	wanted="$wanted $(packages_of "$group")"
done
# shellcheck disable=SC2086 # a list of names, split on purpose
missing=$(missing_of $wanted | sort -u)
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null ||
	die "please install: $(echo "$missing" | tr '\n' ' ')"
for pkg in $missing; do
	apt_knows "$pkg" || die "apt does not know the package $pkg"
done
say "installing with apt: $(echo "$missing" | tr '\n' ' ')"
log=$AIRLOCK_CACHE/apt-$$.log
mkdir -p "$AIRLOCK_CACHE"
# shellcheck disable=SC2086 # likewise
apt_get -y --no-install-recommends install $missing >"$log" 2>&1 || {
	tail -n 20 "$log" >&2
	die "apt could not install the packages; the whole log: $log"
}
rm -f "$log"
