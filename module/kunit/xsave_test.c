// SPDX-License-Identifier: GPL-2.0
/* XSAVE areas to and from userspace: what comes out of them, XRSTOR accepts. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "xsave.c"

#define XCR0_ALL	0xe7ULL
#define MXCSR_MASK	0xffff

/* Where a CPU without MPX has AVX-512, and PKRU, which we do not switch. */
void x86_host_cpuid(u32 leaf, u32 subleaf, struct x86_cpuid_regs *out)
{
	static const struct x86_cpuid_regs components[] = {
		[2] = { 256, 576, 0, 0 },
		[5] = { 64, 832, 0, 0 },
		[6] = { 512, 896, 2, 0 },
		[7] = { 1024, 1408, 0, 0 },
		[9] = { 8, 2432, 0, 0 },
	};

	*out = (struct x86_cpuid_regs){};
	if (leaf == 0xd && subleaf < ARRAY_SIZE(components))
		*out = components[subleaf];
}

struct bench {
	struct x86_xsave_area area;
	struct x86_xsave_area before;
	struct kvm_xsave user;
	struct kvm_fpu fpu;
};

static int xsave_init(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	x86_xsave_setup(XCR0_ALL, MXCSR_MASK);
	x86_xsave_reset(&b->area);
	test->priv = b;
	return 0;
}

static struct x86_xsave_area *image(struct bench *b)
{
	return (struct x86_xsave_area *)b->user.region;
}

/* SDM 1 "Operation of XRSTOR", standard form: otherwise it faults. */
static bool xrstor_accepts(const struct x86_xsave_area *area)
{
	return !(area->xstate_bv & ~XCR0_ALL) && !area->xcomp_bv &&
	       !memchr_inv(area->reserved3, 0, sizeof(area->reserved3)) &&
	       !(area->mxcsr & ~MXCSR_MASK);
}

static void valid_xcr0(struct kunit *test)
{
	static const u64 good[] = { 1, 3, 7, 0xe7 };
	u64 xcr0;
	unsigned int i, found = 0;

	for (xcr0 = 0; xcr0 < 0x10000; xcr0++)
		found += x86_xcr0_valid(xcr0);
	KUNIT_EXPECT_EQ(test, found, ARRAY_SIZE(good));
	for (i = 0; i < ARRAY_SIZE(good); i++)
		KUNIT_EXPECT_TRUE(test, x86_xcr0_valid(good[i]));
	KUNIT_EXPECT_FALSE(test, x86_xcr0_valid(BIT_ULL(63) | 1));
}

static void sizes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, x86_xsave_size(1, false), 576);
	KUNIT_EXPECT_EQ(test, x86_xsave_size(7, false), 832);
	KUNIT_EXPECT_EQ(test, x86_xsave_size(0xe7, false), 2432);
	KUNIT_EXPECT_EQ(test, x86_xsave_size(7, true), 832);
	/* Without AVX, AVX-512 moves up; the aligned one not quite so far. */
	KUNIT_EXPECT_EQ(test, x86_xsave_size(0xe3, true), 576 + 64 + 1536);
}

static void setup_takes_what_fits(struct kunit *test)
{
	/* PKRU has a place, but is not valid in a guest's XCR0. */
	KUNIT_EXPECT_EQ(test, x86_xsave_setup(0xe7, MXCSR_MASK), 0xe7);
	KUNIT_EXPECT_EQ(test, x86_xsave_setup(7, MXCSR_MASK), 7);
	/* All of AVX-512 or nothing of it. */
	KUNIT_EXPECT_EQ(test, x86_xsave_setup(0x67, MXCSR_MASK), 7);
	/* A component without size. */
	KUNIT_EXPECT_EQ(test, x86_xsave_setup(BIT(3) | 7, MXCSR_MASK), 7);
}

