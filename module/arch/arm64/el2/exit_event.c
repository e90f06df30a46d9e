// SPDX-License-Identifier: GPL-2.0
/* Exits that are not the doing of an instruction. */
#include <linux/irqflags.h>
#include <asm/esr.h>

#include "airlock.h"
#include "caps.h"
#include "compat.h"
#include "cpu.h"
#include "exit.h"
#include "thread.h"

/*
 * The interrupt itself was taken when step X5 enabled interrupts. It is also
 * when RCU wants to know that no reader is left from before.
 */
int exit_irq(struct airlock_vcpu *vcpu)
{
	local_irq_disable();
	airlock_rcu_note_guest();
	local_irq_enable();
	return airlock_thread_user_work();
}

/*
 * Has an SError harmed nothing? With RAS its syndrome may say so. Arm ARM
 * "ISS encoding for an SError interrupt"
 */
static bool serror_is_harmless(u64 esr)
{
	u64 type = esr & ESR_ELx_AET;

	return airlock_el2_caps.ras && !(esr & ESR_ELx_IDS) &&
	       (esr & ESR_ELx_FSC) == ESR_ELx_FSC_SERROR &&
	       (type == ESR_ELx_AET_CE || type == ESR_ELx_AET_UEO);
}

/*
 * An asynchronous external abort while the guest ran. What it was about is
 * lost; the guest is told that something of its own making went wrong.
 */
int exit_serror(struct airlock_vcpu *vcpu)
{
	if (!serror_is_harmless(vcpu->arch.el2.esr))
		arm64_inject_serror(vcpu, 0);
	return AIRLOCK_RESUME;
}

/* Nothing was executed: PSTATE is none that a guest can have. */
int exit_illegal(struct airlock_vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_FAIL_ENTRY;
	run->fail_entry.hardware_entry_failure_reason = vcpu->arch.regs.pstate;
	run->fail_entry.cpu = vcpu->cpu;
	return AIRLOCK_TO_USER;
}
