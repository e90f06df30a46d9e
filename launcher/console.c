// SPDX-License-Identifier: GPL-2.0
/*
 * The terminal's mode, and guest output.
 *
 * A guest prints byte by byte, each one an exit. Writing each byte on its own
 * would add a system call to every one of these exits, so bytes wait for their
 * line to end, for the buffer to fill, or for a few milliseconds, whichever is
 * first: a prompt without newline still shows up at once for a person.
 */
#include "console.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define FLUSH_DELAY_NS		(5 * 1000 * 1000)

/* A background job that touched the terminal would be stopped by SIGTTOU. */
static bool terminal_is_ours(void)
{
	return isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

static void enter_raw_mode(struct console *console)
{
	struct termios raw;

	if (!terminal_is_ours() || tcgetattr(STDIN_FILENO, &console->saved) < 0)
		return;
	raw = console->saved;
	cfmakeraw(&raw);
	console->raw = !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static sigset_t block_signals(int how)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGHUP);
	pthread_sigmask(how, &mask, NULL);
	return mask;
}

static int open_signals(void)
{
	sigset_t mask = block_signals(SIG_BLOCK);

	/* A reader that went away shows as EPIPE, where it is handled. */
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool can_write(int timeout_ms)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, timeout_ms) > 0;
}

/*
 * Writes all that waits, however long standard output takes, unless the user
 * has left: then what does not fit at once is dropped.
 * Context: console->lock held.
 */
static void write_out(struct console *console)
{
	size_t done = 0;

	while (done < console->out_len && !console->out_dead) {
		ssize_t n;

		if (console->quitting && !can_write(0))
			break;
		n = write(STDOUT_FILENO, console->out + done,
			  console->out_len - done);
		if (n >= 0)
			done += n;
		else if (errno == EAGAIN)
			/* Somebody's O_NONBLOCK; it is not what we want. */
			can_write(-1);
		else if (errno != EINTR)
			console->out_dead = true;
	}
	console->out_len = 0;
}

enum launcher_code console_open(struct console *console)
{
	*console = (struct console){ .raw = false };
	pthread_mutex_init(&console->lock, NULL);
	console->signal_fd = open_signals();
	console->timer_fd = timerfd_create(CLOCK_MONOTONIC,
					   TFD_CLOEXEC | TFD_NONBLOCK);
	console->room_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (console->signal_fd < 0 || console->timer_fd < 0 ||
	    console->room_fd < 0)
		return host_err("no descriptors for the console: %s",
				strerror(errno));
	enter_raw_mode(console);
	return LAUNCHER_OK;
}

/*
 * The signals get their usual meaning back before the last write: should
 * standard output take nothing any more, Ctrl-C must end the wait.
 */
void console_close(struct console *console)
{
	if (console->raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &console->saved);
	console->raw = false;
	block_signals(SIG_UNBLOCK);

	pthread_mutex_lock(&console->lock);
	write_out(console);
	pthread_mutex_unlock(&console->lock);
	if (console->out_dead)
		print_notice("standard output failed, some of the guest's output is lost");
	close(console->signal_fd);
	close(console->timer_fd);
	close(console->room_fd);
}

static void arm_timer(struct console *console)
{
	const struct itimerspec delay = {
		.it_value.tv_nsec = FLUSH_DELAY_NS,
	};

	timerfd_settime(console->timer_fd, 0, &delay, NULL);
}

void console_put(struct console *console, u8 byte)
{
	pthread_mutex_lock(&console->lock);
	console->out[console->out_len++] = byte;
	if (byte == '\n' || console->out_len == CONSOLE_OUT_BYTES) {
		write_out(console);
	} else if (!console->timer_armed) {
		console->timer_armed = true;
		arm_timer(console);
	}
	pthread_mutex_unlock(&console->lock);
}

/*
 * Must not wait, for a full standard output or for a vCPU thread that waits for
 * it: the console thread is the one that hears the user ask to leave.
 */
void console_tick(struct console *console)
{
	u64 expirations;
	ssize_t n = read(console->timer_fd, &expirations, sizeof(expirations));

	(void)n;
	if (!can_write(0) || pthread_mutex_trylock(&console->lock)) {
		arm_timer(console);
		return;
	}
	console->timer_armed = false;
	write_out(console);
	pthread_mutex_unlock(&console->lock);
}

void console_input_room(struct console *console)
{
	u64 one = 1;
	ssize_t n = write(console->room_fd, &one, sizeof(one));

	/* Full means that the console thread is being woken already. */
	(void)n;
}
