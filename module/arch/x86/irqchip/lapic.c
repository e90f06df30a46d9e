// SPDX-License-Identifier: GPL-2.0
/* The local APIC of a vCPU: its life, and what the run loop asks of it. */
#include <linux/gfp.h>
#include <linux/slab.h>

#include <asm/msr-index.h>

#include "lapic.h"
#include "pic.h"

/* What IA32_APIC_BASE says. */
static void lapic_mode(struct airlock_lapic *lapic)
{
	u64 base = lapic->vcpu->arch.apic_base;

	airlock_xapic_mode(&lapic->apic, base & MSR_IA32_APICBASE_ENABLE,
			   base & X2APIC_ENABLE);
}

static bool lapic_is_bsp(const struct airlock_lapic *lapic)
{
	return lapic->vcpu->id == lapic->vcpu->vm->arch.bsp_id;
}

int airlock_lapic_create(struct airlock_vcpu *vcpu)
{
	struct airlock_lapic *lapic = kzalloc(sizeof(*lapic),
					      GFP_KERNEL_ACCOUNT);

	if (!lapic)
		return -ENOMEM;
	lapic->apic.page = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!lapic->apic.page) {
		kfree(lapic);
		return -ENOMEM;
	}
	lapic->vcpu = vcpu;
	lapic->apic.id = vcpu->id;
	airlock_lapic_timer_init(lapic);
	vcpu->arch.lapic = lapic;
	return 0;
}

void airlock_lapic_destroy(struct airlock_vcpu *vcpu)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;

	if (!lapic)
		return;
	airlock_lapic_timer_stop(lapic);
	free_page((unsigned long)lapic->apic.page);
	kfree(lapic);
	vcpu->arch.lapic = NULL;
}

void airlock_lapic_reset(struct airlock_vcpu *vcpu, bool init)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;

	if (!lapic)
		return;
	airlock_lapic_timer_stop(lapic);
	lapic_mode(lapic);
	airlock_xapic_reset(&lapic->apic, lapic_is_bsp(lapic));
	/* At INIT a SIPI may be waiting already. */
	if (!init)
		atomic_set(&lapic->apic.events, 0);
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
}

/* SDM 3A "Enabling or Disabling the Local APIC": disabling loses the state. */
void airlock_lapic_base_changed(struct airlock_vcpu *vcpu, u64 old)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;
	u64 base = vcpu->arch.apic_base;

	if (!lapic)
		return;
	if ((old ^ base) & (MSR_IA32_APICBASE_ENABLE | X2APIC_ENABLE)) {
		airlock_lapic_timer_stop(lapic);
		lapic_mode(lapic);
		if (base & MSR_IA32_APICBASE_ENABLE)
			airlock_lapic_timer_start(lapic);
		else
			airlock_xapic_reset(&lapic->apic, false);
	}
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
}

int airlock_lapic_x2apic_api(struct airlock_vm *vm, u64 flags)
{
	if (flags & ~(KVM_X2APIC_API_USE_32BIT_IDS |
		      KVM_X2APIC_API_DISABLE_BROADCAST_QUIRK))
		return -EINVAL;
	WRITE_ONCE(vm->arch.x2apic_api, vm->arch.x2apic_api | flags);
	return 0;
}

static void lapic_ids(struct airlock_lapic *lapic)
{
	lapic->apic.wide_ids = READ_ONCE(lapic->vcpu->vm->arch.x2apic_api) &
			       KVM_X2APIC_API_USE_32BIT_IDS;
}

int airlock_lapic_get(struct airlock_vcpu *vcpu, struct kvm_lapic_state *state)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;

	if (!lapic)
		return -EINVAL;
	lapic_ids(lapic);
	airlock_xapic_get(&lapic->apic, state, ktime_get_ns());
	return 0;
}

int airlock_lapic_set(struct airlock_vcpu *vcpu,
		      const struct kvm_lapic_state *state)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;
	int ret;

	if (!lapic)
		return -EINVAL;
	lapic_ids(lapic);
	airlock_lapic_timer_stop(lapic);
	ret = airlock_xapic_set(&lapic->apic, state, ktime_get_ns());
	airlock_lapic_timer_start(lapic);
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	return ret;
}

u64 airlock_lapic_get_cr8(struct airlock_vcpu *vcpu)
{
	return xapic_reg(&vcpu->arch.lapic->apic, XAPIC_TPR) >> 4 & 0xf;
}

void airlock_lapic_set_cr8(struct airlock_vcpu *vcpu, u64 cr8)
{
	struct xapic *apic = &vcpu->arch.lapic->apic;

	/* SDM 3A "Interaction of Task Priorities between CR8 and APIC" */
	xapic_set_reg(apic, XAPIC_TPR, (cr8 & 0xf) << 4);
	if (READ_ONCE(apic->irr_words))
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
}

void *airlock_lapic_page(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.lapic->apic.page;
}

int airlock_lapic_irr(struct airlock_vcpu *vcpu)
{
	return airlock_xapic_pending(&vcpu->arch.lapic->apic);
}

int airlock_lapic_irr_any(struct airlock_vcpu *vcpu)
{
	return airlock_xapic_irr(&vcpu->arch.lapic->apic);
}

/* Does the 8259 have something for this vCPU? */
static bool extint_pending(struct airlock_vcpu *vcpu)
{
	return airlock_pic_output(vcpu->vm) &&
	       airlock_lapic_hears_extint(vcpu->arch.lapic);
}

bool airlock_irq_pending(struct airlock_vcpu *vcpu)
{
	return extint_pending(vcpu) || airlock_lapic_irr(vcpu) >= 0;
}

int airlock_irq_take(struct airlock_vcpu *vcpu)
{
	if (extint_pending(vcpu))
		return airlock_pic_ack(vcpu->vm);
	return airlock_xapic_take(&vcpu->arch.lapic->apic);
}

unsigned int airlock_lapic_init_sipi(struct airlock_vcpu *vcpu, u8 *sipi)
{
	int events = atomic_xchg(&vcpu->arch.lapic->apic.events, 0);
	unsigned int got = 0;

	if (events & XAPIC_EVENT_INIT)
		got |= AIRLOCK_GOT_INIT;
	if (events & XAPIC_EVENT_SIPI) {
		*sipi = events >> XAPIC_EVENT_VECTOR;
		got |= AIRLOCK_GOT_SIPI;
	}
	return got;
}
