// SPDX-License-Identifier: GPL-2.0
/*
 * The guest of x86/poison.c: every class of registers has values of its own,
 * is sent over exits and looked at again.
 */
#include "guest.h"
#include "poison.h"
#include "trip.h"
#include "xstate.h"

#define CR4_OSXSAVE	(1UL << 18)
#define EFER_SCE	1UL
#define MSR_SYSENTER_CS	0x174
#define MSR_SYSENTER_ESP 0x175
#define MSR_SYSENTER_EIP 0x176
#define MSR_PAT		0x277
#define MSR_EFER	0xc0000080
#define MSR_STAR	0xc0000081
#define MSR_LSTAR	0xc0000082
#define MSR_CSTAR	0xc0000083
#define MSR_FMASK	0xc0000084
#define MSR_FS_BASE	0xc0000100
#define MSR_GS_BASE	0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define MSR_TSC_AUX	0xc0000103

#define DR6_REST	0xffff0ff0UL
#define DR7_REST	0x400UL

/* Each guest has its own copy of these. */
__u8 poison_seed;
static struct trip trip;
static struct xstate mine, seen;
static __u64 xcr0;
static volatile __u32 watched, hits;

/* In trip.S, where SYSCALL lands. */
void landing0(void);
void landing1(void);

/* Another value for each seed, and canonical as an address. */
static __u64 value(unsigned int what)
{
	return (0x0000100020003000UL * (1 + (poison_seed & 1)) + what) ^
	       (__u64)poison_seed << 36;
}

static __u64 star(void)
{
	return 0x55550000UL + poison_seed + ((__u64)poison_seed << 48) +
	       ((__u64)GUEST_CS << 32);
}

static const __u64 pats[] = { 0x0001040600070406, 0x0405060700010406 };

struct msr_value {
	__u32 msr;
	__u64 value;
};

#define NR_MSRS	11

static void guest_msrs(struct msr_value v[NR_MSRS])
{
	const struct msr_value all[NR_MSRS] = {
		{ MSR_SYSENTER_CS, value(1) & 0xffff },
		{ MSR_SYSENTER_ESP, value(2) },
		{ MSR_SYSENTER_EIP, value(3) },
		{ MSR_PAT, pats[poison_seed & 1] },
		{ MSR_STAR, star() },
		{ MSR_LSTAR, (__u64)(poison_seed & 1 ? landing1 : landing0) },
		{ MSR_CSTAR, value(4) },
		{ MSR_FMASK, poison_seed & 1 ? 0x455 : 0x880 },
		{ MSR_FS_BASE, value(5) },
		{ MSR_KERNEL_GS_BASE, value(6) },
		/* Last: not every CPU has it. */
		{ MSR_TSC_AUX, value(7) & 0xffffffff },
	};
	unsigned int i;

	for (i = 0; i < NR_MSRS; i++)
		v[i] = all[i];
}

static bool has_rdtscp(void)
{
	__u32 reg[4];

	cpuid(0x80000001, 0, reg);
	return reg[3] >> 27 & 1;
}

static void check_msrs(bool write)
{
	struct msr_value v[NR_MSRS];
	unsigned int i, nr = NR_MSRS - !has_rdtscp();
	__u32 aux;

	guest_msrs(v);
	for (i = 0; i < nr; i++) {
		if (write)
			wrmsr(v[i].msr, v[i].value);
		GUEST_EQ(rdmsr(v[i].msr), v[i].value);
	}
	/* What the CPU itself has, whatever RDMSR told. */
	asm volatile("swapgs");
	aux = rdmsr(MSR_GS_BASE) == value(6);
	asm volatile("swapgs");
	GUEST_EQ(aux, 1);
	if (!has_rdtscp())
		return;
	asm volatile("rdtscp" : "=c"(aux) : : "rax", "rdx");
	GUEST_EQ(aux, (__u32)value(7));
}

/* STAR, LSTAR and FMASK at work. */
static void check_syscall(void)
{
	__u64 flags = poison_seed & 1 ? FLAGS_ODD : FLAGS_EVEN;
	__u64 fmask = poison_seed & 1 ? 0x455 : 0x880;
	__u64 nr, landed;

	asm volatile("pushq %2\n\tpopfq\n\tsyscall\n\tcld"
		     : "=a"(nr), "=d"(landed) : "r"(flags)
		     : "rcx", "r11", "cc", "memory");
	GUEST_EQ(nr, poison_seed & 1);
	GUEST_EQ(landed, (flags & ~fmask) | 2);
}