static void images_round_trip(struct kunit *test)
{
	struct bench *b = test->priv;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 1);
	prandom_bytes_state(&rnd, b->user.region, sizeof(b->user.region));
	image(b)->xstate_bv = XCR0_ALL;
	image(b)->xcomp_bv = 0;
	memset(image(b)->reserved3, 0, sizeof(image(b)->reserved3));
	image(b)->mxcsr &= MXCSR_MASK;
	KUNIT_ASSERT_EQ(test, x86_xsave_from_user(&b->area, &b->user), 0);
	KUNIT_EXPECT_TRUE(test, xrstor_accepts(&b->area));
	memcpy(&b->before, &b->area, sizeof(b->area));

	x86_xsave_to_user(&b->area, &b->user);
	KUNIT_EXPECT_EQ(test, image(b)->mxcsr_mask, MXCSR_MASK);
	x86_xsave_reset(&b->area);
	KUNIT_ASSERT_EQ(test, x86_xsave_from_user(&b->area, &b->user), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&b->before, &b->area, sizeof(b->area)), 0);
}

/* What XSAVE has left in memory for a component in its initial state. */
static void stale_values_do_not_show(struct kunit *test)
{
	struct bench *b = test->priv;

	memset(&b->area, 0xaa, sizeof(b->area));
	b->area.xstate_bv = 0;
	b->area.xcomp_bv = 0;
	b->area.mxcsr = 0x1f80;
	x86_xsave_to_user(&b->area, &b->user);
	KUNIT_EXPECT_EQ(test, image(b)->fcw, 0x37f);
	KUNIT_EXPECT_EQ(test, image(b)->ftw, 0);
	KUNIT_EXPECT_NULL(test, memchr(b->user.region, 0xaa,
				       sizeof(b->user.region)));
	x86_xsave_to_fpu(&b->area, &b->fpu);
	KUNIT_EXPECT_EQ(test, b->fpu.fcw, 0x37f);
	KUNIT_EXPECT_NULL(test, memchr(&b->fpu, 0xaa, sizeof(b->fpu)));
	/* One that is present shows, and no other. */
	b->area.xstate_bv = X86_XCR0_AVX;
	x86_xsave_to_user(&b->area, &b->user);
	KUNIT_EXPECT_EQ(test, ((u8 *)b->user.region)[576], 0xaa);
	KUNIT_EXPECT_EQ(test, ((u8 *)b->user.region)[831], 0xaa);
	KUNIT_EXPECT_EQ(test, ((u8 *)b->user.region)[832], 0);
	KUNIT_EXPECT_EQ(test, image(b)->xmm[0][0], 0);
}

#define REFUSED(test, b)						\
	KUNIT_EXPECT_EQ(test, x86_xsave_from_user(&(b)->area, &(b)->user), \
			-EINVAL)

static void bad_images_are_refused(struct kunit *test)
{
	struct bench *b = test->priv;
	unsigned int i;

	memset(&b->area.xmm, 0x55, sizeof(b->area.xmm));
	memcpy(&b->before, &b->area, sizeof(b->area));
	for (i = 0; i < 64; i++) {
		image(b)->xstate_bv = BIT_ULL(i);
		image(b)->mxcsr = 0x1f80;
		if (!(XCR0_ALL & BIT_ULL(i)))
			REFUSED(test, b);
	}
	image(b)->xstate_bv = 3;
	image(b)->xcomp_bv = BIT_ULL(63);
	REFUSED(test, b);
	image(b)->xcomp_bv = 0;
	for (i = 0; i < 48; i++) {
		((u8 *)image(b)->reserved3)[i] = 1;
		REFUSED(test, b);
		((u8 *)image(b)->reserved3)[i] = 0;
	}
	image(b)->mxcsr = 0x10000;
	REFUSED(test, b);
	image(b)->xstate_bv = X86_XCR0_AVX;
	REFUSED(test, b);
	KUNIT_EXPECT_EQ(test, memcmp(&b->before, &b->area, sizeof(b->area)), 0);
}

