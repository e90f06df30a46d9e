// SPDX-License-Identifier: GPL-2.0
/*
 * The decoder of A32 and T32 loads and stores. The words are an assembler's.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/arm64/mmio_insn_aa32.c"

#define LOAD		ARM64_LS_LOAD
#define SIGNED		ARM64_LS_SIGNED
#define WRITEBACK	ARM64_LS_WRITEBACK
#define POST		ARM64_LS_POST
#define LITERAL		ARM64_LS_LITERAL
#define INDEX		ARM64_LS_INDEX
#define SUBTRACT	ARM64_LS_SUBTRACT
#define NARROW		ARM64_LS_NARROW

/* bytes of a register, base, index, shift, list, offset, skew */
struct aa32_case {
	const char *text;
	u32 insn;
	u16 flags;
	u8 bytes, rn, rm, shift;
	u16 list;
	s32 offset;
	u8 skew;
};

#define ALL(...) { __VA_ARGS__ }

static const struct aa32_case a32[] = {
	ALL("ldr r0, [r1]", 0xe5910000, LOAD, 4, 1, 0, 0, 0x1, 0, 0),
	ALL("ldr r0, [r1], #4", 0xe4910004, LOAD | POST | WRITEBACK, 4, 1, 0, 0,
	    0x1, 4, 0),
	ALL("str r2, [r3, #-8]!", 0xe5232008, WRITEBACK, 4, 3, 0, 0, 0x4, -8,
	    0),
	ALL("ldrb r4, [r5, r6]", 0xe7d54006, LOAD | INDEX, 1, 5, 6, 0, 0x10, 0,
	    0),
	ALL("strb r4, [r5, -r6]!", 0xe7654006, INDEX | SUBTRACT | WRITEBACK, 1,
	    5, 6, 0, 0x10, 0, 0),
	ALL("ldr r0, [r1, r2, lsl #2]", 0xe7910102, LOAD | INDEX, 4, 1, 2, 2,
	    0x1, 0, 0),
	ALL("ldr r0, [r1], r2", 0xe6910002, LOAD | INDEX | POST | WRITEBACK, 4,
	    1, 2, 0, 0x1, 0, 0),
	ALL("ldrt r0, [r1], #4", 0xe4b10004, LOAD | POST | WRITEBACK, 4, 1, 0,
	    0, 0x1, 4, 0),
	ALL("ldr r0, [pc, #8]", 0xe59f0008, LOAD | LITERAL, 4, 15, 0, 0, 0x1, 8,
	    0),
	ALL("ldrh r3, [r4], #2", 0xe0d430b2, LOAD | POST | WRITEBACK, 2, 4, 0,
	    0, 0x8, 2, 0),
	ALL("strh r3, [r4, #-6]", 0xe14430b6, 0, 2, 4, 0, 0, 0x8, -6, 0),
	ALL("ldrsb r3, [r4, r5]", 0xe19430d5, LOAD | SIGNED | INDEX, 1, 4, 5, 0,
	    0x8, 0, 0),
	ALL("ldrsh r3, [r4, #10]!", 0xe1f430fa, LOAD | SIGNED | WRITEBACK, 2, 4,
	    0, 0, 0x8, 10, 0),
	ALL("ldrd r2, [r4]", 0xe1c420d0, LOAD, 4, 4, 0, 0, 0xc, 0, 0),
	ALL("ldrdeq r2, [r4]", 0x01c420d0, LOAD, 4, 4, 0, 0, 0xc, 0, 0),
	ALL("strd r2, [r4], #8", 0xe0c420f8, POST | WRITEBACK, 4, 4, 0, 0, 0xc,
	    8, 0),
	ALL("ldrd r2, [r4, r5]", 0xe18420d5, LOAD | INDEX, 4, 4, 5, 0, 0xc, 0,
	    0),
	ALL("ldm r0, {r1, r2, r8}", 0xe8900106, LOAD | POST, 4, 0, 0, 0, 0x106,
	    12, 0),
	ALL("ldm r0!, {r1, r2}", 0xe8b00006, LOAD | POST | WRITEBACK, 4, 0, 0,
	    0, 0x6, 8, 0),
	ALL("stmdb r0!, {r1, r2}", 0xe9200006, WRITEBACK, 4, 0, 0, 0, 0x6, -8,
	    0),
	ALL("ldmib r0, {r1, r2}", 0xe9900006, LOAD | POST, 4, 0, 0, 0, 0x6, 8,
	    4),
	ALL("stmda r0, {r1, r2}", 0xe8000006, 0, 4, 0, 0, 0, 0x6, -8, 4),
};

