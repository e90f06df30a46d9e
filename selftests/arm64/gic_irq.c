// SPDX-License-Identifier: GPL-2.0
/* Interrupts of every kind through the GIC in the kernel, on one vCPU. */
#include "harness.h"
#include "arch_vm.h"
#include "gic.h"

#define PPI	20
#define SPI	40

FIXTURE_ONE_VCPU(gic, VM_IRQCHIP);

static void guest_init(void)
{
	gic_init_dist();
	gic_init_cpu();
}

GUEST_TEST_F(gic, identification)
{
	__u64 typer = mmio_read64(gicr_base(0) + GICR_TYPER);

	guest_init();
	GUEST_EQ(mmio_read32(GUEST_GICD + GICD_PIDR2) >> 4 & 0xf, 3);
	GUEST_EQ(mmio_read32(gicr_base(0) + GICR_PIDR2) >> 4 & 0xf, 3);
	GUEST_EQ(typer >> 32, 0);	/* affinity */
	GUEST_EQ(typer >> 8 & 0xffff, 0);	/* number */
	GUEST_EQ(typer >> 4 & 1, 1);	/* last of its region */
	GUEST_ASSERT((mmio_read32(GUEST_GICD + GICD_TYPER) & 31) >= 1);
	GUEST_EQ(mmio_read32(GUEST_GICD + GICD_CTLR) & GICD_CTLR_ARE,
		 GICD_CTLR_ARE);
	GUEST_EQ(read_icc(ICC_SRE) & 1, 1);
}

/* Bits, priorities and configuration hold what is written, SGIs' are fixed. */
GUEST_TEST_F(gic, registers)
{
	guest_init();
	gic_enable(SPI);
	GUEST_EQ(gic_get_bit(SPI, GICD_ISENABLER), 1);
	GUEST_EQ(gic_get_bit(SPI, GICD_ICENABLER), 1);
	gic_disable(SPI);
	GUEST_EQ(gic_get_bit(SPI, GICD_ISENABLER), 0);
	gic_set_bit(SPI, GICD_ISPENDR);
	GUEST_EQ(gic_get_bit(SPI, GICD_ISPENDR), 1);
	gic_set_bit(SPI, GICD_ICPENDR);
	GUEST_EQ(gic_get_bit(SPI, GICD_ISPENDR), 0);
	gic_set_bit(SPI, GICD_ISACTIVER);
	GUEST_EQ(gic_get_bit(SPI, GICD_ISACTIVER), 1);
	gic_set_bit(SPI, GICD_ICACTIVER);
	GUEST_EQ(gic_get_bit(SPI, GICD_ISACTIVER), 0);
	/* At least 32 levels: the low bits may be nothing. */
	gic_set_priority(SPI, 0x98);
	GUEST_EQ(gic_priority(SPI) & 0xf8, 0x98);
	gic_set_priority(3, 0x48);
	GUEST_EQ(gic_priority(3) & 0xf8, 0x48);
	gic_set_edge(SPI, true);
	GUEST_EQ(mmio_read32(GUEST_GICD + GICD_ICFGR + SPI / 16 * 4) >>
		 SPI % 16 * 2 & 2, 2);
	gic_set_edge(SPI, false);
	GUEST_EQ(mmio_read32(GUEST_GICD + GICD_ICFGR + SPI / 16 * 4) >>
		 SPI % 16 * 2 & 2, 0);
	GUEST_EQ(mmio_read32(gicr_base(0) + GICR_SGI + GICD_ICFGR), 0xaaaaaaaa);
	gic_route(SPI, 0);
	GUEST_EQ(mmio_read64(GUEST_GICD + GICD_IROUTER + 8 * SPI), 0);
	/* Reserved and beyond: nothing, and no harm. */
	GUEST_EQ(mmio_read32(GUEST_GICD + 0x7ffc), 0);
	mmio_write32(GUEST_GICD + 0xfffc, ~0U);
}

/* Two halves of a 64-bit register; bytes and words of the priorities. */
GUEST_TEST_F(gic, widths)
{
	guest_init();
	mmio_write32(GUEST_GICD + GICD_IROUTER + 8 * SPI, 0);
	mmio_write32(GUEST_GICD + GICD_IROUTER + 8 * SPI + 4, 0);
	GUEST_EQ(mmio_read32(GUEST_GICD + GICD_IROUTER + 8 * SPI), 0);
	mmio_write32(GUEST_GICD + GICD_IPRIORITYR + SPI, 0x10203040);
	GUEST_EQ(gic_priority(SPI), 0x40);
	GUEST_EQ(gic_priority(SPI + 3), 0x10);
	GUEST_EQ(mmio_read32(gicr_base(0) + GICR_TYPER), 0x10);
	GUEST_EQ(mmio_read32(gicr_base(0) + GICR_TYPER + 4), 0);
}

GUEST_TEST_F(gic, sgi_to_self)
{
	unsigned int i;

	guest_init();
	for (i = 0; i < 16; i++)
		gic_enable(i);
	irqs_on();
	for (i = 0; i < 16; i++) {
		gic_send_sgi(i, 1);
		GUEST_WAIT(guest_irqs[i]);
		GUEST_EQ(guest_irqs[i], 1);
	}
	GUEST_EQ(guest_spurious, 0);
}

/* Not enabled, masked by priority, masked in PSTATE: it waits. */
GUEST_TEST_F(gic, masked)
{
	guest_init();
	irqs_on();
	gic_disable(5);
	gic_send_sgi(5, 1);
	GUEST_EQ(guest_irqs[5], 0);
	GUEST_EQ(gic_get_bit(5, GICD_ISPENDR), 1);
	gic_enable(5);
	GUEST_WAIT(guest_irqs[5] == 1);

	write_icc(ICC_PMR, 0x40);
	isb();
	gic_set_priority(6, 0x80);
	gic_enable(6);
	gic_send_sgi(6, 1);
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[6], 0);
	write_icc(ICC_PMR, 0xf0);
	GUEST_WAIT(guest_irqs[6] == 1);

	irqs_off();
	gic_enable(7);
	gic_send_sgi(7, 1);
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[7], 0);
	GUEST_EQ(read_icc(ICC_HPPIR1), 7);
	GUEST_EQ(read_sysreg(isr_el1) & 0x80, 0x80);
	irqs_on();
	GUEST_WAIT(guest_irqs[7] == 1);
}

/* More pending than the CPU interface has list registers. */
#define MANY	16

static __u32 order[64];
static unsigned int nr_order;

static void note_order(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS) {
		guest_spurious++;
		return;
	}
	order[nr_order++] = intid;
	gic_end(intid);
}

GUEST_TEST_F(gic, more_than_list_registers)
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
		guest_irqs[order[i]]++;
	for (i = 0; i < MANY; i++)
		GUEST_EQ(guest_irqs[SPI + i], 1);
}

/* The most urgent first, however many there are. */
GUEST_TEST_F(gic, priorities)
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
		GUEST_EQ(order[i], SPI + MANY - 1 - i);
}

/* A more urgent one interrupts the handler of another, an equal one does not. */
static volatile __u32 nested;

static void take_nested(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	GUEST_ASSERT(intid < INTID_SPURIOUS);
	order[nr_order++] = intid;
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

GUEST_TEST_F(gic, preemption)
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
	GUEST_EQ(order[0], SPI);
	GUEST_EQ(order[1], SPI + 1);
	GUEST_EQ(order[2], SPI + 2);
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

GUEST_TEST_F(gic, split_end)
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
