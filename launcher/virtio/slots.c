// SPDX-License-Identifier: GPL-2.0
/*
 * Making the virtio devices, and wiring them to the VM: an ioeventfd for each
 * queue brings the guest's notifications, an irqfd takes the interrupt back. So
 * neither makes a vCPU leave KVM_RUN, and a disk that is slow holds up nobody.
 */
#include "slots.h"

#include <errno.h>
#include <linux/virtio_mmio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../arch.h"
#include "../vm.h"
#include "blk.h"
#include "console.h"
#include "net.h"
#include "rng.h"

/* Any kind of device, so that a slot has room for it. */
union any_device {
	struct virtio_device device;
	struct virtio_blk blk;
	struct virtio_net net;
	struct virtio_rng rng;
	struct virtio_console console;
};

static void terminal_put(void *context, u8 byte)
{
	struct vm *vm = context;

	console_put(&vm->console, byte);
}

static void terminal_room(void *context)
{
	struct vm *vm = context;

	console_input_room(&vm->console);
}

static void open_console(struct vm *vm, struct virtio_console *console)
{
	const struct virtio_console_wires ends = {
		.put = terminal_put,
		.room = terminal_room,
		.context = vm,
	};

	virtio_console_open(console, &ends);
	vm->virtio_console = console;
}

static enum launcher_code open_device(struct vm *vm, union any_device *any,
				      const struct virtio_request *request)
{
	switch (request->kind) {
	case REQUEST_DISK:
		return virtio_blk_open(&any->blk, request->name,
				       request->read_only);
	case REQUEST_NET:
		return virtio_net_open(&any->net, request->name);
	case REQUEST_RNG:
		virtio_rng_open(&any->rng);
		break;
	case REQUEST_CONSOLE:
		open_console(vm, &any->console);
		break;
	}
	return LAUNCHER_OK;
}

/* One write is one interrupt, however many are pending. */
static void raise_interrupt(void *context)
{
	const struct virtio_slot *slot = context;
	u64 one = 1;
	ssize_t n = write(slot->irq_fd, &one, sizeof(one));

	(void)n;
}

/* Devices live until the process ends, as guest memory does. */
enum launcher_code virtio_open(struct vm *vm)
{
	const struct options *options = vm->options;
	enum launcher_code code = LAUNCHER_OK;
	unsigned int i;

	if (!options->nr_virtio)
		return LAUNCHER_OK;
	vm->virtio = calloc(options->nr_virtio, sizeof(*vm->virtio));
	if (!vm->virtio)
		return host_err("no memory for the virtio devices");
	for (i = 0; !code && i < options->nr_virtio; i++) {
		struct virtio_slot *slot = &vm->virtio[i];
		union any_device *any = calloc(1, sizeof(*any));

		if (!any)
			return host_err("no memory for the virtio devices");
		code = open_device(vm, any, &options->virtio[i]);
		*slot = (struct virtio_slot){
			.vm = vm,
			.number = i,
			.device = &any->device,
		};
		any->device.wires = (struct virtio_wires){
			.interrupt = raise_interrupt,
			.context = slot,
		};
		virtio_init(&any->device, &vm->ram);
		vm->nr_virtio++;
	}
	return code;
}

static enum launcher_code connect_interrupt(struct virtio_slot *slot)
{
	struct kvm_irqfd irqfd = { .gsi = virtio_gsi(slot->number) };

	slot->irq_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (slot->irq_fd < 0)
		return host_err("eventfd: %s", strerror(errno));
	irqfd.fd = slot->irq_fd;
	if (ioctl(slot->vm->fd, KVM_IRQFD, &irqfd) < 0)
		return host_err("KVM_IRQFD of GSI %u: %s", irqfd.gsi,
				strerror(errno));
	return LAUNCHER_OK;
}

static enum launcher_code connect_queue(struct virtio_slot *slot,
					unsigned int index)
{
	struct kvm_ioeventfd kick = {
		.addr = virtio_address(slot->number) +
			VIRTIO_MMIO_QUEUE_NOTIFY,
		.len = 4,
		.datamatch = index,
		.flags = KVM_IOEVENTFD_FLAG_DATAMATCH,
	};

	slot->kick_fd[index] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (slot->kick_fd[index] < 0)
		return host_err("eventfd: %s", strerror(errno));
	kick.fd = slot->kick_fd[index];
	if (ioctl(slot->vm->fd, KVM_IOEVENTFD, &kick) < 0)
		return host_err("KVM_IOEVENTFD at %#llx: %s", kick.addr,
				strerror(errno));
	return LAUNCHER_OK;
}

static enum launcher_code connect_slot(struct virtio_slot *slot)
{
	enum launcher_code code = connect_interrupt(slot);
	unsigned int i;

	for (i = 0; !code && i < slot->device->kind->nr_queues; i++)
		code = connect_queue(slot, i);
	if (!code)
		bus_add(&slot->vm->mmio, virtio_address(slot->number),
			VIRTIO_MMIO_BYTES, &virtio_mmio_bus_ops, slot->device);
	return code;
}

static enum launcher_code check_caps(const struct vm *vm)
{
	if (!vm_check_cap(vm, KVM_CAP_IRQFD))
		return host_err("%s lacks KVM_CAP_IRQFD, which virtio devices need",
				vm->options->device);
	if (!vm_check_cap(vm, KVM_CAP_IOEVENTFD))
		return host_err("%s lacks KVM_CAP_IOEVENTFD, which virtio devices need",
				vm->options->device);
	return LAUNCHER_OK;
}

enum launcher_code virtio_connect(struct vm *vm)
{
	enum launcher_code code = LAUNCHER_OK;
	unsigned int i;

	if (vm->nr_virtio)
		code = check_caps(vm);
	for (i = 0; !code && i < vm->nr_virtio; i++)
		code = connect_slot(&vm->virtio[i]);
	return code;
}
