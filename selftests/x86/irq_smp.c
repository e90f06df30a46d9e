// SPDX-License-Identifier: GPL-2.0
/* Two vCPUs with LAPICs: INIT and SIPI from real mode up, IPIs between them. */
#include "harness.h"
#include "apic.h"
#include "arch_vm.h"

#define VECTOR	0x50

static volatile int ap_runs, ap_go, nmis;

FIXTURE(smp) {
	struct test_vm vm;
	struct test_vcpu *bsp, *ap;
	struct vcpu_thread t;
};

FIXTURE_SETUP(smp)
{
	struct guest_cpu *cpu;

	vm_create(&self->vm, VM_IRQCHIP);
	self->bsp = vcpu_add(&self->vm, 0, NULL);
	self->ap = vcpu_create(&self->vm, 1);
	vcpu_set_cpuid(self->ap);
	cpu = (void *)(self->vm.ram + GUEST_CPU + 0x1000);
	cpu->self = (void *)(GUEST_CPU + 0x1000UL);
	cpu->id = 1;
	cpu->vector = GUEST_NO_TRAP;
	self->t.cpu = -1;
}

FIXTURE_TEARDOWN(smp)
{
	vm_destroy(&self->vm);
}

/* The AP's code at 0x8000, which SIPI vector 8 starts, and what it leads to. */
static void set_up_ap(FIXTURE_DATA(smp) * self, void (*entry)(unsigned long))
{
	size_t size = real_ap_end - real_ap;
	char *code = self->vm.ram + GUEST_REAL_CODE;

	memcpy(code, real_ap, size);
	*(void **)(code + size - 8) = entry;
}

/* In a thread: the AP until it is done; EAGAIN says that it was started. */
static void start_ap_thread(FIXTURE_DATA(smp) * self)
{
	vcpu_thread_start(&self->t, self->ap);
}

static const char *join_ap(FIXTURE_DATA(smp) * self)
{
	const char *what = vcpu_thread_join(&self->t);

	if (!strcmp(what, "errno 11"))
		what = vcpu_finish(self->ap);
	return what;
}

static void start_ap(void)
{
	x2apic_write(APIC_ICR, 1UL << 32 | APIC_DM_INIT | APIC_INT_ASSERT);
	x2apic_write(APIC_ICR, 1UL << 32 | APIC_DM_SIPI | 8);
	x2apic_write(APIC_ICR, 1UL << 32 | APIC_DM_SIPI | 8);
}

static void ap_hello(unsigned long id)
{
	GUEST_EQ(id, 1);
	ap_runs = 1;
	guest_done();
}

static void bsp_start(unsigned long id)
{
	x2apic_enable();
	start_ap();
	while (!ap_runs)
		pause_cpu();
	guest_done();
}

TEST_F(smp, init_sipi)
{
	struct vcpu_thread b = { .cpu = -1 };
	struct kvm_mp_state state;

	set_up_ap(self, ap_hello);
	must_ioctl(self->ap->fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_UNINITIALIZED, state.mp_state);
	start_ap_thread(self);
	vcpu_enter(self->bsp, bsp_start);
	vcpu_thread_start(&b, self->bsp);
	EXPECT_STREQ("done", join_ap(self));
	EXPECT_STREQ("done", vcpu_thread_join(&b));
	must_ioctl(self->ap->fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_RUNNABLE, state.mp_state);
}

/* The AP waits for interrupts of all kinds. */
static void on_nmi(struct guest_regs *regs)
{
	nmis++;
}

static void ap_wait(unsigned long id)
{
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_BASE_X2APIC);
	x2apic_write(APIC_SVR, APIC_SVR_ENABLE | 0xff);
	GUEST_EQ(x2apic_read(APIC_ID), 1);
	ap_runs = 1;
	while (!ap_go)
		sti_hlt();
	guest_done();
}

static void send(__u32 dest, __u32 icr)
{
	x2apic_write(APIC_ICR, (__u64)dest << 32 | APIC_INT_ASSERT | icr);
}

static void wait_for(unsigned int vector, __u32 n)
{
	while (guest_irqs[vector] < n)
		pause_cpu();
}

static void bsp_ipis(unsigned long id)
{
	guest_hook[NMI_VECTOR] = on_nmi;
	x2apic_enable();
	start_ap();
	while (!ap_runs)
		pause_cpu();
	sti();
	send(1, VECTOR);			/* physical */
	wait_for(VECTOR, 1);
	send(2, 0x800 | VECTOR);		/* logical: cluster 0, bit 1 */
	wait_for(VECTOR, 2);
	send(0, APIC_DEST_OTHERS | VECTOR);
	wait_for(VECTOR, 3);
	send(0, APIC_DEST_ALL | (VECTOR + 1));
	wait_for(VECTOR + 1, 2);
	send(1, APIC_DM_NMI);
	while (!nmis)
		pause_cpu();
	send(1, 0x100 | VECTOR);		/* lowest priority */
	wait_for(VECTOR, 4);
	GUEST_EQ(guest_irqs[VECTOR], 4);
	/* Nobody there. */
	send(7, VECTOR);
	ap_go = 1;
	send(1, VECTOR);
	guest_done();
}

TEST_F(smp, ipis)
{
	struct vcpu_thread b = { .cpu = -1 };

	set_up_ap(self, ap_wait);
	start_ap_thread(self);
	vcpu_enter(self->bsp, bsp_ipis);
	vcpu_thread_start(&b, self->bsp);
	EXPECT_STREQ("done", join_ap(self));
	EXPECT_STREQ("done", vcpu_thread_join(&b));
}

/* A SIPI without an INIT before it, and one to a running CPU, do nothing. */
static void bsp_sipi_alone(unsigned long id)
{
	x2apic_enable();
	x2apic_write(APIC_ICR, 1UL << 32 | APIC_DM_SIPI | 8);
	guest_done();
}

TEST_F(smp, sipi_alone)
{
	struct kvm_mp_state state;

	vcpu_enter(self->bsp, bsp_sipi_alone);
	ASSERT_DONE(self->bsp);
	must_ioctl(self->ap->fd, KVM_GET_MP_STATE, &state);
	EXPECT_NE(KVM_MP_STATE_RUNNABLE, state.mp_state);
}

AIRLOCK_TEST_MAIN
