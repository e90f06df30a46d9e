// SPDX-License-Identifier: GPL-2.0
/* Interrupts from one local APIC, or a device, to others. */
#include "fake_vm.h"

#include "lapic_test.h"

#include "../arch/x86/irqchip/lapic_send.c"

#define NR		4

struct bench {
	struct airlock_vm vm;
	struct airlock_vcpu vcpu[NR];
};

/* Four vCPUs; ids are 0, 1, 2 and @last. */
static struct bench *make_bench(struct kunit *test, bool x2apic, u32 last)
{
	struct bench *bench = kunit_kzalloc(test, sizeof(*bench), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, bench);
	xa_init(&bench->vm.vcpus);
	for (i = 0; i < NR; i++) {
		struct airlock_vcpu *vcpu = &bench->vcpu[i];
		struct airlock_lapic *lapic;

		lapic = kunit_kzalloc(test, sizeof(*lapic), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, lapic);
		vcpu->vm = &bench->vm;
		vcpu->id = i < NR - 1 ? i : last;
		lapic->apic = *make_apic(test, vcpu->id, x2apic);
		lapic->vcpu = vcpu;
		vcpu->arch.lapic = lapic;
		if (!x2apic)
			airlock_xapic_write(&lapic->apic, XAPIC_LDR,
					    BIT(24 + i));
		xa_store(&bench->vm.vcpus, vcpu->id, vcpu, GFP_KERNEL);
	}
	return bench;
}

/* Which of them have the vector requested; it is taken from them. */
static unsigned int who(struct bench *bench, u8 vector)
{
	unsigned int i, got = 0;

	for (i = 0; i < NR; i++) {
		struct airlock_vcpu *vcpu = &bench->vcpu[i];

		if (airlock_xapic_take(&vcpu->arch.lapic->apic) != vector)
			continue;
		airlock_xapic_eoi(&vcpu->arch.lapic->apic);
		got |= BIT(i);
		/* It was told. */
		if (!test_and_clear_bit(AIRLOCK_REQ_EVENT, &vcpu->requests))
			return ~0U;
	}
	return got;
}

static unsigned int ipi(struct bench *bench, u32 icr, u32 dest)
{
	airlock_lapic_ipi(bench->vcpu[1].arch.lapic, icr, dest);
	return who(bench, icr);
}

static void shorthands(struct kunit *test)
{
	struct bench *bench = make_bench(test, false, 3);

	KUNIT_EXPECT_EQ(test, ipi(bench, ICR_SELF << 18 | 0x51, 0), 0x2);
	KUNIT_EXPECT_EQ(test, ipi(bench, ICR_ALL << 18 | 0x52, 0), 0xf);
	KUNIT_EXPECT_EQ(test, ipi(bench, ICR_OTHERS << 18 | 0x53, 0), 0xd);
	/* To itself there is no need to kick. */
	bench->vcpu[1].kicks = 0;
	ipi(bench, ICR_SELF << 18 | 0x51, 0);
	ipi(bench, 0x51, 1);
	KUNIT_EXPECT_EQ(test, bench->vcpu[1].kicks, 0);
	/* By shorthand only a fixed interrupt. */
	ipi(bench, ICR_SELF << 18 | APIC_NMI << 8, 0);
	KUNIT_EXPECT_EQ(test, bench->vcpu[1].requests, 0);
}

static void physical_destinations(struct kunit *test)
{
	struct bench *bench = make_bench(test, false, 3);
	unsigned int i;

	for (i = 0; i < NR; i++)
		KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, i), BIT(i));
	KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, 4), 0);
	KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, 0xfe), 0);
	KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, 0xff), 0xf);
}

static void flat_destinations(struct kunit *test)
{
	struct bench *bench = make_bench(test, false, 3);
	u32 icr = XAPIC_ICR_LOGICAL | 0x51;

	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0x1), 0x1);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0xa), 0xa);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0x50), 0);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0xff), 0xf);
}

static void x2apic_destinations(struct kunit *test)
{
	struct bench *bench = make_bench(test, true, 0x123);
	u32 icr = XAPIC_ICR_LOGICAL | 0x51;

	KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, 0x123), 0x8);
	KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, 0xff), 0);
	KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, ~0U), 0xf);
	KUNIT_EXPECT_EQ(test, ipi(bench, 0x51, 0xfffffffe), 0);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0x5), 0x5);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0x12 << 16 | BIT(3)), 0x8);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0x12 << 16 | 0xffff), 0x8);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0xffff), 0x7);
	KUNIT_EXPECT_EQ(test, ipi(bench, icr, 0xffff0001), 0);
}

static void the_lowest_priority_takes_turns(struct kunit *test)
{
	struct bench *bench = make_bench(test, false, 3);
	u32 icr = XAPIC_ICR_LOGICAL | APIC_LOWEST << 8 | 0x51;
	unsigned int seen = 0, i;

	for (i = 0; i < NR; i++) {
		unsigned int got = ipi(bench, icr, 0xff);

		KUNIT_EXPECT_EQ(test, hweight32(got), 1);
		seen |= got;
	}
	KUNIT_EXPECT_EQ(test, seen, 0xf);
	/* Whoever is switched off has no turn. */
	airlock_xapic_write(&bench->vcpu[0].arch.lapic->apic, XAPIC_SVR, 0xff);
	for (i = 0; i < 2 * NR; i++)
		KUNIT_EXPECT_NE(test, ipi(bench, icr, 0x3), 0x1);
}

