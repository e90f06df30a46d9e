// SPDX-License-Identifier: GPL-2.0
/*
 * The 8254 of a VM: its ports, and channel 0 on a high-resolution timer.
 *
 * The hrtimer's function takes the lock that the ports are accessed under, so
 * nobody may wait for it with the lock held. Instead it looks at @expires, and
 * does nothing if it was started anew or called off meanwhile.
 */
#include <linux/math64.h>
#include <linux/slab.h>

#include "arch.h"
#include "compat.h"
#include "pit.h"

#define PIT_PORT		0x40
#define PIT_PORTS		4
#define SPEAKER_PORT		0x61

/* As often as a guest can make the host's timer rearm itself. */
#define PERIOD_MIN_NS		200000ULL

/* One tick. Returns as airlock_irq_set(). */
static int pit_raise(struct airlock_pit *pit)
{
	int taken = airlock_irq_set(pit->vm, AIRLOCK_IRQ_SOURCE_PIT, PIT_GSI,
				    1);

	airlock_irq_set(pit->vm, AIRLOCK_IRQ_SOURCE_PIT, PIT_GSI, 0);
	return taken;
}

/*
 * A number of ticks at once; the lock is held. A guest that counts them must
 * not lose any: while it has one in hand, the others are kept. A tick that
 * nobody takes, because it is masked everywhere, is nobody's to end either.
 */
static void pit_tick(struct airlock_pit *pit, u64 ticks)
{
	if (!pit->reinject) {
		pit_raise(pit);
		return;
	}
	if (!pit->unacked) {
		pit->unacked = pit_raise(pit) >= 0;
		ticks--;
	}
	if (pit->unacked)
		pit->pending = min_t(u64, pit->pending + ticks, U32_MAX);
}

void airlock_pit_ended(struct airlock_pit *pit, bool forget)
{
	unsigned long flags;

	spin_lock_irqsave(&pit->lock, flags);
	if (forget)
		pit->pending = 0;
	pit->unacked = false;
	if (pit->reinject && pit->pending) {
		pit->pending--;
		pit->unacked = pit_raise(pit) >= 0;
	}
	spin_unlock_irqrestore(&pit->lock, flags);
}

static void pit_start(struct airlock_pit *pit)
{
	hrtimer_start(&pit->hrtimer, ns_to_ktime(pit->expires),
		      HRTIMER_MODE_ABS_HARD);
}

/* Host interrupt context. */
static enum hrtimer_restart pit_fired(struct hrtimer *hrtimer)
{
	struct airlock_pit *pit = container_of(hrtimer, struct airlock_pit,
					       hrtimer);
	u64 now = ktime_get_ns();
	unsigned long flags;
	u64 ticks = 1;

	spin_lock_irqsave(&pit->lock, flags);
	if (now >= pit->expires) {
		if (pit->period) {
			ticks += div64_u64(now - pit->expires, pit->period);
			pit->expires += ticks * pit->period;
			pit_start(pit);
		} else {
			pit->expires = U64_MAX;
		}
		pit_tick(pit, ticks);
	}
	spin_unlock_irqrestore(&pit->lock, flags);
	return HRTIMER_NORESTART;
}

/* Channel 0 was programmed @now; the lock is held. */
static void pit_schedule(struct airlock_pit *pit, u64 now)
{
	bool periodic;
	u64 delay;

	pit->pending = 0;
	pit->unacked = false;
	periodic = airlock_i8254_schedule(&pit->chip, &delay);
	if (!delay || pit->hpet_legacy) {
		pit->expires = U64_MAX;
		hrtimer_try_to_cancel(&pit->hrtimer);
		return;
	}
	pit->period = periodic ? max(delay, PERIOD_MIN_NS) : 0;
	pit->expires = now + delay;
	pit_start(pit);
}

static int pit_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		    gpa_t addr, unsigned int len, void *data)
{
	struct airlock_pit *pit = container_of(dev, struct airlock_pit, dev);
	u64 now = ktime_get_ns();
	u8 *bytes = data;
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&pit->lock, flags);
	for (i = 0; i < len; i++)
		bytes[i] = airlock_i8254_read(&pit->chip, addr + i, now);
	spin_unlock_irqrestore(&pit->lock, flags);
	return 0;
}

static int pit_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		     gpa_t addr, unsigned int len, const void *data)
{
	struct airlock_pit *pit = container_of(dev, struct airlock_pit, dev);
	u64 now = ktime_get_ns();
	const u8 *bytes = data;
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&pit->lock, flags);
	for (i = 0; i < len; i++)
		if (airlock_i8254_write(&pit->chip, addr + i, bytes[i], now))
			pit_schedule(pit, now);
	spin_unlock_irqrestore(&pit->lock, flags);
	return 0;
}

static int speaker_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			gpa_t addr, unsigned int len, void *data)
{
	struct airlock_pit *pit = container_of(dev, struct airlock_pit,
					       speaker_dev);
	unsigned long flags;

	spin_lock_irqsave(&pit->lock, flags);
	*(u8 *)data = airlock_i8254_speaker_read(&pit->chip, ktime_get_ns());
	spin_unlock_irqrestore(&pit->lock, flags);
	return 0;
}

