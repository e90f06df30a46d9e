/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The GIC in the kernel, as the rest of the arm64 code sees it.
 * Documentation/interrupts.rst
 */
#ifndef AIRLOCK_VGIC_H
#define AIRLOCK_VGIC_H

#include "airlock.h"
#include "device.h"
#include "gic.h"
#include "ich.h"

/**
 * struct vgic_region - a range of redistributors.
 * @base: guest physical address of the first
 * @count: how many it has room for; 0: as many as there are vCPUs
 * @used: how many vCPUs are in it
 * @id: their ids, in order; NULL before the first run
 * @dev: answers there
 * @vgic: of the VM
 * @link: in vgic->regions, in the order of their index
 */
struct vgic_region {
	gpa_t base;
	unsigned int count;
	unsigned int used;
	u16 *id;
	struct airlock_iodev dev;
	struct arm64_vgic *vgic;
	struct list_head link;
};

/**
 * struct arm64_vgic - the GIC of a VM.
 * @state: the state machine
 * @vm: whose it is [c]
 * @nr_irqs: KVM_DEV_ARM_VGIC_GRP_NR_IRQS, or 0 [vm->lock]
 * @initialised: KVM_DEV_ARM_VGIC_CTRL_INIT was done; no vCPU can be added any
 *	more [vm->lock; acquire to read]
 * @mapped: a vCPU has been run: addresses cannot change any more [vm->lock;
 *	acquire to read]
 * @listened: an SPI may have a listener [vm->irq_lock]
 * @dist_base: where the distributor is, or VGIC_NO_ADDR [vm->lock]
 * @dist: answers there [c]
 * @regions: redistributors [vm->lock]
 */
struct arm64_vgic {
	struct gic_state state;
	struct airlock_vm *vm;
	unsigned int nr_irqs;
	bool initialised;
	bool mapped;
	bool listened;
	gpa_t dist_base;
	struct airlock_iodev dist;
	struct list_head regions;
};

#define VGIC_NO_ADDR		(~0ULL)

/* SPIs' number as a pin of the routing table, and in a GSI. */
#define VGIC_PINS		(GIC_MAX_IRQS - GIC_FIRST_SPI)

/* Registers that send SGIs. */
enum arm64_sgi {
	ARM64_SGI1,		/* ICC_SGI1R_EL1 */
	ARM64_ASGI1,		/* ICC_ASGI1R_EL1 */
	ARM64_SGI0,		/* ICC_SGI0R_EL1 */
};

/* Life: vgic/vgic.c, called by arch.c. */
int arm64_vgic_vcpu_init(struct airlock_vcpu *vcpu);
void arm64_vgic_vcpu_reset(struct airlock_vcpu *vcpu);
void arm64_vgic_destroy(struct airlock_vm *vm);

/**
 * arm64_vgic_first_run - before a vCPU runs: the GIC and its addresses.
 * @vm: its VM.
 *
 * Context: process; takes vm->lock.
 * Return: 0, also for a VM without a GIC; -ENXIO: an address has not been set;
 * -EINVAL: addresses overlap or are not guest physical ones, or two timers have
 * the same interrupt; -EBUSY: the GIC has not been initialised; -ENOMEM.
 */
int arm64_vgic_first_run(struct airlock_vm *vm);

extern const struct airlock_device_ops arm64_vgic_device;

void arm64_vgic_fill(struct airlock_vcpu *vcpu);
void arm64_vgic_fold(struct airlock_vcpu *vcpu);

/**
 * arm64_vgic_flush - step E3: hand what is pending to the list registers.
 * @vcpu: the vCPU of this thread.
 *
 * Who makes an interrupt pending sets cpu->ready and then looks at vcpu->mode:
 * this must come after the mode is published, in the same stretch without
 * interrupts.
 *
 * Context: IRQs off, between E2 and E4, guest context.
 */
static __always_inline void arm64_vgic_flush(struct airlock_vcpu *vcpu)
{
	if (unlikely(READ_ONCE(vcpu->arch.vgic.ready)))
		arm64_vgic_fill(vcpu);
}

