// SPDX-License-Identifier: GPL-2.0
/*
 * A device's thread: waits for the guest, for the device's own source and for
 * the guest's end.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "../run.h"
#include "../vm.h"
#include "slots.h"

/* Indices into the poll set; the queues come last. */
enum {
	POLL_END,
	POLL_SOURCE,
	POLL_QUEUE,
	POLL_COUNT = POLL_QUEUE + VIRTIO_MAX_QUEUES,
};

static bool listens(struct virtio_device *device)
{
	bool listen;

	if (device->source_fd < 0 || !device->kind->listen)
		return device->source_fd >= 0;
	pthread_mutex_lock(&device->lock);
	listen = device->kind->listen(device);
	pthread_mutex_unlock(&device->lock);
	return listen;
}

static void wait_for_events(const struct virtio_slot *slot, struct pollfd *set)
{
	struct virtio_device *device = slot->device;
	unsigned int i;

	for (i = 0; i < POLL_COUNT; i++)
		set[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	set[POLL_END].fd = slot->vm->end_fd;
	if (listens(device))
		set[POLL_SOURCE].fd = device->source_fd;
	for (i = 0; i < device->kind->nr_queues; i++)
		set[POLL_QUEUE + i].fd = slot->kick_fd[i];
	if (poll(set, POLL_COUNT, -1) < 0) {
		for (i = 0; i < POLL_COUNT; i++)
			set[i].revents = 0;
	}
}

static void drain(int fd)
{
	u64 count;
	ssize_t n = read(fd, &count, sizeof(count));

	(void)n;
}

static void *worker(void *arg)
{
	struct virtio_slot *slot = arg;
	struct virtio_device *device = slot->device;
	struct pollfd set[POLL_COUNT];
	unsigned int i;

	while (slot->vm->end == VM_RUNS) {
		wait_for_events(slot, set);
		for (i = 0; i < device->kind->nr_queues; i++) {
			if (!set[POLL_QUEUE + i].revents)
				continue;
			drain(slot->kick_fd[i]);
			virtio_kick(device, i);
		}
		if (set[POLL_SOURCE].revents) {
			pthread_mutex_lock(&device->lock);
			device->kind->source(device);
			pthread_mutex_unlock(&device->lock);
		}
	}
	return NULL;
}

enum launcher_code virtio_start(struct vm *vm)
{
	unsigned int i;

	for (i = 0; i < vm->nr_virtio; i++) {
		struct virtio_slot *slot = &vm->virtio[i];
		int error = pthread_create(&slot->thread, NULL, worker, slot);
		char name[24];

		if (error)
			return host_err("thread of virtio device %u: %s", i,
					strerror(error));
		slot->has_thread = true;
		snprintf(name, sizeof(name), "virtio%u", i);
		pthread_setname_np(slot->thread, name);
	}
	return LAUNCHER_OK;
}

/* A thread may sleep in a write to a terminal that takes nothing. */
static void join(struct virtio_slot *slot)
{
	struct timespec until;

	for (;;) {
		kick_thread(slot->thread);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		if (!pthread_timedjoin_np(slot->thread, NULL, &until))
			return;
	}
}

void virtio_join(struct vm *vm)
{
	unsigned int i;

	for (i = 0; i < vm->nr_virtio; i++) {
		if (vm->virtio[i].has_thread)
			join(&vm->virtio[i]);
	}
}