#define DR(nr)								\
static __u64 read_dr##nr(void)						\
{									\
	__u64 value;							\
									\
	asm volatile("movq %%dr" #nr ", %0" : "=r"(value));		\
	return value;							\
}									\
static void write_dr##nr(__u64 value)					\
{									\
	asm volatile("movq %0, %%dr" #nr : : "r"(value) : "memory");	\
}

DR(0)
DR(1)
DR(2)
DR(3)
DR(6)
DR(7)

static __u64 dr6(void)
{
	return DR6_REST | (poison_seed & 1 ? 0x4002 : 0x2001);
}

static void on_db(struct guest_regs *regs)
{
	hits++;
	write_dr6(dr6());
}

/* One guest watches with DR0, the other one with DR1; the rest is elsewhere. */
static void check_debug(bool write)
{
	__u64 addr[2] = { (__u64)&watched, value(0x10) };
	__u64 dr7 = DR7_REST | 0xd0000 | 1;
	__u32 before;

	if (poison_seed & 1) {
		addr[0] = value(0x10);
		addr[1] = (__u64)&watched;
		dr7 = DR7_REST | 0xd00000 | 4;
	}
	if (write) {
		write_dr0(addr[0]);
		write_dr1(addr[1]);
		write_dr2(value(0x12));
		write_dr3(value(0x13));
		write_dr6(dr6());
		write_dr7(dr7);
	}
	GUEST_EQ(read_dr0(), addr[0]);
	GUEST_EQ(read_dr1(), addr[1]);
	GUEST_EQ(read_dr2(), value(0x12));
	GUEST_EQ(read_dr3(), value(0x13));
	GUEST_EQ(read_dr6(), dr6());
	GUEST_EQ(read_dr7(), dr7);
	before = hits;
	watched = poison_seed;
	GUEST_EQ(hits, before + 1);
}

static void check_all(bool write)
{
	if (write) {
		write_cr2(value(0x20));
		write_cr8(3 + (poison_seed & 7));
	}
	GUEST_EQ(read_cr2(), value(0x20));
	GUEST_EQ(read_cr8(), 3 + (poison_seed & 7));
	check_msrs(write);
	check_syscall();
	check_debug(write);
	if (xcr0)
		GUEST_EQ(xgetbv(0), xcr0);
}

static void guest_spin(void)
{
	unsigned int i;

	sti();
	for (i = 0; i < 50000; i++)
		pause_cpu();
	cli();
}

/* All vectors in the registers over one exit or more, and everything else. */
static void guest_trips(void (*exit)(struct trip *trip), __u32 changes)
{
	if (xcr0)
		xstate_load(&mine, xcr0);
	exit(&trip);
	guest_spin();
	if (xcr0)
		xstate_save(&seen, xcr0);
	GUEST_EQ(trip_differs(&trip, changes), -1);
	if (xcr0)
		GUEST_EQ(xstate_differs(&seen, &mine, xcr0), -1);
	check_all(false);
}

void guest_poison(unsigned long arg)
{
	guest_hook[DB_VECTOR] = on_db;
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE);
	trip_fill(&trip, poison_seed);
	if (xstate_exists()) {
		write_cr4(read_cr4() | CR4_OSXSAVE);
		/* One guest has all, the other one only what all have. */
		xcr0 = xstate_offered();
		if (poison_seed & 1)
			xcr0 &= XSTATE_X87 | XSTATE_SSE;
		xsetbv(0, xcr0);
		xstate_fill(&mine, xcr0, poison_seed);
	}
	check_all(true);
	for (;;) {
		trip.in[RAX] = 0;
		guest_trips(trip_cpuid, CPUID_CHANGES);
		trip.in[RAX] = ~0UL;	/* no such hypercall */
		guest_trips(trip_vmcall, BIT(RAX));
		trip.in[RAX] = poison_seed;
		trip.in[RDX] = 0x5a5a0000 | GUEST_CALL_SYNC;
		guest_trips(trip_out, 0);
	}
}

static void fresh_msrs(void)
{
	static const __u32 zero[] = {
		MSR_SYSENTER_CS, MSR_SYSENTER_ESP, MSR_SYSENTER_EIP, MSR_STAR,
		MSR_LSTAR, MSR_CSTAR, MSR_FMASK, MSR_FS_BASE,
		MSR_KERNEL_GS_BASE,
	};
	unsigned int i;
	__u64 base;

	for (i = 0; i < sizeof(zero) / sizeof(zero[0]); i++)
		GUEST_EQ(rdmsr(zero[i]), 0);
	GUEST_EQ(rdmsr(MSR_PAT), 0x0007040600070406);
	if (has_rdtscp())
		GUEST_EQ(rdmsr(MSR_TSC_AUX), 0);
	asm volatile("swapgs");
	base = rdmsr(MSR_GS_BASE);
	asm volatile("swapgs");
	GUEST_EQ(base, 0);
}

/* Before anything else: what a guest before us left must not be there. */
void guest_fresh(unsigned long arg)
{
	if (xstate_exists()) {
		write_cr4(read_cr4() | CR4_OSXSAVE);
		GUEST_EQ(xgetbv(0), 1);
		xcr0 = xstate_offered();
		xsetbv(0, xcr0);
		xstate_save(&seen, xcr0);
		xstate_init(&mine);
		GUEST_EQ(*(__u32 *)(seen.bytes + XSTATE_MXCSR), 0x1f80);
		GUEST_EQ(xstate_differs(&seen, &mine, xcr0), -1);
	}
	fresh_msrs();
	GUEST_EQ(read_dr0() | read_dr1() | read_dr2() | read_dr3(), 0);
	GUEST_EQ(read_dr6(), DR6_REST);
	GUEST_EQ(read_dr7(), DR7_REST);
	GUEST_EQ(read_cr2(), 0);
	GUEST_EQ(read_cr8(), 0);
	guest_done();
}
