#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# style.sh: hold the tree to its style; prints KTAP, one result per tool.
set -eu
style=$(cd "$(dirname "$0")" && pwd)
cd "$style/../.."
hosts=selftests/hosts
. selftests/check/ktap.sh
. selftests/hosts/common.sh

# Our files of some kinds: those that git knows or would add, that are there.
ours()
{
	git ls-files --cached --others --exclude-standard -- "$@" |
		while read -r file; do
			[ ! -f "$file" ] || echo "$file"
		done | sort -u
}

shell_files()
{
	ours | while read -r file; do
		head -n 1 "$file" | grep -aqE '^#!.*(bash|sh)$' && echo "$file"
	done
}

check_spdx()
{
	local file bad=0
	for file in $(ours '*.c' '*.h' '*.S' '*.sh' '*.awk' '*.rst' Makefile \
		'*/Makefile' Kbuild '*/Kbuild' '.clang-format') $(shell_files); do
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0' ||
			{ echo "$file: no SPDX line"; bad=1; }
	done
	return "$bad"
}

# What ties the tree to one machine does not belong into it.
check_local_names()
{
	! ours | xargs grep -nE '(^|[^A-Za-z0-9_.])/(root|work)/' -- |
		grep -v '^selftests/style/style.sh:'
}

check_lengths()
{
	local found
	found=$(ours '*.c' '*.h' '*.S' | xargs awk -f "$style/lengths.awk")
	[ -z "$found" ] || { echo "$found"; return 1; }
}

check_shell()
{
	local files
	mapfile -t files < <(shell_files)
	shellcheck -x -P SCRIPTDIR "${files[@]}"
}

# since_clean SUM COMMAND FILE...: run COMMAND on the files, but for those that it
# has found clean before as they are. SUM is of all else that it goes by.
since_clean()
{
	local seen=$AIRLOCK_CACHE/style/$1 command=$2 sums new
	shift 2
	mkdir -p "${seen%/*}"
	touch "$seen"
	sums=$(sha256sum "$@")
	mapfile -t new < <(grep -vxFf "$seen" <<<"$sums" | cut -c67-)
	[ "${#new[@]}" -eq 0 ] ||
		printf '%s\0' "${new[@]}" |
			xargs -0 -n 32 -P "$(nproc)" "$command" || return
	echo "$sums" >"$seen.$$"
	mv "$seen.$$" "$seen"
}

# sum_of FILE...: one for all.
sum_of()
{
	cat "$@" | sha256sum | cut -d' ' -f1
}

check_clang_format()
{
	local files
	mapfile -t files < <(ours '*.c' '*.h')
	since_clean "$(sum_of "$style/clang-format.sh" "$style/indent.py" \
		.clang-format)" "$style/clang-format.sh" "${files[@]}"
}

check_patch()
{
	local files
	mapfile -t files < <(ours '*.c' '*.h' '*.S')
	since_clean "$(sum_of "$style/checkpatch.sh" \
		"$("$hosts/linux-source.sh")/scripts/checkpatch.pl")" \
		"$style/checkpatch.sh" "${files[@]}"
}

# arches: those that the module has code for, in Debian's words.
arches()
{
	[ ! -d module/arch/x86 ] || echo amd64
	[ ! -d module/arch/arm64 ] || echo arm64
}

"$hosts/packages.sh" style module
"$hosts/linux-source.sh" >/dev/null
for arch in $(arches); do
	"$hosts/kernel.sh" "$arch" headers >/dev/null
done
ktap_start
ktap_case "SPDX lines" check_spdx
ktap_case "no names of one machine" check_local_names
ktap_case "lengths of files and functions" check_lengths
ktap_case "shellcheck" check_shell
ktap_case "clang-format" check_clang_format
ktap_case "checkpatch --strict" check_patch
ktap_case "tags of the round trip" "$style/tags.sh"
for arch in $(arches); do
	ktap_case "W=1 and sparse, $arch" "$style/warnings.sh" "$arch"
	ktap_case "headers alone, $arch" "$style/headers.sh" "$arch"
done
ktap_end