static int speaker_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			 gpa_t addr, unsigned int len, const void *data)
{
	struct airlock_pit *pit = container_of(dev, struct airlock_pit,
					       speaker_dev);
	unsigned long flags;

	spin_lock_irqsave(&pit->lock, flags);
	airlock_i8254_speaker_write(&pit->chip, *(u8 *)data, ktime_get_ns());
	spin_unlock_irqrestore(&pit->lock, flags);
	return 0;
}

static const struct airlock_iodev_ops pit_ops = {
	.read = pit_read,
	.write = pit_write,
};

static const struct airlock_iodev_ops speaker_ops = {
	.read = speaker_read,
	.write = speaker_write,
};

static int pit_attach(struct airlock_pit *pit, bool speaker)
{
	int ret = airlock_iobus_add(pit->vm, AIRLOCK_BUS_PIO, PIT_PORT,
				    PIT_PORTS, &pit->dev);

	if (ret || !speaker)
		return ret;
	ret = airlock_iobus_add(pit->vm, AIRLOCK_BUS_PIO, SPEAKER_PORT, 1,
				&pit->speaker_dev);
	if (ret) {
		airlock_iobus_remove(pit->vm, AIRLOCK_BUS_PIO, &pit->dev);
		/* vCPUs may exist already, and one be in pit_read(). */
		synchronize_rcu();
	}
	return ret;
}

static struct airlock_pit *pit_alloc(struct airlock_vm *vm)
{
	struct airlock_pit *pit = kzalloc(sizeof(*pit), GFP_KERNEL_ACCOUNT);

	if (!pit)
		return NULL;
	spin_lock_init(&pit->lock);
	airlock_i8254_reset(&pit->chip, ktime_get_ns());
	airlock_hrtimer_setup(&pit->hrtimer, pit_fired, HRTIMER_MODE_ABS_HARD);
	pit->expires = U64_MAX;
	pit->reinject = true;
	pit->vm = vm;
	pit->dev.ops = &pit_ops;
	pit->speaker_dev.ops = &speaker_ops;
	return pit;
}

int airlock_pit_create(struct airlock_vm *vm, const struct kvm_pit_config *cfg)
{
	struct airlock_pit *pit;
	int ret;

	if (vm->arch.pit)
		return -EEXIST;
	if (!vm->arch.pic)
		return -ENOENT;
	if (cfg->flags & ~KVM_PIT_SPEAKER_DUMMY)
		return -EINVAL;
	pit = pit_alloc(vm);
	if (!pit)
		return -ENOMEM;

	ret = pit_attach(pit, cfg->flags & KVM_PIT_SPEAKER_DUMMY);
	if (ret) {
		kfree(pit);
		return ret;
	}
	/* Complete before anybody who looks without a lock finds it. */
	smp_store_release(&vm->arch.pit, pit);
	airlock_arch_irq_listeners(vm);
	return 0;
}

void airlock_pit_destroy(struct airlock_vm *vm)
{
	struct airlock_pit *pit = vm->arch.pit;

	if (!pit)
		return;
	/* Called off first: else it could start itself again. */
	spin_lock_irq(&pit->lock);
	pit->expires = U64_MAX;
	spin_unlock_irq(&pit->lock);
	hrtimer_cancel(&pit->hrtimer);
	airlock_iobus_remove(vm, AIRLOCK_BUS_PIO, &pit->speaker_dev);
	airlock_iobus_remove(vm, AIRLOCK_BUS_PIO, &pit->dev);
	vm->arch.pit = NULL;
	kfree(pit);
}

int airlock_pit_reinject(struct airlock_vm *vm, bool reinject)
{
	struct airlock_pit *pit = vm->arch.pit;

	if (!pit)
		return -ENXIO;
	spin_lock_irq(&pit->lock);
	pit->reinject = reinject;
	pit->pending = 0;
	pit->unacked = false;
	spin_unlock_irq(&pit->lock);
	return 0;
}

int airlock_pit_get(struct airlock_vm *vm, struct kvm_pit_state2 *state)
{
	struct airlock_pit *pit = vm->arch.pit;

	if (!pit)
		return -ENXIO;
	memset(state, 0, sizeof(*state));
	spin_lock_irq(&pit->lock);
	memcpy(state->channels, pit->chip.channel, sizeof(state->channels));
	if (pit->hpet_legacy)
		state->flags |= KVM_PIT_FLAGS_HPET_LEGACY;
	if (pit->chip.speaker)
		state->flags |= KVM_PIT_FLAGS_SPEAKER_DATA_ON;
	spin_unlock_irq(&pit->lock);
	return 0;
}

int airlock_pit_set(struct airlock_vm *vm, const struct kvm_pit_state2 *state)
{
	struct airlock_pit *pit = vm->arch.pit;
	u64 now = ktime_get_ns();

	if (!pit)
		return -ENXIO;
	spin_lock_irq(&pit->lock);
	airlock_i8254_set(&pit->chip, state->channels, now);
	pit->hpet_legacy = state->flags & KVM_PIT_FLAGS_HPET_LEGACY;
	pit->chip.speaker = state->flags & KVM_PIT_FLAGS_SPEAKER_DATA_ON;
	pit_schedule(pit, now);
	spin_unlock_irq(&pit->lock);
	return 0;
}
