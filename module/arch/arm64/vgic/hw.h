/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virtual CPU interface of this CPU: what the switch loads and saves. EL2
 * only; compiled with the switch for VHE and for nVHE, so nothing but the vCPU
 * and the CPU is touched.
 */
#ifndef AIRLOCK_VGIC_HW_H
#define AIRLOCK_VGIC_HW_H

#include <asm/barrier.h>
#include <asm/sysreg.h>

#include "gic.h"
#include "ich.h"

/* Register n of a group of four. */
#define VGIC_AP0R(n)	sys_reg(3, 4, 12, 8, n)		/* ICH_AP0R<n>_EL2 */
#define VGIC_AP1R(n)	sys_reg(3, 4, 12, 9, n)		/* ICH_AP1R<n>_EL2 */
#define VGIC_LR(n)	sys_reg(3, 4, 12, 12 + ((n) >> 3), (n) & 7)
#define VGIC_HCR	sys_reg(3, 4, 12, 11, 0)
#define VGIC_VTR	sys_reg(3, 4, 12, 11, 1)
#define VGIC_VMCR	sys_reg(3, 4, 12, 11, 7)
#define VGIC_SRE	sys_reg(3, 4, 12, 9, 5)		/* ICC_SRE_EL2 */
#define VGIC_SRE_ENABLE	BIT(3)

/**
 * vgic_hw_load - into the guest context: what the guest changes by itself.
 * @cpu: of the vCPU.
 *
 * With ICC_SRE_EL2.Enable clear the guest's ICC_SRE_EL1 traps: on a CPU with
 * the memory-mapped interface it could take the host's system registers away.
 */
static __always_inline void vgic_hw_load(const struct arm64_vgic_cpu *cpu)
{
	write_sysreg_s(read_sysreg_s(VGIC_SRE) & ~VGIC_SRE_ENABLE, VGIC_SRE);
	write_sysreg_s(cpu->vmcr, VGIC_VMCR);
	write_sysreg_s(cpu->ap0r[0], VGIC_AP0R(0));
	write_sysreg_s(cpu->ap1r[0], VGIC_AP1R(0));
	if (unlikely(cpu->nr_aprs > 1)) {
		write_sysreg_s(cpu->ap0r[1], VGIC_AP0R(1));
		write_sysreg_s(cpu->ap1r[1], VGIC_AP1R(1));
	}
	if (unlikely(cpu->nr_aprs > 2)) {
		write_sysreg_s(cpu->ap0r[2], VGIC_AP0R(2));
		write_sysreg_s(cpu->ap1r[2], VGIC_AP1R(2));
		write_sysreg_s(cpu->ap0r[3], VGIC_AP0R(3));
		write_sysreg_s(cpu->ap1r[3], VGIC_AP1R(3));
	}
	write_sysreg_s(cpu->hcr, VGIC_HCR);
}

/* Out of the guest context. */
static __always_inline void vgic_hw_save(struct arm64_vgic_cpu *cpu)
{
	write_sysreg_s(0, VGIC_HCR);
	cpu->vmcr = read_sysreg_s(VGIC_VMCR);
	cpu->ap0r[0] = read_sysreg_s(VGIC_AP0R(0));
	cpu->ap1r[0] = read_sysreg_s(VGIC_AP1R(0));
	if (unlikely(cpu->nr_aprs > 1)) {
		cpu->ap0r[1] = read_sysreg_s(VGIC_AP0R(1));
		cpu->ap1r[1] = read_sysreg_s(VGIC_AP1R(1));
	}
	if (unlikely(cpu->nr_aprs > 2)) {
		cpu->ap0r[2] = read_sysreg_s(VGIC_AP0R(2));
		cpu->ap1r[2] = read_sysreg_s(VGIC_AP1R(2));
		cpu->ap0r[3] = read_sysreg_s(VGIC_AP0R(3));
		cpu->ap1r[3] = read_sysreg_s(VGIC_AP1R(3));
	}
	write_sysreg_s(read_sysreg_s(VGIC_SRE) | VGIC_SRE_ENABLE, VGIC_SRE);
}

/* In order, up to those that are used. */
#define VGIC_FOR_USED_LRS(X, used) do {					\
	X(0);								\
	if ((used) == 1)						\
		break;							\
	X(1);								\
	if ((used) == 2)						\
		break;							\
	X(2);								\
	if ((used) == 3)						\
		break;							\
	X(3);								\
	if ((used) == 4)						\
		break;							\
	X(4);								\
	if ((used) == 5)						\
		break;							\
	X(5);								\
	if ((used) == 6)						\
		break;							\
	X(6);								\
	if ((used) == 7)						\
		break;							\
	X(7);								\
	if ((used) == 8)						\
		break;							\
	X(8);								\
	if ((used) == 9)						\
		break;							\
	X(9);								\
	if ((used) == 10)						\
		break;							\
	X(10);								\
	if ((used) == 11)						\
		break;							\
	X(11);								\
	if ((used) == 12)						\
		break;							\
	X(12);								\
	if ((used) == 13)						\
		break;							\
	X(13);								\
	if ((used) == 14)						\
		break;							\
	X(14);								\
	if ((used) == 15)						\
		break;							\
	X(15);								\
} while (0)

#define VGIC_LOAD_LR(n)		write_sysreg_s(cpu->lr[n], VGIC_LR(n))
#define VGIC_SAVE_LR(n) do {						\
	cpu->lr[n] = read_sysreg_s(VGIC_LR(n));				\
	write_sysreg_s(0, VGIC_LR(n));					\
} while (0)

/**
 * vgic_hw_enter - on the trip into the guest.
 * @cpu: of the vCPU.
 */
static __always_inline void vgic_hw_enter(const struct arm64_vgic_cpu *cpu)
{
	if (likely(!cpu->used))
		return;
	VGIC_FOR_USED_LRS(VGIC_LOAD_LR, cpu->used);
	if (unlikely(cpu->hcr != ICH_HCR_ENABLE))
		write_sysreg_s(cpu->hcr, VGIC_HCR);
}

/**
 * vgic_hw_leave - on the trip out of the guest.
 * @cpu: of the vCPU.
 *
 * The list registers are left empty, and with them goes what the maintenance
 * interrupt was for.
 */
static __always_inline void vgic_hw_leave(struct arm64_vgic_cpu *cpu)
{
	if (likely(!cpu->used))
		return;
	VGIC_FOR_USED_LRS(VGIC_SAVE_LR, cpu->used);
	if (unlikely(cpu->hcr != ICH_HCR_ENABLE)) {
		cpu->hcr = read_sysreg_s(VGIC_HCR);
		cpu->vmcr = read_sysreg_s(VGIC_VMCR);
		write_sysreg_s(ICH_HCR_ENABLE, VGIC_HCR);
	}
}

#endif /* AIRLOCK_VGIC_HW_H */
