// SPDX-License-Identifier: GPL-2.0
/*
 * The virtio devices behind their registers, with drivers that do right, wrong,
 * and anything.
 */
#include "kselftest.h"

#include <fcntl.h>
#include <linux/virtio_blk.h>
#include <sys/socket.h>

#include "../virtio/blk.h"
#include "../virtio/console.h"
#include "../virtio/net.h"
#include "../virtio/rng.h"
#include "capture.h"
#include "driver.h"

#define DISK_SECTORS	16
#define HEADER		DRIVER_BUFFERS
#define STATUS		(DRIVER_BUFFERS + 0x100)
#define DATA		(DRIVER_BUFFERS + 0x1000)
#define ROUNDS		20000
#define NEXT		VRING_DESC_F_NEXT
#define WRITE		VRING_DESC_F_WRITE

static unsigned int interrupts;
static struct virtio_blk blk;
static struct virtio_net net;
static struct virtio_rng rng;
static struct virtio_console console;
static char disk_path[] = "build/disk.XXXXXX";
static unsigned int rooms;
static char printed[64];

static void interrupt(void *context)
{
	(void)context;
	interrupts++;
}

static void put(void *context, u8 byte)
{
	size_t length = strlen(printed);

	(void)context;
	if (length + 1 < sizeof(printed))
		printed[length] = byte;
}

static void room(void *context)
{
	(void)context;
	rooms++;
}

static void wire(struct virtio_device *device)
{
	device->wires.interrupt = interrupt;
	virtio_init(device, &driver_ram);
}

static bool needs_reset(struct virtio_device *device, const char *why)
{
	u32 status = get(device, VIRTIO_MMIO_STATUS);

	return (status & VIRTIO_CONFIG_S_NEEDS_RESET) &&
	       (get(device, VIRTIO_MMIO_INTERRUPT_STATUS) &
		VIRTIO_MMIO_INT_CONFIG) && complained(why);
}

