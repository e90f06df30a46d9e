// SPDX-License-Identifier: GPL-2.0
/* Interrupts of a vCPU and its start by another one. */
#include "airlock.h"
#include "arch.h"
#include "irq.h"
#include "irqchip/irqchip.h"
#include "reset.h"

bool airlock_x86_irq_pending(struct airlock_vcpu *vcpu)
{
	if (vcpu->arch.lapic)
		return airlock_irq_pending(vcpu);
	return vcpu->arch.user_vector != X86_NO_VECTOR;
}

int airlock_x86_irq_take(struct airlock_vcpu *vcpu)
{
	int vector = vcpu->arch.user_vector;

	if (vcpu->arch.lapic)
		return airlock_irq_take(vcpu);
	vcpu->arch.user_vector = X86_NO_VECTOR;
	return vector;
}

bool airlock_x86_irq_window_wanted(struct airlock_vcpu *vcpu)
{
	return !vcpu->arch.lapic &&
	       READ_ONCE(vcpu->run->request_interrupt_window);
}

int airlock_x86_interrupt(struct airlock_vcpu *vcpu, u32 vector)
{
	if (vector > 255)
		return -EINVAL;
	if (vcpu->arch.lapic)
		return -ENXIO;
	if (vcpu->arch.user_vector != X86_NO_VECTOR)
		return -EEXIST;
	vcpu->arch.user_vector = vector;
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	return 0;
}

void airlock_x86_nmi(struct airlock_vcpu *vcpu)
{
	/* One is taken, one waits; further ones are lost, as on a CPU. */
	atomic_add_unless(&vcpu->arch.nmi_pending, 1, 2);
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_NMI);
	airlock_vcpu_kick(vcpu);
}

/* SDM 3A "Typical BSP Initialization Sequence", "MP Initialization Protocol" */
void airlock_x86_init_sipi(struct airlock_vcpu *vcpu)
{
	unsigned int got;
	u8 vector = 0;

	got = airlock_lapic_init_sipi(vcpu, &vector);
	if (got & AIRLOCK_GOT_INIT) {
		airlock_x86_reset(vcpu, true);
		/* The boot processor starts at once, the others wait. */
		vcpu->arch.mp_state = vcpu->id == vcpu->vm->arch.bsp_id ?
				      KVM_MP_STATE_RUNNABLE :
				      KVM_MP_STATE_INIT_RECEIVED;
	}
	if ((got & AIRLOCK_GOT_SIPI) &&
	    vcpu->arch.mp_state == KVM_MP_STATE_INIT_RECEIVED) {
		airlock_x86_start_at(vcpu, vector);
		vcpu->arch.mp_state = KVM_MP_STATE_RUNNABLE;
	}
}

/* Does a halted vCPU have a reason to go on? */
static bool halt_ends(struct airlock_vcpu *vcpu)
{
	if (atomic_read(&vcpu->arch.nmi_pending))
		return true;
	return (vcpu->arch.regs.rflags & X86_EFLAGS_IF) &&
	       airlock_x86_irq_pending(vcpu);
}

bool airlock_arch_runnable(struct airlock_vcpu *vcpu)
{
	u32 *state = &vcpu->arch.mp_state;

	if (likely(*state == KVM_MP_STATE_RUNNABLE))
		return true;
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_INIT_SIPI))
		airlock_x86_init_sipi(vcpu);
	if (*state == KVM_MP_STATE_HALTED && halt_ends(vcpu)) {
		*state = KVM_MP_STATE_RUNNABLE;
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	}
	return *state == KVM_MP_STATE_RUNNABLE;
}

bool airlock_arch_wait_start(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.mp_state == KVM_MP_STATE_UNINITIALIZED;
}
