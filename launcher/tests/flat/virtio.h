/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A driver of a virtio source of entropy that does wrong before it does right.
 * Included by flat.c, which has read32(), write32(), print() and sync().
 */
#ifndef LAUNCHER_TESTS_FLAT_VIRTIO_H
#define LAUNCHER_TESTS_FLAT_VIRTIO_H

#define VIRTIO_DRIVER_FEATURES	0x20
#define VIRTIO_FEATURES_SELECT	0x24
#define VIRTIO_QUEUE_SELECT	0x30
#define VIRTIO_QUEUE_NUM	0x38
#define VIRTIO_QUEUE_READY	0x44
#define VIRTIO_QUEUE_NOTIFY	0x50
#define VIRTIO_STATUS		0x70
#define VIRTIO_QUEUE_DESC	0x80
#define VIRTIO_QUEUE_AVAIL	0x90
#define VIRTIO_QUEUE_USED	0xa0

#define STATUS_FEATURES_OK	11
#define STATUS_DRIVER_OK	15
#define STATUS_NEEDS_RESET	0x40
#define DESC_WRITE		2
#define QUEUE_SIZE		8

static struct {
	struct {
		u64 address;
		u32 length;
		u16 flags;
		u16 next;
	} desc[QUEUE_SIZE];
	u16 avail[2 + QUEUE_SIZE + 1];
	u32 used[1 + 2 * QUEUE_SIZE + 1];
	u8 entropy[16];
} queue __attribute__((aligned(64)));

/* Not memcpy(): there is none. */
static void queue_clear(void)
{
	volatile u8 *byte = (volatile u8 *)&queue;
	u32 i;

	for (i = 0; i < sizeof(queue); i++)
		byte[i] = 0;
}

static void virtio_start(void)
{
	queue_clear();
	sync();
	write32(VIRTIO_STATUS, 0);
	write32(VIRTIO_STATUS, 3);
	write32(VIRTIO_FEATURES_SELECT, 1);
	write32(VIRTIO_DRIVER_FEATURES, 1);
	write32(VIRTIO_STATUS, STATUS_FEATURES_OK);
	write32(VIRTIO_QUEUE_SELECT, 0);
	write32(VIRTIO_QUEUE_NUM, QUEUE_SIZE);
	write32(VIRTIO_QUEUE_DESC, (u32)(unsigned long)queue.desc);
	write32(VIRTIO_QUEUE_AVAIL, (u32)(unsigned long)queue.avail);
	write32(VIRTIO_QUEUE_USED, (u32)(unsigned long)queue.used);
	write32(VIRTIO_QUEUE_READY, 1);
	write32(VIRTIO_STATUS, STATUS_DRIVER_OK);
}

static void virtio_offer(u64 address, u16 index)
{
	queue.desc[0].address = address;
	queue.desc[0].length = sizeof(queue.entropy);
	queue.desc[0].flags = DESC_WRITE;
	queue.avail[1] = index;
	sync();
	write32(VIRTIO_QUEUE_NOTIFY, 0);
}

static void virtio_wait_for_reset(const char *why)
{
	while (!(read32(VIRTIO_STATUS) & STATUS_NEEDS_RESET))
		continue;
	print("needs reset after ");
	print(why);
	print("\n");
}

/* No number is said: it would be another each time. */
static void virtio_wrong_and_right(void)
{
	volatile u32 *used = queue.used;

	virtio_start();
	virtio_offer((u64)(unsigned long)queue.entropy, 1000);
	virtio_wait_for_reset("an index that jumps");
	virtio_start();
	virtio_offer(~0ULL - 8, 1);
	virtio_wait_for_reset("a buffer that is nowhere");
	virtio_start();
	virtio_offer((u64)(unsigned long)queue.entropy, 1);
	while (!(*used >> 16))
		sync();
	print("served after resets\n");
}

#endif /* LAUNCHER_TESTS_FLAT_VIRTIO_H */
