// SPDX-License-Identifier: GPL-2.0
/*
 * airlock: boot one guest on /dev/airlock, or on any device that speaks KVM's
 * ioctl ABI, and say how it ended.
 *
 * Reading order: this file, vm.c (the guest is made), run.c (it runs), end.c
 * (how it ended); then arch/<arch>/ for what kind of machine it is.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../uapi/airlock.h"
#include "end.h"
#include "options.h"
#include "run.h"
#include "stats.h"
#include "vm.h"

static enum launcher_code run_guest(const struct options *options)
{
	enum launcher_code code;
	struct vm vm;

	code = vm_create(&vm, options);
	if (!code)
		code = vm_run(&vm);
	if (!code) {
		code = end_report(&vm);
		if (options->stats)
			stats_print(&vm);
	}
	vm_destroy(&vm);
	return code;
}

/*
 * Whoever started us may have closed a standard stream; its number must not go
 * to the device, which guest output would then be written to.
 */
static void reserve_standard_streams(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	struct options options;
	enum launcher_code code;

	reserve_standard_streams();
	code = options_parse(&options, argc, argv);
	if (code)
		return code;
	switch (options.command) {
	case COMMAND_HELP:
		options_help();
		return LAUNCHER_OK;
	case COMMAND_VERSION:
		printf("airlock launcher, uapi version %d\n", AIRLOCK_VERSION);
		return LAUNCHER_OK;
	case COMMAND_RUN:
		break;
	}
	return run_guest(&options);
}
