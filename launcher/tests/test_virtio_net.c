// SPDX-License-Identifier: GPL-2.0
/*
 * The virtio network card, source of entropy and console behind their
 * registers, with drivers that do right and wrong.
 */
#include "kselftest.h"

#include <sys/socket.h>

#include "../virtio/console.h"
#include "../virtio/net.h"
#include "../virtio/rng.h"
#include "driver.h"

#define DATA		(DRIVER_BUFFERS + 0x1000)

static struct virtio_net net;
static struct virtio_rng rng;
static struct virtio_console console;
static unsigned int rooms;
static char printed[64];

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

static void offer_room(unsigned int q, u32 bytes)
{
	driver_desc(DRIVER_DESC(q), 0, DATA, bytes, VRING_DESC_F_WRITE, 0);
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
	driver_wire(&net.device);
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
	driver_wire(&rng.device);
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
	static const u8 text[] = "hello";

	virtio_console_open(&console, &ends);
	driver_wire(device);
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
	driver_memory();
	ksft_print_header();
	ksft_set_plan(9 + 2 + 2 + 5);
	test_net();
	test_net_names();
	test_rng();
	test_console();
	ksft_finished();
}
