// SPDX-License-Identifier: GPL-2.0
/*
 * The guest of arm64/poison.c: every class of registers has values of its own,
 * is sent over exits and looked at again.
 */
#include <linux/psci.h>

#include "guest.h"
#include "gic.h"
#include "poison.h"
#include "trip.h"

/* What HVC may change by its convention, an id or a load by its operand. */
#define HVC_CHANGES	0xf
#define X5_CHANGES	(1U << 5)

volatile __u64 poison_seed;
static volatile __u64 guest_fresh_page;
static struct trip guest_trip_regs;

/* System registers: which bits hold any value while nothing depends on them. */
#define SYSTEM_REGISTERS(DO)						\
	DO(ttbr1_el1, 0x0000fffffffff000)				\
	DO(contextidr_el1, 0xffffffff)					\
	DO(tpidr_el0, ~0UL)						\
	DO(tpidrro_el0, ~0UL)						\
	DO(far_el1, ~0UL)						\
	DO(esr_el1, 0xffffffff)						\
	DO(sp_el0, ~0UL)						\
	DO(elr_el1, ~0UL)						\
	DO(spsr_el1, 0xf00003c5)					\
	DO(cntkctl_el1, 0x3)						\
	DO(dbgbvr0_el1, 0x0000fffffffffffc)				\
	DO(dbgbvr1_el1, 0x0000fffffffffffc)				\
	DO(dbgwvr0_el1, 0x0000fffffffffffc)				\
	DO(dbgwvr1_el1, 0x0000fffffffffffc)				\
	DO(cntv_cval_el0, 0x00ffffffffffffff)				\
	DO(cntp_cval_el0, 0x00ffffffffffffff)				\
	DO(mair_el1, 0xffffffffffff0000)				\
	DO(csselr_el1, 0x2)

/* Held in part by what the guest needs to go on: the rest is or-ed in. */
#define MAIR_NEEDED	0x04ff

static __u64 system_value(unsigned int nr, __u64 mask)
{
	return ((poison_seed << 40 | (nr + 1)) * 0x9e3779b97f4a7c15) & mask;
}

static void poison_system(void)
{
	unsigned int nr = 0;

#define WRITE(reg, mask) {						\
	__u64 __v = system_value(nr++, mask);				\
									\
	if ((mask) == 0xffffffffffff0000)				\
		__v = (__v & 0x4444444444440000) | MAIR_NEEDED;		\
	write_sysreg(reg, __v);						\
}

	SYSTEM_REGISTERS(WRITE)
	/* Enabled and masked, so that they are switched and nothing comes. */
	write_sysreg(cntv_ctl_el0, 3);
	write_sysreg(cntp_ctl_el0, 3);
	write_sysreg(par_el1, 0x800 | (poison_seed & 0x7f) << 12);
	write_sysreg(cpacr_el1, poison_seed & 1 ? 3UL << 20 : 3UL << 20 | 1 << 28);
	write_sysreg(mdscr_el1, poison_seed & 1 ? 1 << 12 : 0);
	isb();
}

static void check_system(void)
{
	unsigned int nr = 0;

#define CHECK(reg, mask) {						\
	__u64 __v = system_value(nr++, mask);				\
									\
	if ((mask) == 0xffffffffffff0000)				\
		__v = (__v & 0x4444444444440000) | MAIR_NEEDED;		\
	if (read_sysreg(reg) != __v)					\
		guest_fail(__FILE__, __LINE__, #reg, read_sysreg(reg),	\
			   __v);					\
}

	SYSTEM_REGISTERS(CHECK)
	GUEST_EQ(read_sysreg(cntv_ctl_el0) & 3, 3);
	GUEST_EQ(read_sysreg(cntp_ctl_el0) & 3, 3);
	GUEST_EQ(read_sysreg(par_el1) & 0x7f000, (poison_seed & 0x7f) << 12);
	GUEST_EQ(read_sysreg(cpacr_el1) >> 28 & 1, !(poison_seed & 1));
	GUEST_EQ(read_sysreg(mdscr_el1) >> 12 & 1, poison_seed & 1);
	GUEST_EQ(read_sysreg(ttbr0_el1), GUEST_TABLE);
	GUEST_EQ(guest_this_cpu()->self, guest_this_cpu());
}