static void test_registers(void)
{
	struct virtio_device *device = &blk.device;
	u64 features = 0;

	ksft_test_result(get(device, VIRTIO_MMIO_MAGIC_VALUE) == 0x74726976 &&
			 get(device, VIRTIO_MMIO_VERSION) == 2 &&
			 get(device, VIRTIO_MMIO_DEVICE_ID) == 2, "a disk\n");
	set(device, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	features = (u64)get(device, VIRTIO_MMIO_DEVICE_FEATURES) << 32;
	set(device, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
	features |= get(device, VIRTIO_MMIO_DEVICE_FEATURES);
	ksft_test_result((features & 1ULL << VIRTIO_F_VERSION_1) &&
			 !(features & 1ULL << VIRTIO_BLK_F_RO), "features\n");
	set(device, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 2);
	ksft_test_result(!get(device, VIRTIO_MMIO_DEVICE_FEATURES),
			 "no third half\n");
	ksft_test_result(virtio_mmio_bus_ops.read(device, 0x100, 8) ==
			 DISK_SECTORS &&
			 virtio_mmio_bus_ops.read(device, 0x1ff, 8) == 0 &&
			 virtio_mmio_bus_ops.read(device, 0x10c, 1) == 254,
			 "configuration\n");
	ksft_test_result(!virtio_mmio_bus_ops.read(device, 0, 1) &&
			 !virtio_mmio_bus_ops.read(device, 2, 4),
			 "only whole registers\n");
	set(device, VIRTIO_MMIO_QUEUE_SEL, 1);
	ksft_test_result(!get(device, VIRTIO_MMIO_QUEUE_NUM_MAX),
			 "no second queue\n");
	set(device, VIRTIO_MMIO_QUEUE_SEL, 0);
	ksft_test_result(get(device, VIRTIO_MMIO_QUEUE_NUM_MAX) == 256,
			 "a first one\n");
}

static void test_status(void)
{
	struct virtio_device *device = &blk.device;

	set(device, VIRTIO_MMIO_STATUS, 0);
	set(device, VIRTIO_MMIO_STATUS, 3);
	driver_features(device, 0);
	set(device, VIRTIO_MMIO_STATUS, 11);
	ksft_test_result(get(device, VIRTIO_MMIO_STATUS) == 3,
			 "no legacy driver\n");
	driver_features(device, 1ULL << VIRTIO_F_VERSION_1 | 1ULL << 60);
	set(device, VIRTIO_MMIO_STATUS, 15);
	ksft_test_result(get(device, VIRTIO_MMIO_STATUS) == 3,
			 "no feature that was not offered\n");
	driver_queue(device, 0);
	ksft_test_result((get(device, VIRTIO_MMIO_STATUS) & 0x40) &&
			 complained("before features"), "queues come later\n");
	driver_start(device, 0);
	ksft_test_result(get(device, VIRTIO_MMIO_STATUS) == 15,
			 "a reset helps\n");
	set(device, VIRTIO_MMIO_QUEUE_NUM, 4);
	set(device, VIRTIO_MMIO_QUEUE_DESC_LOW, 0);
	ksft_test_result(device->queue[0].size == DRIVER_SIZE &&
			 device->queue[0].desc == DRIVER_DESC(0),
			 "a queue that runs stays as it is\n");
	set(device, VIRTIO_MMIO_QUEUE_READY, 0);
	set(device, VIRTIO_MMIO_QUEUE_NUM, 3);
	set(device, VIRTIO_MMIO_QUEUE_READY, 1);
	ksft_test_result(needs_reset(device, "no power of two"),
			 "a queue of three\n");
	virtio_kick(device, 0);
	ksft_test_result(!get(device, VIRTIO_MMIO_QUEUE_READY),
			 "does not run\n");
}

/* A request of header, data and status; returns the status, or -1. */
static int request(u32 type, u64 sector, u32 bytes)
{
	const struct virtio_blk_outhdr header = { type, 0, sector };
	bool in = type != VIRTIO_BLK_T_OUT;
	u16 before = driver_used_index(0);

	memcpy(at(HEADER), &header, sizeof(header));
	*at(STATUS) = 0xee;
	driver_desc(DRIVER_DESC(0), 0, HEADER, 16, NEXT, 1);
	driver_desc(DRIVER_DESC(0), 1, DATA, bytes, NEXT | (in ? WRITE : 0), 2);
	driver_desc(DRIVER_DESC(0), 2, STATUS, 1, WRITE, 0);
	driver_offer(0, 0);
	virtio_kick(&blk.device, 0);
	return driver_used_index(0) == (u16)(before + 1) ? *at(STATUS) : -1;
}

static void test_disk(void)
{
	driver_start(&blk.device, 0);
	memset(at(DATA), 'w', 1024);
	interrupts = 0;
	ksft_test_result(request(VIRTIO_BLK_T_OUT, 3, 1024) == 0 &&
			 interrupts == 1, "write\n");
	memset(at(DATA), 0, 1024);
	ksft_test_result(request(VIRTIO_BLK_T_IN, 4, 512) == 0 &&
			 *at(DATA) == 'w' && *at(DATA + 511) == 'w' &&
			 *at(DATA + 512) == 0 &&
			 driver_used_bytes(0, 1) == 513, "read\n");
	ksft_test_result(request(VIRTIO_BLK_T_IN, DISK_SECTORS - 1, 512) == 0,
			 "the last sector\n");
	ksft_test_result(request(VIRTIO_BLK_T_IN, DISK_SECTORS - 1, 1024) == 1,
			 "and one more\n");
	ksft_test_result(request(VIRTIO_BLK_T_OUT, DISK_SECTORS, 512) == 1,
			 "the one behind it\n");
	ksft_test_result(request(VIRTIO_BLK_T_OUT, ~0ULL, 1024) == 1 &&
			 request(VIRTIO_BLK_T_OUT, 1ULL << 55, 512) == 1,
			 "a sum that wraps\n");
	ksft_test_result(request(VIRTIO_BLK_T_IN, 0, 100) == 1,
			 "half a sector\n");
	ksft_test_result(request(VIRTIO_BLK_T_FLUSH, 0, 0) == 0, "flush\n");
	ksft_test_result(request(VIRTIO_BLK_T_GET_ID, 0, 20) == 0 &&
			 !strcmp((char *)at(DATA), "airlock"), "name\n");
	ksft_test_result(request(77, 0, 0) == 2, "an unknown request\n");
	blk.read_only = true;
	ksft_test_result(request(VIRTIO_BLK_T_OUT, 3, 512) == 1,
			 "write to a read-only disk\n");
	blk.read_only = false;
}

static void test_bad_requests(void)
{
	struct virtio_device *device = &blk.device;

	driver_start(device, 0);
	driver_desc(DRIVER_DESC(0), 0, HEADER, 15, NEXT, 1);
	driver_desc(DRIVER_DESC(0), 1, STATUS, 1, WRITE, 0);
	driver_offer(0, 0);
	virtio_kick(device, 0);
	ksft_test_result(needs_reset(device, "without a whole header"),
			 "15 bytes of header\n");
	driver_start(device, 0);
	driver_desc(DRIVER_DESC(0), 0, HEADER, 16, 0, 0);
	driver_offer(0, 0);
	virtio_kick(device, 0);
	ksft_test_result(needs_reset(device, "room for its status"),
			 "no status\n");
	ksft_test_result(request(VIRTIO_BLK_T_IN, 0, 512) == -1,
			 "nothing is served until the reset\n");
	driver_start(device, 0);
	store_le(at(DRIVER_AVAIL(0) + 2), 2, 1000);
	virtio_kick(device, 0);
	ksft_test_result(needs_reset(device, "jumped"), "an index that jumps\n");
	driver_start(device, 0);
	ksft_test_result(request(VIRTIO_BLK_T_IN, 0, 512) == 0,
			 "and served again after it\n");
}

/* Requests whose every field is noise, on queues that are mostly right. */
static void test_noise(void)
{
	struct virtio_device *device = &blk.device;
	u32 seed = 7;
	unsigned int i, round, served = 0;

	for (round = 0; round < ROUNDS; round++) {
		driver_start(device, round & 1 ?
				     1ULL << VIRTIO_RING_F_INDIRECT_DESC : 0);
		for (i = 0; i < DRIVER_SIZE; i++)
			driver_desc(DRIVER_DESC(0), i,
				    DRIVER_RAM_BASE - 64 +
				    driver_random(&seed) % 0x10080,
				    driver_random(&seed) % 1100,
				    driver_random(&seed) % 8,
				    driver_random(&seed) % DRIVER_SIZE);
		for (i = 0; i < 16; i += 4)
			store_le(at(HEADER + i), 4, driver_random(&seed) % 12);
		driver_desc(DRIVER_DESC(0), 0, HEADER, 16, NEXT, 1);
		driver_offer(0, 0);
		driver_offer(0, driver_random(&seed) % DRIVER_SIZE);
		virtio_kick(device, 0);
		served += driver_used_index(0);
		set(device, driver_random(&seed) % 0x200 & ~3,
		    driver_random(&seed));
		get(device, driver_random(&seed) % 0x200 & ~3);
		virtio_kick(device, 0);
	}
	complained("");
	ksft_test_result(served > ROUNDS / 100, "%u rounds of noise\n", ROUNDS);
}

static enum launcher_code open_disk(const char *path)
{
	struct virtio_blk other;
	enum launcher_code code = virtio_blk_open(&other, path, false);

	if (other.fd >= 0)
		close(other.fd);
	return code;
}

static void test_files(void)
{
	static const char odd[] = "build/disk.odd";
	int fd = open(odd, O_CREAT | O_TRUNC | O_RDWR, 0600);

	ksft_test_result(open_disk("build/none") == LAUNCHER_BAD_INPUT &&
			 complained("No such file"), "no file\n");
	ksft_test_result(open_disk("build") == LAUNCHER_BAD_INPUT &&
			 complained("directory"), "a directory\n");
	ksft_test_result(open_disk("/dev/zero") == LAUNCHER_BAD_INPUT &&
			 complained("neither"), "a character device\n");
	ksft_test_result(open_disk(odd) == LAUNCHER_BAD_INPUT &&
			 complained("empty"), "an empty file\n");
	ksft_test_result(!ftruncate(fd, 1000) &&
			 open_disk(odd) == LAUNCHER_BAD_INPUT &&
			 complained("1000 bytes"), "no whole sectors\n");
	ksft_test_result(open_disk(disk_path) == LAUNCHER_BAD_INPUT &&
			 complained("in use already"), "a disk in use\n");
	close(fd);
	unlink(odd);
}

static void offer_room(unsigned int q, u32 bytes)
{
	driver_desc(DRIVER_DESC(q), 0, DATA, bytes, WRITE, 0);
	driver_offer(q, 0);
}

static void test_receive(int wire_fd)
{
	struct virtio_device *device = &net.device;
	char frame[2000] = "a frame";

	driver_start(device, 0);
	ksft_test_result(!device->kind->listen(device),
			 "frames wait for room\n");
	offer_room(NET_QUEUE_RECEIVE, 1526);
	ksft_test_result(device->kind->listen(device) &&
			 send(wire_fd, frame, 60, 0) == 60, "there is room\n");
	device->kind->source(device);
	ksft_test_result(driver_used_bytes(NET_QUEUE_RECEIVE, 0) == 72 &&
			 !strcmp((char *)at(DATA + 12), frame) &&
			 load_le(at(DATA + 10), 2) == 1, "a frame arrives\n");
	offer_room(NET_QUEUE_RECEIVE, 1526);
	send(wire_fd, frame, sizeof(frame), 0);
	send(wire_fd, frame, 1514, 0);
	device->kind->source(device);
	ksft_test_result(driver_used_index(NET_QUEUE_RECEIVE) == 2 &&
			 driver_used_bytes(NET_QUEUE_RECEIVE, 1) == 1526,
			 "one that is too big does not\n");
	offer_room(NET_QUEUE_RECEIVE, 1525);
	device->kind->source(device);
	ksft_test_result(needs_reset(device, "room for less"),
			 "room that is too small\n");
	send(wire_fd, frame, 60, 0);
	device->kind->source(device);
	driver_start(device, 0);
	offer_room(NET_QUEUE_RECEIVE, 1526);
	device->kind->source(device);
	ksft_test_result(!driver_used_index(NET_QUEUE_RECEIVE),
			 "what came without a driver is lost\n");
}

static ssize_t transmit(u32 bytes, int wire_fd)
{
	char frame[2000];

	driver_desc(DRIVER_DESC(NET_QUEUE_TRANSMIT), 0, DATA, bytes, 0, 0);
	driver_offer(NET_QUEUE_TRANSMIT, 0);
	virtio_kick(&net.device, NET_QUEUE_TRANSMIT);
	return recv(wire_fd, frame, sizeof(frame), MSG_DONTWAIT);
}

static void test_net(void)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair))
		ksft_exit_fail_msg("socketpair\n");
	virtio_net_attach(&net, "tap0", pair[0]);
	wire(&net.device);
	test_receive(pair[1]);
	driver_start(&net.device, 0);
	ksft_test_result(transmit(12 + 60, pair[1]) == 60, "a frame leaves\n");
	ksft_test_result(transmit(12 + 1515, pair[1]) == -1 &&
			 transmit(12, pair[1]) == -1 &&
			 driver_used_index(NET_QUEUE_TRANSMIT) == 3,
			 "none that is too big, or nothing\n");
	ksft_test_result(transmit(11, pair[1]) == -1 &&
			 needs_reset(&net.device, "without a whole header"),
			 "11 bytes of header\n");
}

