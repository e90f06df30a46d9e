#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What every script of the emulated hosts shares: where downloads and built
# tools are kept, how to speak to the user, how to fetch from Debian.
# Sourced, not run.
#
# A thing in the cache is either whole or not there: it is made under a
# temporary name beside its place and renamed when complete.

AIRLOCK_CACHE=${AIRLOCK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/airlock}
# The stable series that the hosts run; Debian 12 carries it in its updates.
AIRLOCK_SERIES_USUAL=6.12
AIRLOCK_SERIES=${AIRLOCK_SERIES:-$AIRLOCK_SERIES_USUAL}

# What was compiled before, from the same text, is not compiled again, wherever
# the tree lies.
export CCACHE_DIR=$AIRLOCK_CACHE/ccache CCACHE_MAXSIZE=1G CCACHE_NOHASHDIR=1
export CCACHE_DEPEND=1
CCACHE_BASEDIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export CCACHE_BASEDIR
case $PATH in
/usr/lib/ccache:*) ;;
*) export PATH=/usr/lib/ccache:$PATH ;;
esac

say()
{
	printf 'airlock: %s\n' "$*" >&2
}

die()
{
	printf 'airlock: error: %s\n' "$*" >&2
	exit 1
}

# as_root COMMAND...: needed for apt alone.
as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "not root and no sudo: run as root: $*"
	fi
}

# cross_of ARCH: print the prefix of the tools that make and read ARCH's
# objects; nothing on a machine of that ARCH.
cross_of()
{
	case $1 in
	"$(dpkg --print-architecture)") ;;
	amd64) echo x86_64-linux-gnu- ;;
	arm64) echo aarch64-linux-gnu- ;;
	*)     die "no tools for $1" ;;
	esac
}

# cache_lock NAME: one builder of NAME at a time; held until the shell exits.
cache_lock()
{
	mkdir -p "$AIRLOCK_CACHE/lock"
	exec 9>"$AIRLOCK_CACHE/lock/$1"
	if ! flock -n 9; then
		say "waiting for another process that prepares $1"
		flock 9
	fi
}

# cache_tmp NAME: a fresh folder on the cache's own file system.
cache_tmp()
{
	mkdir -p "$AIRLOCK_CACHE/tmp"
	mktemp -d "$AIRLOCK_CACHE/tmp/$1.XXXXXX"
}

# apt_get ARG...: one of ours at a time, and patient with others.
apt_get()
{
	mkdir -p "$AIRLOCK_CACHE/lock"
	: >>"$AIRLOCK_CACHE/lock/apt"
	as_root flock "$AIRLOCK_CACHE/lock/apt" \
		env DEBIAN_FRONTEND=noninteractive \
		apt-get -q -o DPkg::Lock::Timeout=600 "$@"
}

# apt_knows PACKAGE: fetch apt's package lists if it is not in them.
apt_knows()
{
	[ -n "$(apt-cache madison "$1" 2>/dev/null)" ] && return
	say "fetching apt's package lists ($1 is not in them)"
	apt_get update >&2 ||
		say "apt-get update failed; going on with the lists there are"
	[ -n "$(apt-cache madison "$1" 2>/dev/null)" ]
}

# deb_unpacked PACKAGE: print the folder in the cache where PACKAGE lies
# unpacked (not installed), fetching it first if needed.
deb_unpacked()
(
	dir=$AIRLOCK_CACHE/deb/$1
	if [ ! -d "$dir" ]; then
		cache_lock "deb-${1%%:*}"
		[ -d "$dir" ] || deb_fetch "$1" "$dir"
	fi
	printf '%s\n' "$dir"
)

# deb_fetch PACKAGE DIR
deb_fetch()
(
	set -e
	apt_knows "$1" || die "Debian's package $1 cannot be had"
	tmp=$(cache_tmp deb)
	trap 'rm -rf "$tmp"' EXIT
	say "downloading Debian's package $1"
	cd "$tmp"
	apt-get -q -o APT::Sandbox::User=root download "$1" >&2 ||
		die "download of $1 failed; is the network there?"
	dpkg-deb -x ./*.deb root
	mkdir -p "${2%/*}"
	mv root "$2"
)
