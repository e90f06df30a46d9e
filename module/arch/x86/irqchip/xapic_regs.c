// SPDX-License-Identifier: GPL-2.0
/*
 * A local APIC's registers, as the xAPIC page and as x2APIC's MSRs: SDM 3A "The
 * Local APIC Block Diagram" and "x2APIC Register Address Space".
 */
#include <linux/errno.h>

#include "xapic.h"

/* An integrated APIC with six LVT entries; no EOI-broadcast suppression. */
#define VERSION			0x00050014U

/* A bit for each register of 16 bytes. */
#define REG(reg)		BIT_ULL((reg) >> 4)
#define REGS(first, last)	GENMASK_ULL((last) >> 4, (first) >> 4)

#define LVTS			REGS(XAPIC_LVT_TIMER, XAPIC_LVT_ERROR)

#define READABLE		(REG(XAPIC_ID) | REG(XAPIC_VERSION) | \
				 REG(XAPIC_TPR) | REG(XAPIC_PPR) | \
				 REG(XAPIC_LDR) | REG(XAPIC_SVR) | \
				 REGS(XAPIC_ISR, XAPIC_ISR + 0x70) | \
				 REGS(XAPIC_TMR, XAPIC_TMR + 0x70) | \
				 REGS(XAPIC_IRR, XAPIC_IRR + 0x70) | \
				 REG(XAPIC_ESR) | REG(XAPIC_ICR) | LVTS | \
				 REG(XAPIC_TMICT) | REG(XAPIC_TMCCT) | \
				 REG(XAPIC_TDCR))
#define READABLE_XAPIC		(REG(XAPIC_APR) | REG(XAPIC_RRD) | \
				 REG(XAPIC_DFR) | REG(XAPIC_ICR_HIGH))

#define WRITABLE		(REG(XAPIC_TPR) | REG(XAPIC_EOI) | \
				 REG(XAPIC_SVR) | REG(XAPIC_ESR) | \
				 REG(XAPIC_ICR) | LVTS | REG(XAPIC_TMICT) | \
				 REG(XAPIC_TDCR))
#define WRITABLE_XAPIC		(REG(XAPIC_LDR) | REG(XAPIC_DFR) | \
				 REG(XAPIC_ICR_HIGH))
#define WRITABLE_X2APIC		REG(XAPIC_SELF_IPI)

/* SVR: vector, enable, focus checking. */
#define SVR_VALID		0x3ffU

/* SDM 3A "Local Vector Table"; status bits are there but read-only. */
#define LVT_VECTOR		0xffU
#define LVT_MODE		GENMASK(10, 8)
#define LVT_STATUS		BIT(12)
#define LVT_REMOTE_IRR		BIT(14)
#define LVT_PIN			(BIT(13) | BIT(15))
#define LVT_READ_ONLY		(LVT_STATUS | LVT_REMOTE_IRR)

u32 airlock_xapic_valid(unsigned int reg)
{
	switch (reg) {
	case XAPIC_TPR:
		return 0xff;
	case XAPIC_SVR:
		return SVR_VALID;
	case XAPIC_LVT_TIMER:
		return LVT_VECTOR | XAPIC_LVT_MASKED | GENMASK(18, 17);
	case XAPIC_LVT_LINT0:
	case XAPIC_LVT_LINT1:
		return LVT_VECTOR | LVT_MODE | LVT_PIN | XAPIC_LVT_MASKED;
	case XAPIC_LVT_ERROR:
		return LVT_VECTOR | XAPIC_LVT_MASKED;
	case XAPIC_LVT_THERMAL:
	case XAPIC_LVT_PERF:
		return LVT_VECTOR | LVT_MODE | XAPIC_LVT_MASKED;
	case XAPIC_TDCR:
		return BIT(3) | BIT(1) | BIT(0);
	default:
		return 0;
	}
}

