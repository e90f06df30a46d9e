// SPDX-License-Identifier: GPL-2.0
/*
 * The console: output that is not lost however slow its reader is, input, the
 * escape key, signals, and a terminal that is given back as it was.
 *
 * Each case is a process of its own, because the console is the standard input
 * and output of its process. This one holds the other ends.
 */
#include "kselftest.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <utmp.h>

#include "../serial.h"
#include "../vm.h"

#define MANY_BYTES	300000
#define INPUT_BYTES	500
#define PATIENCE_MS	10000

static struct serial serial;
static struct vm vm;

static void com1_put(void *context, u8 byte)
{
	(void)context;
	console_put(&vm.console, byte);
}

static void com1_irq(void *context, bool level)
{
	(void)context;
	(void)level;
}

static void com1_room(void *context)
{
	(void)context;
	console_input_room(&vm.console);
}

/* A guest without vCPUs, whose serial port is open. */
static void make_guest(void)
{
	const struct serial_wires wires = {
		.put = com1_put,
		.irq = com1_irq,
		.room = com1_room,
	};

	serial_init(&serial, &wires);
	serial_bus_ops.write(&serial, 2, 1, 0x01);
	serial_bus_ops.write(&serial, 4, 1, 0x02);
	vm.serial = &serial;
	vm.end_fd = eventfd(0, EFD_NONBLOCK);
	if (console_open(&vm.console))
		exit(99);
}

static int many_bytes(void)
{
	unsigned int i;

	make_guest();
	for (i = 0; i < MANY_BYTES; i++)
		console_put(&vm.console, i % 251 ? 'x' : '\n');
	console_close(&vm.console);
	return 0;
}

static int many_bytes_nonblocking(void)
{
	fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
	return many_bytes();
}

static int prompt(void)
{
	make_guest();
	console_put(&vm.console, '>');
	console_serve(&vm);
	console_close(&vm.console);
	return vm.end;
}

/* Output that nobody reads, from a vCPU that waits for its reader. */
static void *flood(void *arg)
{
	(void)arg;
	while (vm.end == VM_RUNS)
		console_put(&vm.console, '\n');
	return NULL;
}

static int stuck(void)
{
	pthread_t thread;

	make_guest();
	pthread_create(&thread, NULL, flood, NULL);
	console_serve(&vm);
	return vm.end;
}

/* A guest that says back all it reads, and powers off at a '!'. */
static void *answer(void *arg)
{
	u8 byte = 0;

	(void)arg;
	while (byte != '!' && vm.end == VM_RUNS) {
		if (!(serial_bus_ops.read(&serial, 5, 1) & 1))
			continue;
		byte = serial_bus_ops.read(&serial, 0, 1);
		serial_bus_ops.write(&serial, 0, 1, byte);
	}
	vm_stop(&vm, VM_POWERED_OFF, NULL);
	return NULL;
}

static int answering(void)
{
	pthread_t thread;

	make_guest();
	pthread_create(&thread, NULL, answer, NULL);
	console_serve(&vm);
	pthread_join(thread, NULL);
	console_close(&vm.console);
	return vm.end;
}

/**
 * struct child - a process with a console.
 * @pid: the process.
 * @in: writes to its standard input.
 * @out: reads its standard output.
 */
struct child {
	pid_t pid;
	int in;
	int out;
};

static void spawn(struct child *child, int (*run)(void))
{
	int in[2], out[2];

	if (pipe(in) || pipe(out))
		ksft_exit_fail_msg("pipe\n");
	child->pid = fork();
	if (!child->pid) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		close(out[0]);
		_exit(run());
	}
	close(in[0]);
	close(out[1]);
	child->in = in[1];
	child->out = out[0];
}

