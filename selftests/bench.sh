#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh [KERNEL_WORD]...: what a round trip costs under airlock beside what
# it costs under the host kernel's own KVM, in emulated instructions, both in
# one boot of the emulated host, and whether that is within bench_budget.x86.
# Words for
# the host's command line may be given; the budget is for mitigations=off, the
# default.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/hosts/common.sh"

hosts=$here/hosts
out=$here/../build/bench
root=$out/root
mkdir -p "$root"
"$hosts/kselftest.sh" "$root"
cp "$here/bench_budget.x86" "$root/selftests/"
cat >"$root/bench" <<'END'
#!/bin/sh
cd /selftests || exit 1
load-kvm && ./bench_exit -d /dev/kvm -o /results/kvm >/dev/null || exit 1
rmmod kvm_intel kvm irqbypass
insmod /lib/airlock.ko || exit 1
./bench_exit -d /dev/airlock -o /results/airlock -r /results/kvm \
	-b bench_budget.x86 >/results/ktap
code=$?
cat /results/ktap
exit $code
END
chmod +x "$root/bench"
exec "$hosts/boot-x86.sh" --kvm --module --root "$root" --out "$out" --live \
	--append "${*:-mitigations=off}" -- /bench
