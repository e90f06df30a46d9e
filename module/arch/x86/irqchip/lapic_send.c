// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts on their way to local APICs: whom a message is for, and what its
 * delivery mode does there. Any context, no locks: a vCPU is found complete or
 * not at all, and stays as long as the VM.
 */
#include <linux/nospec.h>

#include "ioapic.h"
#include "lapic.h"

/* MSI addresses and data: SDM 3A "Message Signalled Interrupts". */
#define MSI_ADDR_LOGICAL	BIT(2)
#define MSI_ADDR_HINT		BIT(3)
#define MSI_ADDR_DEST_SHIFT	12
#define MSI_DATA_MODE_SHIFT	8
#define MSI_DATA_LEVEL		BIT(15)

static void wake(struct airlock_vcpu *vcpu, unsigned int req)
{
	airlock_vcpu_request(vcpu, req);
	airlock_vcpu_kick(vcpu);
}

/* What a message does to one vCPU. Returns as airlock_apic_send(). */
static int deliver(struct airlock_vcpu *vcpu, const struct apic_msg *msg)
{
	struct xapic *apic = &vcpu->arch.lapic->apic;
	int taken;

	switch (msg->mode) {
	case APIC_FIXED:
	case APIC_LOWEST:
		taken = airlock_xapic_accept(apic, msg->vector, msg->level);
		/* One that was pending has woken the vCPU already. */
		if (taken > 0)
			wake(vcpu, AIRLOCK_REQ_EVENT);
		return taken;
	case APIC_NMI:
		/* One in progress and one behind it: SDM 3A "Handling NMIs" */
		atomic_add_unless(&vcpu->arch.nmi_pending, 1, 2);
		wake(vcpu, AIRLOCK_REQ_NMI);
		return 1;
	case APIC_INIT:
		airlock_xapic_init(apic);
		wake(vcpu, AIRLOCK_REQ_INIT_SIPI);
		return 1;
	case APIC_STARTUP:
		airlock_xapic_sipi(apic, msg->vector);
		wake(vcpu, AIRLOCK_REQ_INIT_SIPI);
		return 1;
	default:
		/* No SMM; and ExtINT comes by wire, not by message. */
		return -1;
	}
}

/* A message under way. */
struct delivery {
	const struct apic_msg *msg;
	const struct airlock_vcpu *except;
	struct airlock_vcpu *lowest;
	int taken;
};

static void count(struct delivery *delivery, int taken)
{
	if (taken >= 0)
		delivery->taken = max(delivery->taken, 0) + taken;
}

static void offer(struct delivery *delivery, struct airlock_vcpu *vcpu)
{
	struct xapic *apic;

	if (!vcpu || vcpu == delivery->except || !vcpu->arch.lapic)
		return;
	apic = &vcpu->arch.lapic->apic;
	if (!airlock_xapic_match(apic, delivery->msg))
		return;

	if (delivery->msg->mode != APIC_LOWEST) {
		count(delivery, deliver(vcpu, delivery->msg));
		return;
	}
	/* Turn by turn, among those that are switched on. */
	if (!xapic_software_enabled(apic))
		return;
	if (!delivery->lowest ||
	    (int)(READ_ONCE(apic->turns) -
		  READ_ONCE(delivery->lowest->arch.lapic->apic.turns)) < 0)
		delivery->lowest = vcpu;
}

static struct airlock_vcpu *by_id(struct airlock_vm *vm, u32 id)
{
	if (id >= AIRLOCK_MAX_VCPU_ID)
		return NULL;
	return airlock_vcpu_find(vm, array_index_nospec(id,
							AIRLOCK_MAX_VCPU_ID));
}

/* In x2APIC mode a logical destination spells out APIC ids. */
static bool logical_ids(struct airlock_vm *vm)
{
	struct airlock_vcpu *bsp = by_id(vm, vm->arch.bsp_id);

	return bsp && bsp->arch.lapic && READ_ONCE(bsp->arch.lapic->apic.x2apic);
}

static void offer_cluster(struct delivery *delivery, struct airlock_vm *vm)
{
	unsigned long members = delivery->msg->dest & 0xffff;
	u32 cluster = delivery->msg->dest >> 16;
	unsigned int member;

	for_each_set_bit(member, &members, 16)
		offer(delivery, by_id(vm, cluster << 4 | member));
}

static void offer_all(struct delivery *delivery, struct airlock_vm *vm)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;

	xa_for_each(&vm->vcpus, id, vcpu)
		offer(delivery, vcpu);
}

