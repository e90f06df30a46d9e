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

#include "gic_types.h"
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

/*
 * All list registers, by their number; the first is used by who asks. It is
 * mostly the only one.
 */
#define VGIC_USED_LRS(X, used) do {					\
	X(0);								\
	if ((used) > 1) {						\
		X(1);							\
		X(2);							\
		X(3);							\
	}								\
	if (unlikely((used) > 4)) {					\
		X(4);							\
		X(5);							\
		X(6);							\
		X(7);							\
	}								\
	if (unlikely((used) > 8)) {					\
		X(8);							\
		X(9);							\
		X(10);							\
		X(11);							\
		X(12);							\
		X(13);							\
		X(14);							\
		X(15);							\
	}								\
} while (0)

#define VGIC_LOAD_LR(n) do {						\
	if ((n) == 0 || cpu->used > (n))				\
		write_sysreg_s(cpu->lr[n], VGIC_LR(n));			\
} while (0)

#define VGIC_SAVE_LR(n) do {						\
	if ((n) == 0 || cpu->used > (n)) {				\
		cpu->lr[n] = read_sysreg_s(VGIC_LR(n));			\
		write_sysreg_s(0, VGIC_LR(n));				\
	}								\
} while (0)

/**
 * vgic_hw_enter - on the trip into the guest.
 * @cpu: of the vCPU.
 */
static __always_inline void vgic_hw_enter(const struct arm64_vgic_cpu *cpu)
{
	if (likely(!cpu->used))
		return;
	VGIC_USED_LRS(VGIC_LOAD_LR, cpu->used);
	if (unlikely(cpu->special))
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
	VGIC_USED_LRS(VGIC_SAVE_LR, cpu->used);
	if (unlikely(cpu->special)) {
		cpu->hcr = read_sysreg_s(VGIC_HCR);
		cpu->vmcr = read_sysreg_s(VGIC_VMCR);
		write_sysreg_s(cpu->base, VGIC_HCR);
	}
}

#endif /* AIRLOCK_VGIC_HW_H */