static void test_net_names(void)
{
	struct virtio_net other;

	ksft_test_result(virtio_net_open(&other, "no-such-if") ==
			 LAUNCHER_BAD_INPUT && complained("ip tuntap add"),
			 "no interface\n");
	ksft_test_result(virtio_net_open(&other, "sixteen-letters!") ==
			 LAUNCHER_BAD_INPUT && complained("1 to 15"),
			 "no name of one\n");
}

static void test_rng(void)
{
	static const u8 zeros[64];

	virtio_rng_open(&rng);
	wire(&rng.device);
	driver_start(&rng.device, 0);
	offer_room(0, 64);
	virtio_kick(&rng.device, 0);
	ksft_test_result(driver_used_bytes(0, 0) == 64 &&
			 memcmp(at(DATA), zeros, 64), "entropy\n");
	offer_room(0, 0x8000);
	virtio_kick(&rng.device, 0);
	ksft_test_result(driver_used_bytes(0, 1) == 4096, "not too much\n");
}

static void test_console(void)
{
	const struct virtio_console_wires ends = { .put = put, .room = room };
	struct virtio_device *device = &console.device;
	const u8 text[] = "hello";

	virtio_console_open(&console, &ends);
	wire(device);
	ksft_test_result(!virtio_console_receive(&console, text, 5),
			 "nothing is taken without a driver\n");
	driver_start(device, 0);
	ksft_test_result(!virtio_console_receive(&console, text, 5),
			 "nor without room\n");
	offer_room(CONSOLE_QUEUE_RECEIVE, 3);
	virtio_kick(device, CONSOLE_QUEUE_RECEIVE);
	ksft_test_result(rooms == 1, "room\n");
	ksft_test_result(virtio_console_receive(&console, text, 5) == 3 &&
			 !memcmp(at(DATA), "hel", 3) &&
			 driver_used_bytes(CONSOLE_QUEUE_RECEIVE, 0) == 3,
			 "what there is room for\n");
	memcpy(at(DATA), "printed", 7);
	driver_desc(DRIVER_DESC(CONSOLE_QUEUE_TRANSMIT), 0, DATA, 7, 0, 0);
	driver_offer(CONSOLE_QUEUE_TRANSMIT, 0);
	virtio_kick(device, CONSOLE_QUEUE_TRANSMIT);
	ksft_test_result(!strcmp(printed, "printed") &&
			 driver_used_index(CONSOLE_QUEUE_TRANSMIT) == 1,
			 "output\n");
}

int main(void)
{
	int fd = mkstemp(disk_path);

	if (fd < 0 || ftruncate(fd, DISK_SECTORS * 512))
		ksft_exit_fail_msg("%s\n", disk_path);
	close(fd);
	driver_memory();
	ksft_print_header();
	ksft_set_plan(7 + 7 + 11 + 5 + 1 + 6 + 9 + 2 + 2 + 5);
	if (virtio_blk_open(&blk, disk_path, false))
		ksft_exit_fail_msg("%s: not opened\n", disk_path);
	wire(&blk.device);
	test_registers();
	test_status();
	test_disk();
	test_bad_requests();
	test_files();
	test_noise();
	test_net();
	test_net_names();
	test_rng();
	test_console();
	unlink(disk_path);
	ksft_finished();
}