/* SDM 3A "x2APIC Register Address Space": reserved bits must be 0. */
static bool reserved_set(const struct xapic *apic, unsigned int reg, u32 value,
			 u32 read_only)
{
	return apic->x2apic &&
	       value & ~(airlock_xapic_valid(reg) | read_only);
}

/* SDM 3A "x2APIC State Transitions" and "Logical x2APIC ID" */
void airlock_xapic_mode(struct xapic *apic, bool enabled, bool x2apic)
{
	if (x2apic) {
		xapic_set_reg(apic, XAPIC_ID, apic->id);
		xapic_set_reg(apic, XAPIC_LDR,
			      apic->id >> 4 << 16 | BIT(apic->id & 0xf));
	} else {
		xapic_set_reg(apic, XAPIC_ID, apic->id << 24);
		if (apic->x2apic)
			xapic_set_reg(apic, XAPIC_LDR, 0);
	}
	xapic_set_reg(apic, XAPIC_VERSION, VERSION);
	WRITE_ONCE(apic->x2apic, x2apic);
	WRITE_ONCE(apic->enabled, enabled);
}

bool airlock_xapic_readable(const struct xapic *apic, unsigned int reg)
{
	u64 regs = apic->x2apic ? READABLE : READABLE | READABLE_XAPIC;

	return reg <= XAPIC_SELF_IPI && regs & REG(reg);
}

bool airlock_xapic_writable(const struct xapic *apic, unsigned int reg)
{
	u64 regs = WRITABLE;

	regs |= apic->x2apic ? WRITABLE_X2APIC : WRITABLE_XAPIC;
	return reg <= XAPIC_SELF_IPI && regs & REG(reg);
}

u32 airlock_xapic_read(struct xapic *apic, unsigned int reg)
{
	return reg == XAPIC_PPR ? airlock_xapic_ppr(apic) :
				  xapic_reg(apic, reg);
}

/*
 * Software-disabling masks the whole table: SDM 3A "Local APIC State After It
 * Has Been Software Disabled".
 */
static void mask_lvts(struct xapic *apic)
{
	unsigned int reg;

	for (reg = XAPIC_LVT_TIMER; reg <= XAPIC_LVT_ERROR; reg += 0x10)
		xapic_set_reg(apic, reg,
			      xapic_reg(apic, reg) | XAPIC_LVT_MASKED);
}

static int write_lvt(struct xapic *apic, unsigned int reg, u32 value)
{
	if (reserved_set(apic, reg, value, LVT_READ_ONLY))
		return -EINVAL;
	if (!xapic_software_enabled(apic))
		value |= XAPIC_LVT_MASKED;
	xapic_set_reg(apic, reg, value & airlock_xapic_valid(reg));
	return 0;
}

int airlock_xapic_write(struct xapic *apic, unsigned int reg, u32 value)
{
	switch (reg) {
	case XAPIC_TPR:
		if (reserved_set(apic, reg, value, 0))
			return -EINVAL;
		xapic_set_reg(apic, reg, value & 0xff);
		return 0;
	case XAPIC_SVR:
		if (reserved_set(apic, reg, value, 0))
			return -EINVAL;
		xapic_set_reg(apic, reg, value & SVR_VALID);
		if (!(value & XAPIC_SVR_ENABLE))
			mask_lvts(apic);
		return 0;
	case XAPIC_LDR:
	case XAPIC_ICR_HIGH:
		xapic_set_reg(apic, reg, value & GENMASK(31, 24));
		return 0;
	case XAPIC_DFR:
		xapic_set_reg(apic, reg, value | GENMASK(27, 0));
		return 0;
	case XAPIC_ESR:
		if (reserved_set(apic, reg, value, 0))
			return -EINVAL;
		/* A write shows what has happened since the last one. */
		xapic_set_reg(apic, reg, atomic_xchg(&apic->errors, 0));
		return 0;
	case XAPIC_LVT_TIMER ... XAPIC_LVT_ERROR:
		return write_lvt(apic, reg, value);
	}
	return 0;
}
