// SPDX-License-Identifier: GPL-2.0
/* Exit counters and the ioctls that show them. */
#include <linux/string.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "arch.h"

static bool stats_met(const struct airlock_exit_count *count)
{
	return count->light || count->heavy;
}

static int stats_put_row(struct airlock_exit_row __user *user,
			 unsigned int reason,
			 const struct airlock_exit_count *count)
{
	const char *name = airlock_arch_exit_name(reason);
	struct airlock_exit_row row = {
		.reason = reason,
		.light = count->light,
		.heavy = count->heavy,
		.light_ticks = count->light_ticks,
		.heavy_ticks = count->heavy_ticks,
	};

	strscpy(row.name, name ? name : "unnamed", sizeof(row.name));
	return copy_to_user(user, &row, sizeof(row)) ? -EFAULT : 0;
}

/**
 * airlock_stats_get - AIRLOCK_GET_EXIT_STATS.
 * @vcpu: the vCPU; its mutex is held.
 * @user: see struct airlock_exit_stats.
 *
 * Return: 0, -E2BIG, -EFAULT, -EINVAL; see AIRLOCK_GET_EXIT_STATS.
 */
long airlock_stats_get(struct airlock_vcpu *vcpu,
		       struct airlock_exit_stats __user *user)
{
	const struct airlock_exit_count *count = vcpu->stats.count;
	struct airlock_exit_stats head;
	unsigned int reason, nr = 0;

	if (copy_from_user(&head, user, sizeof(head)))
		return -EFAULT;
	if (head.reserved)
		return -EINVAL;
	for (reason = 0; reason < AIRLOCK_EXIT_REASONS; reason++)
		nr += stats_met(&count[reason]);
	if (put_user(nr, &user->nr))
		return -EFAULT;
	if (nr > head.nr)
		return -E2BIG;
	for (nr = 0, reason = 0; reason < AIRLOCK_EXIT_REASONS; reason++) {
		if (!stats_met(&count[reason]))
			continue;
		if (stats_put_row(&user->rows[nr++], reason, &count[reason]))
			return -EFAULT;
	}
	return 0;
}

/**
 * airlock_stats_set - AIRLOCK_SET_STATS.
 * @vm: the VM.
 * @user: see struct airlock_stats_config.
 *
 * Return: 0, -EFAULT, -EINVAL; see AIRLOCK_SET_STATS.
 */
long airlock_stats_set(struct airlock_vm *vm,
		       const struct airlock_stats_config __user *user)
{
	struct airlock_stats_config config;

	if (copy_from_user(&config, user, sizeof(config)))
		return -EFAULT;
	if (config.reserved || config.flags & ~AIRLOCK_STATS_TIME)
		return -EINVAL;
	WRITE_ONCE(vm->stats_flags, config.flags);
	return 0;
}

/**
 * airlock_stats_ticks - how long an exit took from its landing until now.
 * @stats: the vCPU's, in its own thread.
 * @count: the exit's row.
 * @heavy: as for airlock_stats_close().
 */
void airlock_stats_ticks(struct airlock_stats *stats,
			 struct airlock_exit_count *count, bool heavy)
{
	u64 ticks = get_cycles() - stats->landed;

	stats->landed = 0;
	if (heavy)
		count->heavy_ticks += ticks;
	else
		count->light_ticks += ticks;
}
