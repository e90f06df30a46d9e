// SPDX-License-Identifier: GPL-2.0
/*
 * Deactivation where EOI does not do it (ICC_CTLR_EL1.EOImode): by ICC_DIR_EL1,
 * which the CPU carries out for what it has in a list register. An SPI that
 * another vCPU has taken is in none of its own: the write has to trap.
 *
 * Whether it has to is known only once the guest has chosen its EOImode, which
 * does not trap. So a vCPU is *watched* from reset to the first interrupt that
 * it takes; from then on ICH_VMCR_EL2 is looked at when it leaves the guest
 * context. CPUs of before FEAT_GICv3_TDIR trap the write with all registers that
 * are not of one group: those are cpuif.c's then.
 *
 * GIC architecture specification "ICH_HCR_EL2", TDIR, TC and EOIcount.
 */
#include <linux/bitops.h>

#include "gic.h"
#include "ich.h"

/**
 * gic_dir_trap - what traps ICC_DIR_EL1.
 * @gic: of the VM.
 *
 * Return: a bit of ICH_HCR_EL2.
 */
u64 gic_dir_trap(const struct gic_state *gic)
{
	return gic->host.has_tdir ? ICH_HCR_TRAP_DIR : ICH_HCR_TRAP_COMMON;
}

/**
 * gic_dir_update - what traps while the list registers ask for nothing more.
 * @gic: of the VM.
 * @cpu: of the vCPU of this thread, or one that does not run.
 *
 * Where the host is at EL2 the trap is not in its way, and costs nothing: who
 * uses the other EOImode never writes ICC_DIR_EL1.
 */
void gic_dir_update(const struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	bool trap = gic->host.free_tdir || cpu->watched ||
		    cpu->vmcr & ICH_VMCR_EOIM;

	cpu->eoimode = cpu->vmcr & ICH_VMCR_EOIM;
	cpu->base = ICH_HCR_ENABLE;
	if (gic->smp && trap)
		cpu->base |= gic_dir_trap(gic);
	cpu->hcr = cpu->base;
	cpu->special = cpu->watched;
}

/**
 * gic_dir_reset - the vCPU comes out of reset, or the GIC into being.
 * @gic: of the VM.
 * @cpu: of a vCPU that does not run.
 */
void gic_dir_reset(const struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	cpu->watched = gic->smp && !gic->host.free_tdir;
	gic_dir_update(gic, cpu);
}

/**
 * gic_dir_watch - after a trip with interrupts of a vCPU that is watched.
 * @gic: of the VM.
 * @cpu: of the vCPU; @cpu->lr and @cpu->vmcr are what the CPU had.
 *
 * Who takes interrupts has made up its mind.
 */
void gic_dir_watch(const struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	unsigned int i;

	for (i = 0; i < cpu->used; i++)
		if (!(cpu->lr[i] & ICH_LR_IS_PENDING))
			cpu->watched = false;
	gic_dir_update(gic, cpu);
}

/**
 * gic_deactivate - the guest ends an interrupt that is in no list register of
 * the vCPU.
 * @gic: of the VM; its lock is held.
 * @cpu: of the vCPU; its lock is held.
 * @intid: any number.
 */
void gic_deactivate(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		    unsigned int intid)
{
	unsigned int n = intid / GIC_BANK_IRQS;
	u32 mask = BIT(intid % GIC_BANK_IRQS);
	struct arm64_vgic_cpu *holder;
	struct gic_bank *bank;

	if (n >= gic->nr_banks)
		return;
	n = array_index_nospec(n, gic->nr_banks);
	bank = gic_bank(gic, cpu, n);
	/* In a list register of another vCPU, which knows whether it is active. */
	if (bank->inflight & mask && n) {
		bank->act_written |= mask;
		holder = gic_cpu(gic, gic->spis[n - 1].home[intid % 32]);
		if (holder)
			gic->kick(holder);
	} else if (!(bank->active & mask)) {
		return;
	}
	bank->active &= ~mask;
	if (!n) {
		gic_own_changed(gic, cpu);
		return;
	}
	if (bank->listened & ~bank->edge & mask &&
	    cpu->nr_ended < GIC_MAX_LRS)
		cpu->ended[cpu->nr_ended++] = intid;
	gic_spis_changed(gic, n);
	gic_rehome(gic, n, mask);
}
