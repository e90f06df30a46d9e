// SPDX-License-Identifier: GPL-2.0
/* Host side, arm64: a vCPU at EL1, ready to turn its MMU on and run C. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch_vm.h"
#include "guest.h"

extern const char guest_start[];

/* Level 1 entries: a block of 1 GiB, accessed, inner shareable. */
#define BLOCK_MEMORY	0x701UL		/* attribute 0 */
#define BLOCK_DEVICE	0x405UL		/* attribute 1 */
#define BLOCK_EL0	0x741UL		/* and EL0 may write */
#define BLOCK_XN	(3UL << 53)

void arch_vm_init(struct test_vm *vm)
{
	__u64 *table = (void *)(vm->ram + GUEST_TABLE);
	__u64 i;

	for (i = 0; i < 512; i++)
		table[i] = i << 30 | BLOCK_MEMORY;
	table[GUEST_DEVICES / GUEST_GIB] = GUEST_DEVICES | BLOCK_DEVICE | BLOCK_XN;
	table[GUEST_EL0 / GUEST_GIB] = BLOCK_EL0;
}

static int device_attr_err(int fd, unsigned long nr, __u32 group, __u64 attr,
			   void *value)
{
	struct kvm_device_attr arg = {
		.group = group, .attr = attr, .addr = (unsigned long)value,
	};

	return ioctl_err(fd, nr, &arg);
}

int gic_attr_err(struct test_vm *vm, unsigned long nr, __u32 group, __u64 attr,
		 void *value)
{
	return device_attr_err(vm->gic, nr, group, attr, value);
}

__u64 gic_attr(struct test_vm *vm, __u32 group, __u64 attr)
{
	__u64 value = 0;
	int ret = gic_attr_err(vm, KVM_GET_DEVICE_ATTR, group, attr, &value);

	if (ret)
		test_die("GIC attribute %u %#llx: errno %d", group, attr, -ret);
	return value;
}

void gic_set_attr(struct test_vm *vm, __u32 group, __u64 attr, __u64 value)
{
	int ret = gic_attr_err(vm, KVM_SET_DEVICE_ATTR, group, attr, &value);

	if (ret)
		test_die("GIC attribute %u %#llx to %#llx: errno %d", group,
			 attr, value, -ret);
}

/* Only creates it: 0, or a negative errno. */
int gic_create_err(struct test_vm *vm)
{
	struct kvm_create_device device = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };
	int ret = ioctl_err(vm->fd, KVM_CREATE_DEVICE, &device);

	if (!ret)
		vm->gic = device.fd;
	return ret;
}

void arch_vm_devices(struct test_vm *vm, unsigned int flags)
{
	int ret;

	if (!(flags & VM_IRQCHIP))
		return;
	ret = gic_create_err(vm);
	if (ret)
		test_die("no GICv3: errno %d", -ret);
	gic_set_attr(vm, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_DIST,
		     GUEST_GICD);
	gic_set_attr(vm, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST,
		     GUEST_GICR);
}

/* The GIC is initialised when all vCPUs are there: before the first run. */
void arch_vm_ready(struct test_vm *vm)
{
	int ret;

	if (!(vm->flags & VM_IRQCHIP))
		return;
	ret = gic_attr_err(vm, KVM_SET_DEVICE_ATTR, KVM_DEV_ARM_VGIC_GRP_CTRL,
			   KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
	if (ret)
		test_die("the GIC cannot be initialised: errno %d", -ret);
}

int vcpu_reg_err(struct test_vcpu *vcpu, __u64 id, void *value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (unsigned long)value };

	return ioctl_err(vcpu->fd, KVM_GET_ONE_REG, &reg);
}

int vcpu_set_reg_err(struct test_vcpu *vcpu, __u64 id, const void *value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (unsigned long)value };

	return ioctl_err(vcpu->fd, KVM_SET_ONE_REG, &reg);
}

__u64 vcpu_reg(struct test_vcpu *vcpu, __u64 id)
{
	__u64 value = 0;
	int ret = vcpu_reg_err(vcpu, id, &value);

	if (ret)
		test_die("register %#llx cannot be read: errno %d", id, -ret);
	return value;
}

void vcpu_set_reg(struct test_vcpu *vcpu, __u64 id, __u64 value)
{
	int ret = vcpu_set_reg_err(vcpu, id, &value);

	if (ret)
		test_die("register %#llx cannot be %#llx: errno %d", id, value,
			 -ret);
}

struct kvm_reg_list *vcpu_reg_list(struct test_vcpu *vcpu)
{
	struct kvm_reg_list head = { .n = 0 }, *list;
	int ret = ioctl_err(vcpu->fd, KVM_GET_REG_LIST, &head);

