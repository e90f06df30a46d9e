// SPDX-License-Identifier: GPL-2.0
/* Many interrupts at once through the GIC: which comes when, and ends how. */
#include "harness.h"
#include "arch_vm.h"
#include "gic.h"

#define SPI	40

FIXTURE_ONE_VCPU(order, VM_IRQCHIP);

static void guest_init(void)
{
	gic_init_dist();
	gic_init_cpu();
}

/* More pending than the CPU interface has list registers. */
#define MANY	16

static __u32 came[64];
static unsigned int nr_order;

static void note_order(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS) {
		guest_spurious++;
		return;
	}
	came[nr_order++] = intid;
	gic_end(intid);
}

GUEST_TEST_F(order, more_than_list_registers)
{
	unsigned int i;

	guest_init();
	guest_irq_hook = note_order;
	for (i = 0; i < MANY; i++) {
		gic_set_edge(SPI + i, true);
		gic_route(SPI + i, 0);
		gic_set_priority(SPI + i, 0x80);
		gic_enable(SPI + i);
		gic_set_bit(SPI + i, GICD_ISPENDR);
	}
	irqs_on();
	GUEST_WAIT(nr_order == MANY);
	irqs_off();
	/* Each came once. */
	for (i = 0; i < MANY; i++)
		guest_irqs[came[i]]++;
	for (i = 0; i < MANY; i++)
		GUEST_EQ(guest_irqs[SPI + i], 1);
}

/* The most urgent first, however many there are. */
GUEST_TEST_F(order, priorities)
{
	unsigned int i;

	guest_init();
	guest_irq_hook = note_order;
	for (i = 0; i < MANY; i++) {
		gic_set_edge(SPI + i, true);
		gic_route(SPI + i, 0);
		gic_set_priority(SPI + i, 0xc0 - 8 * i);
		gic_enable(SPI + i);
		gic_set_bit(SPI + i, GICD_ISPENDR);
	}
	irqs_on();
	GUEST_WAIT(nr_order == MANY);
	for (i = 0; i < MANY; i++)
		GUEST_EQ(came[i], SPI + MANY - 1 - i);
}

/* A more urgent one interrupts the handler of another, an equal one does not. */
static volatile __u32 nested;

static void take_nested(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	GUEST_ASSERT(intid < INTID_SPURIOUS);
	came[nr_order++] = intid;
	if (intid == SPI) {
		nested = 1;
		gic_set_bit(SPI + 2, GICD_ISPENDR);	/* equal */
		gic_set_bit(SPI + 1, GICD_ISPENDR);	/* more urgent */
		irqs_on();
		GUEST_WAIT(nr_order == 2);
		arch_guest_light_exit();
		GUEST_EQ(nr_order, 2);
		irqs_off();
		GUEST_EQ(read_icc(ICC_RPR), 0x80);
		nested = 0;
	} else if (intid == SPI + 1) {
		GUEST_EQ(nested, 1);
		GUEST_EQ(read_icc(ICC_RPR), 0x40);
	}
	gic_end(intid);
}

static void take_nested_saved(struct guest_regs *regs)
{
	__u64 elr = regs->pc, spsr = regs->pstate;

	take_nested(regs);
	regs->pc = elr;
	regs->pstate = spsr;
}

GUEST_TEST_F(order, preemption)
{
	unsigned int i;

	guest_init();
	guest_irq_hook = take_nested_saved;
	for (i = 0; i < 3; i++) {
		gic_set_edge(SPI + i, true);
		gic_route(SPI + i, 0);
		gic_set_priority(SPI + i, i == 1 ? 0x40 : 0x80);
		gic_enable(SPI + i);
	}
	gic_set_bit(SPI, GICD_ISPENDR);
	irqs_on();
	GUEST_WAIT(nr_order == 3);
	GUEST_EQ(came[0], SPI);
	GUEST_EQ(came[1], SPI + 1);
	GUEST_EQ(came[2], SPI + 2);
	GUEST_EQ(read_icc(ICC_RPR), 0xff);
}

/* Priority drop and deactivation in two steps. */
static void take_split(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS)
		return;
	guest_irqs[intid]++;
	gic_end(intid);
	/* Dropped, but active: it cannot come again. */
	GUEST_EQ(gic_get_bit(intid, GICD_ISACTIVER), 1);
	write_icc(ICC_DIR, intid);
	isb();
	GUEST_EQ(gic_get_bit(intid, GICD_ISACTIVER), 0);
}

GUEST_TEST_F(order, split_end)
{
	guest_init();
	write_icc(ICC_CTLR, ICC_CTLR_EOIMODE);
	isb();
	GUEST_EQ(read_icc(ICC_CTLR) & ICC_CTLR_EOIMODE, ICC_CTLR_EOIMODE);
	guest_irq_hook = take_split;
	gic_enable(2);
	gic_set_edge(SPI, true);
	gic_route(SPI, 0);
	gic_enable(SPI);
	irqs_on();
	gic_send_sgi(2, 1);
	GUEST_WAIT(guest_irqs[2] == 1);
	gic_set_bit(SPI, GICD_ISPENDR);
	GUEST_WAIT(guest_irqs[SPI] == 1);
}

AIRLOCK_TEST_MAIN