/* Of two bytes, and of four with the first halfword on top. */
static const struct aa32_case t32[] = {
	ALL("str r1, [r2, r3]", 0x50d1, INDEX, 4, 2, 3, 0, 0x2, 0, 0),
	ALL("strh r1, [r2, r3]", 0x52d1, INDEX, 2, 2, 3, 0, 0x2, 0, 0),
	ALL("strb r1, [r2, r3]", 0x54d1, INDEX, 1, 2, 3, 0, 0x2, 0, 0),
	ALL("ldrsb r1, [r2, r3]", 0x56d1, LOAD | SIGNED | INDEX, 1, 2, 3, 0,
	    0x2, 0, 0),
	ALL("ldr r1, [r2, r3]", 0x58d1, LOAD | INDEX, 4, 2, 3, 0, 0x2, 0, 0),
	ALL("ldrh r1, [r2, r3]", 0x5ad1, LOAD | INDEX, 2, 2, 3, 0, 0x2, 0, 0),
	ALL("ldrb r1, [r2, r3]", 0x5cd1, LOAD | INDEX, 1, 2, 3, 0, 0x2, 0, 0),
	ALL("ldrsh r1, [r2, r3]", 0x5ed1, LOAD | SIGNED | INDEX, 2, 2, 3, 0,
	    0x2, 0, 0),
	ALL("str r1, [r2, #8]", 0x6091, 0, 4, 2, 0, 0, 0x2, 8, 0),
	ALL("ldr r1, [r2, #8]", 0x6891, LOAD, 4, 2, 0, 0, 0x2, 8, 0),
	ALL("strb r1, [r2, #3]", 0x70d1, 0, 1, 2, 0, 0, 0x2, 3, 0),
	ALL("ldrb r1, [r2, #3]", 0x78d1, LOAD, 1, 2, 0, 0, 0x2, 3, 0),
	ALL("strh r1, [r2, #6]", 0x80d1, 0, 2, 2, 0, 0, 0x2, 6, 0),
	ALL("ldrh r1, [r2, #6]", 0x88d1, LOAD, 2, 2, 0, 0, 0x2, 6, 0),
	ALL("str r1, [sp, #16]", 0x9104, 0, 4, 13, 0, 0, 0x2, 16, 0),
	ALL("ldr r1, [sp, #16]", 0x9904, LOAD, 4, 13, 0, 0, 0x2, 16, 0),
	ALL("ldr r1, [pc, #16]", 0x4904, LOAD | LITERAL, 4, 15, 0, 0, 0x2, 16,
	    0),
	ALL("stmia r3!, {r0, r1}", 0xc303, POST | WRITEBACK, 4, 3, 0, 0, 0x3, 8,
	    0),
	ALL("ldmia r3!, {r0, r1}", 0xcb03, LOAD | POST | WRITEBACK, 4, 3, 0, 0,
	    0x3, 8, 0),
	ALL("ldmia r3, {r0, r3}", 0xcb09, LOAD | POST, 4, 3, 0, 0, 0x9, 8, 0),
	ALL("ldr.w r8, [r1, #256]", 0xf8d18100, LOAD, 4, 1, 0, 0, 0x100, 256,
	    0),
	ALL("ldr.w r8, [r1], #4", 0xf8518b04, LOAD | POST | WRITEBACK, 4, 1, 0,
	    0, 0x100, 4, 0),
	ALL("str.w r8, [r1, #-4]!", 0xf8418d04, WRITEBACK, 4, 1, 0, 0, 0x100,
	    -4, 0),
	ALL("ldr.w r8, [r1, #-4]", 0xf8518c04, LOAD, 4, 1, 0, 0, 0x100, -4, 0),
	ALL("ldrsh.w r8, [r1, #6]", 0xf9b18006, LOAD | SIGNED, 2, 1, 0, 0,
	    0x100, 6, 0),
	ALL("ldrsb.w r8, [r1, #-6]", 0xf9118c06, LOAD | SIGNED, 1, 1, 0, 0,
	    0x100, -6, 0),
	ALL("strb.w r8, [r1, r2, lsl #2]", 0xf8018022, INDEX, 1, 1, 2, 2, 0x100,
	    0, 0),
	ALL("ldrh.w r8, [r1], #2", 0xf8318b02, LOAD | POST | WRITEBACK, 2, 1, 0,
	    0, 0x100, 2, 0),
	ALL("ldrd r2, r8, [r4, #16]", 0xe9d42804, LOAD, 4, 4, 0, 0, 0x104, 16,
	    0),
	ALL("strd r2, r8, [r4], #-8", 0xe8642802, POST | WRITEBACK, 4, 4, 0, 0,
	    0x104, -8, 0),
	ALL("ldmia.w r0!, {r1, r8}", 0xe8b00102, LOAD | POST | WRITEBACK, 4, 0,
	    0, 0, 0x102, 8, 0),
	ALL("stmdb r0!, {r1, r8}", 0xe9200102, WRITEBACK, 4, 0, 0, 0, 0x102, -8,
	    0),
	ALL("ldr.w r8, [pc, #-16]", 0xf85f8010, LOAD | LITERAL, 4, 15, 0, 0,
	    0x100, -16, 0),
	ALL("ldrt r8, [r1, #4]", 0xf8518e04, LOAD, 4, 1, 0, 0, 0x100, 4, 0),
};

