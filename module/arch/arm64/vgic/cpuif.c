// SPDX-License-Identifier: GPL-2.0
/*
 * The registers of the CPU interface as userspace reads and writes them: the
 * guest's own accesses are the CPU's to answer, but for a few that may trap with
 * ICC_DIR_EL1. GIC architecture specification
 * "AArch64 System register descriptions" and "ICH_VMCR_EL2".
 */
#include <linux/bitops.h>
#include <linux/errno.h>

#include "gic.h"
#include "ich.h"
#include "regs.h"

/* op0, op1, CRn, CRm, op2, as KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS has them. */
#define INSTR(crn, crm, op2)	(3 << 14 | (crn) << 7 | (crm) << 3 | (op2))

#define INSTR_PMR		INSTR(4, 6, 0)
#define INSTR_BPR0		INSTR(12, 8, 3)
#define INSTR_AP0R		INSTR(12, 8, 4)		/* to op2 7 */
#define INSTR_AP1R		INSTR(12, 9, 0)		/* to op2 3 */
#define INSTR_RPR		INSTR(12, 11, 3)
#define INSTR_BPR1		INSTR(12, 12, 3)
#define INSTR_CTLR		INSTR(12, 12, 4)
#define INSTR_SRE		INSTR(12, 12, 5)
#define INSTR_IGRPEN0		INSTR(12, 12, 6)
#define INSTR_IGRPEN1		INSTR(12, 12, 7)

#define CTLR_CBPR		BIT(0)
#define CTLR_EOIMODE		BIT(1)
#define CTLR_PRIBITS_AT		8
#define CTLR_IDBITS_AT		11
#define CTLR_SEIS		BIT(14)
#define CTLR_A3V		BIT(15)

#define SRE_SRE			BIT(0)
#define SRE_ALL			7	/* no FIQ and IRQ bypass */

/* What of ICC_CTLR_EL1 is the CPU's and cannot be set. */
static u32 cpuif_features(const struct gic_state *gic)
{
	u32 vtr = gic->host.vtr;
	u32 value;

	value = (vtr >> ICH_VTR_PRIBITS_AT & 7) << CTLR_PRIBITS_AT |
		(vtr >> ICH_VTR_IDBITS_AT & 7) << CTLR_IDBITS_AT;
	if (vtr >> ICH_VTR_SEIS_AT & 1)
		value |= CTLR_SEIS;
	if (vtr >> ICH_VTR_A3V_AT & 1)
		value |= CTLR_A3V;
	return value;
}

static u64 vmcr_field(const struct arm64_vgic_cpu *cpu, unsigned int at,
		      u64 mask)
{
	return cpu->vmcr >> at & mask;
}

static void vmcr_set(struct arm64_vgic_cpu *cpu, unsigned int at, u64 mask,
		     u64 value)
{
	cpu->vmcr &= ~(mask << at);
	cpu->vmcr |= (value & mask) << at;
}

/* The register of the active priorities that @instr names, or NULL. */
static u64 *cpuif_apr(const struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		      u32 instr)
{
	if ((instr & 3) >= gic->host.nr_aprs)
		return NULL;
	if ((instr & ~3U) == INSTR_AP0R)
		return &cpu->ap0r[instr & 3];
	if ((instr & ~3U) == INSTR_AP1R)
		return &cpu->ap1r[instr & 3];
	return NULL;
}

static bool is_apr(u32 instr)
{
	return (instr & ~3U) == INSTR_AP0R || (instr & ~3U) == INSTR_AP1R;
}

static u64 cpuif_get_ctlr(const struct gic_state *gic,
			  const struct arm64_vgic_cpu *cpu)
{
	u64 value = cpuif_features(gic);

	if (cpu->vmcr & ICH_VMCR_CBPR)
		value |= CTLR_CBPR;
	if (cpu->vmcr & ICH_VMCR_EOIM)
		value |= CTLR_EOIMODE;
	return value;
}

static int cpuif_set_ctlr(const struct gic_state *gic,
			  struct arm64_vgic_cpu *cpu, u64 value)
{
	u64 features = cpuif_features(gic);
	u64 fixed = CTLR_SEIS | CTLR_A3V;
	u64 pri = 7 << CTLR_PRIBITS_AT;
	u64 ids = 7 << CTLR_IDBITS_AT;

	/* Saved where there was less of something: it still works here. */
	if ((value & fixed) != (features & fixed) ||
	    (value & pri) > (features & pri) ||
	    (value & ids) > (features & ids))
		return -EINVAL;
	cpu->vmcr &= ~(ICH_VMCR_CBPR | ICH_VMCR_EOIM);
	if (value & CTLR_CBPR)
		cpu->vmcr |= ICH_VMCR_CBPR;
	if (value & CTLR_EOIMODE)
		cpu->vmcr |= ICH_VMCR_EOIM;
	gic_dir_update(gic, cpu);
	return 0;
}

static u64 cpuif_get_bpr1(const struct arm64_vgic_cpu *cpu)
{
	u64 bpr0 = vmcr_field(cpu, ICH_VMCR_BPR0_AT, ICH_VMCR_BPR);

	if (cpu->vmcr & ICH_VMCR_CBPR)
		return bpr0 < 7 ? bpr0 + 1 : 7;
	return vmcr_field(cpu, ICH_VMCR_BPR1_AT, ICH_VMCR_BPR);
}

