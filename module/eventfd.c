// SPDX-License-Identifier: GPL-2.0
/* irqfd: an eventfd raises a GSI. ioeventfd.c has the other direction. */
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/kvm.h>
#include <linux/poll.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "airlock.h"
#include "arch.h"
#include "compat.h"
#include "eventfd.h"

/* Work of this module alone, so that it can be flushed. */
static struct workqueue_struct *irqfd_wq;

/**
 * struct irqfd - an eventfd that raises a GSI.
 * @vm: the VM, which outlives this [c]
 * @gsi: the line [c]
 * @eventfd: raises it [c]
 * @resamplefd: level semantics: told when the guest ends the interrupt, or
 *	NULL for edge semantics [c]
 * @wait: our place in the eventfd's wait queue
 * @poll: puts us there
 * @link: in vm->irqfds [i]
 * @retired: somebody has queued @shutdown, which happens once [a]
 * @shutdown: takes this apart
 * @rcu: frees it
 */
struct irqfd {
	struct airlock_vm *vm;
	u32 gsi;
	struct eventfd_ctx *eventfd;
	struct eventfd_ctx *resamplefd;
	wait_queue_entry_t wait;
	poll_table poll;
	struct list_head link;
	unsigned long retired;
	struct work_struct shutdown;
	struct rcu_head rcu;
};

/* Any context. A resampled line stays up until the guest ends the interrupt. */
static void irqfd_inject(struct irqfd *irqfd)
{
	if (irqfd->resamplefd) {
		airlock_irq_set(irqfd->vm, AIRLOCK_IRQ_SOURCE_RESAMPLE,
				irqfd->gsi, 1);
		return;
	}
	airlock_irq_set(irqfd->vm, AIRLOCK_IRQ_SOURCE_IRQFD, irqfd->gsi, 1);
	airlock_irq_set(irqfd->vm, AIRLOCK_IRQ_SOURCE_IRQFD, irqfd->gsi, 0);
}

static DEFINE_SPINLOCK(irqfd_retire_lock);

/*
 * Any context. The eventfd's last close, KVM_IRQFD_FLAG_DEASSIGN and the end
 * of the VM may all come at once; the first takes the irqfd apart.
 */
static void irqfd_retire(struct irqfd *irqfd)
{
	unsigned long flags;

	/* Whoever finds it retired may flush the queue, and find it there. */
	spin_lock_irqsave(&irqfd_retire_lock, flags);
	if (!__test_and_set_bit(0, &irqfd->retired))
		queue_work(irqfd_wq, &irqfd->shutdown);
	spin_unlock_irqrestore(&irqfd_retire_lock, flags);
}

/* The eventfd was signalled or closed. Its wait queue is locked, IRQs off. */
static int irqfd_wake(wait_queue_entry_t *wait, unsigned int mode, int sync,
		      void *key)
{
	struct irqfd *irqfd = container_of(wait, struct irqfd, wait);
	__poll_t events = key_to_poll(key);
	u64 count;
	int taken = 0;

	if (events & EPOLLIN) {
		eventfd_ctx_do_read(irqfd->eventfd, &count);
		irqfd_inject(irqfd);
		taken = 1;
	}
	if (events & EPOLLHUP)
		irqfd_retire(irqfd);
	return taken;
}

/*
 * First in the queue and exclusive: we empty the eventfd, so nobody behind us
 * has anything to wake up for.
 */
static void irqfd_queue(struct file *file, wait_queue_head_t *head,
			poll_table *poll)
{
	struct irqfd *irqfd = container_of(poll, struct irqfd, poll);

	add_wait_queue_priority(head, &irqfd->wait);
}

static void irqfd_free_rcu(struct rcu_head *rcu)
{
	struct irqfd *irqfd = container_of(rcu, struct irqfd, rcu);

	if (irqfd->resamplefd)
		eventfd_ctx_put(irqfd->resamplefd);
	eventfd_ctx_put(irqfd->eventfd);
	kfree(irqfd);
}

static bool gsi_resampled(struct airlock_vm *vm, u32 gsi)
{
	struct irqfd *irqfd;

	list_for_each_entry(irqfd, &vm->irqfds, link)
		if (irqfd->resamplefd && irqfd->gsi == gsi)
			return true;
	return false;
}

static void irqfd_shutdown(struct work_struct *work)
{
	struct irqfd *irqfd = container_of(work, struct irqfd, shutdown);
	struct airlock_vm *vm = irqfd->vm;
	u64 count;

	/* Takes the lock that irqfd_wake() runs under: no injection follows. */
	eventfd_ctx_remove_wait_queue(irqfd->eventfd, &irqfd->wait, &count);

	mutex_lock(&vm->irq_lock);
	list_del_rcu(&irqfd->link);
	if (irqfd->resamplefd) {
		/* The irqfds of one GSI share its level. */
		if (!gsi_resampled(vm, irqfd->gsi))
			airlock_irq_set(vm, AIRLOCK_IRQ_SOURCE_RESAMPLE,
					irqfd->gsi, 0);
		airlock_arch_irq_listeners(vm);
	}
	mutex_unlock(&vm->irq_lock);

	call_rcu(&irqfd->rcu, irqfd_free_rcu);
}

static bool eventfd_in_use(struct airlock_vm *vm, struct eventfd_ctx *eventfd)
{
	struct irqfd *irqfd;

	list_for_each_entry(irqfd, &vm->irqfds, link)
		if (irqfd->eventfd == eventfd &&
		    !test_bit(0, &irqfd->retired))
			return true;
	return false;
}

