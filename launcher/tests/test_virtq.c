// SPDX-License-Identifier: GPL-2.0
/*
 * A virtqueue that makes sense, and many that do not.
 */
#include "kselftest.h"

#include "driver.h"

#define ROUNDS		300000

static struct virtq queue;
static struct virtq_chain chain;

static void fresh(bool indirect, bool event_index)
{
	memset(at(DRIVER_RAM_BASE), 0, DRIVER_RAM_BYTES);
	queue = (struct virtq){
		.ram = &driver_ram,
		.size = DRIVER_SIZE,
		.desc = DRIVER_DESC(0),
		.avail = DRIVER_AVAIL(0),
		.used = DRIVER_USED(0),
		.indirect = indirect,
		.event_index = event_index,
	};
	virtq_start(&queue);
}

static void desc(u16 index, u64 address, u32 length, u16 flags, u16 next)
{
	driver_desc(DRIVER_DESC(0), index, address, length, flags, next);
}

/* The chain that begins at descriptor 0 breaks the queue, and says so. */
static bool breaks(const char *why)
{
	driver_offer(0, 0);
	return virtq_pop(&queue, &chain) == VIRTQ_BROKEN &&
	       strstr(queue.broken, why) &&
	       virtq_pop(&queue, &chain) == VIRTQ_BROKEN;
}

static bool pops(void)
{
	driver_offer(0, 0);
	return virtq_pop(&queue, &chain) == VIRTQ_CHAIN;
}

static void test_good(void)
{
	char text[8] = "";
	u8 *last;

	fresh(false, false);
	ksft_test_result(virtq_pop(&queue, &chain) == VIRTQ_EMPTY, "empty\n");
	desc(0, DRIVER_BUFFERS, 3, VRING_DESC_F_NEXT, 5);
	desc(5, DRIVER_BUFFERS + 16, 4, VRING_DESC_F_NEXT, 2);
	desc(2, DRIVER_BUFFERS + 32, 2, VRING_DESC_F_NEXT | VRING_DESC_F_WRITE,
	     3);
	desc(3, DRIVER_BUFFERS + 48, 9, VRING_DESC_F_WRITE, 0);
	memcpy(at(DRIVER_BUFFERS), "abc", 3);
	memcpy(at(DRIVER_BUFFERS + 16), "defg", 4);
	ksft_test_result(pops() && chain.out_bytes == 7 && chain.in_bytes == 11,
			 "a chain of four\n");
	ksft_test_result(chain_read(&chain, text, 5) == 5 &&
			 chain_read(&chain, text + 5, 5) == 2 &&
			 !strcmp(text, "abcdefg"), "reads across buffers\n");
	last = chain_take_last(&chain);
	ksft_test_result(last == at(DRIVER_BUFFERS + 48 + 8) &&
			 chain_write(&chain, "0123456789ab", 12) == 10 &&
			 !memcmp(at(DRIVER_BUFFERS + 32), "01", 2) &&
			 !memcmp(at(DRIVER_BUFFERS + 48), "23456789", 8) &&
			 !*last, "writes across buffers, not the last byte\n");
	virtq_push(&queue, &chain, 10);
	ksft_test_result(driver_used_index(0) == 1 &&
			 driver_used_bytes(0, 0) == 10 &&
			 virtq_wants_interrupt(&queue) &&
			 !virtq_wants_interrupt(&queue),
			 "goes back, with one interrupt\n");
}

static void test_wrap(void)
{
	bool ok = true;
	unsigned int i;

	fresh(false, true);
	desc(0, DRIVER_BUFFERS, 1, 0, 0);
	for (i = 0; ok && i < 70000; i++) {
		ok = pops() && driver_used_index(0) == (u16)i;
		virtq_push(&queue, &chain, 0);
	}
	ksft_test_result(ok, "70000 chains, past the end of the index\n");
}

static void test_notify(void)
{
	fresh(false, false);
	desc(0, DRIVER_BUFFERS, 1, 0, 0);
	store_le(at(DRIVER_AVAIL(0)), 2, VRING_AVAIL_F_NO_INTERRUPT);
	pops();
	virtq_push(&queue, &chain, 0);
	ksft_test_result(!virtq_wants_interrupt(&queue), "no interrupt\n");

	fresh(false, true);
	desc(0, DRIVER_BUFFERS, 1, 0, 0);
	store_le(at(DRIVER_AVAIL(0) + 4 + DRIVER_SIZE * 2), 2, 1);
	pops();
	virtq_push(&queue, &chain, 0);
	ksft_test_result(!virtq_wants_interrupt(&queue) && pops(),
			 "none before the event index\n");
	virtq_push(&queue, &chain, 0);
	ksft_test_result(virtq_wants_interrupt(&queue), "one at it\n");
	ksft_test_result(!virtq_rearm(&queue) &&
			 load_le(at(DRIVER_USED(0) + 4 + DRIVER_SIZE * 8), 2) ==
			 2, "and a wish for the next kick\n");
	driver_offer(0, 0);
	ksft_test_result(virtq_rearm(&queue), "a chain that came before it\n");
}

