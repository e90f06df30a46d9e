// SPDX-License-Identifier: GPL-2.0
/* Interrupts between vCPUs, shared ones on the way from one to another. */
#include <pthread.h>

#include "harness.h"
#include "arch_vm.h"
#include "gic.h"

#define NR	4
#define SPI	50
#define ROUNDS	200

FIXTURE(smp) {
	struct test_vm vm;
	struct vcpu_thread t[NR];
};

FIXTURE_SETUP(smp)
{
	int i;

	vm_create(&self->vm, VM_IRQCHIP);
	for (i = 0; i < NR; i++) {
		vcpu_add(&self->vm, i, NULL);
		self->t[i].cpu = -1;
	}
}

FIXTURE_TEARDOWN(smp)
{
	vm_destroy(&self->vm);
}

static volatile __u32 ready, got[NR], finish;

static void start_all(FIXTURE_DATA(smp) * self,
		      void (*guest)(unsigned long arg))
{
	int i;

	for (i = 0; i < NR; i++)
		vcpu_enter(&self->vm.vcpu[i], guest);
	for (i = 0; i < NR; i++)
		vcpu_thread_start(&self->t[i], &self->vm.vcpu[i]);
}

static void join_all(struct __test_metadata *_metadata,
		     FIXTURE_DATA(smp) * self)
{
	int i;

	for (i = 0; i < NR; i++)
		EXPECT_STREQ("done", vcpu_thread_join(&self->t[i]));
}

static void begin(unsigned long id)
{
	if (!id)
		gic_init_dist();
	gic_init_cpu();
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	GUEST_WAIT(ready == NR);
}

static void count_own(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS)
		return;
	got[guest_this_cpu()->id]++;
	gic_end(intid);
}

/* A relay: each SGI makes the next vCPU send one. */
static void guest_ring(unsigned long id)
{
	__u32 i;

	guest_irq_hook = count_own;
	gic_enable(3);
	begin(id);
	irqs_on();
	if (!id)
		gic_send_sgi(3, 1 << 1);
	for (i = 1; i <= ROUNDS; i++) {
		GUEST_WAIT(got[id] >= i);
		GUEST_EQ(got[id], i);
		if (id || i < ROUNDS)
			gic_send_sgi(3, 1 << (id + 1) % NR);
	}
	guest_done();
}

TEST_F(smp, ring)
{
	start_all(self, guest_ring);
	join_all(_metadata, self);
}

/* The same, asleep in between. */
static void guest_sleepy_ring(unsigned long id)
{
	__u32 i;

	guest_irq_hook = count_own;
	gic_enable(3);
	begin(id);
	if (!id)
		gic_send_sgi(3, 1 << 1);
	for (i = 1; i <= ROUNDS / 4; i++) {
		while (got[id] < i) {
			wfi();
			irqs_on();
			isb();
			irqs_off();
		}
		if (id || i < ROUNDS / 4)
			gic_send_sgi(3, 1 << (id + 1) % NR);
	}
	guest_done();
}

TEST_F(smp, ring_asleep)
{
	start_all(self, guest_sleepy_ring);
	join_all(_metadata, self);
}

/* To all but self, and to a list. */
static void guest_broadcast(unsigned long id)
{
	guest_irq_hook = count_own;
	gic_enable(4);
	begin(id);
	irqs_on();
	if (!id) {
		write_icc(ICC_SGI1R, 4UL << 24 | 1UL << 40);
		isb();
		GUEST_WAIT(got[1] == 1 && got[2] == 1 && got[3] == 1);
		GUEST_EQ(got[0], 0);
		gic_send_sgi(4, 0xf);
		GUEST_WAIT(got[0] == 1);
		GUEST_WAIT(got[1] == 2 && got[2] == 2 && got[3] == 2);
		/* Nobody there: ignored. */
		gic_send_sgi(4, 0xfff0);
		write_icc(ICC_SGI1R, 4UL << 24 | 7UL << 16 | 1);
		isb();
		arch_guest_light_exit();
		GUEST_EQ(got[0], 1);
		finish = 1;
	}
	GUEST_WAIT(finish);
	guest_done();
}

TEST_F(smp, broadcast)
{
	start_all(self, guest_broadcast);
	join_all(_metadata, self);
}

/* A shared interrupt goes where it is routed, while it moves about. */
static void guest_route(unsigned long id)
{
	__u32 i;

	guest_irq_hook = count_own;
	begin(id);
	irqs_on();
	if (!id) {
		gic_set_edge(SPI, true);
		gic_enable(SPI);
		for (i = 0; i < ROUNDS / 2; i++) {
			__u32 target = i % NR, before = got[target];

			gic_route(SPI, target);
			GUEST_EQ(mmio_read64(GUEST_GICD + GICD_IROUTER +
					     8 * SPI), target);
			gic_set_bit(SPI, GICD_ISPENDR);
			GUEST_WAIT(got[target] == before + 1);
		}
		finish = 1;
	}
	GUEST_WAIT(finish);
	guest_done();
}

