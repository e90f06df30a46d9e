// SPDX-License-Identifier: GPL-2.0
/*
 * The command line: what is taken, and what is said of the rest.
 */
#include "kselftest.h"

#include "../options.h"
#include "capture.h"

#define MAX_WORDS	12

static const struct {
	const char *name;
	const char *complaint;
	const char *words[MAX_WORDS];
} bad_lines[] = {
	{ "nothing", "has no command", { NULL } },
	{ "unknown command", "walk: is not a command", { "walk" } },
	{ "no kernel", "needs a KERNEL", { "run" } },
	{ "two kernels", "b: one KERNEL", { "run", "a", "b" } },
	{ "unknown option", "--nme: is not an option", { "run", "--nme" } },
	{ "missing value", "--mem: needs a value", { "run", "a", "--mem" } },
	{ "flag with value", "is not an option", { "run", "a", "--stats=1" } },
	{ "0 cpus", "at least one", { "run", "a", "--cpus", "0" } },
	{ "-1 cpus", "not a number", { "run", "a", "--cpus", "-1" } },
	{ "x cpus", "not a number", { "run", "a", "--cpus", "2x" } },
	{ "no digits", "not a number", { "run", "a", "--cpus", "" } },
	{ "255 cpus", "too many", { "run", "a", "--cpus", "255" } },
	{ "2^32 cpus", "too big", { "run", "a", "--cpus", "4294967296" } },
	{ "no memory", "too little", { "run", "a", "--mem", "0" } },
	{ "1 MiB", "too little", { "run", "a", "--mem", "1M" } },
	{ "odd memory", "multiple of 4K", { "run", "a", "--mem", "4097K" } },
	{ "bad suffix", "suffix", { "run", "a", "--mem", "4X" } },
	{ "long suffix", "suffix", { "run", "a", "--mem", "4MB" } },
	{ "5 TiB", "too much", { "run", "a", "--mem", "5T" } },
	{ "2^64", "too big", { "run", "a", "--mem", "18446744073709551616K" } },
	{ "wraps", "too big", { "run", "a", "--mem", "17179869185G" } },
	{ "negative", "not a number", { "run", "a", "--mem", "-1" } },
	{ "no disk", "needs a file", { "run", "a", "--disk", "" } },
	{ "only ro", "needs a file", { "run", "a", "--disk=,ro" } },
	{ "net", "only tap=", { "run", "a", "--net", "eth0" } },
	{ "no tap", "only tap=", { "run", "a", "--net", "tap=" } },
	{ "console", "only serial", { "run", "a", "--console", "vga" } },
	{ "two rngs", "given twice", { "run", "a", "--rng", "--rng" } },
	{ "nine devices",
	  "more than 8",
	  { "run", "a", "--rng", "--console=virtio", "--net=tap=a",
	    "--net=tap=b", "--net=tap=c", "--net=tap=d", "--net=tap=e",
	    "--net=tap=f", "--net=tap=g" } },
	{ "flat initrd",
	  "takes none",
	  { "run", "a", "--flat", "--initrd", "b" } },
};

static enum launcher_code parse(struct options *options,
				const char *const words[])
{
	/* A copy that may be written to, as main()'s may. */
	static char copy[MAX_WORDS][64];
	char *argv[MAX_WORDS + 2] = { (char *)"airlock" };
	int argc = 1;

	while (argc <= MAX_WORDS && words[argc - 1]) {
		argv[argc] = copy[argc - 1];
		memcpy(argv[argc], words[argc - 1],
		       strlen(words[argc - 1]) + 1);
		argc++;
	}
	return options_parse(options, argc, argv);
}

static void test_bad_lines(void)
{
	struct options options;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad_lines); i++) {
		enum launcher_code code = parse(&options, bad_lines[i].words);
		bool said = complained(bad_lines[i].complaint);

		ksft_test_result(code == LAUNCHER_BAD_INPUT && said,
				 "refused: %s\n", bad_lines[i].name);
	}
}

static void test_defaults(void)
{
	static const char *const words[] = { "run", "kernel", NULL };
	struct options options;
	bool ok = !parse(&options, words);

	ok = ok && !strcmp(options.kernel, "kernel") && !options.initrd &&
	     !options.cmdline && options.cpus == 1 &&
	     options.ram_bytes == DEFAULT_RAM_BYTES &&
	     !strcmp(options.device, "/dev/airlock") && !options.stats;
	ksft_test_result(ok, "defaults\n");
}

static void test_all_options(void)
{
	static const char *const words[] = {
		"run",
		"--mem=2G",
		"k",
		"--cpus",
		"3",
		"--initrd",
		"i",
		"--device=d",
		"--stats",
		NULL,
	};
	struct options options;
	bool ok = !parse(&options, words);

	ok = ok && !strcmp(options.kernel, "k") && options.cpus == 3 &&
	     options.ram_bytes == 2 * GIB && !strcmp(options.initrd, "i") &&
	     !strcmp(options.device, "d") && options.stats;
	ksft_test_result(ok, "options around the kernel\n");
}

static bool is_request(const struct virtio_request *request,
		       enum virtio_request_kind kind, const char *name,
		       bool read_only)
{
	return request->kind == kind && !strcmp(request->name, name) &&
	       request->read_only == read_only;
}

static void test_devices(void)
{
	static const char *const words[] = {
		"run",
		"k",
		"--disk=a,b",
		"--net=tap=t",
		"--disk=c,ro",
		"--rng",
		NULL,
	};
	struct options options;
	bool ok = !parse(&options, words) && options.nr_virtio == 4;

	ok = ok && is_request(&options.virtio[0], REQUEST_DISK, "a,b", false) &&
	     is_request(&options.virtio[1], REQUEST_NET, "t", false) &&
	     is_request(&options.virtio[2], REQUEST_DISK, "c", true) &&
	     options.virtio[3].kind == REQUEST_RNG;
	ksft_test_result(ok, "virtio devices\n");
}

static void test_sizes(void)
{
	u64 size;
	bool ok;

	ok = !parse_size("4096k", &size) && size == 4 * MIB;
	ok = ok && !parse_size("3", &size) && size == 3 * MIB;
	ok = ok && !parse_size("1T", &size) && size == TIB;
	ksft_test_result(ok, "suffixes of sizes\n");
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(ARRAY_SIZE(bad_lines) + 4);
	test_bad_lines();
	test_defaults();
	test_all_options();
	test_devices();
	test_sizes();
	ksft_finished();
}