/* The exit status; a child that does not end by itself is ended. */
static int reap(struct child *child)
{
	int status, ms;

	for (ms = 0; ms < PATIENCE_MS; ms += 10) {
		if (waitpid(child->pid, &status, WNOHANG) == child->pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		usleep(10000);
	}
	kill(child->pid, SIGKILL);
	waitpid(child->pid, &status, 0);
	return -1;
}

static size_t read_slowly(int fd)
{
	size_t total = 0;
	char some[4000];
	ssize_t got;

	for (;;) {
		got = read(fd, some, sizeof(some));
		if (got <= 0)
			return total;
		total += got;
		usleep(100);
	}
}

static bool wait_readable(int fd)
{
	struct pollfd set = { .fd = fd, .events = POLLIN };

	return poll(&set, 1, PATIENCE_MS) == 1;
}

static void test_output(void)
{
	struct child child;

	spawn(&child, many_bytes);
	ksft_test_result(read_slowly(child.out) == MANY_BYTES && !reap(&child),
			 "all output reaches a slow reader\n");
	spawn(&child, many_bytes_nonblocking);
	ksft_test_result(read_slowly(child.out) == MANY_BYTES && !reap(&child),
			 "and through a non-blocking descriptor\n");
	spawn(&child, many_bytes);
	close(child.out);
	ksft_test_result(reap(&child) == 0, "a reader that goes away\n");
}

static void test_prompt(void)
{
	struct child child;
	char byte = 0;
	bool ok;

	spawn(&child, prompt);
	ok = wait_readable(child.out) && read(child.out, &byte, 1) == 1;
	ksft_test_result(ok && byte == '>', "a prompt without newline\n");
	kill(child.pid, SIGTERM);
	ksft_test_result(reap(&child) == VM_QUIT, "SIGTERM ends the guest\n");
}

static void test_stuck(void)
{
	struct child child;

	spawn(&child, stuck);
	wait_readable(child.out);
	usleep(100000);
	kill(child.pid, SIGINT);
	ksft_test_result(reap(&child) == VM_QUIT,
			 "SIGINT while nobody reads the output\n");
}

static void test_input(void)
{
	char sent[INPUT_BYTES], got[INPUT_BYTES];
	struct child child;
	size_t total = 0;
	ssize_t n;

	memset(sent, 'i', sizeof(sent));
	sent[0] = 0x01;
	sent[1] = 'x';
	sent[INPUT_BYTES - 1] = '!';
	spawn(&child, answering);
	n = write(child.in, sent, sizeof(sent));
	close(child.in);
	while (n > 0 && total < sizeof(got)) {
		n = read(child.out, got + total, sizeof(got) - total);
		total += n > 0 ? n : 0;
	}
	ksft_test_result(total == sizeof(sent) && !memcmp(sent, got, total),
			 "input from a pipe, escape key included\n");
	ksft_test_result(reap(&child) == VM_POWERED_OFF,
			 "the end of input is not the end of the guest\n");
}

/*
 * How the terminal is before is read before there is a child: one that is
 * quick would have made it raw.
 */
static void spawn_on_terminal(struct child *child, struct termios *before)
{
	int terminal;

	if (openpty(&child->in, &terminal, NULL, NULL, NULL) ||
	    tcgetattr(child->in, before))
		ksft_exit_fail_msg("openpty\n");
	child->pid = fork();
	if (!child->pid) {
		close(child->in);
		_exit(login_tty(terminal) ? 99 : answering());
	}
	close(terminal);
}

static void test_terminal(void)
{
	struct termios before, during, after;
	struct child child;
	bool ok;
	int ms;

	spawn_on_terminal(&child, &before);
	for (ms = 0; ms < PATIENCE_MS; ms += 10) {
		tcgetattr(child.in, &during);
		if (!(during.c_lflag & ICANON))
			break;
		usleep(10000);
	}
	ok = (before.c_lflag & ICANON) &&
	     !(during.c_lflag & (ICANON | ECHO | ISIG));
	ksft_test_result(ok, "a terminal becomes raw\n");
	ok = write(child.in, "\001\001a\001x", 5) == 5;
	ksft_test_result(ok && reap(&child) == VM_QUIT, "Ctrl-A x quits\n");
	tcgetattr(child.in, &after);
	ok = before.c_lflag == after.c_lflag &&
	     before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag;
	ksft_test_result(ok, "the terminal is as it was\n");
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(11);
	test_output();
	test_prompt();
	test_stuck();
	test_input();
	test_terminal();
	ksft_finished();
}
