// SPDX-License-Identifier: GPL-2.0
/* Interrupts from the guest to its vCPUs, and from anybody to the guest. */
#include <linux/irqflags.h>
#include <linux/nospec.h>

#include "vgic.h"

/* A group 1 SGI comes from ICC_SGI1R_EL1 alone; one of group 0 from any. */
static void sgi_to(struct arm64_vgic_cpu *from, struct arm64_vgic_cpu *to,
		   u32 sgi, bool group1)
{
	struct gic_state *gic = vgic_state(from);
	unsigned long flags;

	raw_spin_lock_irqsave(&to->lock, flags);
	if (likely(group1 || !(to->own.group & sgi))) {
		to->own.latch |= sgi;
		if (to == from)
			gic_own_update(gic, to);
		else
			gic_own_changed(gic, to);
	}
	raw_spin_unlock_irqrestore(&to->lock, flags);
}

/* GIC architecture specification "ICC_SGI1R_EL1": to all but self. */
#define SGI_TO_ALL		BIT_ULL(40)

void arm64_vgic_sgi(struct airlock_vcpu *vcpu, enum arm64_sgi reg, u64 value)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	struct gic_state *gic = vgic_state(cpu);
	u32 sgi = BIT(value >> 24 & 0xf);
	bool group1 = reg == ARM64_SGI1;
	unsigned int first, id;
	unsigned long to;

	if (unlikely(value & SGI_TO_ALL)) {
		for (id = 0; id < gic->nr_ids; id++)
			if (id != cpu->id && gic->cpu[id])
				sgi_to(cpu, gic->cpu[id], sgi, group1);
		return;
	}
	for (to = gic_ids_of(value, &first); to; to &= to - 1) {
		struct arm64_vgic_cpu *target = gic_cpu(gic, first + __ffs(to));

		if (target)
			sgi_to(cpu, target, sgi, group1);
	}
}

void arm64_vgic_dir(struct airlock_vcpu *vcpu, u64 value)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	struct gic_state *gic = vgic_state(cpu);
	unsigned long flags;

	raw_spin_lock_irqsave(&gic->lock, flags);
	raw_spin_lock(&cpu->lock);
	gic_deactivate(gic, cpu, value & 0xffffff);
	raw_spin_unlock(&cpu->lock);
	raw_spin_unlock_irqrestore(&gic->lock, flags);
	if (cpu->nr_ended)
		vgic_tell_ended(vcpu);
}

static int vgic_own_line(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
			 unsigned int intid, unsigned int source, bool level)
{
	unsigned long flags;
	int taken;

	raw_spin_lock_irqsave(&cpu->lock, flags);
	taken = gic_bank_line(&cpu->own, intid, source, level);
	gic_own_changed(gic, cpu);
	raw_spin_unlock_irqrestore(&cpu->lock, flags);
	return taken;
}

int arm64_vgic_line(struct airlock_vm *vm, struct airlock_vcpu *vcpu,
		    unsigned int intid, unsigned int source, bool level)
{
	struct gic_state *gic = &vm->arch.vgic->state;
	unsigned int n = intid / GIC_BANK_IRQS;
	unsigned long flags;
	int taken;

	if (!n)
		return vgic_own_line(gic, &vcpu->arch.vgic, intid, source,
				     level);
	if (n >= gic->nr_banks || intid >= GIC_MAX_IRQS)
		return -EINVAL;
	n = array_index_nospec(n, gic->nr_banks);
	raw_spin_lock_irqsave(&gic->lock, flags);
	taken = gic_bank_line(&gic->spis[n - 1].bank, intid % GIC_BANK_IRQS,
			      source, level);
	gic_spis_changed(gic, n);
	raw_spin_unlock_irqrestore(&gic->lock, flags);
	return taken;
}