static void expect(struct kunit *test, const struct aa32_case *c,
		   const struct arm64_ls *ls, u16 flags)
{
	KUNIT_EXPECT_EQ_MSG(test, ls->flags, c->flags | flags, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->ebytes, c->bytes, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->size, c->bytes * hweight16(c->list), "%s",
			    c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->rn, c->rn, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->rm, c->rm, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->shift, c->shift, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->list, c->list, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->offset, c->offset, "%s", c->text);
	KUNIT_EXPECT_EQ_MSG(test, ls->skew, c->skew, "%s", c->text);
}

static void each_a32(struct kunit *test)
{
	const struct aa32_case *c;
	struct arm64_ls ls;

	for (c = a32; c < a32 + ARRAY_SIZE(a32); c++) {
		KUNIT_EXPECT_EQ_MSG(test, arm64_ls_decode_a32(c->insn, &ls),
				    ARM64_LS_MOVE, "%s", c->text);
		expect(test, c, &ls, ARM64_LS_AA32);
	}
}

static void each_t32(struct kunit *test)
{
	const struct aa32_case *c;
	struct arm64_ls ls;

	for (c = t32; c < t32 + ARRAY_SIZE(t32); c++) {
		bool wide = c->insn > U16_MAX;

		KUNIT_EXPECT_EQ_MSG(test,
				    arm64_ls_decode_t32(c->insn, wide, &ls),
				    ARM64_LS_MOVE, "%s", c->text);
		expect(test, c, &ls, ARM64_LS_AA32 | (wide ? 0 : NARROW));
	}
}

static void refused(struct kunit *test)
{
	static const u32 a32_words[] = {
		0xe591f000,	/* ldr pc, [r1] */
		0xe8908002,	/* ldm r0, {r1, pc} */
		0xe8d00002,	/* ldm r0, {r1}^ */
		0xe7910142,	/* ldr r0, [r1, r2, asr #2] */
		0xe183fc92,	/* stl r2, [r3] */
		0xf5d1f000,	/* pld [r1] */
		0xed910b00,	/* vldr d0, [r1] */
		0xe1a00000,	/* nop */
	};
	struct arm64_ls ls;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(a32_words); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    arm64_ls_decode_a32(a32_words[i], &ls),
				    ARM64_LS_UNKNOWN, "%#x", a32_words[i]);
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_a32(0xe1910f9f, &ls),
			ARM64_LS_EXCLUSIVE);	/* ldrex r0, [r1] */
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_a32(0xe1810f92, &ls),
			ARM64_LS_EXCLUSIVE);	/* strex r0, r2, [r1] */
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_t32(0xb401, false, &ls),
			ARM64_LS_UNKNOWN);	/* push {r0} */
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_t32(0xe8510f00, true, &ls),
			ARM64_LS_EXCLUSIVE);	/* ldrex r0, [r1] */
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_t32(0xe8d10fcf, true, &ls),
			ARM64_LS_EXCLUSIVE);	/* ldaexb r0, [r1] */
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_t32(0xe8c32faf, true, &ls),
			ARM64_LS_UNKNOWN);	/* stl r2, [r3] */
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_t32(0xe8d0f001, true, &ls),
			ARM64_LS_UNKNOWN);	/* tbb [r0, r1] */
	KUNIT_EXPECT_EQ(test, arm64_ls_decode_t32(0xf891f004, true, &ls),
			ARM64_LS_UNKNOWN);	/* pld [r1, #4] */
}

/* Whatever a guest has at its PC, what comes out is in bounds. */
static void any_word(struct kunit *test)
{
	struct rnd_state rnd;
	struct arm64_ls ls;
	u32 insn, i, taken = 0;
	int class;

	prandom_seed_state(&rnd, 2026);
	for (i = 0; i < 3000000; i++) {
		insn = prandom_u32_state(&rnd);
		class = i % 3 ? arm64_ls_decode_t32(insn, i % 3 == 1, &ls) :
				arm64_ls_decode_a32(insn, &ls);
		if (class != ARM64_LS_MOVE)
			continue;
		taken++;
		if (!ls.size || ls.size > ARM64_LS_MAX || ls.ebytes > 4 ||
		    ls.size != ls.nregs * ls.ebytes || ls.rn > 15 ||
		    ls.rm > 14 || ls.shift > 31 || ls.list & BIT(15) ||
		    ls.nregs != hweight16(ls.list) || ls.elements != 1 ||
		    !(ls.flags & ARM64_LS_AA32))
			KUNIT_FAIL(test, "0x%08x", insn);
	}
	/* The test is one of something. */
	KUNIT_EXPECT_GT(test, taken, 300000);
}

static struct kunit_case insn_cases[] = {
	KUNIT_CASE(each_a32),
	KUNIT_CASE(each_t32),
	KUNIT_CASE(refused),
	KUNIT_CASE(any_word),
	{}
};

static struct kunit_suite insn_suite = {
	.name = "airlock_arm64_insn_aa32",
	.test_cases = insn_cases,
};

kunit_test_suite(insn_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's decoder of A32 and T32 loads");
MODULE_LICENSE("GPL");
