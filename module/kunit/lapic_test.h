/* SPDX-License-Identifier: GPL-2.0 */
/* A local APIC to test, and what the suites about it share. */
#ifndef AIRLOCK_LAPIC_TEST_H
#define AIRLOCK_LAPIC_TEST_H

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/x86/irqchip/xapic.c"
#include "../arch/x86/irqchip/xapic_regs.c"
#include "../arch/x86/irqchip/xapic_state.c"
#include "../arch/x86/irqchip/xapic_timer.c"

#define ID		0x25
#define SVR_ON		(XAPIC_SVR_ENABLE | 0xff)
/* A time of day, so that an interval taken for one shows. */
#define T0		1000000000000ULL

/* An APIC with this id, globally and by software enabled. */
static struct xapic *make_apic(struct kunit *test, u32 id, bool x2apic)
{
	struct xapic *apic = kunit_kzalloc(test, sizeof(*apic), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, apic);
	apic->page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, apic->page);
	apic->id = id;
	airlock_xapic_mode(apic, true, x2apic);
	airlock_xapic_reset(apic, false);
	airlock_xapic_write(apic, XAPIC_SVR, SVR_ON);
	return apic;
}

static inline int accept(struct xapic *apic, u8 vector)
{
	return airlock_xapic_accept(apic, vector, false);
}

static inline void set_timer_lvt(struct xapic *apic, enum xapic_timer_mode mode,
				 u8 vector)
{
	airlock_xapic_timer_write(apic, XAPIC_LVT_TIMER, mode << 17 | vector,
				  T0);
}

#endif /* AIRLOCK_LAPIC_TEST_H */
