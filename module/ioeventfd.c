// SPDX-License-Identifier: GPL-2.0
/* ioeventfd: a guest's write signals an eventfd, without a heavy exit. */
#include <linux/eventfd.h>
#include <linux/kvm.h>
#include <linux/slab.h>

#include "airlock.h"
#include "compat.h"
#include "eventfd.h"

/* VIRTIO_CCW_NOTIFY is a bus that only s390 has. */
#define IOEVENTFD_FLAGS		(KVM_IOEVENTFD_FLAG_DATAMATCH | \
				 KVM_IOEVENTFD_FLAG_PIO | \
				 KVM_IOEVENTFD_FLAG_DEASSIGN)

/**
 * struct ioeventfd - a device on a bus that signals an eventfd. Constant once
 * it is on the bus.
 * @dev: on the bus.
 * @link: in vm->ioeventfds [i]
 * @eventfd: what to signal.
 * @bus: which bus.
 * @addr: port or guest physical address.
 * @len: length that the write must have, or 0 for any.
 * @any: any value will do.
 * @value: else the one that must be written.
 */
struct ioeventfd {
	struct airlock_iodev dev;
	struct list_head link;
	struct eventfd_ctx *eventfd;
	enum airlock_bus bus;
	gpa_t addr;
	u32 len;
	bool any;
	u64 value;
};

static int ioeventfd_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			  gpa_t addr, unsigned int len, void *data)
{
	return -EOPNOTSUPP;
}

/* What was written, as a number; @len is 1, 2, 4 or 8. */
static u64 written(const void *data, unsigned int len)
{
	u64 value = 0;

	/* Lengths that the compiler knows, so that nothing is called. */
	switch (len) {
	case 1:
		memcpy(&value, data, 1);
		break;
	case 2:
		memcpy(&value, data, 2);
		break;
	case 4:
		memcpy(&value, data, 4);
		break;
	default:
		memcpy(&value, data, 8);
		break;
	}
	return value;
}

static int ioeventfd_write(struct airlock_vcpu *vcpu,
			   struct airlock_iodev *dev, gpa_t addr,
			   unsigned int len, const void *data)
{
	struct ioeventfd *ioeventfd = container_of(dev, struct ioeventfd, dev);

	if (ioeventfd->len) {
		if (addr != ioeventfd->addr || len != ioeventfd->len)
			return -EOPNOTSUPP;
		if (!ioeventfd->any && written(data, len) != ioeventfd->value)
			return -EOPNOTSUPP;
	}
	airlock_eventfd_signal(ioeventfd->eventfd);
	return 0;
}

static void ioeventfd_free(struct airlock_iodev *dev)
{
	struct ioeventfd *ioeventfd = container_of(dev, struct ioeventfd, dev);

	eventfd_ctx_put(ioeventfd->eventfd);
	kfree(ioeventfd);
}

static const struct airlock_iodev_ops ioeventfd_ops = {
	.read = ioeventfd_read,
	.write = ioeventfd_write,
	.free = ioeventfd_free,
};

/* Could one write signal both? */
static bool ioeventfds_collide(const struct ioeventfd *a,
			       const struct ioeventfd *b)
{
	if (a->bus != b->bus || a->addr != b->addr)
		return false;
	if (!a->len || !b->len)
		return true;
	return a->len == b->len &&
	       (a->any || b->any || a->value == b->value);
}

static int ioeventfd_attach(struct airlock_vm *vm, struct ioeventfd *new)
{
	struct ioeventfd *old;
	int ret;

	list_for_each_entry(old, &vm->ioeventfds, link)
		if (ioeventfds_collide(old, new))
			return -EEXIST;

	ret = airlock_iobus_add(vm, new->bus, new->addr, new->len, &new->dev);
	if (!ret)
		list_add_tail(&new->link, &vm->ioeventfds);
	return ret;
}

static int ioeventfd_detach(struct airlock_vm *vm, const struct ioeventfd *like)
{
	struct ioeventfd *old;

	list_for_each_entry(old, &vm->ioeventfds, link) {
		if (old->bus != like->bus || old->eventfd != like->eventfd ||
		    old->addr != like->addr || old->len != like->len ||
		    old->any != like->any ||
		    (!old->any && old->value != like->value))
			continue;
		list_del(&old->link);
		airlock_iobus_remove(vm, old->bus, &old->dev);
		return 0;
	}
	return -ENOENT;
}

static int ioeventfd_check(const struct kvm_ioeventfd *args)
{
	if (args->flags & ~IOEVENTFD_FLAGS)
		return -EINVAL;
	if (args->len > 8 || hweight32(args->len) > 1)
		return -EINVAL;
	if (args->addr + args->len < args->addr)
		return -EINVAL;
	if (!args->len && args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH)
		return -EINVAL;
	return 0;
}

int airlock_ioeventfd(struct airlock_vm *vm, const struct kvm_ioeventfd *args)
{
	bool detach = args->flags & KVM_IOEVENTFD_FLAG_DEASSIGN;
	struct ioeventfd *ioeventfd;
	struct eventfd_ctx *ctx;
	int ret = ioeventfd_check(args);

	if (ret)
		return ret;
	ctx = eventfd_ctx_fdget(args->fd);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	ioeventfd = kzalloc(sizeof(*ioeventfd), GFP_KERNEL_ACCOUNT);
	if (!ioeventfd) {
		eventfd_ctx_put(ctx);
		return -ENOMEM;
	}

	ioeventfd->dev.ops = &ioeventfd_ops;
	ioeventfd->eventfd = ctx;
	ioeventfd->bus = AIRLOCK_BUS_MMIO;
	if (args->flags & KVM_IOEVENTFD_FLAG_PIO)
		ioeventfd->bus = AIRLOCK_BUS_PIO;
	ioeventfd->addr = args->addr;
	ioeventfd->len = args->len;
	ioeventfd->any = !(args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH);
	ioeventfd->value = args->datamatch;

	mutex_lock(&vm->irq_lock);
	ret = detach ? ioeventfd_detach(vm, ioeventfd) :
		       ioeventfd_attach(vm, ioeventfd);
	mutex_unlock(&vm->irq_lock);

	/* To detach, it only served as a pattern. */
	if (ret || detach)
		ioeventfd_free(&ioeventfd->dev);
	return ret;
}
