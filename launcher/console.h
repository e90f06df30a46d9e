/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The terminal, or whatever standard input and output are: the guest's bytes
 * out without loss, the user's bytes in, and an escape key.
 */
#ifndef LAUNCHER_CONSOLE_H
#define LAUNCHER_CONSOLE_H

#include <pthread.h>
#include <stdatomic.h>
#include <termios.h>

#include "fail.h"

struct vm;

#define CONSOLE_OUT_BYTES	1024

/**
 * struct console - standard input and output.
 * @raw: standard input is a terminal that we put into raw mode.
 * @saved: its mode before.
 * @signal_fd: SIGINT, SIGTERM and SIGHUP arrive here.
 * @timer_fd: expires when bytes in @out have waited long enough.
 * @room_fd: an eventfd: the serial port can take input again.
 * @quitting: the user has left; output that would have to wait is dropped.
 * @lock: guards the fields below.
 * @out: guest output that was not written yet.
 * @out_len: how many bytes of it.
 * @timer_armed: @timer_fd is going to expire.
 * @out_dead: standard output is gone; its bytes are dropped.
 */
struct console {
	bool raw;
	struct termios saved;
	int signal_fd;
	int timer_fd;
	int room_fd;
	atomic_bool quitting;
	pthread_mutex_t lock;
	u8 out[CONSOLE_OUT_BYTES];
	size_t out_len;
	bool timer_armed;
	bool out_dead;
};

/**
 * console_open() - take the terminal.
 * @console: receives it; give it back with console_close().
 *
 * Context: before any other thread exists; blocks the signals that
 * console_serve() reads, and threads inherit that.
 * Return: LAUNCHER_OK or LAUNCHER_BAD_HOST.
 */
enum launcher_code console_open(struct console *console);

/**
 * console_close() - write what is left and restore the terminal.
 * @console: the console.
 */
void console_close(struct console *console);

/**
 * console_put() - a byte of guest output.
 * @console: the console.
 * @byte: the byte.
 *
 * Waits while standard output takes nothing, so that no byte is lost.
 * Context: any thread.
 */
void console_put(struct console *console, u8 byte);

/**
 * console_tick() - write the guest output that has waited long enough.
 * @console: the console.
 *
 * Context: the console thread, after @timer_fd expired.
 */
void console_tick(struct console *console);

/**
 * console_input_room() - the serial port can take input again.
 * @console: the console.
 *
 * Context: any thread.
 */
void console_input_room(struct console *console);

/**
 * console_serve() - move input to the guest until the guest ends.
 * @vm: the guest.
 */
void console_serve(struct vm *vm);

#endif /* LAUNCHER_CONSOLE_H */