static void test_links(void)
{
	fresh(false, false);
	store_le(at(DRIVER_AVAIL(0) + 2), 2, DRIVER_SIZE + 1);
	ksft_test_result(virtq_pop(&queue, &chain) == VIRTQ_BROKEN &&
			 strstr(queue.broken, "jumped"),
			 "an available index that jumps\n");
	fresh(false, false);
	driver_offer(0, DRIVER_SIZE);
	ksft_test_result(virtq_pop(&queue, &chain) == VIRTQ_BROKEN,
			 "a head that is no descriptor\n");
	fresh(false, false);
	desc(0, DRIVER_BUFFERS, 1, VRING_DESC_F_NEXT, 0xffff);
	ksft_test_result(breaks("does not have"), "nor a successor\n");
	fresh(false, false);
	desc(0, DRIVER_BUFFERS, 1, VRING_DESC_F_NEXT, 1);
	desc(1, DRIVER_BUFFERS, 1, VRING_DESC_F_NEXT, 0);
	ksft_test_result(breaks("in a circle"), "a circle\n");
	fresh(false, false);
	desc(0, DRIVER_BUFFERS, 0, VRING_DESC_F_NEXT, 0);
	ksft_test_result(breaks("in a circle"), "a circle of nothing\n");
	fresh(false, false);
	desc(0, DRIVER_BUFFERS, 1, VRING_DESC_F_NEXT | VRING_DESC_F_WRITE, 1);
	desc(1, DRIVER_BUFFERS, 1, 0, 0);
	ksft_test_result(breaks("after one to write"), "reads after writes\n");
}

static void test_buffers(void)
{
	const u64 end = DRIVER_RAM_BASE + DRIVER_RAM_BYTES;

	fresh(false, false);
	desc(0, end - 4, 4, 0, 0);
	ksft_test_result(pops(), "the last bytes of memory\n");
	fresh(false, false);
	desc(0, end - 4, 5, 0, 0);
	ksft_test_result(breaks("not in memory"), "and one more\n");
	fresh(false, false);
	desc(0, DRIVER_RAM_BASE - 1, 2, 0, 0);
	ksft_test_result(breaks("not in memory"), "one before the first\n");
	fresh(false, false);
	desc(0, ~0ULL, 2, VRING_DESC_F_WRITE, 0);
	ksft_test_result(breaks("not in memory"), "a sum that wraps\n");
	fresh(false, false);
	desc(0, DRIVER_RAM_BASE, 0xffffffff, VRING_DESC_F_WRITE, 0);
	ksft_test_result(breaks("not in memory"), "a huge length\n");
	fresh(false, false);
	desc(0, ~0ULL, 0, 0, 0);
	ksft_test_result(pops() && !chain.nr_out, "no bytes, anywhere\n");
}

#define TABLE	(DRIVER_BUFFERS + 0x1000)

static void indirect(u64 table, u32 bytes, u16 flags)
{
	fresh(true, false);
	desc(0, table, bytes, VRING_DESC_F_INDIRECT | flags, 0);
}

