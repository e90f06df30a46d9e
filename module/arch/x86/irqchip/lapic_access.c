// SPDX-License-Identifier: GPL-2.0
/* A guest's accesses to its local APIC: the xAPIC page and x2APIC's MSRs. */
#include <linux/string.h>

#include <asm/msr-index.h>

#include "ioapic.h"
#include "lapic.h"

/* The end of an interrupt: of the two hot paths in this file, one. */
static void lapic_eoi(struct airlock_lapic *lapic)
{
	struct airlock_vcpu *vcpu = lapic->vcpu;
	int vector = airlock_xapic_eoi(&lapic->apic);

	if (vector < 0)
		return;
	/* A level is broadcast, an edge told to who asked for it. */
	if (xapic_test(&lapic->apic, XAPIC_TMR, vector) ||
	    airlock_ioapic_wants(vcpu->vm, vector))
		airlock_ioapic_eoi(vcpu->vm, vector);
	/* Only something that was held back can come now. */
	if (READ_ONCE(lapic->apic.irr_words))
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
}

static int timer_write(struct airlock_lapic *lapic, unsigned int reg, u32 value)
{
	int ret;

	airlock_lapic_timer_stop(lapic);
	ret = airlock_xapic_timer_write(&lapic->apic, reg, value,
					ktime_get_ns());
	airlock_lapic_timer_start(lapic);
	return ret;
}

/* A 32-bit register that is writable in the present mode. */
static int reg_write(struct airlock_lapic *lapic, unsigned int reg, u32 value)
{
	struct xapic *apic = &lapic->apic;

	switch (reg) {
	case XAPIC_EOI:
		if (apic->x2apic && value)
			return -EINVAL;
		lapic_eoi(lapic);
		return 0;
	case XAPIC_ICR:
		value &= ~XAPIC_ICR_BUSY;
		xapic_set_reg(apic, XAPIC_ICR, value);
		airlock_lapic_ipi(lapic, value,
				  xapic_reg(apic, XAPIC_ICR_HIGH) >> 24);
		return 0;
	case XAPIC_SELF_IPI:
		if (value & ~0xffU)
			return -EINVAL;
		airlock_lapic_ipi(lapic, ICR_SELF << 18 | value, 0);
		return 0;
	case XAPIC_LVT_TIMER:
	case XAPIC_TMICT:
	case XAPIC_TDCR:
		return timer_write(lapic, reg, value);
	default:
		/* Any of these may let something through. */
		airlock_vcpu_request(lapic->vcpu, AIRLOCK_REQ_EVENT);
		return airlock_xapic_write(apic, reg, value);
	}
}

static u32 reg_read(struct airlock_lapic *lapic, unsigned int reg)
{
	if (reg == XAPIC_TMCCT)
		return airlock_xapic_timer_count(&lapic->apic, ktime_get_ns());
	return airlock_xapic_read(&lapic->apic, reg);
}

/* Is @gpa in the page of an APIC that answers there? */
static bool in_page(struct airlock_vcpu *vcpu, gpa_t gpa)
{
	const struct airlock_lapic *lapic = vcpu->arch.lapic;
	u64 base = vcpu->arch.apic_base & GENMASK_ULL(51, 12);

	return lapic && lapic->apic.enabled && !lapic->apic.x2apic &&
	       gpa - base < PAGE_SIZE;
}

/*
 * SDM 3A "The Local APIC Block Diagram": a register is accessed as 32 bits at a
 * multiple of 16. Narrower reads happen to work on hardware, and here.
 */
int airlock_lapic_mmio_read(struct airlock_vcpu *vcpu, gpa_t gpa,
			    unsigned int len, void *data)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;
	unsigned int reg = gpa & 0xff0;
	unsigned int byte = gpa & 0xf;
	u32 value;

	if (!in_page(vcpu, gpa))
		return -EOPNOTSUPP;

	memset(data, 0, len);
	if (byte + len > sizeof(value))
		return 0;
	if (!airlock_xapic_readable(&lapic->apic, reg)) {
		airlock_xapic_error(&lapic->apic, XAPIC_ESR_REGISTER);
		return 0;
	}
	value = reg_read(lapic, reg);
	memcpy(data, (u8 *)&value + byte, len);
	return 0;
}

int airlock_lapic_mmio_write(struct airlock_vcpu *vcpu, gpa_t gpa,
			     unsigned int len, const void *data)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;
	unsigned int reg = gpa & 0xfff;
	u32 value;

	if (!in_page(vcpu, gpa))
		return -EOPNOTSUPP;
	if (len != sizeof(value) || reg & 0xf)
		return 0;
	if (!airlock_xapic_writable(&lapic->apic, reg)) {
		/* A register that can be read is there, and ignores it. */
		if (!airlock_xapic_readable(&lapic->apic, reg))
			airlock_xapic_error(&lapic->apic, XAPIC_ESR_REGISTER);
		return 0;
	}
	memcpy(&value, data, sizeof(value));
	reg_write(lapic, reg, value);
	return 0;
}

/* One 64-bit register, written at once: the other hot path. */
static int icr_write(struct airlock_lapic *lapic, u64 value)
{
	if (value & XAPIC_ICR_RESERVED)
		return -EINVAL;
	value &= ~(u64)XAPIC_ICR_BUSY;
	xapic_set_reg(&lapic->apic, XAPIC_ICR, value);
	xapic_set_reg(&lapic->apic, XAPIC_ICR_HIGH, value >> 32);
	airlock_lapic_ipi(lapic, value, value >> 32);
	return 0;
}

static void deadline_write(struct airlock_lapic *lapic, u64 value)
{
	airlock_lapic_timer_stop(lapic);
	airlock_xapic_timer_deadline(&lapic->apic, value);
	airlock_lapic_timer_start(lapic);
}

int airlock_lapic_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;
	unsigned int reg = (msr & 0xff) << 4;

	if (!lapic)
		return -EINVAL;
	if (msr == MSR_IA32_TSC_DEADLINE) {
		deadline_write(lapic, value);
		return 0;
	}
	if (!lapic->apic.x2apic)
		return -EINVAL;
	if (reg == XAPIC_ICR)
		return icr_write(lapic, value);
	if (value >> 32 || !airlock_xapic_writable(&lapic->apic, reg))
		return -EINVAL;
	return reg_write(lapic, reg, value);
}

int airlock_lapic_msr_read(struct airlock_vcpu *vcpu, u32 msr, u64 *value)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;
	unsigned int reg = (msr & 0xff) << 4;

	if (!lapic)
		return -EINVAL;
	if (msr == MSR_IA32_TSC_DEADLINE) {
		*value = READ_ONCE(lapic->apic.timer.deadline);
		return 0;
	}
	if (!lapic->apic.x2apic || !airlock_xapic_readable(&lapic->apic, reg))
		return -EINVAL;
	*value = reg_read(lapic, reg);
	if (reg == XAPIC_ICR)
		*value |= (u64)xapic_reg(&lapic->apic, XAPIC_ICR_HIGH) << 32;
	return 0;
}
