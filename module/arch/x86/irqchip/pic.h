/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the interrupt controllers: the 8259 pair. */
#ifndef AIRLOCK_PIC_H
#define AIRLOCK_PIC_H

#include <linux/spinlock.h>

#include "airlock.h"
#include "i8259.h"
#include "irqchip.h"

/**
 * struct airlock_pic - the 8259 pair of a VM.
 * @lock: of what follows; taken in any context
 * @chip: the pair; its output is read without the lock
 * @listen: lines whose end somebody waits for
 * @vm: whose it is [c]
 * @dev: at its ports [c]
 */
struct airlock_pic {
	spinlock_t lock;	/* see above */
	struct i8259 chip;
	u16 listen;
	struct airlock_vm *vm;
	struct airlock_iodev dev;
};

/* vm->irq_lock held, and no vCPU exists. */
int airlock_pic_create(struct airlock_vm *vm);
void airlock_pic_destroy(struct airlock_vm *vm);

/* Which lines @listen has. */
void airlock_pic_listen(struct airlock_vm *vm, u16 lines);

/* A vCPU acknowledges the interrupt at LINT0: its vector. */
u8 airlock_pic_ack(struct airlock_vm *vm);

/* The INT pin. Any context. */
static inline bool airlock_pic_output(struct airlock_vm *vm)
{
	const struct airlock_pic *pic = vm->arch.pic;

	return pic && READ_ONCE(pic->chip.output);
}

void airlock_pic_get(struct airlock_vm *vm, unsigned int nr,
		     struct kvm_pic_state *state);
void airlock_pic_set(struct airlock_vm *vm, unsigned int nr,
		     const struct kvm_pic_state *state);

#endif /* AIRLOCK_PIC_H */
