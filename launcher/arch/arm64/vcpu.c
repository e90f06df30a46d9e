// SPDX-License-Identifier: GPL-2.0
/*
 * The first state of a vCPU, as a Linux Image or zImage wants it. The first vCPU starts;
 * the others are off until PSCI turns them on.
 */
#include <errno.h>
#include <sys/ioctl.h>

#include "../../arch.h"
#include "../../vm.h"
#include "layout.h"
#include "one_reg.h"

#define MPIDR_AFFINITY		0xff00ffffffULL

/* EL1 with its own stack pointer; debug, SError, IRQ and FIQ masked. */
#define PSTATE_EL1H		0x5
#define PSTATE_DAIF		0x3c0
/* AArch32 Supervisor mode; SError, IRQ and FIQ masked. */
#define PSTATE_SVC		0x1d3
/* R1: a machine type that there is not, for the device tree says all. */
#define NO_MACHINE_TYPE		0xffffffff

int one_reg_get(int fd, u64 id, u64 *value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)value };

	return ioctl(fd, KVM_GET_ONE_REG, &reg);
}

int one_reg_set(int fd, u64 id, u64 value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)&value };

	return ioctl(fd, KVM_SET_ONE_REG, &reg);
}

static enum launcher_code init_vcpu(struct vcpu *vcpu)
{
	struct kvm_vcpu_init init;

	if (ioctl(vcpu->vm->fd, KVM_ARM_PREFERRED_TARGET, &init) < 0)
		return host_err("KVM_ARM_PREFERRED_TARGET: %s",
				strerror(errno));
	init.features[0] = BIT(KVM_ARM_VCPU_PSCI_0_2);
	if (vcpu->vm->boot.aa32)
		init.features[0] |= BIT(KVM_ARM_VCPU_EL1_32BIT);
	if (vcpu->index)
		init.features[0] |= BIT(KVM_ARM_VCPU_POWER_OFF);
	if (ioctl(vcpu->fd, KVM_ARM_VCPU_INIT, &init) < 0)
		return host_err("KVM_ARM_VCPU_INIT of vCPU %u: %s", vcpu->index,
				strerror(errno));
	return LAUNCHER_OK;
}

/* The device tree was written before there was a vCPU to ask. */
static enum launcher_code check_mpidr(struct vcpu *vcpu)
{
	u64 mpidr;

	if (one_reg_get(vcpu->fd, REG_MPIDR_EL1, &mpidr) < 0)
		return host_err("KVM_GET_ONE_REG of vCPU %u: MPIDR_EL1: %s",
				vcpu->index, strerror(errno));
	if ((mpidr & MPIDR_AFFINITY) != layout_mpidr(vcpu->index))
		return host_err("vCPU %u has the affinity %#llx, the device tree says %#llx",
				vcpu->index, mpidr & MPIDR_AFFINITY,
				layout_mpidr(vcpu->index));
	return LAUNCHER_OK;
}

/*
 * X0 is the device tree, X1 to X3 are 0; "Booting AArch64 Linux". Or R2 is, and
 * R0 is 0; "Booting ARM Linux".
 */
static enum launcher_code set_start(struct vcpu *vcpu)
{
	const struct boot_state *boot = &vcpu->vm->boot;
	bool aa32 = boot->aa32;
	const struct {
		u64 id;
		u64 value;
	} start[] = {
		{ REG_CORE(regs.pstate),
		  aa32 ? PSTATE_SVC : PSTATE_EL1H | PSTATE_DAIF },
		{ REG_CORE(regs.pc), boot->entry },
		{ REG_X(0), aa32 ? 0 : boot->info },
		{ REG_X(1), aa32 ? NO_MACHINE_TYPE : 0 },
		{ REG_X(2), aa32 ? boot->info : 0 },
		{ REG_X(3), 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(start); i++) {
		if (one_reg_set(vcpu->fd, start[i].id, start[i].value) < 0)
			return host_err("KVM_SET_ONE_REG %#llx of vCPU %u: %s",
					start[i].id, vcpu->index,
					strerror(errno));
	}
	return LAUNCHER_OK;
}

enum launcher_code arch_vcpu_init(struct vcpu *vcpu)
{
	enum launcher_code code = init_vcpu(vcpu);

	if (!code)
		code = check_mpidr(vcpu);
	if (!code && !vcpu->index)
		code = set_start(vcpu);
	return code;
}
