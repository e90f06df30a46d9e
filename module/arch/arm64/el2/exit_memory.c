// SPDX-License-Identifier: GPL-2.0
/* Exits of stage 2: memory to be mapped, or a device. */
#include <linux/rcupdate.h>
#include <asm/esr.h>

#include "airlock.h"
#include "caps.h"
#include "cpu.h"
#include "exit.h"
#include "mmio.h"
#include "slat.h"
#include "stage2.h"

static unsigned int abort_kind(u64 esr)
{
	return esr & ESR_ELx_FSC_TYPE;
}

static bool abort_is_fetch(u64 esr)
{
	return ESR_ELx_EC(esr) == ESR_ELx_EC_IABT_LOW;
}

/*
 * What the guest tried. A walk of its own tables reads; where it updates a
 * flag in them, WnR says so. Cache maintenance counts as a write there, but
 * needs no more than that something is mapped.
 */
static unsigned int abort_access(u64 esr)
{
	if (esr & ESR_ELx_S1PTW)
		return esr & ESR_ELx_WNR ? SLAT_WRITE : SLAT_READ;
	if (abort_is_fetch(esr))
		return SLAT_EXEC;
	return esr & ESR_ELx_WNR && !(esr & ESR_ELx_CM) ? SLAT_WRITE :
							  SLAT_READ;
}

static void abort_external(struct airlock_vcpu *vcpu, u64 esr)
{
	if (abort_is_fetch(esr))
		arm64_inject_insn_abort(vcpu, vcpu->arch.el2.far);
	else
		arm64_inject_data_abort(vcpu, vcpu->arch.el2.far);
}

/* No memory there: a device, or nothing. */
static __always_inline int abort_mmio(struct airlock_vcpu *vcpu, gpa_t gpa,
				      u64 esr)
{
	/* No device has instructions, and none is beyond the VM's addresses. */
	if (unlikely(abort_is_fetch(esr) ||
		     gpa >= airlock_slat_end(&vcpu->vm->mem.slat))) {
		abort_external(vcpu, esr);
		return AIRLOCK_RESUME;
	}
	return arm64_mmio(vcpu, gpa, esr, vcpu->arch.el2.far);
}

/* The page was not at hand. The guest tries again when it is. */
static int abort_sleep(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	int ret;

	ret = airlock_guest_fault(vcpu->vm, el2->deferred_gpa,
				  el2->deferred_access, true);
	/* The slot went meanwhile: what it is now, the guest will find out. */
	return ret < 0 ? ret : AIRLOCK_RESUME;
}

static int abort_fixed(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr)
{
	/*
	 * Rights were added; this CPU has the entry cached as it was. Entries
	 * that fault for another reason are not cached.
	 */
	if (abort_kind(esr) == ESR_ELx_FSC_PERM)
		airlock_el2_flush_page(vcpu, gpa);
	return AIRLOCK_RESUME;
}

/*
 * Is there any memory? Asked first, without a lock: of the exits that a guest
 * makes by an address, most are about devices.
 */
static __always_inline bool abort_has_slot(struct airlock_vcpu *vcpu, gpa_t gpa)
{
	const struct airlock_memslots *slots;
	bool found;

	rcu_read_lock();
	slots = rcu_dereference(vcpu->vm->mem.slots);
	found = airlock_memslot_find(slots, gpa >> PAGE_SHIFT);
	rcu_read_unlock();
	return found;
}

static noinline int abort_memory(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	unsigned int access = abort_access(esr);
	int ret;

	ret = airlock_guest_fault(vcpu->vm, gpa, access, false);
	switch (ret) {
	case AIRLOCK_FAULT_FIXED:
		return abort_fixed(vcpu, gpa, esr);
	case AIRLOCK_FAULT_SLEEP:
		if (abort_kind(esr) == ESR_ELx_FSC_PERM)
			airlock_el2_flush_page(vcpu, gpa);
		el2->deferred_gpa = gpa;
		el2->deferred_access = access;
		vcpu->deferred = abort_sleep;
		return AIRLOCK_DEFER;
	case AIRLOCK_FAULT_NO_SLOT:
	case AIRLOCK_FAULT_READONLY:
		return abort_mmio(vcpu, gpa, esr);
	default:
		return ret;
	}
}

static __always_inline int abort_exit(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	u64 esr = el2->esr;
	gpa_t gpa;

	switch (abort_kind(esr)) {
	case ESR_ELx_FSC_FAULT:
	case ESR_ELx_FSC_ACCESS:
	case ESR_ELx_FSC_PERM:
		break;
	default:
		abort_external(vcpu, esr);
		return AIRLOCK_RESUME;
	}
	/* The guest's tables changed under the look-up: it tries again. */
	if (unlikely(el2->ipa == EL2_NO_IPA))
		return AIRLOCK_RESUME;
	gpa = el2->ipa | (el2->far & ~PAGE_MASK);
	if (abort_has_slot(vcpu, gpa))
		return abort_memory(vcpu, gpa, esr);
	return abort_mmio(vcpu, gpa, esr);
}

int exit_insn_abort(struct airlock_vcpu *vcpu)
{
	return abort_exit(vcpu);
}

int exit_data_abort(struct airlock_vcpu *vcpu)
{
	return abort_exit(vcpu);
}
