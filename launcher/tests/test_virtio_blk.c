// SPDX-License-Identifier: GPL-2.0
/*
 * A virtio disk behind its registers, with drivers that do right, wrong, and
 * anything.
 */
#include "kselftest.h"

#include <fcntl.h>
#include <linux/virtio_blk.h>

#include "../virtio/blk.h"
#include "driver.h"

#define DISK_SECTORS	16
#define HEADER		DRIVER_BUFFERS
#define STATUS		(DRIVER_BUFFERS + 0x100)
#define DATA		(DRIVER_BUFFERS + 0x1000)
#define ROUNDS		20000
#define NEXT		VRING_DESC_F_NEXT
#define WRITE		VRING_DESC_F_WRITE

static struct virtio_blk blk;
/* Written to by mkstemp(). */
static char disk_path[32] = "build/disk.XXXXXX";

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

static atomic_bool racing;

/* A vCPU that changes descriptors and ring while the device looks at them. */
static void *scribble(void *arg)
{
	u32 seed = 11;

	(void)arg;
	while (racing) {
		u16 index = driver_random(&seed) % DRIVER_SIZE;

		driver_desc(DRIVER_DESC(0), index,
			    DRIVER_RAM_BASE + driver_random(&seed) % 0x10400,
			    driver_random(&seed) % 1100,
			    driver_random(&seed) % 8, index + 1);
		store_le(at(DRIVER_AVAIL(0) + 4 + index * 2), 2,
			 driver_random(&seed) % (DRIVER_SIZE + 1));
		store_le(at(DRIVER_AVAIL(0) + 2), 2,
			 driver_used_index(0) + driver_random(&seed) % 4);
	}
	return NULL;
}

static void test_race(void)
{
	struct virtio_device *device = &blk.device;
	pthread_t thread;
	unsigned int i;

	racing = true;
	pthread_create(&thread, NULL, scribble, NULL);
	for (i = 0; i < ROUNDS; i++) {
		driver_start(device, 1ULL << VIRTIO_RING_F_INDIRECT_DESC);
		virtio_kick(device, 0);
		virtio_kick(device, 0);
	}
	racing = false;
	pthread_join(thread, NULL);
	complained("");
	driver_start(device, 0);
	ksft_test_result(request(VIRTIO_BLK_T_IN, 0, 512) == 0,
			 "%u rounds with a vCPU that scribbles\n", ROUNDS);
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

int main(void)
{
	int fd = mkstemp(disk_path);

	if (fd < 0 || ftruncate(fd, DISK_SECTORS * 512))
		ksft_exit_fail_msg("%s\n", disk_path);
	close(fd);
	driver_memory();
	ksft_print_header();
	ksft_set_plan(7 + 7 + 11 + 5 + 6 + 1 + 1);
	if (virtio_blk_open(&blk, disk_path, false))
		ksft_exit_fail_msg("%s: not opened\n", disk_path);
	driver_wire(&blk.device);
	test_registers();
	test_status();
	test_disk();
	test_bad_requests();
	test_files();
	test_noise();
	test_race();
	unlink(disk_path);
	ksft_finished();
}
