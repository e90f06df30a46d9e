/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virtio devices of a guest, each in a slot: an address, an interrupt, a
 * thread.
 */
#ifndef LAUNCHER_VIRTIO_SLOTS_H
#define LAUNCHER_VIRTIO_SLOTS_H

#include "../fail.h"
#include "device.h"

struct vm;

/**
 * struct virtio_slot - a place for a device.
 * @vm: the guest.
 * @number: which place.
 * @device: the device.
 * @irq_fd: an eventfd that raises the interrupt.
 * @kick_fd: eventfds that the guest's notifications arrive at, by queue.
 * @thread: serves the queues.
 * @has_thread: @thread was started.
 */
struct virtio_slot {
	struct vm *vm;
	unsigned int number;
	struct virtio_device *device;
	int irq_fd;
	int kick_fd[VIRTIO_MAX_QUEUES];
	pthread_t thread;
	bool has_thread;
};

/**
 * virtio_open() - make the devices that the command line asks for.
 * @vm: the guest, its memory there.
 *
 * Return: LAUNCHER_OK, LAUNCHER_BAD_INPUT for a file or interface that is no
 * good, or LAUNCHER_BAD_HOST.
 */
enum launcher_code virtio_open(struct vm *vm);

/**
 * virtio_connect() - give the devices their addresses and their interrupts.
 * @vm: the guest, its interrupt controller there.
 *
 * Return: LAUNCHER_OK or LAUNCHER_BAD_HOST.
 */
enum launcher_code virtio_connect(struct vm *vm);

/**
 * virtio_start() - start the devices' threads.
 * @vm: the guest.
 *
 * Return: LAUNCHER_OK or LAUNCHER_BAD_HOST.
 */
enum launcher_code virtio_start(struct vm *vm);

/**
 * virtio_join() - wait for the devices' threads to end.
 * @vm: the guest, which has ended.
 */
void virtio_join(struct vm *vm);

#endif /* LAUNCHER_VIRTIO_SLOTS_H */
