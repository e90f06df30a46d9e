// SPDX-License-Identifier: GPL-2.0
/*
 * CTR_EL0, CLIDR_EL1, CCSIDR_EL1 by CSSELR_EL1, and MIDR_EL1 and its kind.
 *
 * Every guest reads CTR_EL0 all the time, from EL0 even, so these are not
 * trapped as long as the guest's values are those of the CPU. Userspace may
 * set others; and where CPUs differ, the host's value is one that none of them
 * has. Then they trap, for this VM.
 */
#include <linux/errno.h>

#include "airlock.h"
#include "cacheid.h"
#include "idreg.h"
#include "sys_regs.h"

#define CTR		ARM64_SYSREG(3, 3, 0, 0, 1)
#define CCSIDR		ARM64_SYSREG(3, 1, 0, 0, 0)
#define CLIDR		ARM64_SYSREG(3, 1, 0, 0, 1)
#define AIDR		ARM64_SYSREG(3, 1, 0, 0, 7)
#define CSSELR		ARM64_SYSREG(3, 2, 0, 0, 0)
#define MIDR		ARM64_SYSREG(3, 0, 0, 0, 0)
#define REVIDR		ARM64_SYSREG(3, 0, 0, 0, 6)

#define CTR_IMINLINE	GENMASK_ULL(3, 0)
#define CTR_DMINLINE	GENMASK_ULL(19, 16)
#define CTR_IDC		BIT_ULL(28)

/* CSSELR_EL1: InD, Level. */
#define CSSELR_VALID	GENMASK_ULL(3, 0)

void arm64_cacheid_init(struct airlock_vcpu *vcpu)
{
	struct arm64_cacheid *c = &vcpu->arch.cacheid;
	unsigned int i;

	c->clidr = arm64_host_cacheid(ARM64_HOST_CLIDR);
	for (i = 0; i < ARM64_NR_CACHES; i++)
		c->ccsidr[i] = arm64_host_ccsidr(i);
}

bool arm64_cacheid_traps(struct airlock_vcpu *vcpu)
{
	const struct arm64_cacheid *c = &vcpu->arch.cacheid;
	unsigned int i;

	if (vcpu->vm->arch.idregs.ctr != arm64_host_ctr() ||
	    arm64_host_ctr_differs() ||
	    c->clidr != arm64_host_cacheid(ARM64_HOST_CLIDR))
		return true;
	for (i = 0; i < ARM64_NR_CACHES; i++)
		if (c->ccsidr[i] != arm64_host_ccsidr(i))
			return true;
	return false;
}

int arm64_cacheid_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	switch (reg) {
	case CTR:
		*value = vcpu->vm->arch.idregs.ctr;
		return 0;
	case CLIDR:
		*value = vcpu->arch.cacheid.clidr;
		return 0;
	case MIDR:
		*value = arm64_host_cacheid(ARM64_HOST_MIDR);
		return 0;
	case REVIDR:
		*value = arm64_host_cacheid(ARM64_HOST_REVIDR);
		return 0;
	case AIDR:
		*value = arm64_host_cacheid(ARM64_HOST_AIDR);
		return 0;
	default:
		return -ENOENT;
	}
}

/* Lines may be shorter than they are, and maintenance be said to be needed. */
static bool ctr_allowed(u64 host, u64 value)
{
	return !((host ^ value) & ~ARM64_CTR_WRITABLE) &&
	       !(value & ~host & (ARM64_CTR_WRITABLE & ~CTR_IMINLINE &
				  ~CTR_DMINLINE)) &&
	       (value & CTR_IMINLINE) <= (host & CTR_IMINLINE) &&
	       (value & CTR_DMINLINE) <= (host & CTR_DMINLINE);
}

static int set_ctr(struct airlock_vm *vm, u64 value)
{
	int err = 0;

	mutex_lock(&vm->lock);
	if (value == vm->arch.idregs.ctr)
		goto out;
	if (vm->arch.has_run)
		err = -EBUSY;
	else if (!ctr_allowed(arm64_host_ctr(), value))
		err = -EINVAL;
	else
		vm->arch.idregs.ctr = value;
out:
	mutex_unlock(&vm->lock);
	return err;
}

/* LoC, or LoUIS and LoUU of zero: no cleaning is needed, as IDC says, too. */
static bool clidr_claims_idc(u64 clidr)
{
	return !(clidr & GENMASK_ULL(26, 24)) ||
	       !(clidr & (GENMASK_ULL(29, 27) | GENMASK_ULL(23, 21)));
}

/* Any caches, but no claim that the host's do not make. */
static bool clidr_allowed(u64 ctr, u64 value)
{
	return !(value & ~ARM64_CLIDR_WRITABLE) &&
	       (ctr & CTR_IDC || !clidr_claims_idc(value) ||
		clidr_claims_idc(arm64_host_cacheid(ARM64_HOST_CLIDR)));
}

static int set_clidr(struct airlock_vcpu *vcpu, u64 value)
{
	struct arm64_cacheid *c = &vcpu->arch.cacheid;

	if (value == c->clidr)
		return 0;
	if (vcpu->vm->arch.has_run)
		return -EBUSY;
	if (!clidr_allowed(vcpu->vm->arch.idregs.ctr, value))
		return -EINVAL;
	c->clidr = value;
	return 0;
}

int arm64_cacheid_set(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	u64 now;
	int err;

	if (reg == CTR)
		return set_ctr(vcpu->vm, value);
	if (reg == CLIDR)
		return set_clidr(vcpu, value);
	/* Who the CPU is cannot be changed. */
	err = arm64_cacheid_get(vcpu, reg, &now);
	if (err)
		return err;
	return now == value ? 0 : -EINVAL;
}

int arm64_cacheid_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	u64 select;

	if (reg != CCSIDR)
		return arm64_cacheid_get(vcpu, reg, value);
	select = arm64_sys_read(vcpu, ARM64_SYS_CSSELR_EL1) & CSSELR_VALID;
	/* Of a cache that cannot be, the size is unknown. */
	*value = select < ARM64_NR_CACHES ? vcpu->arch.cacheid.ccsidr[select] :
					    0;
	return 0;
}

int arm64_ccsidr_get(struct airlock_vcpu *vcpu, unsigned int cache, u32 *value)
{
	if (cache >= ARM64_NR_CACHES)
		return -ENOENT;
	*value = vcpu->arch.cacheid.ccsidr[cache];
	return 0;
}

/* The line may not be shorter than maintenance by address goes by. */
static bool ccsidr_allowed(u64 ctr, unsigned int cache, u32 value)
{
	u64 line = cache & 1 ? ctr & CTR_IMINLINE : (ctr & CTR_DMINLINE) >> 16;

	/* LineSize is log2 of bytes less 4; the others, of words. */
	return !(value & GENMASK(31, 28)) && (value & 7) + 4 >= line + 2;
}

int arm64_ccsidr_set(struct airlock_vcpu *vcpu, unsigned int cache, u32 value)
{
	u64 *ccsidr = vcpu->arch.cacheid.ccsidr;

	if (cache >= ARM64_NR_CACHES)
		return -ENOENT;
	if (value == (u32)ccsidr[cache])
		return 0;
	if (vcpu->vm->arch.has_run)
		return -EBUSY;
	if (!ccsidr_allowed(vcpu->vm->arch.idregs.ctr, cache, value))
		return -EINVAL;
	/* The upper half is there where CPUs have the other format (CCIDX). */
	ccsidr[cache] = (ccsidr[cache] & ~0xffffffffULL) | value;
	return 0;
}