/**
 * arm64_vgic_sync - step X4: take back what the list registers hold.
 * @vcpu: the vCPU of this thread.
 *
 * Context: IRQs off, between X3 and X5, guest context.
 */
static __always_inline void arm64_vgic_sync(struct airlock_vcpu *vcpu)
{
	if (unlikely(vcpu->arch.vgic.used))
		arm64_vgic_fold(vcpu);
}

/**
 * arm64_vgic_leave - out of the guest context: has the guest changed EOImode?
 * @vcpu: the vCPU of this thread.
 */
static inline void arm64_vgic_leave(struct airlock_vcpu *vcpu)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;

	if (unlikely(!(cpu->vmcr & ICH_VMCR_EOIM) == cpu->eoimode) && cpu->gic)
		gic_dir_update(&cpu->gic->state, cpu);
}

/**
 * arm64_vgic_pending - is there an interrupt that ends a WFI?
 * @vcpu: the vCPU of this thread.
 *
 * Context: not in the guest context.
 */
bool arm64_vgic_pending(struct airlock_vcpu *vcpu);

/**
 * arm64_vgic_sgi - the guest writes one of the registers that send SGIs.
 * @vcpu: the vCPU of this thread.
 * @reg: which.
 * @value: what it writes.
 *
 * Context: any but between E2 and X5.
 */
void arm64_vgic_sgi(struct airlock_vcpu *vcpu, enum arm64_sgi reg, u64 value);

/* The guest writes ICC_DIR_EL1, which traps only when we have asked for it. */
void arm64_vgic_dir(struct airlock_vcpu *vcpu, u64 value);

/**
 * arm64_vgic_line - drive an input.
 * @vm: the VM; its GIC is initialised.
 * @vcpu: whose PPI; not looked at for an SPI.
 * @intid: a PPI or an SPI.
 * @source: who drives it.
 * @level: up or down.
 *
 * Context: any.
 * Return: 1 if it was taken, 0 if it was pending already; -EINVAL: there is no
 * such interrupt.
 */
int arm64_vgic_line(struct airlock_vm *vm, struct airlock_vcpu *vcpu,
		    unsigned int intid, unsigned int source, bool level);

static inline bool arm64_vgic_initialised(struct airlock_vm *vm)
{
	struct arm64_vgic *vgic = READ_ONCE(vm->arch.vgic);

	/* Pairs with the release when it has been. */
	return vgic && smp_load_acquire(&vgic->initialised);
}

static inline struct gic_state *vgic_state(struct arm64_vgic_cpu *cpu)
{
	return &cpu->gic->state;
}

/* Between the files of vgic/. */
void vgic_tell_ended(struct airlock_vcpu *vcpu);
int vgic_attr_set(struct airlock_vm *vm, const struct kvm_device_attr *attr);
int vgic_attr_get(struct airlock_vm *vm, const struct kvm_device_attr *attr);
int vgic_attr_has(struct airlock_vm *vm, const struct kvm_device_attr *attr);
int vgic_init(struct arm64_vgic *vgic);
int vgic_default_routes(struct arm64_vgic *vgic);
int vgic_set_addr(struct arm64_vgic *vgic, u64 type, u64 value);
int vgic_get_addr(struct arm64_vgic *vgic, u64 type, u64 *value);
int vgic_map(struct arm64_vgic *vgic);
void vgic_free_regions(struct arm64_vgic *vgic);
bool vgic_last_frame(struct arm64_vgic *vgic, unsigned int id);
extern const struct airlock_iodev_ops vgic_dist_ops;
extern const struct airlock_iodev_ops vgic_redist_ops;
u64 vgic_read_dist(struct arm64_vgic *vgic, u32 offset, unsigned int len,
		   int who);
void vgic_write_dist(struct arm64_vgic *vgic, u32 offset, unsigned int len,
		     u64 value, int who);
u64 vgic_read_redist(struct arm64_vgic *vgic, struct arm64_vgic_cpu *cpu,
		     u32 offset, unsigned int len, int who);
void vgic_write_redist(struct arm64_vgic *vgic, struct arm64_vgic_cpu *cpu,
		       u32 offset, unsigned int len, u64 value, int who);

#endif /* AIRLOCK_VGIC_H */
