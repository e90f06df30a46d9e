// SPDX-License-Identifier: GPL-2.0
/* The 8259 pair of a VM: its ports, its lines, its output. */
#include <linux/slab.h>

#include "lapic.h"
#include "listen.h"
#include "pic.h"

/* Ports of the master, the slave, and the edge/level control registers. */
static const u16 pic_ports[] = { 0x20, 0xa0, 0x4d0 };

#define PORTS_EACH		2

static struct airlock_pic *pic_lock(struct airlock_vm *vm,
				    unsigned long *flags)
	__acquires(&vm->arch.pic->lock)
{
	struct airlock_pic *pic = vm->arch.pic;

	spin_lock_irqsave(&pic->lock, *flags);
	return pic;
}

static void tell(struct airlock_vm *vm, unsigned long lines,
		 void (*what)(struct airlock_vm *vm, unsigned int chip,
			      unsigned int pin))
{
	unsigned int line;

	for_each_set_bit(line, &lines, I8259_LINES)
		what(vm, line >> 3, line & 7);
}

/*
 * Let go, and then tell: the CPU if the output rose, and who listens, which may
 * come back for the lock.
 */
static void pic_unlock(struct airlock_pic *pic, unsigned long flags,
		       bool was_up)
	__releases(&pic->lock)
{
	u16 unmasked = pic->chip.unmasked & pic->listen;
	u16 ended = pic->chip.ended & pic->listen;
	bool rose = pic->chip.output && !was_up;

	pic->chip.unmasked = 0;
	pic->chip.ended = 0;
	spin_unlock_irqrestore(&pic->lock, flags);

	if (rose)
		airlock_lapic_extint(pic->vm);
	if (unlikely(unmasked))
		tell(pic->vm, unmasked, airlock_irq_unmasked);
	if (unlikely(ended))
		tell(pic->vm, ended, airlock_irq_ended);
}

int airlock_pic_set_pin(struct airlock_vm *vm, unsigned int source,
			unsigned int pin, int level)
{
	unsigned long flags;
	struct airlock_pic *pic = pic_lock(vm, &flags);
	bool was_up = pic->chip.output;
	int taken = airlock_i8259_line(&pic->chip, source, pin, level);

	pic_unlock(pic, flags, was_up);
	return taken;
}

u8 airlock_pic_ack(struct airlock_vm *vm)
{
	unsigned long flags;
	struct airlock_pic *pic = pic_lock(vm, &flags);
	u8 vector = airlock_i8259_ack(&pic->chip);

	/*
	 * Whatever is left to come, the vCPU that acknowledges looks for it
	 * itself.
	 */
	pic_unlock(pic, flags, true);
	return vector;
}

/* A wide access is a byte to each port, as on the ISA bus. */
static int pic_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		    gpa_t addr, unsigned int len, void *data)
{
	unsigned long flags;
	struct airlock_pic *pic = pic_lock(vcpu->vm, &flags);
	bool was_up = pic->chip.output;
	u8 *bytes = data;
	unsigned int i;

	for (i = 0; i < len; i++)
		bytes[i] = airlock_i8259_read(&pic->chip, addr + i);
	pic_unlock(pic, flags, was_up);
	return 0;
}

static int pic_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		     gpa_t addr, unsigned int len, const void *data)
{
	unsigned long flags;
	struct airlock_pic *pic = pic_lock(vcpu->vm, &flags);
	bool was_up = pic->chip.output;
	const u8 *bytes = data;
	unsigned int i;

	for (i = 0; i < len; i++)
		airlock_i8259_write(&pic->chip, addr + i, bytes[i]);
	pic_unlock(pic, flags, was_up);
	return 0;
}

static const struct airlock_iodev_ops pic_ops = {
	.read = pic_read,
	.write = pic_write,
};

int airlock_pic_create(struct airlock_vm *vm)
{
	struct airlock_pic *pic = kzalloc(sizeof(*pic), GFP_KERNEL_ACCOUNT);
	unsigned int i;
	int ret = 0;

	if (!pic)
		return -ENOMEM;
	spin_lock_init(&pic->lock);
	airlock_i8259_reset(&pic->chip);
	pic->vm = vm;
	pic->dev.ops = &pic_ops;
	vm->arch.pic = pic;

	for (i = 0; !ret && i < ARRAY_SIZE(pic_ports); i++)
		ret = airlock_iobus_add(vm, AIRLOCK_BUS_PIO, pic_ports[i],
					PORTS_EACH, &pic->dev);
	if (ret)
		airlock_pic_destroy(vm);
	return ret;
}

void airlock_pic_destroy(struct airlock_vm *vm)
{
	struct airlock_pic *pic = vm->arch.pic;

	if (!pic)
		return;
	airlock_iobus_remove(vm, AIRLOCK_BUS_PIO, &pic->dev);
	vm->arch.pic = NULL;
	kfree(pic);
}

void airlock_pic_listen(struct airlock_vm *vm, u16 lines)
{
	unsigned long flags;
	struct airlock_pic *pic = pic_lock(vm, &flags);

	pic->listen = lines;
	pic_unlock(pic, flags, true);
}

void airlock_pic_get(struct airlock_vm *vm, unsigned int nr,
		     struct kvm_pic_state *state)
{
	unsigned long flags;
	struct airlock_pic *pic = pic_lock(vm, &flags);

	*state = pic->chip.chip[nr];
	pic_unlock(pic, flags, true);
}

void airlock_pic_set(struct airlock_vm *vm, unsigned int nr,
		     const struct kvm_pic_state *state)
{
	unsigned long flags;
	struct airlock_pic *pic = pic_lock(vm, &flags);

	airlock_i8259_set(&pic->chip, nr, state);
	pic_unlock(pic, flags, false);
}