/* All zeros is the initial state, MXCSR included. */
static void an_empty_image_resets(struct kunit *test)
{
	struct bench *b = test->priv;

	memset(&b->area.xmm, 0x55, sizeof(b->area.xmm));
	b->area.xstate_bv = 3;
	b->area.mxcsr = 0;
	KUNIT_EXPECT_EQ(test, x86_xsave_from_user(&b->area, &b->user), 0);
	KUNIT_EXPECT_EQ(test, b->area.xstate_bv, 0);
	KUNIT_EXPECT_EQ(test, b->area.mxcsr, 0x1f80);
	KUNIT_EXPECT_EQ(test, b->area.fcw, 0x37f);
	/* Without SSE and AVX, MXCSR is not looked at. */
	image(b)->xstate_bv = X86_XCR0_X87;
	image(b)->mxcsr = ~0U;
	KUNIT_EXPECT_EQ(test, x86_xsave_from_user(&b->area, &b->user), 0);
	KUNIT_EXPECT_EQ(test, b->area.mxcsr, 0x1f80);
}

static void kvm_fpu_round_trips(struct kunit *test)
{
	struct bench *b = test->priv;
	struct kvm_fpu out;

	memset(&b->fpu, 0x5a, sizeof(b->fpu));
	b->fpu.mxcsr = 0x1fa0;
	b->fpu.pad1 = 0;
	b->fpu.pad2 = 0;
	b->area.xstate_bv = X86_XCR0_AVX;
	KUNIT_ASSERT_EQ(test, x86_xsave_from_fpu(&b->area, &b->fpu), 0);
	KUNIT_EXPECT_EQ(test, b->area.xstate_bv, 7);
	KUNIT_EXPECT_TRUE(test, xrstor_accepts(&b->area));
	x86_xsave_to_fpu(&b->area, &out);
	KUNIT_EXPECT_EQ(test, memcmp(&out, &b->fpu, sizeof(out)), 0);
	b->fpu.mxcsr = BIT(16);
	KUNIT_EXPECT_EQ(test, x86_xsave_from_fpu(&b->area, &b->fpu), -EINVAL);
	KUNIT_EXPECT_EQ(test, b->area.mxcsr, 0x1fa0);
}

static void survives_any_image(struct kunit *test)
{
	struct bench *b = test->priv;
	struct rnd_state rnd;
	unsigned int i, taken = 0;

	prandom_seed_state(&rnd, 2);
	for (i = 0; i < 20000; i++) {
		prandom_bytes_state(&rnd, b->user.region,
				    sizeof(b->user.region));
		if (i % 2)
			memset(&image(b)->xcomp_bv, 0, 56);
		if (i % 4 == 1)
			image(b)->xstate_bv &= XCR0_ALL;
		if (i % 8 == 1)
			image(b)->mxcsr &= MXCSR_MASK;
		taken += !x86_xsave_from_user(&b->area, &b->user);
		KUNIT_EXPECT_TRUE(test, xrstor_accepts(&b->area));
	}
	KUNIT_EXPECT_GT(test, taken, 1000);
}

static struct kunit_case xsave_cases[] = {
	KUNIT_CASE(valid_xcr0),
	KUNIT_CASE(sizes),
	KUNIT_CASE(setup_takes_what_fits),
	KUNIT_CASE(images_round_trip),
	KUNIT_CASE(stale_values_do_not_show),
	KUNIT_CASE(bad_images_are_refused),
	KUNIT_CASE(an_empty_image_resets),
	KUNIT_CASE(kvm_fpu_round_trips),
	KUNIT_CASE(survives_any_image),
	{}
};

static struct kunit_suite xsave_suite = {
	.name = "airlock_x86_xsave",
	.init = xsave_init,
	.test_cases = xsave_cases,
};

kunit_test_suite(xsave_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's XSAVE areas");
MODULE_LICENSE("GPL");
