// SPDX-License-Identifier: GPL-2.0
/*
 * The decoder of A64 loads and stores: every form that arm64_insns.h has, and
 * all words as far as there is time for.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/arm64/mmio_insn.c"

#define LOAD		ARM64_LS_LOAD
#define VECTOR		ARM64_LS_VECTOR
#define SIGNED		ARM64_LS_SIGNED
#define WIDE		ARM64_LS_WIDE
#define WRITEBACK	ARM64_LS_WRITEBACK
#define POST		ARM64_LS_POST
#define LITERAL		ARM64_LS_LITERAL
#define INDEX		ARM64_LS_INDEX
#define LANE		ARM64_LS_LANE
#define REPLICATE	ARM64_LS_REPLICATE

struct move_case {
	const char *text;
	u32 insn;
	struct arm64_ls ls;
};

struct other_case {
	const char *text;
	u32 insn;
	enum arm64_ls_class class;
};

#include "arm64_insns.h"

#define EXPECT_FIELD(test, c, got, field) \
	KUNIT_EXPECT_EQ_MSG(test, (got).field, (c)->ls.field, "%s: " #field, \
			    (c)->text)

static void each_form(struct kunit *test)
{
	const struct move_case *c;
	struct arm64_ls ls;

	for (c = moves; c < moves + ARRAY_SIZE(moves); c++) {
		KUNIT_EXPECT_EQ_MSG(test, arm64_ls_decode(c->insn, &ls),
				    ARM64_LS_MOVE, "%s", c->text);
		EXPECT_FIELD(test, c, ls, flags);
		EXPECT_FIELD(test, c, ls, size);
		EXPECT_FIELD(test, c, ls, ebytes);
		EXPECT_FIELD(test, c, ls, elements);
		EXPECT_FIELD(test, c, ls, nregs);
		EXPECT_FIELD(test, c, ls, rt);
		EXPECT_FIELD(test, c, ls, rt2);
		EXPECT_FIELD(test, c, ls, interleave);
		EXPECT_FIELD(test, c, ls, lane);
		EXPECT_FIELD(test, c, ls, rn);
		EXPECT_FIELD(test, c, ls, rm);
		EXPECT_FIELD(test, c, ls, extend);
		EXPECT_FIELD(test, c, ls, shift);
		EXPECT_FIELD(test, c, ls, offset);
	}
}

static void what_is_refused(struct kunit *test)
{
	const struct other_case *c;
	struct arm64_ls ls;

	for (c = others; c < others + ARRAY_SIZE(others); c++)
		KUNIT_EXPECT_EQ_MSG(test, arm64_ls_decode(c->insn, &ls),
				    c->class, "%s", c->text);
}

/* The bytes of an access are all there, each of them once. */
static bool fills(const struct arm64_ls *ls)
{
	u64 seen = 0, piece;
	unsigned int r, e;

	for (r = 0; r < ls->nregs; r++) {
		for (e = 0; e < ls->elements; e++) {
			unsigned int at = arm64_ls_place(ls, r, e);

			if (at + ls->ebytes > ls->size)
				return false;
			piece = GENMASK_ULL(at + ls->ebytes - 1, at);
			if (seen & piece)
				return false;
			seen |= piece;
		}
	}
	return seen == GENMASK_ULL(ls->size - 1, 0);
}

/* Whatever a guest has at its PC, what comes out is in bounds. */
static void any_word(struct kunit *test)
{
	struct rnd_state rnd;
	struct arm64_ls ls;
	u32 insn, i, taken = 0;

	prandom_seed_state(&rnd, 2026);
	for (i = 0; i < 4000000; i++) {
		insn = prandom_u32_state(&rnd);
		/* Loads and stores: bits 28:25 are x1x0. */
		insn = (insn & ~BIT(25)) | BIT(27);
		if (arm64_ls_decode(insn, &ls) != ARM64_LS_MOVE)
			continue;
		taken++;
		if (!ls.size || ls.size > ARM64_LS_MAX || ls.ebytes > 16 ||
		    ls.rt > 31 || ls.rt2 > 31 || ls.rn > 31 || ls.rm > 31 ||
		    ls.nregs > 4 || ls.shift > 4 || !fills(&ls) ||
		    (ls.flags & ARM64_LS_LANE && ls.lane * ls.ebytes > 16))
			KUNIT_FAIL(test, "0x%08x", insn);
		if (!(ls.flags & ARM64_LS_VECTOR) && ls.ebytes > 8)
			KUNIT_FAIL(test, "0x%08x", insn);
		if (ls.flags & ARM64_LS_LANE &&
		    !(ls.flags & ARM64_LS_REPLICATE) &&
		    (ls.lane + 1) * ls.ebytes > 16)
			KUNIT_FAIL(test, "0x%08x", insn);
	}
	/* The test is one of something. */
	KUNIT_EXPECT_GT(test, taken, 1000000);
}

static struct kunit_case insn_cases[] = {
	KUNIT_CASE(each_form),
	KUNIT_CASE(what_is_refused),
	KUNIT_CASE(any_word),
	{}
};

static struct kunit_suite insn_suite = {
	.name = "airlock_arm64_insn",
	.test_cases = insn_cases,
};

kunit_test_suite(insn_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's decoder of A64 loads and stores");
MODULE_LICENSE("GPL");
