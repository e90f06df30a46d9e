// SPDX-License-Identifier: GPL-2.0
/*
 * What a round trip from the guest costs, measured in the guest.
 *
 *	bench_exit [-d DEVICE] [-n SAMPLES] [-t ROW]... [-o FILE] [-r FILE]
 *		   [-b FILE]
 *
 * -o writes the results to a file; -r reads such a file and prints its medians
 * beside ours with the ratio, so two modules that exclude each other can be
 * compared within one boot. -b reads budgets, lines of a row's name and the
 * highest median that passes: for emulated hosts, where the time-stamp counter
 * counts instructions. Without -b nothing can fail but the run itself.
 *
 * Output is KTAP with the table in its comments.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "kselftest_codes.h"

struct result {
	const struct bench_row *row;
	const char *skip;
	__u64 min, median, mean;
};

static struct {
	unsigned int samples;
	const char *only[32];
	unsigned int nr_only;
	FILE *out, *reference, *budget;
} opt = { .samples = 200 };

static struct result results[64];
static unsigned int nr_results, nr_failed;
static __u64 overhead_guest, overhead_host;

/* The guest's copies of these are what the guest works on. */
static __u64 samples[BENCH_MAX_SAMPLES];
static unsigned int nr_samples;
static void (*guest_prep)(void);
static void (*guest_op)(void);

static void bench_guest(unsigned long arg)
{
	unsigned int i, n;
	__u64 start;

	if (guest_prep)
		guest_prep();
	for (i = 0; i < nr_samples; i++) {
		start = bench_clock();
		for (n = 0; n < BENCH_BATCH; n++)
			guest_op();
		samples[i] = bench_clock() - start;
	}
	guest_done();
}

static void measure_guest(struct bench *b)
{
	const char *what;

	GUEST_VAR(&b->vm, nr_samples) = b->nr;
	GUEST_VAR(&b->vm, guest_prep) = b->row->guest_prep;
	GUEST_VAR(&b->vm, guest_op) = b->row->guest;
	for (;;) {
		int ret = vcpu_run(b->vcpu);

		if (!ret && b->row->exit && !arch_is_guest_call(b->vcpu)) {
			b->row->exit(b);
			continue;
		}
		what = vcpu_exit_str(b->vcpu, ret);
		if (b->row->sync && !strncmp(what, "sync ", 5)) {
			b->row->sync(b);
			continue;
		}
		if (!strcmp(what, "done"))
			break;
		if (strcmp(what, "intr"))
			test_die("%s: %s", b->row->name, what);
	}
	memcpy(samples, GUEST_VAR(&b->vm, samples), sizeof(samples));
}

static void measure_host(struct bench *b)
{
	unsigned int i, n;
	__u64 start;

	for (i = 0; i < b->nr; i++) {
		start = bench_clock();
		for (n = 0; n < BENCH_BATCH; n++)
			b->row->host(b);
		samples[i] = bench_clock() - start;
	}
}

static int compare(const void *a, const void *b)
{
	__u64 left = *(const __u64 *)a, right = *(const __u64 *)b;

	return left < right ? -1 : left > right;
}

static void evaluate(struct result *result, unsigned int nr, __u64 overhead)
{
	unsigned int i;
	__u64 sum = 0;

	for (i = 0; i < nr; i++) {
		samples[i] = samples[i] * BENCH_CLOCK_UNIT / BENCH_BATCH;
		samples[i] -= samples[i] < overhead ? samples[i] : overhead;
		sum += samples[i];
	}
	qsort(samples, nr, sizeof(samples[0]), compare);
	result->min = samples[0];
	result->median = samples[nr / 2];
	result->mean = sum / nr;
}

static void run_row(const struct bench_row *row, struct result *result)
{
	static struct bench b;

	memset(&b, 0, sizeof(b));
	b.row = row;
	b.nr = row->samples && row->samples < opt.samples ?
		row->samples : opt.samples;
	vm_create(&b.vm, row->vm_flags);
	b.vcpu = vcpu_add(&b.vm, 0, bench_guest);
	result->row = row;
	if (row->prep)
		result->skip = row->prep(&b);
	if (!result->skip) {
		if (row->guest)
			measure_guest(&b);
		else
			measure_host(&b);
		if (row->post)
			row->post(&b);
		evaluate(result, b.nr,
			 row->guest ? overhead_guest : overhead_host);
	}
	vm_destroy(&b.vm);
}

