// SPDX-License-Identifier: GPL-2.0
/*
 * The device's side of a split virtqueue.
 */
#include "queue.h"

#include <linux/virtio_ring.h>
#include <stdatomic.h>

/* Both rings are flags, index, entries, and the other side's wish at the end. */
#define RING_FLAGS		0
#define RING_INDEX		2
#define RING_ENTRIES		4
#define AVAIL_ENTRY_BYTES	2
#define USED_ENTRY_BYTES	8
#define RING_EVENT_BYTES	2

#define DESC_ALIGN		16
#define AVAIL_ALIGN		2
#define USED_ALIGN		4

static u16 load16(const u8 *from)
{
	return __atomic_load_n((const u16 *)from, __ATOMIC_ACQUIRE);
}

static void store16(u8 *to, u16 value)
{
	__atomic_store_n((u16 *)to, value, __ATOMIC_RELEASE);
}

static u64 avail_bytes(const struct virtq *queue)
{
	return RING_ENTRIES + (u64)queue->size * AVAIL_ENTRY_BYTES +
	       RING_EVENT_BYTES;
}

static u64 used_bytes(const struct virtq *queue)
{
	return RING_ENTRIES + (u64)queue->size * USED_ENTRY_BYTES +
	       RING_EVENT_BYTES;
}

static u8 *ring_at(const struct virtq *queue, u64 address, u64 size,
		   u64 alignment)
{
	if (address % alignment)
		return NULL;
	return ram_at(queue->ram, address, size);
}

static bool fail(struct virtq *queue, const char *why)
{
	queue->broken = why;
	return false;
}

bool virtq_start(struct virtq *queue)
{
	queue->broken = NULL;
	if (!is_power_of_two(queue->size) || queue->size > VIRTQ_MAX_SIZE)
		return fail(queue, "its size is no power of two up to 256");
	queue->desc_host = ring_at(queue, queue->desc,
				   queue->size * sizeof(struct vring_desc),
				   DESC_ALIGN);
	if (!queue->desc_host)
		return fail(queue, "its descriptor table is not in memory, or not aligned");
	queue->avail_host = ring_at(queue, queue->avail, avail_bytes(queue),
				    AVAIL_ALIGN);
	if (!queue->avail_host)
		return fail(queue, "its available ring is not in memory, or not aligned");
	queue->used_host = ring_at(queue, queue->used, used_bytes(queue),
				   USED_ALIGN);
	if (!queue->used_host)
		return fail(queue, "its used ring is not in memory, or not aligned");
	queue->next_avail = 0;
	queue->next_used = 0;
	queue->signalled = 0;
	queue->ready = true;
	return true;
}

void virtq_stop(struct virtq *queue)
{
	*queue = (struct virtq){ .ram = queue->ram };
}

/**
 * struct table - descriptors that a chain goes through.
 * @host: where they are.
 * @nr: how many.
 */
struct table {
	const u8 *host;
	u32 nr;
};

/* A copy: the barrier keeps the compiler from looking at the guest's again. */
static struct vring_desc read_desc(const struct table *table, u32 index)
{
	struct vring_desc desc;

	memcpy(&desc, table->host + index * sizeof(desc), sizeof(desc));
	atomic_signal_fence(memory_order_seq_cst);
	return desc;
}

static bool add_segment(struct virtq *queue, struct virtq_chain *chain,
			const struct vring_desc *desc)
{
	unsigned int nr = chain->nr_out + chain->nr_in;
	bool in = desc->flags & VRING_DESC_F_WRITE;
	void *host;

	if (!in && chain->nr_in)
		return fail(queue, "a chain goes on with a buffer to read after one to write");
	if (!desc->len)
		return true;
	if (nr == VIRTQ_MAX_SEGMENTS)
		return fail(queue, "a chain has more than 256 buffers");
	host = ram_at(queue->ram, desc->addr, desc->len);
	if (!host)
		return fail(queue, "a buffer is not in memory");
	chain->segment[nr] = (struct iovec){
		.iov_base = host,
		.iov_len = desc->len,
	};
	if (in) {
		chain->nr_in++;
		chain->in_bytes += desc->len;
	} else {
		chain->nr_out++;
		chain->out_bytes += desc->len;
	}
	return true;
}

