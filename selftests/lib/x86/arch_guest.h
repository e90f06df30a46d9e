/* SPDX-License-Identifier: GPL-2.0 */
/* Guest code, x86: traps, instructions. The guest runs 64-bit code at CPL 0. */
#ifndef TEST_X86_ARCH_GUEST_H
#define TEST_X86_ARCH_GUEST_H

#include <linux/types.h>
#include <stddef.h>

/* What the trap stubs push, lowest address first. */
struct guest_regs {
	__u64 r15, r14, r13, r12, r11, r10, r9, r8;
	__u64 rbp, rdi, rsi, rdx, rcx, rbx, rax;
	__u64 vector, error;
	__u64 rip, cs, rflags, rsp, ss;
};

/* One page for each vCPU at GUEST_CPU; GS.base points at it. */
struct guest_cpu {
	struct guest_cpu *self;
	unsigned long id;
	int vector;		/* of the last exception caught, or -1 */
	__u64 error;
	__u64 rip;
	__u64 cr2;
	struct guest_report report;
};

static inline struct guest_cpu *guest_this_cpu(void)
{
	struct guest_cpu *cpu;

	asm volatile("movq %%gs:0, %0" : "=r"(cpu));
	return cpu;
}

static inline void arch_guest_call(unsigned int port, __u32 value)
{
	asm volatile("outl %0, %w1" : : "a"(value), "d"(port) : "memory");
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

/* Run an instruction without operands; the vector it raised, or -1. */
#define guest_try(insn) ({						\
	guest_ex_begin();						\
	asm volatile(GUEST_EX(insn) : : : "memory", "cc");		\
	guest_ex_end();							\
})

typedef void (*guest_trap_hook)(struct guest_regs *regs);

extern guest_trap_hook guest_hook[];		/* by vector; NULL for none */
extern volatile __u32 guest_irqs[];		/* by vector: how many came */
extern int guest_eoi;				/* enum guest_eoi_mode */

enum guest_eoi_mode {
	GUEST_EOI_NONE,
	GUEST_EOI_XAPIC,
	GUEST_EOI_X2APIC,
};

void guest_trap(struct guest_regs *regs);

static inline __u64 rdtsc(void)
{
	__u32 lo, hi;

	asm volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return lo | (__u64)hi << 32;
}

/* Time as bench_exit takes it: the emulated CPU's counts instructions. */
#define BENCH_CLOCK_UNIT	1
#define BENCH_BATCH		1

static inline __u64 bench_clock(void)
{
	return rdtsc();
}

static inline __u64 rdmsr(__u32 msr)
{
	__u32 lo, hi;

	asm volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr) : "memory");
	return lo | (__u64)hi << 32;
}

static inline void wrmsr(__u32 msr, __u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "a"((__u32)value),
		     "d"((__u32)(value >> 32)) : "memory");
}

static inline int rdmsr_safe(__u32 msr, __u64 *value)
{
	__u32 lo = 0, hi = 0;

	guest_ex_begin();
	asm volatile(GUEST_EX("rdmsr") : "+a"(lo), "+d"(hi) : "c"(msr)
		     : "memory");
	*value = lo | (__u64)hi << 32;
	return guest_ex_end();
}

static inline int wrmsr_safe(__u32 msr, __u64 value)
{
	guest_ex_begin();
	asm volatile(GUEST_EX("wrmsr") : : "c"(msr), "a"((__u32)value),
		     "d"((__u32)(value >> 32)) : "memory");
	return guest_ex_end();
}

static inline void cpuid(__u32 leaf, __u32 sub, __u32 reg[4])
{
	asm volatile("cpuid" : "=a"(reg[0]), "=b"(reg[1]), "=c"(reg[2]),
		     "=d"(reg[3]) : "0"(leaf), "2"(sub) : "memory");
}

#define GUEST_IO(suffix, type)						\
static inline void out##suffix(__u16 port, type value)			\
{									\
	asm volatile("out" #suffix " %0, %1" : : "a"(value), "Nd"(port)	\
		     : "memory");					\
}									\
static inline type in##suffix(__u16 port)				\
{									\
	type value;							\
									\
	asm volatile("in" #suffix " %1, %0" : "=a"(value) : "Nd"(port)	\
		     : "memory");					\
	return value;							\
}

GUEST_IO(b, __u8)
GUEST_IO(w, __u16)
GUEST_IO(l, __u32)

#define GUEST_CR(nr)							\
static inline __u64 read_cr##nr(void)					\
{									\
	__u64 value;							\
									\
	asm volatile("movq %%cr" #nr ", %0" : "=r"(value) : : "memory"); \
	return value;							\
}									\
static inline void write_cr##nr(__u64 value)				\
{									\
	asm volatile("movq %0, %%cr" #nr : : "r"(value) : "memory");	\
}									\
static inline int write_cr##nr##_safe(__u64 value)			\
{									\
	guest_ex_begin();						\
	asm volatile(GUEST_EX("movq %0, %%cr" #nr) : : "r"(value)	\
		     : "memory");					\
	return guest_ex_end();						\
}

GUEST_CR(0)
GUEST_CR(2)
GUEST_CR(3)
GUEST_CR(4)
GUEST_CR(8)

/* An exit that is handled without the launcher. */
static inline void arch_guest_light_exit(void)
{
	__u32 reg[4];

	cpuid(0, 0, reg);
}

#define sti()		asm volatile("sti" : : : "memory")
#define cli()		asm volatile("cli" : : : "memory")
#define hlt()		asm volatile("hlt" : : : "memory")
#define sti_hlt()	asm volatile("sti\n\thlt" : : : "memory")
#define pause_cpu()	asm volatile("pause" : : : "memory")

static inline void arch_guest_irqs_on(void)
{
	sti();
}

/* Wait inside the guest for something another vCPU or the host does. */
#define GUEST_WAIT(cond) do {						\
	while (!(cond))							\
		pause_cpu();						\
} while (0)

#define DE_VECTOR	0
#define DB_VECTOR	1
#define NMI_VECTOR	2
#define BP_VECTOR	3
#define UD_VECTOR	6
#define NM_VECTOR	7
#define DF_VECTOR	8
#define TS_VECTOR	10
#define NP_VECTOR	11
#define SS_VECTOR	12
#define GP_VECTOR	13
#define PF_VECTOR	14
#define MF_VECTOR	16
#define AC_VECTOR	17

#endif /* TEST_X86_ARCH_GUEST_H */
