// SPDX-License-Identifier: GPL-2.0
/*
 * Cache maintenance by set and way, and guests that turn their caches on.
 *
 * Set and way name a line of one cache of one CPU: not what the guest's memory
 * has in the caches of the CPUs that it has been on, and in those of a system.
 * So these operations trap (HCR_EL2.TSW), and the first one has all memory that
 * the guest has cleaned and invalidated by address, which reaches everywhere.
 * Those that follow it, by the thousand, have nothing left to do, until the
 * guest turns its caches on or off: the writes of its stage 1 registers trap
 * (TVM) until then.
 *
 * They trap from reset, too, for what a guest has written without caches must
 * not be hidden by lines that somebody has read into them meanwhile. With the
 * caches on the traps go. Where stage 2 makes every access of the guest's a
 * cached one (FEAT_S2FWB) none of this is needed.
 *
 * Arm ARM "Cache maintenance operations", "HCR_EL2".
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>

#include "airlock.h"
#include "cache.h"
#include "caps.h"
#include "controls.h"
#include "cpu.h"
#include "setway.h"
#include "slat.h"
#include "sysreg_table.h"

/* SCTLR_EL1 and SCTLR: the MMU and the data cache. */
#define SCTLR_CACHES	(BIT_ULL(0) | BIT_ULL(2))

/* As much at a time, between two looks at the clock. */
#define FLUSH_CHUNK	SZ_64K

static bool caches_on(struct airlock_vcpu *vcpu)
{
	return (arm64_sys_read(vcpu, ARM64_SYS_SCTLR_EL1) & SCTLR_CACHES) ==
	       SCTLR_CACHES;
}

static void flush_all(struct airlock_vcpu *vcpu)
{
	vcpu->arch.el2.flushed = 0;
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_CACHES);
}

int arm64_setway_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;

	if (airlock_el2_caps.fwb || el2->setway)
		return 0;
	el2->setway = true;
	el2->hcr |= HCR_TVM;
	flush_all(vcpu);
	return 0;
}

int arm64_sctlr_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	bool before = caches_on(vcpu), on;

	arm64_sys_write(vcpu, ARM64_SYS_SCTLR_EL1, value);
	on = caches_on(vcpu);
	if (on != before) {
		el2->setway = false;
		flush_all(vcpu);
	}
	if (on)
		el2->hcr &= ~HCR_TVM;
	return 0;
}

/* Return: whether there is more. */
static bool flush_chunk(struct airlock_vcpu *vcpu)
{
	struct airlock_guest_mem *mem = &vcpu->vm->mem;
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	unsigned int level, prot;
	gpa_t gpa = el2->flushed;
	u64 hpa, size = 0;

	read_lock(&mem->lock);
	level = airlock_slat_next(&mem->slat, &gpa, &hpa, &prot);
	if (level) {
		size = min_t(u64, slat_level_size(level), FLUSH_CHUNK);
		size -= gpa & (size - 1);
		airlock_el2_cache_prepare(hpa, size, prot & ~SLAT_EXEC);
	}
	read_unlock(&mem->lock);
	el2->flushed = gpa + size;
	return level;
}

/* A signal comes first; the rest is done before the next entry. */
int airlock_el2_flush_caches(struct airlock_vcpu *vcpu)
{
	while (flush_chunk(vcpu)) {
		if (signal_pending(current)) {
			airlock_vcpu_request(vcpu, AIRLOCK_REQ_CACHES);
			break;
		}
		cond_resched();
	}
	return AIRLOCK_RESUME;
}
