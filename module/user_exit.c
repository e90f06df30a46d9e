// SPDX-License-Identifier: GPL-2.0
/* Heavy exits that every architecture has: what the launcher is told. */
#include <linux/string.h>

#include "airlock.h"

/**
 * airlock_exit_mmio - hand a memory access to the launcher.
 * @vcpu: the vCPU.
 * @gpa: guest physical address; the access does not cross a page.
 * @write: direction.
 * @len: 1 to 8 bytes.
 * @data: what is written; unused for a read, whose result is found in
 *	vcpu->run->mmio.data by vcpu->complete.
 *
 * Return: AIRLOCK_TO_USER.
 */
int airlock_exit_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, bool write,
		      unsigned int len, const void *data)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_MMIO;
	run->mmio.phys_addr = gpa;
	run->mmio.len = len;
	run->mmio.is_write = write;
	if (!write)
		return AIRLOCK_TO_USER;
	/* Most registers of devices are so large: no call for them. */
	if (likely(len == sizeof(u32)))
		memcpy(run->mmio.data, data, sizeof(u32));
	else
		memcpy(run->mmio.data, data, len);
	return AIRLOCK_TO_USER;
}

/**
 * airlock_exit_internal - end KVM_RUN with KVM_EXIT_INTERNAL_ERROR.
 * @vcpu: the vCPU.
 * @suberror: KVM_INTERNAL_ERROR_*.
 * @ndata: words of @data.
 * @data: what may help to find the cause.
 *
 * Return: AIRLOCK_TO_USER.
 */
int airlock_exit_internal(struct airlock_vcpu *vcpu, u32 suberror,
			  unsigned int ndata, const u64 *data)
{
	struct kvm_run *run = vcpu->run;

	ndata = min_t(unsigned int, ndata, ARRAY_SIZE(run->internal.data));
	run->exit_reason = KVM_EXIT_INTERNAL_ERROR;
	run->internal.suberror = suberror;
	run->internal.ndata = ndata;
	memcpy(run->internal.data, data, ndata * sizeof(*data));
	return AIRLOCK_TO_USER;
}

/* A heavy exit that has nothing to say but its reason. */
int airlock_exit_reason(struct airlock_vcpu *vcpu, u32 reason)
{
	vcpu->run->exit_reason = reason;
	return AIRLOCK_TO_USER;
}
