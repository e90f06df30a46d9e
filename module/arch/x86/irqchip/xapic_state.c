// SPDX-License-Identifier: GPL-2.0
/* A local APIC as KVM_GET_LAPIC and KVM_SET_LAPIC have it. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "xapic.h"

static void give(struct kvm_lapic_state *state, unsigned int reg, u32 value)
{
	memcpy(state->regs + reg, &value, sizeof(value));
}

static u32 given(const struct kvm_lapic_state *state, unsigned int reg)
{
	u32 value;

	memcpy(&value, state->regs + reg, sizeof(value));
	return value;
}

void airlock_xapic_get(struct xapic *apic, struct kvm_lapic_state *state,
		       u64 now)
{
	memcpy(state->regs, apic->page, sizeof(state->regs));
	give(state, XAPIC_PPR, airlock_xapic_ppr(apic));
	give(state, XAPIC_TMCCT, airlock_xapic_timer_count(apic, now));
	/* Without 32-bit ids the id is where the xAPIC has it, in any mode. */
	if (apic->x2apic && !apic->wide_ids)
		give(state, XAPIC_ID, apic->id << 24);
}

static void set_vectors(struct xapic *apic,
			const struct kvm_lapic_state *state)
{
	unsigned int word;

	apic->isr_words = 0;
	for (word = 0; word < 8; word++) {
		unsigned int reg = word * 0x10;

		xapic_set_reg(apic, XAPIC_ISR + reg,
			      given(state, XAPIC_ISR + reg));
		if (given(state, XAPIC_ISR + reg))
			apic->isr_words |= BIT(word);
		xapic_set_reg(apic, XAPIC_TMR + reg,
			      given(state, XAPIC_TMR + reg));
		xapic_set_reg(apic, XAPIC_IRR + reg,
			      given(state, XAPIC_IRR + reg));
		/* Others may be setting bits meanwhile: name every word. */
		set_bit(word, &apic->irr_words);
	}
}

/*
 * Not as the guest would write them: LINT0 of an APIC that is software-disabled
 * may be unmasked here, and launchers count on that to connect the 8259.
 */
static void set_registers(struct xapic *apic,
			  const struct kvm_lapic_state *state)
{
	static const u16 regs[] = {
		XAPIC_TPR,
		XAPIC_SVR,
		XAPIC_LVT_TIMER,
		XAPIC_LVT_THERMAL,
		XAPIC_LVT_PERF,
		XAPIC_LVT_LINT0,
		XAPIC_LVT_LINT1,
		XAPIC_LVT_ERROR,
		XAPIC_TDCR,
	};
	u32 icr_high = given(state, XAPIC_ICR_HIGH);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		u32 valid = airlock_xapic_valid(regs[i]);

		xapic_set_reg(apic, regs[i], given(state, regs[i]) & valid);
	}
	if (!apic->x2apic) {
		airlock_xapic_write(apic, XAPIC_LDR, given(state, XAPIC_LDR));
		airlock_xapic_write(apic, XAPIC_DFR, given(state, XAPIC_DFR));
	}
	xapic_set_reg(apic, XAPIC_ESR, given(state, XAPIC_ESR));
	xapic_set_reg(apic, XAPIC_ICR,
		      given(state, XAPIC_ICR) & ~XAPIC_ICR_BUSY);
	xapic_set_reg(apic, XAPIC_ICR_HIGH,
		      apic->x2apic ? icr_high : icr_high & GENMASK(31, 24));
}

/*
 * TMCCT tells how much of the count is left. A one-shot count of which nothing
 * is left fires at once: its interrupt may have been about to come when the
 * state was taken, and one too many does less harm than one too few.
 */
static void set_timer(struct xapic *apic, const struct kvm_lapic_state *state,
		      u64 now)
{
	u32 tmict = given(state, XAPIC_TMICT);
	u32 left = min(given(state, XAPIC_TMCCT), tmict);
	enum xapic_timer_mode mode = xapic_timer_mode(apic);

	xapic_set_reg(apic, XAPIC_TMICT, 0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, tmict, now);
	if (!apic->timer.armed || mode > XAPIC_PERIODIC)
		return;
	if (left || mode == XAPIC_ONE_SHOT)
		apic->timer.expires -= div64_u64(apic->timer.period, tmict) *
				       (tmict - left);
}

int airlock_xapic_set(struct xapic *apic, const struct kvm_lapic_state *state,
		      u64 now)
{
	bool deadline = xapic_timer_mode(apic) == XAPIC_DEADLINE;
	u64 tsc = apic->timer.deadline;

	if (apic->x2apic && apic->wide_ids &&
	    given(state, XAPIC_ID) != apic->id)
		return -EINVAL;

	memset(&apic->timer, 0, sizeof(apic->timer));
	set_registers(apic, state);
	set_vectors(apic, state);
	set_timer(apic, state, now);
	/* The deadline is an MSR and not part of this. */
	if (deadline)
		airlock_xapic_timer_deadline(apic, tsc);
	return 0;
}