	if (ret != -E2BIG)
		test_die("KVM_GET_REG_LIST of none: %d", ret);
	list = calloc(1, sizeof(*list) + head.n * sizeof(__u64));
	list->n = head.n;
	must_ioctl(vcpu->fd, KVM_GET_REG_LIST, list);
	return list;
}

int vcpu_init_err(struct test_vcpu *vcpu, __u32 features)
{
	struct kvm_vcpu_init init;

	must_ioctl(vcpu->vm->fd, KVM_ARM_PREFERRED_TARGET, &init);
	memset(init.features, 0, sizeof(init.features));
	init.features[0] = features;
	return ioctl_err(vcpu->fd, KVM_ARM_VCPU_INIT, &init);
}

/* Where the vCPU will run next, with its own stack. */
void vcpu_enter(struct test_vcpu *vcpu, void (*guest)(unsigned long arg))
{
	__u64 args[] = {
		vcpu->id, (unsigned long)guest, GUEST_CPU + 0x1000UL * vcpu->id,
		GUEST_STACKS + GUEST_STACK_SIZE * (vcpu->id + 1UL),
	};
	unsigned int i;

	for (i = 0; i < 4; i++)
		vcpu_set_reg(vcpu, CORE_REG(regs.regs[i]), args[i]);
	vcpu_set_reg(vcpu, CORE_REG(regs.pc), (unsigned long)guest_start);
	vcpu_set_reg(vcpu, CORE_REG(regs.pstate), PSTATE_EL1H);
}

void arch_vcpu_init(struct test_vcpu *vcpu, void (*guest)(unsigned long arg))
{
	struct guest_cpu *cpu;
	int ret;

	cpu = (void *)(vcpu->vm->ram + GUEST_CPU + 0x1000 * vcpu->id);
	cpu->self = (void *)(GUEST_CPU + 0x1000UL * vcpu->id);
	cpu->id = vcpu->id;
	cpu->vector = GUEST_NO_TRAP;
	ret = vcpu_init_err(vcpu, 1 << KVM_ARM_VCPU_PSCI_0_2);
	if (ret)
		test_die("KVM_ARM_VCPU_INIT: errno %d", -ret);
	vcpu_enter(vcpu, guest);
}

int vm_irq_line_err(struct test_vm *vm, __u32 type, __u32 vcpu, __u32 intid,
		    int level)
{
	struct kvm_irq_level line = {
		.irq = type << KVM_ARM_IRQ_TYPE_SHIFT |
			vcpu << KVM_ARM_IRQ_VCPU_SHIFT | intid,
		.level = level,
	};

	return ioctl_err(vm->fd, KVM_IRQ_LINE, &line);
}

bool arch_is_guest_call(struct test_vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	return run->exit_reason == KVM_EXIT_MMIO && run->mmio.is_write &&
	       run->mmio.len == 4 && run->mmio.phys_addr >= GUEST_CALL &&
	       run->mmio.phys_addr < GUEST_CALL_END;
}

static void report_str(struct test_vcpu *vcpu, char *buf, size_t size)
{
	struct guest_cpu *cpu;

	cpu = (void *)(vcpu->vm->ram + GUEST_CPU + 0x1000 * vcpu->id);
	if (vcpu->run->mmio.phys_addr == GUEST_CALL_TRAP)
		snprintf(buf, size,
			 "trap %#x esr %#llx pc %#llx far %#llx pstate %#llx",
			 cpu->vector, cpu->esr, cpu->pc, cpu->far, cpu->pstate);
	else
		snprintf(buf, size, "guest %s:%lu: %s (seen %#lx, wanted %#lx)",
			 cpu->report.file, cpu->report.line, cpu->report.what,
			 cpu->report.seen, cpu->report.wanted);
}

bool arch_exit_str(struct test_vcpu *vcpu, char *buf, size_t size)
{
	struct kvm_run *run = vcpu->run;

	if (run->exit_reason == KVM_EXIT_SYSTEM_EVENT) {
		snprintf(buf, size, "system event %u", run->system_event.type);
		return true;
	}
	if (run->exit_reason == KVM_EXIT_DEBUG) {
		snprintf(buf, size, "debug %#x",
			 run->debug.arch.hsr >> 26 & (EC_NR - 1));
		return true;
	}
	if (!arch_is_guest_call(vcpu))
		return false;
	if (run->mmio.phys_addr == GUEST_CALL_SYNC)
		snprintf(buf, size, "sync %u", *(__u32 *)run->mmio.data);
	else if (run->mmio.phys_addr == GUEST_CALL_DONE)
		snprintf(buf, size, "done");
	else
		report_str(vcpu, buf, size);
	return true;
}
