// SPDX-License-Identifier: GPL-2.0
/*
 * Shape and controls of the stage-2 table; the table itself is slat.c's. Arm
 * ARM "VTCR_EL2", "Concatenated translation tables".
 */
#include <linux/minmax.h>

#include "airlock.h"
#include "arch.h"
#include "caps.h"
#include "controls.h"
#include "run_el2.h"
#include "stage2.h"

#define IPA_BITS_MIN	32
#define IPA_BITS_LEGACY	40
/* Up to 16 tables may follow each other at the root: four more bits. */
#define CONCAT_BITS	4
#define LEVEL_BITS	9

int airlock_el2_stage2_type(struct airlock_vm *vm, unsigned long type)
{
	unsigned long bits = type ? type : IPA_BITS_LEGACY;

	if (type & ~KVM_VM_TYPE_ARM_IPA_SIZE_MASK || bits < IPA_BITS_MIN ||
	    bits > airlock_el2_caps.ipa_bits)
		return -EINVAL;
	vm->arch.ipa_bits = bits;
	return 0;
}

/* As few levels as will do: a walk is that much shorter. */
static unsigned int stage2_levels(const struct airlock_vm *vm)
{
	return DIV_ROUND_UP(vm->arch.ipa_bits - CONCAT_BITS - PAGE_SHIFT,
			    LEVEL_BITS);
}

int airlock_arch_slat_init(struct airlock_vm *vm)
{
	const struct airlock_slat_geometry geo = {
		.bits = vm->arch.ipa_bits,
		.levels = stage2_levels(vm),
		.max_leaf = min_t(unsigned int, stage2_levels(vm),
				  SLAT_LEVEL_1G),
		.ad = airlock_el2_caps.ad,
		.exec_late = airlock_el2_caps.icache,
	};

	return airlock_slat_init(&vm->mem.slat, &geo);
}

u64 airlock_el2_vtcr(const struct airlock_vm *vm)
{
	const struct el2_caps *caps = &airlock_el2_caps;
	u64 vtcr = VTCR_RES1 | VTCR_SH0_INNER | VTCR_ORGN0_WBWA |
		   VTCR_IRGN0_WBWA | VTCR_PS(caps->parange) |
		   VTCR_T0SZ(vm->arch.ipa_bits);

	/* 2 levels: starts at level 2, which is 0 here; each more adds 1. */
	vtcr |= VTCR_SL0(stage2_levels(vm) - 2);
	if (caps->vmid_bits == 16)
		vtcr |= VTCR_VS16;
	if (caps->ad)
		vtcr |= VTCR_HA;
	return vtcr;
}

void airlock_el2_flush_vm(struct airlock_vcpu *vcpu)
{
	el2_call_tlb(EL2_TLB_VM, 0);
}

void airlock_el2_flush_page(struct airlock_vcpu *vcpu, gpa_t gpa)
{
	el2_call_tlb(EL2_TLB_PAGE, gpa);
}
