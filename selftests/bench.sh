#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh [KERNEL_WORD]...: what a round trip costs under airlock beside what
# it costs under the host kernel's own KVM, in emulated instructions, and
# whether that is within the budget. Words for the host's command line may be
# given.
#
# From the environment: ARCH=arm64 takes the emulated arm64 host, with the CPUs
# of BENCH_CPUS (default: one with VHE, one without). There KVM and airlock
# cannot share EL2, so each has a boot of its own; -icount makes boots repeat.
# On x86 one boot has both. The budget there is for mitigations=off, the
# default.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/hosts/common.sh"

hosts=$here/hosts
bench=$here/../build/bench

bench_x86()
{
	local out=$bench/x86 root=$bench/x86/root
	mkdir -p "$root"
	"$hosts/kselftest.sh" "$root"
	cp "$here/bench_budget.x86" "$root/selftests/budget"
	cat >"$root/bench" <<'END'
#!/bin/sh
cd /selftests || exit 1
load-kvm && ./bench_exit -d /dev/kvm -o /results/kvm >/dev/null || exit 1
rmmod kvm_intel kvm irqbypass
insmod /lib/airlock.ko || exit 1
./bench_exit -d /dev/airlock -o /results/airlock -r /results/kvm \
	-b budget >/results/ktap
code=$?
cat /results/ktap
exit $code
END
	chmod +x "$root/bench"
	"$hosts/boot-x86.sh" --kvm --module --root "$root" --out "$out" --live \
		--append "${*:-mitigations=off}" -- /bench
}

# budget_for CPU: the budget's column of such a host, as bench_exit reads it.
budget_for()
{
	local column=2
	[ "$1" != cortex-a57 ] || column=3
	awk -v c="$column" '!/^#/ { print $1, $c }' "$here/bench_budget.arm64"
}

# boot_root ROOT: what a boot of Linux is measured with: the host's own kernel as
# the guest, without its self-tests of ciphers: they are half of a boot, no
# hypervisor has a part in them, and how long they take hangs on random numbers.
boot_root()
{
	local root=$1 guest=$1/../guest
	mkdir -p "$guest" "$root/usr/bin"
	cp "$("$hosts/kernel.sh" arm64 image)" "$root/vmlinuz"
	"$(cross_of arm64)strip" -o "$root/usr/bin/airlock" \
		"$("$hosts/launcher.sh" arm64)"
	printf '#!/bin/busybox sh\n/bin/busybox poweroff -f\n' >"$guest/init"
	chmod +x "$guest/init"
	"$hosts/initramfs.sh" arm64 "$root/guest.cpio" "$guest"
}

# What runs in the arm64 host. The kernel's log has microseconds, each of them
# a thousand instructions.
payload_arm64()
{
	cat <<'END'
#!/bin/sh
words='console=ttyS0 quiet panic=-1 nokaslr cryptomgr.notests'

# boot DEVICE: thousands of instructions from the launcher's start to its end.
boot()
{
	echo 'bench: boot starts' >/dev/kmsg
	airlock run /vmlinuz --initrd /guest.cpio --device "$1" --cpus 1 \
		--mem 256M --cmdline "$words" \
		>/dev/null 2>/results/launcher </dev/null || return
	echo 'bench: boot ended' >/dev/kmsg
	dmesg | tr -d '[]' | awk '/bench: boot starts/ { from = $1 }
		/bench: boot ended/ { printf "%d\n", ($1 - from) * 1000000 }'
}

cd /selftests || exit 1
if [ -c /dev/kvm ]; then
	./bench_exit -n 32 -d /dev/kvm -o /results/kvm || exit
	echo "boot $(boot /dev/kvm)" >>/results/kvm
	exit
fi
insmod /lib/airlock.ko || exit 1
./bench_exit -n 32 -d /dev/airlock -o /results/airlock -r kvm \
	-b budget >/results/ktap
code=$?
cat /results/ktap
kvm=$(awk '$1 == "boot" { print $2 }' kvm)
most=$(awk '$1 == "linux-boot" { print $2 }' budget)
boot=$(boot /dev/airlock)
number=$(($(grep -cE '^(not )?ok' /results/ktap) + 1))
verdict='ok'
[ "${boot:-0}" -gt 0 ] && [ $((boot * 100)) -le $((kvm * most)) ] ||
	verdict='not ok'
echo "$verdict $number linux-boot $boot thousand, KVM $kvm, budget 0.$most" |
	tee -a /results/ktap
sed -i "s/^1\.\..*/1..$number/" /results/ktap
[ "$verdict" = ok ] && exit $code
exit 1
END
}

# bench_arm64 CPU [KERNEL_WORD]...
bench_arm64()
{
	local cpu=$1 dir=$bench/$1 root=$bench/$1/root
	shift
	mkdir -p "$root"
	"$hosts/kselftest.sh" "$root" arm64
	boot_root "$root"
	budget_for "$cpu" >"$root/selftests/budget"
	payload_arm64 >"$root/bench"
	chmod +x "$root/bench"
	set -- --icount --cpu "$cpu" --root "$root" --append "$*"
	say "$cpu: what KVM takes"
	"$hosts/boot-arm64.sh" --kvm "$@" --out "$dir/kvm" -- /bench
	cp "$dir/kvm/results/kvm" "$root/selftests/"
	say "$cpu: what airlock takes"
	"$hosts/boot-arm64.sh" --module "$@" --out "$dir" --live -- /bench
}

code=0
case ${ARCH:-x86} in
arm64)
	for cpu in ${BENCH_CPUS:-neoverse-n1 cortex-a57}; do
		bench_arm64 "$cpu" "$@" || code=$?
	done ;;
*)
	bench_x86 "$@" || code=$? ;;
esac
exit "$code"
