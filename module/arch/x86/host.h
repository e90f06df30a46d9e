/* SPDX-License-Identifier: GPL-2.0 */
/* What x86 code asks of the host's CPU and kernel: all in one place. */
#ifndef AIRLOCK_X86_HOST_H
#define AIRLOCK_X86_HOST_H

#include <linux/types.h>

struct x86_cpuid_regs;

/**
 * x86_host_cpuid - what the host's kernel uses of what CPUID says.
 * @leaf: EAX.
 * @subleaf: ECX.
 * @out: where to; feature bits that the kernel has cleared are 0.
 */
void x86_host_cpuid(u32 leaf, u32 subleaf, struct x86_cpuid_regs *out);

/* The time-stamp counter of this CPU now, and its frequency, not 0. */
u64 x86_host_tsc(void);
u32 x86_host_tsc_khz(void);

/* Is the TSC the same on all CPUs, at one speed, and does it never stop? */
bool x86_host_tsc_stable(void);

/* Nanoseconds since boot, suspended or not, and since 1970. */
u64 x86_host_boot_ns(void);
u64 x86_host_real_ns(void);

/* The host's MSR, or 0 if it has none of that number. */
u64 x86_host_msr(u32 msr);

#endif /* AIRLOCK_X86_HOST_H */