int airlock_apic_send(struct airlock_vm *vm, const struct apic_msg *msg,
		      const struct airlock_vcpu *except)
{
	struct delivery delivery = {
		.msg = msg,
		.except = except,
		.taken = -1,
	};

	if (apic_msg_broadcast(msg))
		offer_all(&delivery, vm);
	else if (!msg->logical)
		offer(&delivery, by_id(vm, msg->dest));
	else if (logical_ids(vm))
		offer_cluster(&delivery, vm);
	else
		offer_all(&delivery, vm);

	if (delivery.lowest) {
		struct xapic *apic = &delivery.lowest->arch.lapic->apic;

		WRITE_ONCE(apic->turns, READ_ONCE(apic->turns) + 1);
		count(&delivery, deliver(delivery.lowest, msg));
	}
	return delivery.taken;
}

static void self_ipi(struct airlock_lapic *lapic, u8 vector)
{
	if (airlock_xapic_accept(&lapic->apic, vector, false) > 0)
		airlock_vcpu_request(lapic->vcpu, AIRLOCK_REQ_EVENT);
}

void airlock_lapic_ipi(struct airlock_lapic *lapic, u32 icr, u32 dest)
{
	struct xapic *apic = &lapic->apic;
	unsigned int shorthand = icr >> 18 & 3;
	struct apic_msg msg = {
		.dest = dest,
		.vector = icr,
		.mode = icr >> 8 & 7,
		.logical = icr & XAPIC_ICR_LOGICAL,
		.narrow = !apic->x2apic,
	};

	/* "INIT Level De-assert" does nothing since the Pentium 4. */
	if (icr & XAPIC_ICR_LEVEL && !(icr & XAPIC_ICR_ASSERT))
		return;
	if (msg.mode <= APIC_LOWEST && msg.vector < 16) {
		airlock_xapic_error(apic, XAPIC_ESR_SEND_VECTOR);
		return;
	}
	/* Only fixed interrupts can be sent to oneself by shorthand. */
	if (shorthand == ICR_SELF ||
	    (shorthand == ICR_DEST && !msg.logical && dest == apic->id &&
	     msg.mode == APIC_FIXED)) {
		if (msg.mode == APIC_FIXED)
			self_ipi(lapic, msg.vector);
		return;
	}
	if (shorthand != ICR_DEST)
		msg.dest = ~0U;
	airlock_apic_send(lapic->vcpu->vm, &msg,
			  shorthand == ICR_OTHERS ? lapic->vcpu : NULL);
}

int airlock_lapic_msi(struct airlock_vm *vm, const struct kvm_msi *msi)
{
	struct apic_msg msg = {
		.dest = msi->address_lo >> MSI_ADDR_DEST_SHIFT & 0xff,
		.vector = msi->data,
		.mode = msi->data >> MSI_DATA_MODE_SHIFT & 7,
		.logical = msi->address_lo & MSI_ADDR_LOGICAL,
		.level = msi->data & MSI_DATA_LEVEL,
		.narrow = airlock_msi_narrow(vm),
	};

	if (msi->flags & ~KVM_MSI_VALID_DEVID)
		return -EINVAL;
	/* Ids above 255, if userspace said that it sends them. */
	if (vm->arch.x2apic_api & KVM_X2APIC_API_USE_32BIT_IDS) {
		if (msi->address_hi & 0xff)
			return -EINVAL;
		msg.dest |= msi->address_hi;
	}
	if (msi->address_lo & MSI_ADDR_HINT && msg.mode == APIC_FIXED)
		msg.mode = APIC_LOWEST;
	return airlock_apic_send(vm, &msg, NULL);
}

bool airlock_lapic_hears_extint(const struct airlock_lapic *lapic)
{
	u32 lint0 = xapic_reg(&lapic->apic, XAPIC_LVT_LINT0);

	/* Without the APIC the pin is the CPU's own INTR. */
	if (!READ_ONCE(lapic->apic.enabled))
		return true;
	return !(lint0 & XAPIC_LVT_MASKED) && (lint0 >> 8 & 7) == APIC_EXTINT;
}

/*
 * The 8259 is wired to LINT0 of every CPU, the boot processor's being the one
 * that is normally unmasked. One vCPU is enough: the others would acknowledge a
 * spurious interrupt.
 */
void airlock_lapic_extint(struct airlock_vm *vm)
{
	struct airlock_vcpu *vcpu = by_id(vm, vm->arch.bsp_id);
	unsigned long id;

	if (vcpu && airlock_lapic_hears_extint(vcpu->arch.lapic)) {
		wake(vcpu, AIRLOCK_REQ_EVENT);
		return;
	}
	xa_for_each(&vm->vcpus, id, vcpu)
		if (airlock_lapic_hears_extint(vcpu->arch.lapic)) {
			wake(vcpu, AIRLOCK_REQ_EVENT);
			return;
		}
}
