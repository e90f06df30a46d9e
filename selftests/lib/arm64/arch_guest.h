/* SPDX-License-Identifier: GPL-2.0 */
/* Guest code, arm64: traps, system registers, device accesses. EL1, AArch64. */
#ifndef TEST_ARM64_ARCH_GUEST_H
#define TEST_ARM64_ARCH_GUEST_H

#include <linux/psci.h>
#include <linux/types.h>
#include <stddef.h>

/* What the vectors save, lowest address first. */
struct guest_regs {
	__u64 x[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
	__u64 esr;
	__u64 far;
	__u64 vector;		/* 0 to 15, as the table has them */
	__u64 pad;
};

/* One page for each vCPU at GUEST_CPU; TPIDR_EL1 points at it. */
struct guest_cpu {
	struct guest_cpu *self;
	unsigned long id;
	int vector;		/* EC of the last exception caught, or -1 */
	__u64 esr;
	__u64 pc;
	__u64 far;
	__u64 pstate;
	struct guest_report report;
};

#define read_sysreg(reg) ({						\
	__u64 __v;							\
									\
	asm volatile("mrs %0, " #reg : "=r"(__v) : : "memory");		\
	__v;								\
})

#define write_sysreg(reg, value)					\
	asm volatile("msr " #reg ", %x0" : : "rZ"((__u64)(value)) : "memory")

#define isb()		asm volatile("isb" : : : "memory")
#define dsb()		asm volatile("dsb sy" : : : "memory")
#define wfi()		asm volatile("wfi" : : : "memory")
#define wfe()		asm volatile("wfe" : : : "memory")
#define sev()		asm volatile("sev" : : : "memory")
#define irqs_on()	asm volatile("msr daifclr, #2" : : : "memory")
#define irqs_off()	asm volatile("msr daifset, #2" : : : "memory")
#define pause_cpu()	asm volatile("yield" : : : "memory")

static inline struct guest_cpu *guest_this_cpu(void)
{
	return (struct guest_cpu *)read_sysreg(tpidr_el1);
}

/*
 * Loads and stores in the plain form: the one that the architecture describes
 * in the syndrome of an abort.
 */
#define GUEST_MMIO_OPS(bits, suffix, mod)				\
static inline void mmio_write##bits(unsigned long addr, __u64 value)	\
{									\
	asm volatile("str" suffix " %" mod "0, [%1]"			\
		     : : "rZ"(value), "r"(addr) : "memory");		\
}									\
static inline __u64 mmio_read##bits(unsigned long addr)			\
{									\
	__u64 value;							\
									\
	asm volatile("ldr" suffix " %" mod "0, [%1]"			\
		     : "=r"(value) : "r"(addr) : "memory");		\
	return value;							\
}

GUEST_MMIO_OPS(8, "b", "w")
GUEST_MMIO_OPS(16, "h", "w")
GUEST_MMIO_OPS(32, "", "w")
GUEST_MMIO_OPS(64, "", "x")

static inline void arch_guest_call(unsigned long addr, __u32 value)
{
	mmio_write32(addr, value);
}

/*
 * An exception on an instruction that was written with GUEST_EX() skips it and
 * is noted in guest_this_cpu(); any other ends the test unless a hook takes it.
 */
#define GUEST_EX(insn)							\
	"771: " insn "\n772:\n"						\
	".pushsection guest_ex, \"aw\"\n"				\
	".quad 771b, 772b\n"						\
	".popsection\n"

#define GUEST_NO_TRAP	(-1)

static inline void guest_ex_begin(void)
{
	guest_this_cpu()->vector = GUEST_NO_TRAP;
	asm volatile("" : : : "memory");
}

static inline int guest_ex_end(void)
{
	asm volatile("" : : : "memory");
	return guest_this_cpu()->vector;
}

/* Run an instruction without operands; the EC it raised, or -1. */
#define guest_try(insn) ({						\
	guest_ex_begin();						\
	asm volatile(GUEST_EX(insn) : : : "memory", "cc");		\
	guest_ex_end();							\
})

/* A system register by name or as S3_0_C0_C0_0: the EC it raised, or -1. */
#define read_sysreg_safe(reg, value) ({					\
	__u64 __v = 0;							\
									\
	guest_ex_begin();						\
	asm volatile(GUEST_EX("mrs %0, " #reg) : "+r"(__v) : : "memory"); \
	*(value) = __v;							\
	guest_ex_end();							\
})

#define write_sysreg_safe(reg, value) ({				\
	guest_ex_begin();						\
	asm volatile(GUEST_EX("msr " #reg ", %x0")			\
		     : : "rZ"((__u64)(value)) : "memory");		\
	guest_ex_end();							\
})

typedef void (*guest_trap_hook)(struct guest_regs *regs);

extern guest_trap_hook guest_hook[EC_NR];	/* by EC; NULL for none */
extern guest_trap_hook guest_irq_hook;		/* NULL: take and count it */
extern guest_trap_hook guest_serror_hook;
extern volatile __u32 guest_irqs[GUEST_NR_INTID];	/* how many came */
extern volatile __u32 guest_spurious;

void guest_trap(struct guest_regs *regs);

/* SMC Calling Convention: x0 to x17 may change. */
struct guest_smccc {
	__u64 x[4];
};

#define GUEST_SMCCC(conduit)						\
static inline struct guest_smccc guest_##conduit(__u64 a0, __u64 a1,	\
						 __u64 a2, __u64 a3)	\
{									\
	register __u64 x0 asm("x0") = a0;				\
	register __u64 x1 asm("x1") = a1;				\
	register __u64 x2 asm("x2") = a2;				\
	register __u64 x3 asm("x3") = a3;				\
									\
	asm volatile(GUEST_EX(#conduit " #0")				\
		     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)		\
		     : : "x4", "x5", "x6", "x7", "x8", "x9", "x10",	\
		       "x11", "x12", "x13", "x14", "x15", "x16", "x17",	\
		       "memory");					\
	return (struct guest_smccc){ { x0, x1, x2, x3 } };		\
}

GUEST_SMCCC(hvc)
GUEST_SMCCC(smc)

/* Numbers of PSCI are in <linux/psci.h>. */
#define SMCCC_VERSION		0x80000000
#define SMCCC_ARCH_FEATURES	0x80000001
#define SMCCC_UNKNOWN		((__u64)-1)

static inline __u64 guest_psci(__u64 fn, __u64 a1, __u64 a2, __u64 a3)
{
	return guest_hvc(fn, a1, a2, a3).x[0];
}

/*
 * Time as bench_exit takes it. With QEMU's -icount an instruction is a
 * nanosecond, and the counter has 62.5 MHz: too coarse for one round trip, so a
 * sample is a batch of them.
 */
#define BENCH_CLOCK_UNIT	16
#define BENCH_BATCH		16

static inline __u64 bench_clock(void)
{
	isb();
	return read_sysreg(cntvct_el0);
}

/* An exit that is handled without the launcher. */
static inline void arch_guest_light_exit(void)
{
	guest_psci(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0);
}

static inline void arch_guest_irqs_on(void)
{
	irqs_on();
}

/* Wait inside the guest for something another vCPU or the host does. */
#define GUEST_WAIT(cond) do {						\
	while (!(cond))							\
		pause_cpu();						\
} while (0)

/* el0.S: run a function at EL0 on a stack of its own; what it returns. */
__u64 guest_el0(__u64 (*fn)(__u64 arg), __u64 arg);

#endif /* TEST_ARM64_ARCH_GUEST_H */
