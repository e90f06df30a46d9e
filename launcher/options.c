// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the command line. Every argument is checked here as far as it can be
 * without the device; what depends on the device is checked in vm.c.
 */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "../uapi/airlock.h"
#include "arch.h"

enum {
	OPTION_INITRD = 256,
	OPTION_CMDLINE,
	OPTION_MEM,
	OPTION_CPUS,
	OPTION_DEVICE,
	OPTION_DISK,
	OPTION_NET,
	OPTION_RNG,
	OPTION_CONSOLE,
	OPTION_FLAT,
	OPTION_STATS,
	OPTION_HELP,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{ "initrd", required_argument, NULL, OPTION_INITRD },
	{ "cmdline", required_argument, NULL, OPTION_CMDLINE },
	{ "mem", required_argument, NULL, OPTION_MEM },
	{ "cpus", required_argument, NULL, OPTION_CPUS },
	{ "device", required_argument, NULL, OPTION_DEVICE },
	{ "disk", required_argument, NULL, OPTION_DISK },
	{ "net", required_argument, NULL, OPTION_NET },
	{ "rng", no_argument, NULL, OPTION_RNG },
	{ "console", required_argument, NULL, OPTION_CONSOLE },
	{ "flat", no_argument, NULL, OPTION_FLAT },
	{ "stats", no_argument, NULL, OPTION_STATS },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static int suffix_shift(char suffix)
{
	switch (toupper((unsigned char)suffix)) {
	case 'K':
		return 10;
	case '\0':
	case 'M':
		return 20;
	case 'G':
		return 30;
	case 'T':
		return 40;
	default:
		return -1;
	}
}

const char *parse_size(const char *text, u64 *size)
{
	unsigned long long number;
	char *end;
	int shift;

	/* strtoull() would skip blanks and take a minus sign. */
	if (!isdigit((unsigned char)text[0]))
		return "is not a number";
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno == ERANGE)
		return "is too big a number";
	shift = suffix_shift(end[0]);
	if (shift < 0 || (end[0] && end[1]))
		return "has an unknown suffix (K, M, G and T are known)";
	if (number > ULLONG_MAX >> shift)
		return "is too big a number";
	*size = number << shift;
	return NULL;
}

const char *parse_count(const char *text, unsigned int *count)
{
	unsigned long number;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return "is not a number";
	errno = 0;
	number = strtoul(text, &end, 10);
	if (*end)
		return "is not a number";
	if (errno == ERANGE || number > UINT_MAX)
		return "is too big a number";
	*count = number;
	return NULL;
}

static enum launcher_code take_mem(struct options *options, const char *text)
{
	const char *wrong = parse_size(text, &options->ram_bytes);

	if (wrong)
		return input_err("--mem", "%s %s", text, wrong);
	if (options->ram_bytes % PAGE_BYTES)
		return input_err("--mem", "%s is not a multiple of 4K", text);
	if (options->ram_bytes < ARCH_MIN_RAM_BYTES)
		return input_err("--mem",
				 "%s is too little: the least is %lluM", text,
				 ARCH_MIN_RAM_BYTES / MIB);
	if (options->ram_bytes > MAX_RAM_BYTES)
		return input_err("--mem", "%s is too much: the most is %lluT",
				 text, MAX_RAM_BYTES / TIB);
	return LAUNCHER_OK;
}

static enum launcher_code take_cpus(struct options *options, const char *text)
{
	const char *wrong = parse_count(text, &options->cpus);

	if (wrong)
		return input_err("--cpus", "%s %s", text, wrong);
	if (!options->cpus)
		return input_err("--cpus", "0: a guest needs at least one");
	if (options->cpus > ARCH_MAX_CPUS)
		return input_err("--cpus", "%s is too many: the most is %u",
				 text, ARCH_MAX_CPUS);
	return LAUNCHER_OK;
}

static enum launcher_code add_virtio(struct options *options,
				     enum virtio_request_kind kind,
				     const char *name, bool read_only)
{
	if (options->nr_virtio == MAX_VIRTIO_DEVICES)
		return input_err("command line",
				 "has more than %u virtio devices: disks, cards, rng and console",
				 MAX_VIRTIO_DEVICES);
	options->virtio[options->nr_virtio++] = (struct virtio_request){
		.kind = kind,
		.name = name,
		.read_only = read_only,
	};
	return LAUNCHER_OK;
}

/* One of each is all there can be. */
static enum launcher_code add_single(struct options *options,
				     enum virtio_request_kind kind,
				     const char *option)
{
	unsigned int i;

	for (i = 0; i < options->nr_virtio; i++) {
		if (options->virtio[i].kind == kind)
			return input_err(option, "is given twice");
	}
	return add_virtio(options, kind, NULL, false);
}

/* FILE[,ro]: the argument is cut where the file's name ends. */
static enum launcher_code take_disk(struct options *options, char *text)
{
	static const char suffix[] = ",ro";
	size_t length = strlen(text);
	size_t rest = length - strlen(suffix);
	bool read_only = length >= strlen(suffix) &&
			 !strcmp(text + rest, suffix);

	if (read_only)
		text[rest] = '\0';
	if (!*text)
		return input_err("--disk", "needs a file: --disk FILE[,ro]");
	return add_virtio(options, REQUEST_DISK, text, read_only);
}

static enum launcher_code take_net(struct options *options, const char *text)
{
	static const char prefix[] = "tap=";