static bool enter_indirect(struct virtq *queue, struct table *table,
			   const struct vring_desc *desc)
{
	if (!queue->indirect)
		return fail(queue, "an indirect table, which was not agreed on");
	if (desc->flags & VRING_DESC_F_NEXT)
		return fail(queue, "an indirect table with a successor");
	if (!desc->len || desc->len % sizeof(*desc))
		return fail(queue, "an indirect table that is no multiple of 16 bytes");
	table->nr = desc->len / sizeof(*desc);
	if (table->nr > VIRTQ_MAX_SEGMENTS)
		return fail(queue, "an indirect table of more than 256 entries");
	table->host = ram_at(queue->ram, desc->addr, desc->len);
	if (!table->host)
		return fail(queue, "an indirect table that is not in memory");
	return true;
}

/*
 * Follows the links of one table. As many steps as the table has entries: a
 * chain that has not ended by then goes in a circle.
 */
static bool read_table(struct virtq *queue, struct virtq_chain *chain,
		       struct table table, u32 index, bool indirect)
{
	struct vring_desc desc;
	u32 steps;

	for (steps = 0; steps < table.nr; steps++) {
		if (index >= table.nr)
			return fail(queue, "a descriptor that its table does not have");
		desc = read_desc(&table, index);
		if (desc.flags & VRING_DESC_F_INDIRECT) {
			if (indirect)
				return fail(queue, "an indirect table within another");
			if (!enter_indirect(queue, &table, &desc))
				return false;
			return read_table(queue, chain, table, 0, true);
		}
		if (!add_segment(queue, chain, &desc))
			return false;
		if (!(desc.flags & VRING_DESC_F_NEXT))
			return true;
		index = desc.next;
	}
	return fail(queue, "a chain that goes in a circle");
}

static u16 avail_index(const struct virtq *queue)
{
	return load16(queue->avail_host + RING_INDEX);
}

static u16 avail_entry(const struct virtq *queue, u16 index)
{
	return load16(queue->avail_host + RING_ENTRIES +
		      (index % queue->size) * AVAIL_ENTRY_BYTES);
}

enum virtq_verdict virtq_pop(struct virtq *queue, struct virtq_chain *chain)
{
	const struct table table = { queue->desc_host, queue->size };
	u16 waiting;

	if (queue->broken)
		return VIRTQ_BROKEN;
	waiting = avail_index(queue) - queue->next_avail;
	if (!waiting)
		return VIRTQ_EMPTY;
	if (waiting > queue->size) {
		fail(queue, "its available index jumped");
		return VIRTQ_BROKEN;
	}
	chain->head = avail_entry(queue, queue->next_avail);
	chain->nr_out = 0;
	chain->nr_in = 0;
	chain->out_bytes = 0;
	chain->in_bytes = 0;
	if (!read_table(queue, chain, table, chain->head, false))
		return VIRTQ_BROKEN;
	chain->out = chain->segment;
	chain->in = chain->segment + chain->nr_out;
	queue->next_avail++;
	return VIRTQ_CHAIN;
}

void virtq_unpop(struct virtq *queue)
{
	queue->next_avail--;
}

/* The entry first, then the index that shows it. */
void virtq_push(struct virtq *queue, const struct virtq_chain *chain, u32 bytes)
{
	const struct vring_used_elem entry = { chain->head, bytes };

	memcpy(queue->used_host + RING_ENTRIES +
	       (queue->next_used % queue->size) * USED_ENTRY_BYTES,
	       &entry, sizeof(entry));
	queue->next_used++;
	store16(queue->used_host + RING_INDEX, queue->next_used);
}

/*
 * The wish before the look: a guest that adds a chain after the look has seen
 * the wish.
 */
bool virtq_rearm(struct virtq *queue)
{
	if (queue->event_index)
		store16(queue->used_host + RING_ENTRIES +
				queue->size * USED_ENTRY_BYTES,
			queue->next_avail);
	atomic_thread_fence(memory_order_seq_cst);
	return !queue->broken && avail_index(queue) != queue->next_avail;
}

bool virtq_wants_interrupt(struct virtq *queue)
{
	u16 old = queue->signalled;
	u16 event;

	if (old == queue->next_used)
		return false;
	queue->signalled = queue->next_used;
	/* The chains are returned before the wish is read. */
	atomic_thread_fence(memory_order_seq_cst);
	if (!queue->event_index)
		return !(load16(queue->avail_host + RING_FLAGS) &
			 VRING_AVAIL_F_NO_INTERRUPT);
	event = load16(queue->avail_host + RING_ENTRIES +
		       queue->size * AVAIL_ENTRY_BYTES);
	return vring_need_event(event, queue->next_used, old);
}
