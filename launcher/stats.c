// SPDX-License-Identifier: GPL-2.0
/*
 * The exit tables. Returns of KVM_RUN are counted here and so are known for
 * every device; exits that the module handled by itself are known to airlock
 * alone.
 */
#include "stats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "../uapi/airlock.h"
#include "end.h"
#include "vm.h"

#define MAX_ROWS		256

/**
 * struct table - rows summed over vCPUs, in the order of their reasons.
 * @nr: how many.
 * @row: the rows.
 */
struct table {
	unsigned int nr;
	struct airlock_exit_row row[MAX_ROWS];
};

static void add_row(struct airlock_exit_row *sum,
		    const struct airlock_exit_row *row)
{
	sum->light += row->light;
	sum->heavy += row->heavy;
	sum->light_ticks += row->light_ticks;
	sum->heavy_ticks += row->heavy_ticks;
}

static void table_add(struct table *table, const struct airlock_exit_row *row)
{
	unsigned int at = 0;
	unsigned int i;

	while (at < table->nr && table->row[at].reason < row->reason)
		at++;
	if (at == table->nr || table->row[at].reason != row->reason) {
		if (table->nr == MAX_ROWS)
			return;
		for (i = table->nr++; i > at; i--)
			table->row[i] = table->row[i - 1];
		table->row[at] = *row;
		return;
	}
	add_row(&table->row[at], row);
}

/*
 * Ask with no room, be told how many rows there are, ask again. The vCPUs stand
 * still, so the number cannot grow in between.
 */
static struct airlock_exit_stats *read_stats(const struct vcpu *vcpu)
{
	struct airlock_exit_stats none = { 0 };
	struct airlock_exit_stats *stats;

	if (ioctl(vcpu->fd, AIRLOCK_GET_EXIT_STATS, &none) < 0 &&
	    errno != E2BIG)
		return NULL;
	stats = calloc(1, sizeof(*stats) + none.nr * sizeof(stats->rows[0]));
	if (!stats)
		return NULL;
	stats->nr = none.nr;
	if (none.nr && ioctl(vcpu->fd, AIRLOCK_GET_EXIT_STATS, stats) < 0) {
		free(stats);
		return NULL;
	}
	if (stats->nr > none.nr)
		stats->nr = none.nr;
	return stats;
}

static u64 average(u64 ticks, u64 count)
{
	return count ? ticks / count : 0;
}

static void print_row(const char *name, const struct airlock_exit_row *row)
{
	fprintf(stderr, "%-24.*s %12llu %10llu %12llu %10llu\n",
		AIRLOCK_EXIT_NAME_LEN, name, row->light,
		average(row->light_ticks, row->light), row->heavy,
		average(row->heavy_ticks, row->heavy));
}

static void print_table(const struct table *table)
{
	struct airlock_exit_row total = { 0 };
	unsigned int i;

	fprintf(stderr, "%-24s %12s %10s %12s %10s\n", "exit reason", "light",
		"ticks each", "heavy", "ticks each");
	for (i = 0; i < table->nr; i++) {
		print_row(table->row[i].name, &table->row[i]);
		add_row(&total, &table->row[i]);
	}
	print_row("total", &total);
}

static void print_module_exits(struct vm *vm)
{
	struct table *table = calloc(1, sizeof(*table));
	struct airlock_exit_row *total;
	unsigned int i, j;

	total = calloc(vm->nr_vcpus, sizeof(*total));
	if (!table || !total)
		goto out_free;
	for (i = 0; i < vm->nr_vcpus; i++) {
		struct airlock_exit_stats *stats = read_stats(&vm->vcpu[i]);

		if (!stats) {
			print_notice("AIRLOCK_GET_EXIT_STATS of vCPU %u: %s", i,
				     strerror(errno));
			continue;
		}
		for (j = 0; j < stats->nr; j++) {
			table_add(table, &stats->rows[j]);
			add_row(&total[i], &stats->rows[j]);
		}
		free(stats);
	}
	print_table(table);
	for (i = 0; i < vm->nr_vcpus; i++) {
		char name[AIRLOCK_EXIT_NAME_LEN];

		snprintf(name, sizeof(name), "vCPU %u", i);
		print_row(name, &total[i]);
	}
out_free:
	free(total);
	free(table);
}

/* What came back from KVM_RUN, by the launcher's own count. */
static void print_launcher_exits(const struct vm *vm)
{
	unsigned int i, reason;

	fprintf(stderr, "%-24s", "returns of KVM_RUN");
	for (i = 0; i < vm->nr_vcpus; i++)
		fprintf(stderr, "  vCPU %-5u", i);
	fprintf(stderr, "\n");
	for (reason = 0; reason < VCPU_EXIT_COUNTERS; reason++) {
		const char *name = exit_reason_name(reason);
		u64 sum = 0;

		for (i = 0; i < vm->nr_vcpus; i++)
			sum += vm->vcpu[i].exits[reason];
		if (!sum)
			continue;
		fprintf(stderr, "%-24s", name ? name : "other");
		for (i = 0; i < vm->nr_vcpus; i++)
			fprintf(stderr, " %11llu", vm->vcpu[i].exits[reason]);
		fprintf(stderr, "\n");
	}
}

void stats_print(struct vm *vm)
{
	if (vm->is_airlock)
		print_module_exits(vm);
	else
		print_notice("exit statistics need airlock; of %s only returns of KVM_RUN are known",
			     vm->options->device);
	print_launcher_exits(vm);
}
