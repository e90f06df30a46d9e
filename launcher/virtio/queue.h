/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A split virtqueue, seen from the device. Virtual I/O Device (VIRTIO) Version
 * 1.2, "Split Virtqueues".
 *
 * All of it is in guest memory, which the guest may write at any moment and
 * fill with anything. So: what is read is read once, into a copy, and then
 * checked; no address is used that ram_at() did not answer for; no number of
 * steps is the guest's to choose. A queue that does not make sense is broken,
 * and stays so until the guest resets the device.
 */
#ifndef LAUNCHER_VIRTIO_QUEUE_H
#define LAUNCHER_VIRTIO_QUEUE_H

#include <sys/uio.h>

#include "../ram.h"

/* The most entries that a queue may have. */
#define VIRTQ_MAX_SIZE		256
/* The most buffers in one chain, indirect ones included. */
#define VIRTQ_MAX_SEGMENTS	256

/**
 * struct virtq - a queue.
 * @ram: guest memory.
 * @size: entries; set by the guest, checked by virtq_start().
 * @desc: address of the descriptor table; likewise.
 * @avail: address of the available ring; likewise.
 * @used: address of the used ring; likewise.
 * @ready: it was started; the fields below mean something.
 * @indirect: chains may be in tables of their own.
 * @event_index: each side says at which index it wants to hear from the other.
 * @desc_host: where the descriptor table is in the launcher.
 * @avail_host: where the available ring is.
 * @used_host: where the used ring is.
 * @next_avail: the index of the next chain to take.
 * @next_used: the index at which the next chain is returned.
 * @signalled: @next_used when the guest was last told.
 * @broken: what is wrong with it, or NULL.
 */
struct virtq {
	const struct ram *ram;
	u32 size;
	u64 desc;
	u64 avail;
	u64 used;
	bool ready;
	bool indirect;
	bool event_index;
	const u8 *desc_host;
	const u8 *avail_host;
	u8 *used_host;
	u16 next_avail;
	u16 next_used;
	u16 signalled;
	const char *broken;
};

/**
 * struct virtq_chain - what the guest hands over at a time.
 * @head: its name in the rings.
 * @out: buffers that the device reads.
 * @nr_out: how many.
 * @in: buffers that the device writes.
 * @nr_in: how many.
 * @out_bytes: bytes in @out.
 * @in_bytes: bytes in @in.
 * @segment: room for the buffers.
 */
struct virtq_chain {
	u16 head;
	struct iovec *out;
	unsigned int nr_out;
	struct iovec *in;
	unsigned int nr_in;
	u64 out_bytes;
	u64 in_bytes;
	struct iovec segment[VIRTQ_MAX_SEGMENTS];
};

/**
 * enum virtq_verdict - what virtq_pop() found.
 * @VIRTQ_EMPTY: nothing.
 * @VIRTQ_CHAIN: a chain.
 * @VIRTQ_BROKEN: nonsense; virtq.broken says what.
 */
enum virtq_verdict {
	VIRTQ_EMPTY,
	VIRTQ_CHAIN,
	VIRTQ_BROKEN,
};

/**
 * virtq_start() - check what the guest says of a queue, and begin.
 * @queue: the queue; @broken says what is wrong if it does not start.
 *
 * Return: whether it started.
 */
bool virtq_start(struct virtq *queue);

/**
 * virtq_stop() - forget all the guest said of a queue.
 * @queue: the queue.
 */
void virtq_stop(struct virtq *queue);

/**
 * virtq_pop() - take the next chain.
 * @queue: a queue that is ready.
 * @chain: receives the chain; give it back with virtq_push() or virtq_unpop().
 *
 * Return: what there was.
 */
enum virtq_verdict virtq_pop(struct virtq *queue, struct virtq_chain *chain);

/**
 * virtq_unpop() - put the chain that was taken last back.
 * @queue: the queue.
 */
void virtq_unpop(struct virtq *queue);

/**
 * virtq_push() - return a chain to the guest.
 * @queue: the queue.
 * @chain: the chain.
 * @bytes: how many the device wrote into it.
 */
void virtq_push(struct virtq *queue, const struct virtq_chain *chain,
		u32 bytes);

/**
 * virtq_rearm() - ask the guest to tell of its next chain.
 * @queue: the queue.
 *
 * Return: whether there is one already.
 */
bool virtq_rearm(struct virtq *queue);

/**
 * virtq_wants_interrupt() - look whether the guest wants to hear of the chains
 * that were returned since it was last told.
 * @queue: the queue.
 *
 * Return: whether to send an interrupt; it counts as sent.
 */
bool virtq_wants_interrupt(struct virtq *queue);

/**
 * chain_read() - take bytes from the front of what the guest sent.
 * @chain: the chain; the bytes are gone from it.
 * @to: receives them; NULL throws them away.
 * @size: how many.
 *
 * Return: how many there were.
 */
size_t chain_read(struct virtq_chain *chain, void *to, size_t size);

/**
 * chain_write() - fill the front of what the guest has room for.
 * @chain: the chain; the room is gone from it.
 * @from: the bytes.
 * @size: how many.
 *
 * Return: how many fitted.
 */
size_t chain_write(struct virtq_chain *chain, const void *from, size_t size);

/**
 * chain_take_last() - take the last byte of the room away.
 * @chain: the chain.
 *
 * Return: where the byte is, or NULL if there is no room.
 */
u8 *chain_take_last(struct virtq_chain *chain);

/**
 * iov_advance() - take bytes off the front of some buffers.
 * @iov: the first buffer.
 * @nr: how many there are.
 * @size: bytes; no more than there are.
 */
void iov_advance(struct iovec **iov, unsigned int *nr, size_t size);

#endif /* LAUNCHER_VIRTIO_QUEUE_H */
