#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel.sh ARCH version|image|modules|headers: print the version of the stock
# Debian kernel that the emulated hosts of ARCH (amd64, arm64) boot, or a guest
# (armhf, which Debian 12 has 6.1 of), or the path of a part of it, fetched into
# the cache if needed. Nothing is installed.
#
# The newest kernel of the series is taken once and then kept, so that runs
# compare; `rm -r` of kernel-ARCH in the cache asks for the newest again.
# AIRLOCK_SERIES is another series than the usual one (6.1), AIRLOCK_KVER names
# a kernel by hand (6.12.117+deb12).
set -eu
. "$(dirname "$0")/common.sh"

arch=$1
what=$2
store=$AIRLOCK_CACHE/kernel-$arch
flavour=cloud-$arch
if [ "$arch" = armhf ]; then
	flavour=armmp-lpae
	AIRLOCK_SERIES=6.1
fi
chosen=$store/version
[ "$AIRLOCK_SERIES" = "$AIRLOCK_SERIES_USUAL" ] ||
	chosen=$store/version-$AIRLOCK_SERIES

# apt_arch: let apt know packages of another architecture than this machine's.
apt_arch()
{
	[ "$(dpkg --print-architecture)" = "$arch" ] && return
	dpkg --print-foreign-architectures | grep -qx "$arch" && return
	say "telling dpkg of the architecture $arch"
	as_root dpkg --add-architecture "$arch"
	apt_get update >&2 ||
		say "apt-get update failed; going on with the lists there are"
}

newest()
{
	apt-cache pkgnames "linux-image-$AIRLOCK_SERIES." |
		sed -n "s/^linux-image-\(.*\)-$flavour\$/\1/p" |
		sort -V | tail -n 1
}

pick_version()
{
	local v=${AIRLOCK_KVER:-}
	[ -n "$v" ] || v=$(newest)
	if [ -z "$v" ]; then
		apt_knows no-such-package || :
		v=$(newest)
	fi
	[ -n "$v" ] || die "no Linux $AIRLOCK_SERIES among Debian's packages"
	echo "$v"
}

# qualified PACKAGE: with the architecture where it is not this machine's.
qualified()
{
	if [ "$(dpkg --print-architecture)" = "$arch" ]; then
		echo "$1"
	else
		echo "$1:$arch"
	fi
}

# fetch_headers VERSION DIR: the header tree moved to DIR, its absolute paths
# into /usr/src made to follow.
fetch_headers()
{
	local v=$1 dir=$2 own common kbuild
	own=$(deb_unpacked "$(qualified "linux-headers-$v-$flavour")")
	common=$(deb_unpacked "linux-headers-$v-common")
	# Debian 12's own series has one for all its kernels.
	case $v in
	6.1.0-*) kbuild=$(deb_unpacked linux-kbuild-6.1) ;;
	*)       kbuild=$(deb_unpacked "linux-kbuild-$v") ;;
	esac
	mkdir -p "$dir"
	cp -al "$own/." "$common/." "$kbuild/." "$dir/"
	sed -i "s|^include /usr/src/|include $store/$v/headers/usr/src/|" \
		"$dir/usr/src/linux-headers-$v-$flavour/Makefile"
}

fetch_image()
{
	cp -al "$(deb_unpacked "$(qualified "linux-image-$1-$flavour")")" "$2"
}

# part NAME VERSION: make sure of $store/VERSION/NAME.
part()
(
	dir=$store/$2/$1
	[ -d "$dir" ] && exit
	cache_lock "kernel-$arch-$1"
	[ -d "$dir" ] && exit
	apt_arch
	tmp=$(cache_tmp "kernel-$1")
	trap 'rm -rf "$tmp"' EXIT
	"fetch_$1" "$2" "$tmp/$1"
	mkdir -p "$store/$2"
	mv "$tmp/$1" "$dir"
)

choose()
(
	[ -z "${AIRLOCK_KVER:-}" ] || { echo "$AIRLOCK_KVER"; exit; }
	if [ ! -s "$chosen" ]; then
		cache_lock "kernel-$arch-version"
		mkdir -p "$store"
		apt_arch
		v=$(pick_version)
		echo "$v" >"$chosen.tmp"
		mv "$chosen.tmp" "$chosen"
	fi
	cat "$chosen"
)

v=$(choose)
name=$v-$flavour
case $what in
version)
	echo "$name" ;;
image)
	part image "$v"
	echo "$store/$v/image/boot/vmlinuz-$name" ;;
modules)
	part image "$v"
	for dir in "$store/$v/image/usr/lib/modules/$name" \
		"$store/$v/image/lib/modules/$name"; do
		[ ! -d "$dir" ] || { echo "$dir"; break; }
	done ;;
headers)
	part headers "$v"
	echo "$store/$v/headers/usr/src/linux-headers-$name" ;;
*)
	die "kernel.sh: no part '$what'" ;;
esac
