// SPDX-License-Identifier: GPL-2.0
/*
 * What connects the GIC's state machine: locks, kicks, the trip.
 *
 * A vCPU's own interrupts and its list registers have a lock of their own, so
 * that SGIs and timers of different vCPUs do not meet; SPIs share one. Where
 * both are needed the SPIs' is taken first.
 */
#include <linux/irqflags.h>
#include <linux/nospec.h>
#include <linux/slab.h>

#include "../timer.h"
#include "host.h"
#include "ich.h"
#include "vgic.h"

/* Under the locks, any context. Does nothing to the own thread's vCPU. */
static void vgic_kick(struct arm64_vgic_cpu *cpu)
{
	airlock_vcpu_kick(container_of(cpu, struct airlock_vcpu, arch.vgic));
}

static int vgic_create(struct airlock_vm *vm)
{
	struct arm64_vgic *vgic;
	struct airlock_vcpu *vcpu;
	unsigned long id;

	if (vm->arch.vgic)
		return -EEXIST;
	xa_for_each(&vm->vcpus, id, vcpu)
		if (rcu_access_pointer(vcpu->pid))
			return -EBUSY;
	vgic = kzalloc(sizeof(*vgic), GFP_KERNEL_ACCOUNT);
	if (!vgic)
		return -ENOMEM;
	raw_spin_lock_init(&vgic->state.lock);
	vgic->state.kick = vgic_kick;
	vgic->state.host = arm64_gic_host;
	vgic->vm = vm;
	vgic->dist_base = VGIC_NO_ADDR;
	vgic->dist.ops = &vgic_dist_ops;
	INIT_LIST_HEAD(&vgic->regions);
	WRITE_ONCE(vm->arch.vgic, vgic);
	return 0;
}

/**
 * arm64_vgic_destroy - the VM goes.
 * @vm: the VM; its buses, irqfds and vCPUs are gone.
 */
void arm64_vgic_destroy(struct airlock_vm *vm)
{
	struct arm64_vgic *vgic = vm->arch.vgic;

	if (!vgic)
		return;
	vgic_free_regions(vgic);
	kfree(vgic->state.spis);
	kvfree(vgic->state.cpu);
	kfree(vgic);
	vm->arch.vgic = NULL;
}

/**
 * arm64_vgic_vcpu_init - the GIC's part of a new vCPU.
 * @vcpu: the vCPU, vm->lock is held.
 *
 * Without a GIC its CPU interface is not there: all of it traps.
 *
 * Return: 0; -EBUSY: the GIC has been initialised for the vCPUs that were.
 */
int arm64_vgic_vcpu_init(struct airlock_vcpu *vcpu)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;

	if (arm64_vgic_initialised(vcpu->vm))
		return -EBUSY;
	raw_spin_lock_init(&cpu->lock);
	cpu->id = vcpu->id;
	cpu->number = vcpu->vm->nr_vcpus;
	cpu->nr_aprs = arm64_gic_host.nr_aprs;
	cpu->hcr = ICH_HCR_TRAP_ALL0 | ICH_HCR_TRAP_ALL1 | ICH_HCR_TRAP_COMMON;
	gic_cpu_reset(cpu);
	return 0;
}

/**
 * arm64_vgic_vcpu_reset - KVM_ARM_VCPU_INIT, PSCI CPU_ON: the CPU interface.
 * @vcpu: the vCPU of this thread, or one whose mutex is held.
 *
 * The redistributor is not the CPU's: it keeps its state, as with KVM.
 */
void arm64_vgic_vcpu_reset(struct airlock_vcpu *vcpu)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;

	cpu->vmcr = ICH_VMCR_FIQEN;
	memset(cpu->ap0r, 0, sizeof(cpu->ap0r));
	memset(cpu->ap1r, 0, sizeof(cpu->ap1r));
	if (cpu->gic)
		gic_dir_reset(vgic_state(cpu), cpu);
}

static void vgic_init_cpus(struct arm64_vgic *vgic)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;

	xa_for_each(&vgic->vm->vcpus, id, vcpu) {
		struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;

		vgic->state.cpu[id] = cpu;
		cpu->gic = vgic;
		gic_dir_reset(&vgic->state, cpu);
	}
}

static unsigned int vgic_max_id(struct airlock_vm *vm)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;
	unsigned int max = 0;

	xa_for_each(&vm->vcpus, id, vcpu)
		max = id;
	return max;
}

/**
 * vgic_default_routes - KVM's: each GSI leads to the SPI of that number.
 * @vgic: the GIC, initialised; vm->irq_lock is held.
 *
 * Return: 0 or -ENOMEM.
 */
int vgic_default_routes(struct arm64_vgic *vgic)
{
	unsigned int nr = min((vgic->state.nr_banks - 1) * GIC_BANK_IRQS,
			      (unsigned int)VGIC_PINS);
	struct kvm_irq_routing_entry *entry;
	unsigned int i;
	int ret;

	entry = kvcalloc(nr, sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		entry[i].gsi = i;
		entry[i].type = KVM_IRQ_ROUTING_IRQCHIP;
		entry[i].u.irqchip.pin = i;
	}
	ret = airlock_irq_routes_set(vgic->vm, entry, nr);
	kvfree(entry);
	return ret;
}

/* What KVM gives who does not say: SPIs up to 255. */
#define VGIC_NR_IRQS		256

/**
 * vgic_init - KVM_DEV_ARM_VGIC_CTRL_INIT.
 * @vgic: the GIC; vm->lock is held.
 *
 * Return: 0, also if it has been done; -ENODEV: there is no vCPU; -ENOMEM.
 */
