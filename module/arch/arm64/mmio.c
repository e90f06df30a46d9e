// SPDX-License-Identifier: GPL-2.0
/* Device accesses that the CPU describes; the first, small version. */
#include <asm/esr.h>

#include "airlock.h"
#include "cpu.h"
#include "mmio.h"

static int mmio_complete_write(struct airlock_vcpu *vcpu)
{
	arm64_skip(vcpu);
	return AIRLOCK_RESUME;
}

static int mmio_complete_read(struct airlock_vcpu *vcpu)
{
	u64 esr = vcpu->arch.el2.esr;
	unsigned int len = 1U << (esr >> ESR_ELx_SAS_SHIFT & 3);
	u64 value = 0;

	memcpy(&value, vcpu->run->mmio.data, len);
	if (esr & ESR_ELx_SSE && len < 8)
		value = (s64)(value << (64 - 8 * len)) >> (64 - 8 * len);
	if (!(esr & ESR_ELx_SF))
		value = (u32)value;
	arm64_reg_write(vcpu, esr >> ESR_ELx_SRT_SHIFT & 31, value);
	arm64_skip(vcpu);
	return AIRLOCK_RESUME;
}

int arm64_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr, gva_t far)
{
	unsigned int len = 1U << (esr >> ESR_ELx_SAS_SHIFT & 3);
	bool write = esr & ESR_ELx_WNR;
	u64 value;

	if (!(esr & ESR_ELx_ISV)) {
		arm64_inject_data_abort(vcpu, far);
		return AIRLOCK_RESUME;
	}
	value = arm64_reg_read(vcpu, esr >> ESR_ELx_SRT_SHIFT & 31);
	vcpu->complete = write ? mmio_complete_write : mmio_complete_read;
	return airlock_exit_mmio(vcpu, gpa, write, len, &value);
}
