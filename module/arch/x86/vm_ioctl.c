// SPDX-License-Identifier: GPL-2.0
/* x86 ioctls of the device and of a VM. */
#include <linux/uaccess.h>
#include <asm/tsc.h>

#include "airlock.h"
#include "arch.h"
#include "irqchip/irqchip.h"
#include "kvmclock.h"

/* The last page below which the three pages of a TSS fit under 4 GiB. */
#define TSS_ADDR_MAX	0xffffd000UL

long airlock_arch_dev_ioctl(unsigned int nr, unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_GET_SUPPORTED_CPUID:
		return x86_cpuid_get_supported(user);
	case KVM_GET_MSR_INDEX_LIST:
		return x86_msr_index_list(user);
	case KVM_GET_MSR_FEATURE_INDEX_LIST:
		return x86_msr_feature_list(user);
	case KVM_GET_MSRS:
		return x86_msr_get_features(user);
	default:
		return -EINVAL;
	}
}

/* With unrestricted guest neither region is used, but clients must set them. */
static long vm_set_tss_addr(unsigned long arg)
{
	return arg > TSS_ADDR_MAX ? -EINVAL : 0;
}

static long vm_set_identity_map(struct airlock_vm *vm, u64 __user *user)
{
	long ret = 0;
	u64 addr;

	if (copy_from_user(&addr, user, sizeof(addr)))
		return -EFAULT;
	mutex_lock(&vm->lock);
	if (vm->nr_vcpus)
		ret = -EINVAL;
	mutex_unlock(&vm->lock);
	return ret;
}

/* Chips come before vCPUs, and nobody may change routes meanwhile. */
static long vm_create_irqchip(struct airlock_vm *vm)
{
	long ret;

	mutex_lock(&vm->lock);
	mutex_lock(&vm->irq_lock);
	ret = airlock_irqchip_create(vm);
	mutex_unlock(&vm->irq_lock);
	mutex_unlock(&vm->lock);
	return ret;
}

/* The older form has no argument, and always the speaker's port. */
static long vm_create_pit(struct airlock_vm *vm, void __user *user)
{
	struct kvm_pit_config config = { .flags = KVM_PIT_SPEAKER_DUMMY };
	long ret;

	if (user && copy_from_user(&config, user, sizeof(config)))
		return -EFAULT;
	mutex_lock(&vm->lock);
	mutex_lock(&vm->irq_lock);
	ret = airlock_pit_create(vm, &config);
	mutex_unlock(&vm->irq_lock);
	mutex_unlock(&vm->lock);
	return ret;
}

static long vm_reinject(struct airlock_vm *vm, void __user *user)
{
	struct kvm_reinject_control control;

	if (copy_from_user(&control, user, sizeof(control)))
		return -EFAULT;
	return airlock_pit_reinject(vm, control.pit_reinject);
}

static long vm_irq_line(struct airlock_vm *vm, void __user *user, bool status)
{
	struct kvm_irq_level level;
	int taken;

	if (copy_from_user(&level, user, sizeof(level)))
		return -EFAULT;
	if (!airlock_arch_irqchip_ready(vm))
		return -ENXIO;
	taken = airlock_irq_set(vm, AIRLOCK_IRQ_SOURCE_USER, level.irq,
				!!level.level);
	if (!status)
		return 0;
	level.status = taken;
	return copy_to_user(user, &level, sizeof(level)) ? -EFAULT : 0;
}

static long vm_signal_msi(struct airlock_vm *vm, void __user *user)
{
	struct kvm_msi msi;

	if (copy_from_user(&msi, user, sizeof(msi)))
		return -EFAULT;
	if (msi.flags || !airlock_arch_irqchip_ready(vm))
		return -EINVAL;
	return airlock_lapic_msi(vm, &msi);
}

static long vm_set_boot_cpu(struct airlock_vm *vm, unsigned long id)
{
	long ret = 0;

	mutex_lock(&vm->lock);
	if (vm->nr_vcpus)
		ret = -EBUSY;
	else
		vm->arch.bsp_id = id;
	mutex_unlock(&vm->lock);
	return ret;
}

static long vm_get_clock(struct airlock_vm *vm, void __user *user)
{
	struct kvm_clock_data data = {};

	x86_clock_get(vm, &data);
	return copy_to_user(user, &data, sizeof(data)) ? -EFAULT : 0;
}