int vgic_init(struct arm64_vgic *vgic)
{
	struct gic_state *gic = &vgic->state;
	unsigned int i;

	if (vgic->initialised)
		return 0;
	if (!vgic->vm->nr_vcpus)
		return -ENODEV;
	if (!vgic->nr_irqs)
		vgic->nr_irqs = VGIC_NR_IRQS;
	gic->nr_banks = vgic->nr_irqs / GIC_BANK_IRQS;
	gic->smp = vgic->vm->nr_vcpus > 1;
	gic->nr_ids = vgic_max_id(vgic->vm) + 1;
	gic->spis = kcalloc(gic->nr_banks - 1, sizeof(*gic->spis),
			    GFP_KERNEL_ACCOUNT);
	gic->cpu = kvcalloc(gic->nr_ids, sizeof(*gic->cpu), GFP_KERNEL_ACCOUNT);
	if (!gic->spis || !gic->cpu) {
		kfree(gic->spis);
		kvfree(gic->cpu);
		gic->spis = NULL;
		gic->cpu = NULL;
		return -ENOMEM;
	}
	for (i = 0; i < gic->nr_banks - 1; i++)
		gic_spis_reset(&gic->spis[i]);
	vgic_init_cpus(vgic);
	/* Pairs with the acquire in arm64_vgic_initialised(). */
	smp_store_release(&vgic->initialised, true);
	return 0;
}

int arm64_vgic_first_run(struct airlock_vm *vm)
{
	struct arm64_vgic *vgic = READ_ONCE(vm->arch.vgic);
	int ret = 0;

	/* Pairs with the release below. */
	if (!vgic || smp_load_acquire(&vgic->mapped))
		return 0;
	mutex_lock(&vm->lock);
	if (!vgic->mapped) {
		/* Before what cannot be undone. */
		if (vgic->initialised)
			ret = arm64_timer_connect(vm);
		if (!ret)
			ret = vgic_map(vgic);
		if (!ret) {
			/* Pairs with the acquire above. */
			smp_store_release(&vgic->mapped, true);
		}
	}
	mutex_unlock(&vm->lock);
	return ret;
}

/**
 * arm64_vgic_fill - the slow part of arm64_vgic_flush().
 * @vcpu: the vCPU of this thread.
 *
 * Context: IRQs off, guest context.
 */
void arm64_vgic_fill(struct airlock_vcpu *vcpu)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	struct gic_state *gic = vgic_state(cpu);
	unsigned long ready;
	u32 want;

	lockdep_assert_irqs_disabled();
	/* A trip that was called off: what it was to take along is unchanged. */
	if (unlikely(cpu->used))
		arm64_vgic_fold(vcpu);
	ready = READ_ONCE(cpu->ready);
	if (ready & ~(BIT(0) | BIT(GIC_READY_HOST))) {
		raw_spin_lock(&gic->lock);
		raw_spin_lock(&cpu->lock);
		gic_fill(gic, cpu, ~0UL);
		raw_spin_unlock(&cpu->lock);
		raw_spin_unlock(&gic->lock);
	} else {
		raw_spin_lock(&cpu->lock);
		gic_fill(gic, cpu, BIT(0));
		raw_spin_unlock(&cpu->lock);
	}
	if (!(ready & BIT(GIC_READY_HOST)))
		return;
	clear_bit(GIC_READY_HOST, &cpu->ready);
	want = gic_host_wants(cpu);
	if (want != cpu->host_active)
		arm64_timer_host_active(vcpu, want);
}

/* The guest has ended these. Context: no lock of the GIC held. */
void vgic_tell_ended(struct airlock_vcpu *vcpu)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	unsigned int i, nr = cpu->nr_ended;

	cpu->nr_ended = 0;
	for (i = 0; i < nr; i++)
		airlock_irqfd_acked(vcpu->vm, 0, cpu->ended[i] - GIC_FIRST_SPI);
}

/**
 * arm64_vgic_fold - the slow part of arm64_vgic_sync().
 * @vcpu: the vCPU of this thread.
 *
 * Context: IRQs off, guest context.
 */
void arm64_vgic_fold(struct airlock_vcpu *vcpu)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	struct gic_state *gic = vgic_state(cpu);

	lockdep_assert_irqs_disabled();
	if (cpu->spi_inflight || cpu->spilled) {
		raw_spin_lock(&gic->lock);
		raw_spin_lock(&cpu->lock);
		gic_fold(gic, cpu);
		raw_spin_unlock(&cpu->lock);
		raw_spin_unlock(&gic->lock);
	} else {
		raw_spin_lock(&cpu->lock);
		gic_fold(gic, cpu);
		raw_spin_unlock(&cpu->lock);
	}

	if (unlikely(cpu->nr_ended))
		vgic_tell_ended(vcpu);
	/* The guest may have silenced a timer whose interrupt still waits. */
	if (unlikely(cpu->own.line[GIC_SOURCE_TIMER] & cpu->own.forwarded))
		arm64_timer_resample(vcpu);
}

bool arm64_vgic_pending(struct airlock_vcpu *vcpu)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	struct gic_state *gic;
	unsigned long flags;
	bool pending;

	if (!READ_ONCE(cpu->ready) || !cpu->gic)
		return false;
	gic = vgic_state(cpu);
	raw_spin_lock_irqsave(&gic->lock, flags);
	raw_spin_lock(&cpu->lock);
	pending = gic_pending(gic, cpu);
	raw_spin_unlock(&cpu->lock);
	raw_spin_unlock_irqrestore(&gic->lock, flags);
	return pending;
}

const struct airlock_device_ops arm64_vgic_device = {
	.name = "airlock-gicv3",
	.create = vgic_create,
	.set = vgic_attr_set,
	.get = vgic_attr_get,
	.has = vgic_attr_has,
};