static bool wanted(const struct bench_row *row)
{
	unsigned int i;

	for (i = 0; i < opt.nr_only; i++)
		if (!strcmp(opt.only[i], row->name))
			return true;
	return !opt.nr_only;
}

/* The number behind a name in a file of lines "NAME NUMBER ..."; 0 if none. */
static __u64 look_up(FILE *file, const char *name)
{
	unsigned long long value;
	char line[256], key[64];

	if (!file)
		return 0;
	rewind(file);
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %llu", key, &value) == 2 &&
		    !strcmp(key, name))
			return value;
	return 0;
}

static void report(const struct result *r, unsigned int number)
{
	__u64 budget = look_up(opt.budget, r->row->name);
	bool failed = budget && r->median > budget;

	if (r->skip) {
		printf("ok %u %s # SKIP %s\n", number, r->row->name, r->skip);
		return;
	}
	nr_failed += failed;
	printf("%sok %u %s min %llu median %llu mean %llu", failed ? "not " : "",
	       number, r->row->name, r->min, r->median, r->mean);
	if (budget)
		printf(" budget %llu", budget);
	printf("\n");
	if (opt.out)
		fprintf(opt.out, "%s %llu %llu %llu\n", r->row->name,
			r->median, r->min, r->mean);
}

static void print_ratio(const struct result *r)
{
	__u64 reference = look_up(opt.reference, r->row->name);
	__u64 percent;

	if (!reference || r->skip)
		return;
	percent = r->median * 100 / reference;
	printf(" %9llu %5llu.%02llu", reference, percent / 100, percent % 100);
}

static void print_table(void)
{
	unsigned int i;

	printf("#\n# %-40s %9s %9s %9s", "round trip", "min", "median", "mean");
	if (opt.reference)
		printf(" %9s %8s", "reference", "ratio");
	printf("\n");
	for (i = 0; i < nr_results; i++) {
		struct result *r = &results[i];

		if (r->skip)
			printf("# %-40s %9s", r->row->what, "-");
		else
			printf("# %-40s %9llu %9llu %9llu", r->row->what,
			       r->min, r->median, r->mean);
		print_ratio(r);
		printf("\n");
	}
}

static FILE *open_or_die(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file)
		test_die("%s: %m", path);
	return file;
}

static void parse_options(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "d:n:t:o:r:b:")) != -1) {
		switch (c) {
		case 'd':
			setenv("AIRLOCK_DEVICE", optarg, 1);
			break;
		case 'n':
			opt.samples = atoi(optarg);
			break;
		case 't':
			if (opt.nr_only < 32)
				opt.only[opt.nr_only++] = optarg;
			break;
		case 'o':
			opt.out = open_or_die(optarg, "w");
			break;
		case 'r':
			opt.reference = open_or_die(optarg, "r");
			break;
		case 'b':
			opt.budget = open_or_die(optarg, "r");
			break;
		default:
			test_die("see the head of bench_exit.c for the options");
		}
	}
	if (!opt.samples || opt.samples > BENCH_MAX_SAMPLES)
		test_die("1 to %d samples", BENCH_MAX_SAMPLES);
}

int main(int argc, char **argv)
{
	const struct bench_row *row;
	unsigned int planned = 0;
	int fd;

	setvbuf(stdout, NULL, _IOLBF, 0);
	parse_options(argc, argv);
	printf("TAP version 13\n");
	fd = test_device_open();
	if (fd < 0) {
		printf("1..0 # SKIP %s: %m\n", test_device());
		return TEST_EXIT_SKIP;
	}
	close(fd);

	run_row(&bench_rows[0], &results[0]);
	overhead_guest = results[0].min;
	run_row(&bench_rows[1], &results[0]);
	overhead_host = results[0].min;
	for (row = &bench_rows[2]; row->name; row++)
		planned += wanted(row);
	printf("1..%u\n# %s, %u samples, overhead %llu and %llu subtracted\n",
	       planned, test_device(), opt.samples, overhead_guest,
	       overhead_host);
	for (row = &bench_rows[2]; row->name; row++) {
		if (!wanted(row))
			continue;
		run_row(row, &results[nr_results]);
		report(&results[nr_results], nr_results + 1);
		nr_results++;
	}
	print_table();
	if (opt.out)
		fclose(opt.out);
	return nr_failed ? TEST_EXIT_FAIL : TEST_EXIT_PASS;
}