static long vm_set_clock(struct airlock_vm *vm, void __user *user)
{
	struct kvm_clock_data data;

	if (copy_from_user(&data, user, sizeof(data)))
		return -EFAULT;
	return x86_clock_set(vm, &data);
}

/* State of the chips: copied in whole, so that it cannot change under us. */
static long vm_irqchip_state(struct airlock_vm *vm, void __user *user, bool set)
{
	struct kvm_irqchip *chip;
	long ret;

	chip = memdup_user(user, sizeof(*chip));
	if (IS_ERR(chip))
		return PTR_ERR(chip);
	if (!airlock_arch_irqchip_ready(vm))
		ret = -ENXIO;
	else
		ret = set ? airlock_irqchip_set(vm, chip) :
			    airlock_irqchip_get(vm, chip);
	if (!ret && !set && copy_to_user(user, chip, sizeof(*chip)))
		ret = -EFAULT;
	kfree(chip);
	return ret;
}

/* The older form of the state, struct kvm_pit_state, is a prefix of it. */
static long vm_pit_state(struct airlock_vm *vm, void __user *user, size_t len,
			 bool set)
{
	struct kvm_pit_state2 state;
	long ret = airlock_pit_get(vm, &state);

	if (ret)
		return ret;
	if (!set)
		return copy_to_user(user, &state, len) ? -EFAULT : 0;
	if (copy_from_user(&state, user, len))
		return -EFAULT;
	return airlock_pit_set(vm, &state);
}

static long vm_enable_cap(struct airlock_vm *vm, void __user *user)
{
	struct kvm_enable_cap cap;
	long ret;

	if (copy_from_user(&cap, user, sizeof(cap)))
		return -EFAULT;
	if (cap.flags || cap.cap != KVM_CAP_X2APIC_API)
		return -EINVAL;
	mutex_lock(&vm->lock);
	ret = airlock_lapic_x2apic_api(vm, cap.args[0]);
	mutex_unlock(&vm->lock);
	return ret;
}

long airlock_arch_vm_ioctl(struct airlock_vm *vm, unsigned int nr,
			   unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_SET_TSS_ADDR:
		return vm_set_tss_addr(arg);
	case KVM_SET_IDENTITY_MAP_ADDR:
		return vm_set_identity_map(vm, user);
	case KVM_SET_NR_MMU_PAGES:
		return arg < 64 ? -EINVAL : 0;	/* KVM's floor; no such limit */
	case KVM_CREATE_IRQCHIP:
		return vm_create_irqchip(vm);
	case KVM_CREATE_PIT:
		return vm_create_pit(vm, NULL);
	case KVM_CREATE_PIT2:
		return vm_create_pit(vm, user);
	case KVM_REINJECT_CONTROL:
		return vm_reinject(vm, user);
	case KVM_IRQ_LINE:
	case KVM_IRQ_LINE_STATUS:
		return vm_irq_line(vm, user, nr == KVM_IRQ_LINE_STATUS);
	case KVM_SIGNAL_MSI:
		return vm_signal_msi(vm, user);
	case KVM_SET_BOOT_CPU_ID:
		return vm_set_boot_cpu(vm, arg);
	case KVM_GET_IRQCHIP:
	case KVM_SET_IRQCHIP:
		return vm_irqchip_state(vm, user, nr == KVM_SET_IRQCHIP);
	case KVM_GET_PIT:
	case KVM_SET_PIT:
		return vm_pit_state(vm, user, sizeof(struct kvm_pit_state),
				    nr == KVM_SET_PIT);
	case KVM_GET_PIT2:
	case KVM_SET_PIT2:
		return vm_pit_state(vm, user, sizeof(struct kvm_pit_state2),
				    nr == KVM_SET_PIT2);
	case KVM_ENABLE_CAP:
		return vm_enable_cap(vm, user);
	case KVM_GET_CLOCK:
		return vm_get_clock(vm, user);
	case KVM_SET_CLOCK:
		return vm_set_clock(vm, user);
	case KVM_GET_TSC_KHZ:
		return tsc_khz;
	default:
		return -ENOTTY;
	}
}
