/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tests of x86/poison.c and arm64/poison.c that are the same. Included by
 * them, behind struct host and round_trip(), and a fixture with two vCPUs of
 * different VMs in @vcpu.
 */
#ifndef TEST_POISON_TESTS_H
#define TEST_POISON_TESTS_H

/* How many rounds each vCPU makes; and at most, while it waits for another. */
#define ROUNDS		8
#define MOST_ROUNDS	500

#define ASSERT_KEPT(bad)	ASSERT_STREQ("kept", (bad) ?: "kept")
#define EXPECT_KEPT(bad)	EXPECT_STREQ("kept", (bad) ?: "kept")

TEST_F(poison, alone)
{
	const char *bad;
	struct host h;
	int i;

	host_init(&h, 0x33);
	for (i = 0; i < ROUNDS; i++) {
		bad = round_trip(&h, self->vcpu[0]);
		ASSERT_KEPT(bad);
	}
	host_fini(&h);
}

TEST_F(poison, alternately_in_one_thread)
{
	const char *bad;
	struct host h;
	int i;

	host_init(&h, 0x3c);
	for (i = 0; i < 2 * ROUNDS; i++) {
		bad = round_trip(&h, self->vcpu[i & 1]);
		ASSERT_KEPT(bad);
	}
	host_fini(&h);
}

struct other {
	struct test_vcpu *vcpu;
	struct host host;
	const char *bad;
	volatile int rounds, stop;
};

static void *other_thread(void *data)
{
	struct other *other = data;

	host_init(&other->host, 0xc3);
	while (!other->stop && !other->bad && other->rounds < MOST_ROUNDS) {
		other->bad = round_trip(&other->host, other->vcpu);
		other->rounds++;
	}
	host_fini(&other->host);
	return NULL;
}

/* One CPU for both, so that they take it from each other in the guest. */
TEST_F(poison, in_two_threads)
{
	struct other other = { .vcpu = self->vcpu[1] };
	const char *bad = NULL;
	pthread_t thread;
	struct host h;
	int i;

	test_pin(0);
	ASSERT_EQ(0, pthread_create(&thread, NULL, other_thread, &other));
	host_init(&h, 0x3c);
	for (i = 0; !bad && i < MOST_ROUNDS &&
	     (i < ROUNDS || other.rounds < ROUNDS); i++)
		bad = other.bad ?: round_trip(&h, self->vcpu[0]);
	other.stop = 1;
	pthread_join(thread, NULL);
	EXPECT_KEPT(bad);
	EXPECT_KEPT(other.bad);
	host_fini(&h);
}

TEST_F(poison, host_breakpoint)
{
	struct host h;

	host_init(&h, 0x3c);
	if (h.bp < 0)
		SKIP(return, "no hardware breakpoints of the host: %m");
	ASSERT_KEPT(round_trip(&h, self->vcpu[0]));
	EXPECT_LE(1, h.writes);
	host_fini(&h);
}

#endif /* TEST_POISON_TESTS_H */