TEST_F(smp, route)
{
	start_all(self, guest_route);
	join_all(_metadata, self);
	EXPECT_EQ(ROUNDS / 2 / NR, GUEST_VAR(&self->vm, got)[3]);
}

/* Lines from a thread of the launcher, as fast as it can. */
static void guest_take(unsigned long id)
{
	guest_irq_hook = count_own;
	begin(id);
	if (!id) {
		gic_set_edge(SPI, true);
		gic_set_edge(SPI + 1, true);
		gic_route(SPI, 1);
		gic_route(SPI + 1, 2);
		gic_enable(SPI);
		gic_enable(SPI + 1);
		guest_sync(1);
	}
	irqs_on();
	while (!finish)
		wfi();
	guest_done();
}

TEST_F(smp, lines)
{
	volatile __u32 *count = GUEST_VAR(&self->vm, got);
	__u32 before;
	int i;

	start_all(self, guest_take);
	ASSERT_STREQ("sync 1", vcpu_thread_join(&self->t[0]));
	for (i = 0; i < 60; i++) {
		before = count[1 + i % 2];
		vm_spi(&self->vm, SPI + i % 2, 1);
		vm_spi(&self->vm, SPI + i % 2, 0);
		WAIT_UNTIL(count[1 + i % 2] != before);
	}
	EXPECT_EQ(30, count[1]);
	EXPECT_EQ(30, count[2]);
	for (i = 1; i < NR; i++) {
		vcpu_thread_kick(&self->t[i]);
		EXPECT_STREQ("intr", vcpu_thread_join(&self->t[i]));
	}
}

/*
 * Where EOI does not deactivate, any vCPU may: a shared interrupt that another
 * has taken, and holds while it is in the guest.
 */
static volatile __u32 taken, dropped, ended;

static void take_and_drop(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS)
		return;
	gic_end(intid);
	taken++;
	dropped = intid;
}

static void guest_taker(void)
{
	__u32 i;

	gic_set_edge(SPI, true);
	gic_enable(SPI);
	for (i = 1; i <= ROUNDS / 10; i++) {
		gic_set_bit(SPI, GICD_ISPENDR);
		GUEST_WAIT(taken == i);
		/* Active, and stays so: no second one gets through. */
		GUEST_EQ(gic_get_bit(SPI, GICD_ISACTIVER), true);
		gic_set_bit(SPI, GICD_ISPENDR);
		arch_guest_light_exit();
		GUEST_EQ(taken, i);
		gic_set_bit(SPI, GICD_ICPENDR);
		finish = i;
		GUEST_WAIT(ended == i);
		GUEST_EQ(gic_get_bit(SPI, GICD_ISACTIVER), false);
	}
}

static void guest_ender(void)
{
	__u32 i;

	for (i = 1; i <= ROUNDS / 10; i++) {
		GUEST_WAIT(finish == i);
		write_icc(ICC_DIR, dropped);
		isb();
		ended = i;
	}
}

static void guest_deactivate(unsigned long id)
{
	guest_irq_hook = take_and_drop;
	gic_init_cpu();
	write_icc(ICC_CTLR, ICC_CTLR_EOIMODE);
	isb();
	if (!id)
		gic_init_dist();
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	GUEST_WAIT(ready == NR);
	irqs_on();
	if (!id)
		guest_taker();
	else if (id == 1)
		guest_ender();
	guest_done();
}

/* KVM 6.12 leaves it active for ever. */
TEST_F(smp, deactivate_elsewhere)
{
	if (!test_on_airlock())
		SKIP(return, "KVM does not do that");
	start_all(self, guest_deactivate);
	join_all(_metadata, self);
}

/* Each has a redistributor of its own, and the last says so. */
static void guest_redist(unsigned long id)
{
	__u64 typer;

	begin(id);
	typer = mmio_read64(gicr_base(id) + GICR_TYPER);
	GUEST_EQ(typer >> 32, id);
	GUEST_EQ(typer >> 8 & 0xffff, id);
	GUEST_EQ(typer >> 4 & 1, id == NR - 1);
	gic_set_priority(20, 8 * (id + 1));
	GUEST_WAIT(__atomic_add_fetch(&finish, 1, __ATOMIC_SEQ_CST) >= NR);
	GUEST_EQ(gic_priority(20), 8 * (id + 1));
	guest_done();
}

TEST_F(smp, redistributors)
{
	start_all(self, guest_redist);
	join_all(_metadata, self);
}

AIRLOCK_TEST_MAIN
