// SPDX-License-Identifier: GPL-2.0
/* Exceptions that userspace asks after, or for: SError and external aborts. */
#include <linux/errno.h>
#include <linux/kvm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "cpu.h"
#include "el2/caps.h"
#include "el2/controls.h"
#include "user_regs.h"

/* ISS of an SError. */
#define SERROR_ISS	GENMASK_ULL(24, 0)

long arm64_events_ioctl_get(struct airlock_vcpu *vcpu,
			    struct kvm_vcpu_events __user *user)
{
	struct kvm_vcpu_events events = {};

	events.exception.serror_pending = !!(vcpu->arch.el2.hcr & HCR_VSE);
	events.exception.serror_has_esr = airlock_el2_caps.ras;
	if (events.exception.serror_pending && airlock_el2_caps.ras)
		events.exception.serror_esr = vcpu->arch.el2.vsesr;
	return copy_to_user(user, &events, sizeof(events)) ? -EFAULT : 0;
}

long arm64_events_ioctl_set(struct airlock_vcpu *vcpu,
			    const struct kvm_vcpu_events __user *user)
{
	struct kvm_vcpu_events events;
	u64 iss = 0;

	if (copy_from_user(&events, user, sizeof(events)))
		return -EFAULT;
	if (memchr_inv(events.reserved, 0, sizeof(events.reserved)) ||
	    memchr_inv(events.exception.pad, 0, sizeof(events.exception.pad)))
		return -EINVAL;
	if (events.exception.serror_pending && events.exception.serror_has_esr) {
		iss = events.exception.serror_esr;
		if (!airlock_el2_caps.ras || iss & ~SERROR_ISS)
			return -EINVAL;
	}
	if (events.exception.serror_pending)
		arm64_inject_serror(vcpu, iss);
	if (events.exception.ext_dabt_pending) {
		/* The access that userspace was asked to make has failed. */
		vcpu->complete = NULL;
		arm64_inject_data_abort(vcpu, vcpu->arch.el2.far);
	}
	return 0;
}
