// SPDX-License-Identifier: GPL-2.0
/* RDMSR and WRMSR: find the row, apply what all rows have in common. */
#include <linux/errno.h>
#include <linux/nospec.h>

#include <asm/msr-index.h>

#include "airlock.h"
#include "irqchip/irqchip.h"
#include "msr_table.h"

#define X2APIC_FIRST	0x800
#define X2APIC_LAST	0x8ff

static const struct x86_msr_row *find_row(u32 msr)
{
	unsigned int low = 0, high = x86_nr_msr_rows;

	while (low < high) {
		unsigned int mid = (low + high) / 2;
		const struct x86_msr_row *row = &x86_msr_rows[mid];

		if (msr < row->first)
			high = mid;
		else if (msr - row->first > row->more)
			low = mid + 1;
		else
			return row;
	}
	return NULL;
}

/* Is the row there for whoever asks? */
static bool row_visible(struct airlock_vcpu *vcpu,
			const struct x86_msr_row *row, bool host)
{
	return host || !row->feature ||
	       x86_cpuid_has(&vcpu->arch.cpuid, row->feature - 1);
}

static u64 *row_field(struct airlock_vcpu *vcpu, const struct x86_msr_row *row,
		      u32 msr)
{
	u32 nr = array_index_nospec(msr - row->first, row->more + 1);

	return (u64 *)((u8 *)&vcpu->arch.msr + row->field) + nr;
}

/* The interrupt controller knows whether it is in x2APIC mode. */
static bool is_x2apic(u32 msr)
{
	return msr >= X2APIC_FIRST && msr <= X2APIC_LAST;
}

int x86_msr_read(struct airlock_vcpu *vcpu, u32 msr, u64 *value, bool host)
{
	const struct x86_msr_row *row;

	if (is_x2apic(msr))
		return vcpu->arch.lapic ?
		       airlock_lapic_msr_read(vcpu, msr, value) : -EINVAL;

	row = find_row(msr);
	if (!row || !row_visible(vcpu, row, host))
		return -EINVAL;
	if (row->flags & X86_MSR_WRITE_ONLY && !host)
		return -EINVAL;
	if (row->read)
		return row->read(vcpu, msr, value, host);
	*value = *row_field(vcpu, row, msr);
	return 0;
}

int x86_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value, bool host)
{
	const struct x86_msr_row *row;

	if (is_x2apic(msr))
		return vcpu->arch.lapic ?
		       airlock_lapic_msr_write(vcpu, msr, value) : -EINVAL;

	row = find_row(msr);
	if (!row || !row_visible(vcpu, row, host))
		return -EINVAL;
	if (row->flags & X86_MSR_READ_ONLY)
		return -EINVAL;
	if (!host && row->flags & X86_MSR_HOST_WRITES)
		return -EINVAL;
	if (!host && row->flags & X86_MSR_GUEST_IGNORED)
		return 0;
	if (row->write)
		return row->write(vcpu, msr, value, host);
	if (value & ~row->writable ||
	    (row->valid && !row->valid(vcpu, msr, value)))
		return -EINVAL;
	*row_field(vcpu, row, msr) = value;
	return 0;
}