/**
 * gic_cpuif_get - a register of a CPU interface.
 * @gic: of the VM.
 * @cpu: of a vCPU that does not run.
 * @instr: its encoding in MRS.
 * @value: what is in it.
 *
 * Return: 0; -ENXIO: no such register; -EINVAL: more active priorities than
 * there are.
 */
int gic_cpuif_get(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		  u32 instr, u64 *value)
{
	u64 *apr = cpuif_apr(gic, cpu, instr);

	if (is_apr(instr)) {
		*value = apr ? *apr : 0;
		return apr ? 0 : -EINVAL;
	}
	switch (instr) {
	case INSTR_PMR:
		*value = vmcr_field(cpu, ICH_VMCR_PMR_AT, 0xff);
		return 0;
	case INSTR_BPR0:
		*value = vmcr_field(cpu, ICH_VMCR_BPR0_AT, ICH_VMCR_BPR);
		return 0;
	case INSTR_BPR1:
		*value = cpuif_get_bpr1(cpu);
		return 0;
	case INSTR_CTLR:
		*value = cpuif_get_ctlr(gic, cpu);
		return 0;
	case INSTR_SRE:
		*value = SRE_ALL;
		return 0;
	case INSTR_IGRPEN0:
		*value = !!(cpu->vmcr & ICH_VMCR_ENG0);
		return 0;
	case INSTR_IGRPEN1:
		*value = !!(cpu->vmcr & ICH_VMCR_ENG1);
		return 0;
	default:
		return -ENXIO;
	}
}

/**
 * gic_cpuif_set - write a register of a CPU interface.
 * @gic: of the VM.
 * @cpu: of a vCPU that does not run.
 * @instr: its encoding in MSR.
 * @value: what is written.
 *
 * Return: 0; -ENXIO: no such register; -EINVAL: a value that this GIC has not.
 */
int gic_cpuif_set(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		  u32 instr, u64 value)
{
	u64 *apr = cpuif_apr(gic, cpu, instr);

	if (is_apr(instr)) {
		if (!apr)
			return -EINVAL;
		*apr = (u32)value;
		return 0;
	}
	switch (instr) {
	case INSTR_PMR:
		vmcr_set(cpu, ICH_VMCR_PMR_AT, 0xff, value);
		return 0;
	case INSTR_BPR0:
		vmcr_set(cpu, ICH_VMCR_BPR0_AT, ICH_VMCR_BPR, value);
		return 0;
	case INSTR_BPR1:
		if (!(cpu->vmcr & ICH_VMCR_CBPR))
			vmcr_set(cpu, ICH_VMCR_BPR1_AT, ICH_VMCR_BPR, value);
		return 0;
	case INSTR_CTLR:
		return cpuif_set_ctlr(gic, cpu, value);
	case INSTR_SRE:
		return value & SRE_SRE ? 0 : -EINVAL;
	case INSTR_IGRPEN0:
		vmcr_set(cpu, 0, 1, value);
		return 0;
	case INSTR_IGRPEN1:
		vmcr_set(cpu, 1, 1, value);
		return 0;
	default:
		return -ENXIO;
	}
}

/* The group priority of what is active; all ones if nothing is. */
static u64 cpuif_running(const struct gic_state *gic,
			 const struct arm64_vgic_cpu *cpu)
{
	unsigned int prebits = (gic->host.vtr >> ICH_VTR_PREBITS_AT & 7) + 1;
	unsigned int i;

	for (i = 0; i < gic->host.nr_aprs; i++) {
		u32 active = cpu->ap0r[i] | cpu->ap1r[i];

		if (active)
			return (i * 32 + __ffs(active)) << (8 - prebits);
	}
	return 0xff;
}

/**
 * gic_cpuif_trap_read - the guest reads ICC_CTLR_EL1, ICC_PMR_EL1, ICC_RPR_EL1.
 * @gic: of the VM.
 * @cpu: of the vCPU of this thread; what the CPU had is in it.
 * @instr: as in gic_cpuif_get().
 * @value: what is in it.
 *
 * Return: 0, or -ENXIO for another register.
 */
int gic_cpuif_trap_read(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
			u32 instr, u64 *value)
{
	switch (instr) {
	case INSTR_RPR:
		*value = cpuif_running(gic, cpu);
		return 0;
	case INSTR_CTLR:
	case INSTR_PMR:
		return gic_cpuif_get(gic, cpu, instr, value);
	default:
		return -ENXIO;
	}
}

/* And writes; the bits that there are. */
int gic_cpuif_trap_write(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
			 u32 instr, u64 value)
{
	switch (instr) {
	case INSTR_CTLR:
		value &= CTLR_CBPR | CTLR_EOIMODE;
		return cpuif_set_ctlr(gic, cpu, value | cpuif_features(gic));
	case INSTR_PMR:
		value &= 0xff << (8 - gic->host.pribits);
		return gic_cpuif_set(gic, cpu, instr, value);
	default:
		return -ENXIO;
	}
}