/* Publish a complete irqfd; @file keeps the eventfd from closing meanwhile. */
static int irqfd_attach(struct irqfd *irqfd, struct file *file)
{
	struct airlock_vm *vm = irqfd->vm;

	mutex_lock(&vm->irq_lock);
	if (eventfd_in_use(vm, irqfd->eventfd)) {
		mutex_unlock(&vm->irq_lock);
		return -EBUSY;
	}
	list_add_tail_rcu(&irqfd->link, &vm->irqfds);
	if (irqfd->resamplefd)
		airlock_arch_irq_listeners(vm);

	/* A signal from before we were in the queue counts as well. */
	if (vfs_poll(file, &irqfd->poll) & EPOLLIN)
		irqfd_inject(irqfd);
	mutex_unlock(&vm->irq_lock);
	return 0;
}

static struct irqfd *irqfd_alloc(struct airlock_vm *vm,
				 const struct kvm_irqfd *args,
				 struct file *file)
{
	struct irqfd *irqfd = kzalloc(sizeof(*irqfd), GFP_KERNEL_ACCOUNT);

	if (!irqfd)
		return ERR_PTR(-ENOMEM);
	irqfd->vm = vm;
	irqfd->gsi = args->gsi;
	INIT_WORK(&irqfd->shutdown, irqfd_shutdown);
	init_waitqueue_func_entry(&irqfd->wait, irqfd_wake);
	init_poll_funcptr(&irqfd->poll, irqfd_queue);

	if (args->flags & KVM_IRQFD_FLAG_RESAMPLE) {
		struct eventfd_ctx *ctx = eventfd_ctx_fdget(args->resamplefd);

		if (IS_ERR(ctx)) {
			kfree(irqfd);
			return ERR_CAST(ctx);
		}
		irqfd->resamplefd = ctx;
	}
	/* Cannot fail: @file is an eventfd. */
	irqfd->eventfd = eventfd_ctx_fileget(file);
	return irqfd;
}

static int irqfd_assign(struct airlock_vm *vm, const struct kvm_irqfd *args)
{
	struct irqfd *irqfd;
	struct file *file;
	int ret;

	if (!airlock_arch_irqchip_ready(vm))
		return AIRLOCK_IRQFD_TOO_EARLY;

	file = eventfd_fget(args->fd);
	if (IS_ERR(file))
		return PTR_ERR(file);

	irqfd = irqfd_alloc(vm, args, file);
	if (IS_ERR(irqfd)) {
		ret = PTR_ERR(irqfd);
	} else {
		ret = irqfd_attach(irqfd, file);
		if (ret)
			irqfd_free_rcu(&irqfd->rcu);
	}
	fput(file);
	return ret;
}

static int irqfd_deassign(struct airlock_vm *vm, const struct kvm_irqfd *args)
{
	struct eventfd_ctx *eventfd = eventfd_ctx_fdget(args->fd);
	struct irqfd *irqfd;

	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);

	mutex_lock(&vm->irq_lock);
	list_for_each_entry(irqfd, &vm->irqfds, link)
		if (irqfd->eventfd == eventfd && irqfd->gsi == args->gsi)
			irqfd_retire(irqfd);
	mutex_unlock(&vm->irq_lock);
	eventfd_ctx_put(eventfd);

	/* The caller may count on no further interrupt of this GSI. */
	flush_workqueue(irqfd_wq);
	return 0;
}

int airlock_irqfd(struct airlock_vm *vm, const struct kvm_irqfd *args)
{
	if (args->flags & ~(KVM_IRQFD_FLAG_DEASSIGN | KVM_IRQFD_FLAG_RESAMPLE))
		return -EINVAL;
	if (args->flags & KVM_IRQFD_FLAG_DEASSIGN)
		return irqfd_deassign(vm, args);
	return irqfd_assign(vm, args);
}

bool airlock_irqfd_listens(struct airlock_vm *vm, unsigned int chip,
			   unsigned int pin)
{
	struct irqfd *irqfd;

	list_for_each_entry(irqfd, &vm->irqfds, link)
		if (irqfd->resamplefd &&
		    airlock_irq_leads_to(vm, irqfd->gsi, chip, pin))
			return true;
	return false;
}

void airlock_irqfd_acked(struct airlock_vm *vm, unsigned int chip,
			 unsigned int pin)
{
	struct irqfd *irqfd;

	/*
	 * All levels down before the first signal: who is signalled may raise
	 * his line at once, and that must not be undone.
	 */
	rcu_read_lock();
	list_for_each_entry_rcu(irqfd, &vm->irqfds, link)
		if (irqfd->resamplefd &&
		    airlock_irq_leads_to(vm, irqfd->gsi, chip, pin))
			airlock_irq_set(vm, AIRLOCK_IRQ_SOURCE_RESAMPLE,
					irqfd->gsi, 0);
	list_for_each_entry_rcu(irqfd, &vm->irqfds, link)
		if (irqfd->resamplefd &&
		    airlock_irq_leads_to(vm, irqfd->gsi, chip, pin))
			airlock_eventfd_signal(irqfd->resamplefd);
	rcu_read_unlock();
}

void airlock_eventfd_destroy(struct airlock_vm *vm)
{
	struct irqfd *irqfd;

	mutex_lock(&vm->irq_lock);
	list_for_each_entry(irqfd, &vm->irqfds, link)
		irqfd_retire(irqfd);
	mutex_unlock(&vm->irq_lock);
	flush_workqueue(irqfd_wq);
}

int airlock_eventfd_init(void)
{
	irqfd_wq = alloc_workqueue("airlock-irqfd", 0, 0);
	return irqfd_wq ? 0 : -ENOMEM;
}

void airlock_eventfd_exit(void)
{
	destroy_workqueue(irqfd_wq);
}