	if (strncmp(text, prefix, strlen(prefix)) || !text[strlen(prefix)])
		return input_err("--net", "%s: only tap=IFNAME is known", text);
	return add_virtio(options, REQUEST_NET, text + strlen(prefix), false);
}

static enum launcher_code take_console(struct options *options,
				       const char *text)
{
	if (!strcmp(text, "serial"))
		return LAUNCHER_OK;
	if (!strcmp(text, "virtio"))
		return add_single(options, REQUEST_CONSOLE, "--console");
	return input_err("--console", "%s: only serial and virtio are known",
			 text);
}

static enum launcher_code take_device(struct options *options, int option)
{
	switch (option) {
	case OPTION_DISK:
		return take_disk(options, optarg);
	case OPTION_NET:
		return take_net(options, optarg);
	case OPTION_RNG:
		return add_single(options, REQUEST_RNG, "--rng");
	default:
		return take_console(options, optarg);
	}
}

static enum launcher_code take_option(struct options *options, int option,
				      char **argv)
{
	switch (option) {
	case OPTION_INITRD:
		options->initrd = optarg;
		return LAUNCHER_OK;
	case OPTION_CMDLINE:
		options->cmdline = optarg;
		return LAUNCHER_OK;
	case OPTION_MEM:
		return take_mem(options, optarg);
	case OPTION_CPUS:
		return take_cpus(options, optarg);
	case OPTION_DEVICE:
		options->device = optarg;
		return LAUNCHER_OK;
	case OPTION_DISK:
	case OPTION_NET:
	case OPTION_RNG:
	case OPTION_CONSOLE:
		return take_device(options, option);
	case OPTION_FLAT:
		options->flat = true;
		return LAUNCHER_OK;
	case OPTION_STATS:
		options->stats = true;
		return LAUNCHER_OK;
	case OPTION_HELP:
		options->command = COMMAND_HELP;
		return LAUNCHER_OK;
	case OPTION_VERSION:
		options->command = COMMAND_VERSION;
		return LAUNCHER_OK;
	case ':':
		return input_err(argv[optind - 1], "needs a value");
	default:
		return input_err(argv[optind - 1],
				 "is not an option (see --help)");
	}
}

static enum launcher_code take_words(struct options *options, int argc,
				     char **argv)
{
	if (optind == argc)
		return input_err("command line",
				 "has no command: airlock run KERNEL (see --help)");
	if (strcmp(argv[optind], "run"))
		return input_err(argv[optind], "is not a command: only run is");
	optind++;
	if (optind == argc)
		return input_err("run", "needs a KERNEL");
	options->kernel = argv[optind++];
	if (optind < argc)
		return input_err(argv[optind],
				 "one KERNEL is enough, and options start with --");
	if (options->flat && options->initrd)
		return input_err("--initrd", "a flat binary takes none");
	return LAUNCHER_OK;
}

enum launcher_code options_parse(struct options *options, int argc,
				 char **argv)
{
	enum launcher_code code;
	int option;

	*options = (struct options){
		.command = COMMAND_RUN,
		.device = AIRLOCK_DEVICE_PATH,
		.ram_bytes = DEFAULT_RAM_BYTES,
		.cpus = 1,
	};
	optind = 0;
	opterr = 0;
	for (;;) {
		/* ':' first: tell a missing value from an unknown option. */
		option = getopt_long(argc, argv, ":", long_options, NULL);
		if (option < 0)
			break;
		code = take_option(options, option, argv);
		if (code || options->command != COMMAND_RUN)
			return code;
	}
	return take_words(options, argc, argv);
}

void options_help(void)
{
	printf("Usage: airlock run KERNEL [OPTION]...\n"
	       "Run a guest on " AIRLOCK_DEVICE_PATH ", or on any device that speaks KVM's ABI.\n"
	       "\n"
	       "KERNEL is one of:\n");
	printf("%s\n", arch_help_formats);
	printf("  --initrd FILE    initial RAM disk\n"
	       "  --cmdline STRING guest kernel's command line, in place of the default\n"
	       "                   \"%s\"\n"
	       "  --mem SIZE       guest memory, suffix K, M, G or T (M if none); default %lluM\n"
	       "  --cpus N         number of vCPUs; default 1\n"
	       "  --device PATH    device to use; default " AIRLOCK_DEVICE_PATH "\n"
	       "  --disk FILE[,ro] a virtio disk: a raw file or a block device, read-only with ,ro\n"
	       "  --net tap=IFNAME a virtio network card on a tap interface\n"
	       "  --rng            a virtio source of entropy\n"
	       "  --console KIND   what the terminal is wired to: serial (default) or virtio\n"
	       "  --flat           KERNEL is a flat binary\n"
	       "  --stats          afterwards, print how often and why the guest was left\n"
	       "  --help           print this\n"
	       "  --version        print the version\n"
	       "\n",
	       arch_default_cmdline, DEFAULT_RAM_BYTES / MIB);
	printf("On a terminal, Ctrl-A x quits; Ctrl-A h lists the other escapes.\n"
	       "\n"
	       "Exit status: 0 the guest powered off; 2 bad command line or file; 3 the host or\n"
	       "the device refused; 10 reboot; 11 triple fault; 12 internal error; 13 VM entry\n"
	       "failed; 14 unknown exit; 15 the guest reported a crash; 16 stopped from outside.\n");
}
