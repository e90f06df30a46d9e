/* SPDX-License-Identifier: GPL-2.0 */
/* Exit counters: one row a reason, light and heavy. */
#ifndef AIRLOCK_STATS_H
#define AIRLOCK_STATS_H

#include <linux/compiler.h>

#include "../uapi/airlock.h"

#include "types.h"

/* Basic exit reasons (x86) and exception classes (arm64) are below this. */
#define AIRLOCK_EXIT_REASONS	80

/* One exit reason of one vCPU; see struct airlock_exit_row. */
struct airlock_exit_count {
	u64 light;
	u64 heavy;
	u64 light_ticks;
	u64 heavy_ticks;
};

/**
 * struct airlock_stats - what is known of the exits of a vCPU.
 * @landed: tick of the last landing; 0 while time is not taken
 * @open: an exit whose verdict is not out yet, or NULL
 * @count: by reason
 */
struct airlock_stats {
	u64 landed;
	struct airlock_exit_count *open;
	struct airlock_exit_count count[AIRLOCK_EXIT_REASONS];
};

void airlock_stats_ticks(struct airlock_stats *stats,
			 struct airlock_exit_count *count, bool heavy);

/**
 * airlock_stats_close - count an exit that the run loop has finished with.
 * @stats: the vCPU's, in its own thread.
 * @heavy: the launcher is told, or KVM_RUN ends with an errno.
 */
static __always_inline void airlock_stats_close(struct airlock_stats *stats,
						bool heavy)
{
	struct airlock_exit_count *count = stats->open;

	if (!count)
		return;
	stats->open = NULL;
	if (unlikely(stats->landed))
		airlock_stats_ticks(stats, count, heavy);
	if (heavy)
		count->heavy++;
	else
		count->light++;
}

long airlock_stats_get(struct airlock_vcpu *vcpu,
		       struct airlock_exit_stats __user *user);
long airlock_stats_set(struct airlock_vm *vm,
		       const struct airlock_stats_config __user *user);

#endif /* AIRLOCK_STATS_H */
