// SPDX-License-Identifier: GPL-2.0
/* The calls of uapi/airlock.h. */
#include <airlock.h>

#include "harness.h"

#define BAD_POINTER	((void *)8)
#define NR_ROWS		128

struct stats {
	struct airlock_exit_stats head;
	struct airlock_exit_row rows[NR_ROWS];
};

static void guest_count(unsigned long arg)
{
	int i;

	for (i = 0; i < 100; i++)
		arch_guest_light_exit();
	guest_sync(1);
	guest_sync(2);
	guest_done();
}

FIXTURE_ONE_VCPU(airlock, 0);

TEST_F(airlock, version)
{
	SKIP_UNLESS_AIRLOCK();
	EXPECT_EQ(AIRLOCK_VERSION,
		  ioctl_err(self->vm.dev, AIRLOCK_GET_VERSION, 0));
	EXPECT_ERRNO(EINVAL, self->vm.dev, AIRLOCK_GET_VERSION, 1UL);
}

TEST_F(airlock, set_stats)
{
	struct airlock_stats_config config = { .flags = AIRLOCK_STATS_TIME };

	SKIP_UNLESS_AIRLOCK();
	EXPECT_IOCTL(self->vm.fd, AIRLOCK_SET_STATS, &config);
	config.flags = 0;
	EXPECT_IOCTL(self->vm.fd, AIRLOCK_SET_STATS, &config);
	config.flags = 2;
	EXPECT_ERRNO(EINVAL, self->vm.fd, AIRLOCK_SET_STATS, &config);
	config.flags = 0;
	config.reserved = 1;
	EXPECT_ERRNO(EINVAL, self->vm.fd, AIRLOCK_SET_STATS, &config);
	EXPECT_ERRNO(EFAULT, self->vm.fd, AIRLOCK_SET_STATS, BAD_POINTER);
}

static const struct airlock_exit_row *find_light(const struct stats *stats)
{
	unsigned int i;

	for (i = 0; i < stats->head.nr; i++)
		if (stats->rows[i].light >= 100)
			return &stats->rows[i];
	return NULL;
}

TEST_F(airlock, exit_stats)
{
	struct stats stats = { .head.nr = NR_ROWS };
	__u64 heavy = 0, most = 0;
	unsigned int i;

	SKIP_UNLESS_AIRLOCK();
	arch_vcpu_init(self->vcpu, guest_count);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_RUN("done", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, AIRLOCK_GET_EXIT_STATS, &stats);
	ASSERT_NE(NULL, find_light(&stats));
	for (i = 0; i < stats.head.nr; i++) {
		heavy += stats.rows[i].heavy;
		if (stats.rows[i].heavy > most)
			most = stats.rows[i].heavy;
		EXPECT_EQ('\0', stats.rows[i].name[AIRLOCK_EXIT_NAME_LEN - 1]);
		EXPECT_NE('\0', stats.rows[i].name[0]);
		EXPECT_EQ(0, stats.rows[i].light_ticks);
		EXPECT_EQ(0, stats.rows[i].heavy_ticks);
		if (i)
			EXPECT_LT(stats.rows[i - 1].reason, stats.rows[i].reason);
	}
	/* The calls, of one reason; a signal may have ended a run besides. */
	EXPECT_EQ(3, most);
	EXPECT_LE(3, heavy);
}

TEST_F(airlock, exit_stats_time)
{
	struct airlock_stats_config config = { .flags = AIRLOCK_STATS_TIME };
	struct stats stats = { .head.nr = NR_ROWS };

	SKIP_UNLESS_AIRLOCK();
	arch_vcpu_init(self->vcpu, guest_count);
	ASSERT_IOCTL(self->vm.fd, AIRLOCK_SET_STATS, &config);
	ASSERT_DONE(self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, AIRLOCK_GET_EXIT_STATS, &stats);
	ASSERT_NE(NULL, find_light(&stats));
	EXPECT_LT(0, find_light(&stats)->light_ticks);
}

TEST_F(airlock, exit_stats_errors)
{
	struct stats stats = { .head.nr = 0 };

	SKIP_UNLESS_AIRLOCK();
	arch_vcpu_init(self->vcpu, guest_count);
	ASSERT_DONE(self->vcpu);
	EXPECT_ERRNO(E2BIG, self->vcpu->fd, AIRLOCK_GET_EXIT_STATS, &stats);
	EXPECT_LT(0, stats.head.nr);
	EXPECT_IOCTL(self->vcpu->fd, AIRLOCK_GET_EXIT_STATS, &stats);
	stats.head.reserved = 1;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, AIRLOCK_GET_EXIT_STATS, &stats);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, AIRLOCK_GET_EXIT_STATS, BAD_POINTER);
}

/* KVM does not know these numbers. */
TEST_F(airlock, unknown_to_kvm)
{
	if (test_on_airlock())
		SKIP(return, "the device is %s", test_device());
	EXPECT_ERRNO(EINVAL, self->vm.dev, AIRLOCK_GET_VERSION, 0);
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, AIRLOCK_GET_EXIT_STATS, NULL);
}

AIRLOCK_TEST_MAIN