static void a_bad_vector_is_the_senders_error(struct kunit *test)
{
	struct bench *bench = make_bench(test, false, 3);
	struct xapic *apic = &bench->vcpu[1].arch.lapic->apic;

	ipi(bench, 0x0f, 0);
	airlock_xapic_write(apic, XAPIC_ESR, 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ESR),
			XAPIC_ESR_SEND_VECTOR);
	apic = &bench->vcpu[0].arch.lapic->apic;
	KUNIT_EXPECT_EQ(test, atomic_read(&apic->errors), 0);
}

static void init_sipi_and_nmi(struct kunit *test)
{
	struct bench *bench = make_bench(test, false, 3);
	struct airlock_vcpu *vcpu = &bench->vcpu[2];
	atomic_t *events = &vcpu->arch.lapic->apic.events;
	u32 init = APIC_INIT << 8 | XAPIC_ICR_LEVEL;
	unsigned int i;

	ipi(bench, init | XAPIC_ICR_ASSERT, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(events), XAPIC_EVENT_INIT);
	KUNIT_EXPECT_TRUE(test, test_bit(AIRLOCK_REQ_INIT_SIPI,
					 &vcpu->requests));
	/* The de-assertion that follows is void. */
	atomic_set(events, 0);
	ipi(bench, init, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(events), 0);
	ipi(bench, APIC_STARTUP << 8 | 0x9a, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(events), 0x9a00 | XAPIC_EVENT_SIPI);

	for (i = 0; i < 5; i++)
		ipi(bench, APIC_NMI << 8, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&vcpu->arch.nmi_pending), 2);
	KUNIT_EXPECT_TRUE(test, test_bit(AIRLOCK_REQ_NMI, &vcpu->requests));
	/* An APIC that is software-disabled hears these, but not SMI. */
	airlock_xapic_write(&vcpu->arch.lapic->apic, XAPIC_SVR, 0xff);
	atomic_set(events, 0);
	ipi(bench, APIC_STARTUP << 8 | 0x9a, 2);
	KUNIT_EXPECT_NE(test, atomic_read(events), 0);
	vcpu->requests = 0;
	ipi(bench, APIC_SMI << 8, 2);
	KUNIT_EXPECT_EQ(test, vcpu->requests, 0);
}

static void messages_of_devices(struct kunit *test)
{
	struct bench *bench = make_bench(test, true, 0x123);
	struct kvm_msi msi = { .address_lo = 0xfee02000, .data = 0x51 };

	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), 1);
	/* Pending already: coalesced. */
	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), 0);
	KUNIT_EXPECT_EQ(test, who(bench, 0x51), 0x4);
	msi.address_lo = 0xfee07000;
	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), -1);
	/* 0xff is a broadcast, even in x2APIC mode: KVM's quirk. */
	msi.address_lo = 0xfeeff000;
	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), 4);
	KUNIT_EXPECT_EQ(test, who(bench, 0x51), 0xf);
	bench->vm.arch.x2apic_api = KVM_X2APIC_API_DISABLE_BROADCAST_QUIRK;
	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), -1);

	/* Ids of 32 bits, if userspace says so. */
	msi.address_lo = 0xfee23000;
	msi.address_hi = 0x100;
	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), -1);
	bench->vm.arch.x2apic_api |= KVM_X2APIC_API_USE_32BIT_IDS;
	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), 1);
	KUNIT_EXPECT_EQ(test, who(bench, 0x51), 0x8);
	msi.address_hi = 0x101;
	KUNIT_EXPECT_EQ(test, airlock_lapic_msi(&bench->vm, &msi), -EINVAL);
}

static void the_8259_is_heard_by_one(struct kunit *test)
{
	struct bench *bench = make_bench(test, false, 3);
	struct airlock_vcpu *vcpu = &bench->vcpu[0];

	airlock_lapic_extint(&bench->vm);
	KUNIT_EXPECT_EQ(test, vcpu->kicks + vcpu[2].kicks, 0);
	airlock_xapic_write(&vcpu[2].arch.lapic->apic, XAPIC_LVT_LINT0, 0x700);
	airlock_lapic_extint(&bench->vm);
	KUNIT_EXPECT_EQ(test, vcpu[2].kicks, 1);
	airlock_xapic_write(&vcpu[0].arch.lapic->apic, XAPIC_LVT_LINT0, 0x700);
	airlock_lapic_extint(&bench->vm);
	KUNIT_EXPECT_EQ(test, vcpu[0].kicks, 1);
	KUNIT_EXPECT_EQ(test, vcpu[2].kicks, 1);
	/* The boot processor first, whatever its id. */
	bench->vm.arch.bsp_id = 2;
	airlock_lapic_extint(&bench->vm);
	KUNIT_EXPECT_EQ(test, vcpu[2].kicks, 2);
}

static struct kunit_case lapic_send_cases[] = {
	KUNIT_CASE(shorthands),
	KUNIT_CASE(physical_destinations),
	KUNIT_CASE(flat_destinations),
	KUNIT_CASE(x2apic_destinations),
	KUNIT_CASE(the_lowest_priority_takes_turns),
	KUNIT_CASE(a_bad_vector_is_the_senders_error),
	KUNIT_CASE(init_sipi_and_nmi),
	KUNIT_CASE(messages_of_devices),
	KUNIT_CASE(the_8259_is_heard_by_one),
	{}
};

static struct kunit_suite lapic_send_suite = {
	.name = "airlock_lapic_send",
	.test_cases = lapic_send_cases,
};

kunit_test_suite(lapic_send_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's interrupt messages");
MODULE_LICENSE("GPL");
