// SPDX-License-Identifier: GPL-2.0
/* Host side, arm64: the calls and the state that abi_fuzz plays with. */
#include <stdlib.h>
#include <string.h>

#include "arch_vm.h"
#include "fuzz.h"

const unsigned long arch_fuzz_vcpu_sets[] = {
	KVM_SET_ONE_REG, KVM_ARM_VCPU_INIT, KVM_SET_MP_STATE,
	KVM_SET_VCPU_EVENTS, KVM_SET_GUEST_DEBUG, KVM_SET_SIGNAL_MASK,
	KVM_SET_DEVICE_ATTR, KVM_ARM_VCPU_FINALIZE, KVM_ENABLE_CAP,
	KVM_GET_REG_LIST, 0,
};

const unsigned long arch_fuzz_vm_sets[] = {
	KVM_SET_GSI_ROUTING, KVM_IRQFD, KVM_IOEVENTFD, KVM_IRQ_LINE,
	KVM_SIGNAL_MSI, KVM_GET_DIRTY_LOG, KVM_SET_USER_MEMORY_REGION,
	KVM_ENABLE_CAP, KVM_ARM_SET_DEVICE_ADDR, KVM_SET_DEVICE_ATTR,
	KVM_REGISTER_COALESCED_MMIO, KVM_UNREGISTER_COALESCED_MMIO, 0,
};

struct good_reg {
	__u64 id;
	__u8 value[256];
};

static struct good_reg *good;
static unsigned int nr_good;

static size_t reg_size(__u64 id)
{
	return 1UL << ((id & KVM_REG_SIZE_MASK) >> KVM_REG_SIZE_SHIFT);
}

void arch_fuzz_begin(struct test_vcpu *vcpu)
{
	struct kvm_reg_list *list = vcpu_reg_list(vcpu);
	unsigned int i;

	nr_good = list->n;
	free(good);
	good = calloc(nr_good, sizeof(*good));
	for (i = 0; i < nr_good; i++) {
		good[i].id = list->reg[i];
		if (reg_size(good[i].id) > sizeof(good[i].value))
			test_die("register %#llx is too large", good[i].id);
		vcpu_reg_err(vcpu, good[i].id, good[i].value);
	}
	free(list);
}

bool arch_fuzz_bit(struct test_vcpu *vcpu, __u32 random)
{
	struct good_reg *victim = &good[random % nr_good];
	__u32 bit = random / nr_good % (8 * reg_size(victim->id));
	__u8 value[sizeof(victim->value)];
	unsigned int i;

	for (i = 0; i < nr_good; i++)
		vcpu_set_reg_err(vcpu, good[i].id, good[i].value);
	memcpy(value, victim->value, sizeof(value));
	value[bit / 8] ^= 1 << bit % 8;
	return !vcpu_set_reg_err(vcpu, victim->id, value);
}
