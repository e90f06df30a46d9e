#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bochs.sh [3.0|2.7]: print the folder of a Bochs with VT-x, made if needed.
#
# Bochs 3.0 is built from the source that Debian 13 (trixie) carries. When it
# cannot be had, Debian 12's packaged 2.7 takes its place: the same tests, a
# boot that takes three times as long. The folder has bin/bochs and VERSION.
set -eu
. "$(dirname "$0")/common.sh"
here=$(cd "$(dirname "$0")" && pwd)

# trixie_apt DIR COMMAND...: apt-get with a source list of its own, below DIR;
# the machine's lists and settings stay as they are.
trixie_apt()
{
	local dir=$1
	shift
	apt-get -q -o Dir::Etc::SourceList="$dir/trixie.list" \
		-o Dir::Etc::SourceParts=- -o Dir::State::Lists="$dir/lists" \
		-o APT::Sandbox::User=root "$@"
}

# The mirror that this machine already uses for Debian itself.
debian_mirror()
{
	# shellcheck disable=SC2016 # these are apt's names, not the shell's
	apt-get indextargets --format '$(REPO_URI) $(CODENAME)' \
		'Created-By: Packages' 2>/dev/null |
		awk '$2 == "bookworm" { print $1; exit }'
}

# fetch_source DIR: leaves the unpacked source in DIR/src.
fetch_source()
{
	local dir=$1 mirror line uri hash
	apt_knows bash || return 1
	mirror=$(debian_mirror)
	[ -n "$mirror" ] || return 1
	mkdir -p "$dir/lists/partial" "$dir/src"
	printf 'deb-src [signed-by=%s] %s trixie main\n' \
		/usr/share/keyrings/debian-archive-keyring.gpg "$mirror" \
		>"$dir/trixie.list"
	say "looking for the source of Bochs 3.0 in Debian 13"
	trixie_apt "$dir" update >&2 || return 1
	line=$(trixie_apt "$dir" source --print-uris bochs 2>/dev/null |
		grep -E '/bochs_3\.0[^ ]*\.orig\.tar\.[a-z0-9]+' ) || return 1
	uri=$(echo "$line" | awk '{ gsub(/\047/, "", $1); print $1 }')
	hash=$(echo "$line" | awk '{ print $NF }')
	say "downloading the source of Bochs 3.0 (4 MB)"
	/usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file \
		"$uri" "$dir/orig.tar" "$hash" >&2 || return 1
	tar -xf "$dir/orig.tar" -C "$dir/src" --strip-components=1
}

build_3_0()
{
	local dir=$1 log=$1/build.log
	"$here/packages.sh" bochs
	fetch_source "$dir" || return 1
	cd "$dir/src"
	patch -p1 <"$here/bochs-3.0.patch" >&2 || return 1
	say "building Bochs 3.0 (80 s on two cores)"
	if ! (export CXXFLAGS="-O3 -march=x86-64-v2" && ./configure --with-nogui \
		--enable-all-optimizations --enable-cpu-level=6 \
		--enable-x86-64 --enable-vmx=2 --enable-svm --enable-smp \
		--enable-avx --enable-evex --enable-pci --disable-docbook \
		--disable-debugger --enable-cdrom --enable-e1000 \
		--enable-iodebug --enable-large-ramfile \
		--disable-plugins && make -j"$(nproc)" bochs) \
		>"$log" 2>&1; then
		tail -n 20 "$log" >&2
		return 1
	fi
	mkdir -p "$dir/out/bin"
	cp bochs "$dir/out/bin/"
	echo 3.0 >"$dir/out/VERSION"
}

# The package brings a GUI's libraries along, so apt installs it.
build_2_7()
{
	"$here/packages.sh" bochs-package
	mkdir -p "$1/out/bin"
	ln -s /usr/bin/bochs "$1/out/bin/bochs"
	echo 2.7 >"$1/out/VERSION"
}

# place VERSION: its folder in the cache; another patch is another folder.
place()
{
	case $1 in
	3.0) set -- "3.0-$(cksum <"$here/bochs-3.0.patch" | cut -d' ' -f1)" ;;
	esac
	echo "$AIRLOCK_CACHE/bochs-$1"
}

# make_version VERSION: in a subshell, so that a failure leaves nothing.
make_version()
(
	tmp=$(cache_tmp "bochs-$1")
	trap 'rm -rf "$tmp"' EXIT
	case $1 in
	3.0) build_3_0 "$tmp" ;;
	2.7) build_2_7 "$tmp" ;;
	*)   die "bochs.sh: no version '$1'" ;;
	esac || exit 1
	mv "$tmp/out" "$(place "$1")"
)

ready()
{
	[ -d "$(place "$1")" ]
}

version=${1:-${AIRLOCK_BOCHS:-3.0}}
if ! ready "$version"; then
	cache_lock "bochs-$version"
	if ! ready "$version" && ! make_version "$version"; then
		[ "$version" = 3.0 ] || die "Bochs $version cannot be had"
		say "Bochs 3.0 cannot be had; taking Debian's 2.7 (slower)"
		exec "$0" 2.7
	fi
fi
place "$version"