/* The GIC's CPU interface, with the values that it can hold. */
static void poison_gic(void)
{
	write_icc(ICC_SRE, 7);
	isb();
	write_icc(ICC_PMR, (poison_seed & 0x1f) << 3);
	write_icc(ICC_BPR1, 3 + (poison_seed & 3));
	write_icc(ICC_CTLR, poison_seed & 1 ? ICC_CTLR_EOIMODE : 0);
	write_icc(ICC_IGRPEN1, poison_seed >> 1 & 1);
	isb();
}

static void check_gic(void)
{
	GUEST_EQ(read_icc(ICC_PMR), (poison_seed & 0x1f) << 3);
	GUEST_EQ(read_icc(ICC_BPR1), 3 + (poison_seed & 3));
	GUEST_EQ(read_icc(ICC_CTLR) & ICC_CTLR_EOIMODE,
		 poison_seed & 1 ? ICC_CTLR_EOIMODE : 0);
	GUEST_EQ(read_icc(ICC_IGRPEN1), poison_seed >> 1 & 1);
}

static void check_trip(int line, __u32 may_change)
{
	int reg = trip_differs(&guest_trip_regs, may_change);

	if (reg >= 0)
		guest_fail("register of the trip", line, "number", reg, -1);
}

/* One of each kind of exit, with every register full. */
void guest_poison(unsigned long arg)
{
	struct trip *t = &guest_trip_regs;
	__u64 seed = poison_seed;

	guest_fresh_page = POISON_GPA;
	poison_system();
	poison_gic();
	for (;;) {
		trip_fill(t, ++seed);
		t->in.x[0] = PSCI_0_2_FN_PSCI_VERSION;
		trip_hvc(t);
		check_trip(__LINE__, HVC_CHANGES);
		check_system();

		trip_fill(t, ++seed);
		trip_id(t);
		check_trip(__LINE__, X5_CHANGES);

		/* A page that is not there yet. */
		trip_fill(t, ++seed);
		t->in.x[0] = guest_fresh_page;
		guest_fresh_page += 4096;
		trip_load(t);
		check_trip(__LINE__, X5_CHANGES);
		check_system();

		/* To the launcher. */
		trip_fill(t, ++seed);
		t->in.x[0] = GUEST_CALL_SYNC;
		t->in.x[1] = poison_seed;
		trip_store(t);
		check_trip(__LINE__, 0);
		check_system();
		check_gic();
	}
}

void guest_fresh(unsigned long arg)
{
	__u64 tpidr = read_sysreg(tpidr_el0);
	struct trip *t = &guest_trip_regs;
	unsigned int i;

	/* Unknown at reset by the architecture; KVM has a value for that. */
	GUEST_ASSERT(!tpidr || tpidr == 0x1de7ec7edbadc0de);
	GUEST_EQ(read_sysreg(dbgbvr0_el1), 0);
	GUEST_EQ(read_sysreg(dbgwvr1_el1), 0);
	GUEST_EQ(read_sysreg(cntv_ctl_el0) & 3, 0);
	GUEST_EQ(read_sysreg(cntp_ctl_el0) & 3, 0);
	GUEST_EQ(read_sysreg(fpsr), 0);
	t->in.x[0] = PSCI_0_2_FN_PSCI_VERSION;
	/* Its own zeros go in; what comes out is what was there: the same. */
	trip_hvc(t);
	for (i = 4; i < 31; i++)
		GUEST_EQ(t->out.x[i], 0);
	guest_done();
}