static void test_indirect(void)
{
	unsigned int i;

	indirect(TABLE, 32, 0);
	driver_desc(TABLE, 0, DRIVER_BUFFERS, 5, VRING_DESC_F_NEXT, 1);
	driver_desc(TABLE, 1, DRIVER_BUFFERS, 6, VRING_DESC_F_WRITE, 0);
	ksft_test_result(pops() && chain.out_bytes == 5 && chain.in_bytes == 6,
			 "an indirect table\n");
	indirect(TABLE, 32, 0);
	queue.indirect = false;
	ksft_test_result(breaks("not agreed"), "not agreed on\n");
	indirect(TABLE, 32, VRING_DESC_F_NEXT);
	ksft_test_result(breaks("successor"), "with a successor\n");
	indirect(TABLE, 0, 0);
	ksft_test_result(breaks("multiple of 16"), "of no bytes\n");
	indirect(TABLE, 24, 0);
	ksft_test_result(breaks("multiple of 16"), "of one and a half\n");
	indirect(~0ULL - 15, 32, 0);
	ksft_test_result(breaks("not in memory"), "not in memory\n");
	indirect(TABLE, 257 * 16, 0);
	ksft_test_result(breaks("256 entries"), "too long\n");
	indirect(TABLE, 0xfffffff0, 0);
	ksft_test_result(breaks("256 entries"), "much too long\n");
	indirect(TABLE, 32, 0);
	driver_desc(TABLE, 0, DRIVER_BUFFERS, 5, VRING_DESC_F_NEXT, 2);
	ksft_test_result(breaks("does not have"), "a link out of it\n");
	indirect(TABLE, 32, 0);
	driver_desc(TABLE, 0, TABLE, 32, VRING_DESC_F_INDIRECT, 0);
	ksft_test_result(breaks("within another"), "in itself\n");
	indirect(TABLE, 256 * 16, 0);
	for (i = 0; i < 256; i++)
		driver_desc(TABLE, i, DRIVER_BUFFERS, 1, VRING_DESC_F_NEXT,
			    i + 1);
	ksft_test_result(breaks("in a circle") ||
			 strstr(queue.broken, "does not have"),
			 "256 entries and no end\n");
	fresh(true, false);
	desc(0, DRIVER_BUFFERS, 1, VRING_DESC_F_NEXT, 1);
	desc(1, TABLE, 256 * 16, VRING_DESC_F_INDIRECT, 0);
	for (i = 0; i < 256; i++)
		driver_desc(TABLE, i, DRIVER_BUFFERS, 1,
			    i < 255 ? VRING_DESC_F_NEXT : 0, i + 1);
	ksft_test_result(breaks("256 buffers"), "257 buffers\n");
}

static bool starts(u32 size, u64 table, u64 avail, u64 used)
{
	queue = (struct virtq){
		.ram = &driver_ram,
		.size = size,
		.desc = table,
		.avail = avail,
		.used = used,
	};
	return virtq_start(&queue) && queue.ready && !queue.broken;
}

static void test_start(void)
{
	const u64 end = DRIVER_RAM_BASE + DRIVER_RAM_BYTES;
	const u64 a = DRIVER_DESC(0), b = DRIVER_AVAIL(0), c = DRIVER_USED(0);

	ksft_test_result(starts(8, a, b, c) && starts(1, a, b, c) &&
			 starts(256, DRIVER_RAM_BASE, end - 518, end - 2568),
			 "queues of 1, 8 and 256\n");
	ksft_test_result(!starts(0, a, b, c) && !starts(3, a, b, c) &&
			 !starts(512, a, b, c) && !starts(~0U, a, b, c),
			 "of 0, 3, 512 and 4G\n");
	ksft_test_result(!starts(8, a + 8, b, c) && !starts(8, a, b + 1, c) &&
			 !starts(8, a, b, c + 2), "not aligned\n");
	ksft_test_result(!starts(8, end - 112, b, c) &&
			 !starts(8, a, end - 20, c) &&
			 !starts(8, a, b, end - 68), "not all in memory\n");
	ksft_test_result(!starts(8, 0, b, c) && !starts(8, a, ~0ULL - 1, c) &&
			 !starts(8, a, b, ~0ULL - 3), "nowhere in memory\n");
}

/* Noise in rings and tables: anything may come out, but nothing else touched. */
static void test_noise(void)
{
	unsigned int round, i, chains = 0, broken = 0;
	u32 seed = 1;

	for (round = 0; round < ROUNDS; round++) {
		fresh(round & 1, round & 2);
		for (i = 0; i < DRIVER_SIZE; i++)
			desc(i, DRIVER_RAM_BASE +
			     (driver_random(&seed) % 0x12000) - 0x1000,
			     driver_random(&seed) % 512,
			     driver_random(&seed) % 8,
			     driver_random(&seed) % (DRIVER_SIZE + 1));
		for (i = 0; i < 4; i++)
			driver_offer(0, driver_random(&seed) % DRIVER_SIZE);
		while (virtq_pop(&queue, &chain) == VIRTQ_CHAIN) {
			u8 bytes[64] = { 0 };

			chain_read(&chain, bytes, driver_random(&seed) % 64);
			chain_take_last(&chain);
			chain_write(&chain, bytes, sizeof(bytes));
			virtq_push(&queue, &chain, 1);
			virtq_wants_interrupt(&queue);
			virtq_rearm(&queue);
			chains++;
		}
		broken += !!queue.broken;
	}
	ksft_test_result(chains > ROUNDS / 10 && broken > ROUNDS / 10,
			 "%u rounds of noise\n", ROUNDS);
}

int main(void)
{
	driver_memory();
	ksft_print_header();
	ksft_set_plan(5 + 1 + 5 + 6 + 6 + 12 + 5 + 1);
	test_good();
	test_wrap();
	test_notify();
	test_links();
	test_buffers();
	test_indirect();
	test_start();
	test_noise();
	ksft_finished();
}
