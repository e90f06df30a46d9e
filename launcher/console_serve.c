// SPDX-License-Identifier: GPL-2.0
/*
 * The console thread: waits for input, for signals and for the guest's end.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "arch.h"
#include "console.h"
#include "escape.h"
#include "serial.h"
#include "virtio/console.h"
#include "vm.h"

/**
 * struct input - bytes on their way from standard input to the serial port.
 * @eof: standard input has ended.
 * @escape_pending: the last byte was the escape key.
 * @data: bytes that the serial port had no room for yet.
 * @start: the first of them.
 * @end: one past the last.
 */
struct input {
	bool eof;
	bool escape_pending;
	u8 data[64];
	size_t start;
	size_t end;
};

/* Indices into the poll set. */
enum {
	POLL_END,
	POLL_SIGNAL,
	POLL_TIMER,
	POLL_ROOM,
	POLL_STDIN,
	POLL_COUNT,
};

/* The level of the counter does not matter, only that it goes back to 0. */
static void drain(int fd)
{
	u64 count;
	ssize_t n = read(fd, &count, sizeof(count));

	(void)n;
}

/* "\r\n": in raw mode a newline only moves down. */
static const char escapes[] =
	"\r\n"
	"Ctrl-A x  quit, without asking the guest\r\n"
	"Ctrl-A p  press the guest's power button\r\n"
	"Ctrl-A b  send a serial break (SysRq on a serial console)\r\n"
	"Ctrl-A a  send Ctrl-A itself\r\n"
	"Ctrl-A h  print this\r\n";

/* Taken here, or it would be delivered once signals are let in again. */
static void take_signal(struct console *console)
{
	struct signalfd_siginfo info;
	ssize_t n = read(console->signal_fd, &info, sizeof(info));

	(void)n;
}

/*
 * The flag first: a vCPU thread that waits for standard output is woken by
 * vm_stop(), and must then find that it need not wait.
 */
static void quit(struct vm *vm)
{
	vm->console.quitting = true;
	vm_stop(vm, VM_QUIT, NULL);
}

/* Returns whether @byte is the guest's. */
static bool take_escape(struct vm *vm, struct input *input, u8 byte)
{
	/* A pipe's bytes all belong to the guest: nobody is there to escape. */
	if (!vm->console.raw)
		return true;
	switch (escape_feed(&input->escape_pending, byte)) {
	case ESCAPE_PASS:
		return true;
	case ESCAPE_SWALLOW:
		return false;
	case ESCAPE_QUIT:
		quit(vm);
		return false;
	case ESCAPE_POWER_BUTTON:
		arch_power_button(vm);
		return false;
	case ESCAPE_BREAK:
		serial_break(vm->serial);
		return false;
	case ESCAPE_HELP:
		fputs(escapes, stderr);
		return false;
	}
	return false;
}

static void read_input(struct vm *vm, struct input *input)
{
	u8 bytes[sizeof(input->data)];
	ssize_t got = read(STDIN_FILENO, bytes, sizeof(bytes));
	ssize_t i;

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	input->start = 0;
	input->end = 0;
	/* An error (EIO: the terminal hung up) ends the input like an end. */
	input->eof = got <= 0;
	for (i = 0; i < got; i++) {
		if (take_escape(vm, input, bytes[i]))
			input->data[input->end++] = bytes[i];
	}
}

static void push_input(struct vm *vm, struct input *input)
{
	const u8 *data = input->data + input->start;
	size_t size = input->end - input->start;

	if (vm->virtio_console)
		input->start += virtio_console_receive(vm->virtio_console, data,
						       size);
	else
		input->start += serial_receive(vm->serial, data, size);
}

/*
 * Standard input is watched only while the bytes before have been taken: what
 * the guest has no room for stays in the pipe and holds up its writer.
 */
static void wait_for_events(struct vm *vm, const struct input *input,
			    struct pollfd *set)
{
	bool listen = !input->eof && input->start == input->end;

	set[POLL_END].fd = vm->end_fd;
	set[POLL_SIGNAL].fd = vm->console.signal_fd;
	set[POLL_TIMER].fd = vm->console.timer_fd;
	set[POLL_ROOM].fd = vm->console.room_fd;
	set[POLL_STDIN].fd = listen ? STDIN_FILENO : -1;
	while (poll(set, POLL_COUNT, -1) < 0)
		continue;
}

void console_serve(struct vm *vm)
{
	struct console *console = &vm->console;
	struct pollfd set[POLL_COUNT];
	struct input input = { 0 };
	unsigned int i;

	for (i = 0; i < POLL_COUNT; i++)
		set[i] = (struct pollfd){ .events = POLLIN };
	while (vm->end == VM_RUNS) {
		wait_for_events(vm, &input, set);
		if (set[POLL_SIGNAL].revents) {
			take_signal(console);
			quit(vm);
		}
		if (set[POLL_TIMER].revents)
			console_tick(console);
		if (set[POLL_ROOM].revents)
			drain(console->room_fd);
		if (set[POLL_STDIN].revents)
			read_input(vm, &input);
		if (input.start != input.end)
			push_input(vm, &input);
	}
}
