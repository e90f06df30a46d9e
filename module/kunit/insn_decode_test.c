// SPDX-License-Identifier: GPL-2.0
/* Decoding: known instructions, refused ones, and any bytes at all. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "insn_addr.c"
#include "insn_decode.c"
#include "insn_exec.c"
#include "insn_plain.c"
#include "insn_table.c"

static void set_bytes(struct x86_insn_ctx *ctx, enum x86_code code,
		      const void *bytes, unsigned int len)
{
	*ctx = (struct x86_insn_ctx){ .code = code, .nbytes = len };
	memcpy(ctx->bytes, bytes, len);
}

/* Decode with all the bytes that there is room for. */
static enum x86_insn_error decode_bytes(enum x86_code code, const void *bytes,
					unsigned int len,
					struct x86_mmio_op *op)
{
	struct x86_insn_ctx ctx;

	set_bytes(&ctx, code, bytes, len);
	ctx.nbytes = X86_INSN_MAX;
	return x86_insn_decode(&ctx, op);
}

/* Instructions with what is to be found in them. */
struct decode_case {
	const char *what;
	enum x86_code code;
	u8 bytes[X86_INSN_MAX];
	struct x86_mmio_op op;
};

#define RD	X86_OP_READ
#define WR	X86_OP_WRITE
#define RW	(RD | WR)
#define DST	(X86_OP_READ | X86_OP_REG_LEFT | X86_OP_REG_DST)
#define STR	X86_OP_STRING

static const struct decode_case decode_cases[] = {
	{ "mov %eax,(%rdi)", X86_CODE_64, { 0x89, 0x07 },
	  { WR, 2, X86_EXEC_MOV, 4, 4, X86_RAX, 9, 8, X86_SEG_DS,
	    X86_RDI, X86_NO_REG, 0, 0, 0 } },
	{ "mov 0x12(%rbp),%r9", X86_CODE_64, { 0x4c, 0x8b, 0x4d, 0x12 },
	  { DST, 4, X86_EXEC_MOV, 8, 8, X86_R9, 0xb, 8, X86_SEG_SS,
	    X86_RBP, X86_NO_REG, 0, 0x12, 0 } },
	{ "mov %ah,-1(%rax,%r12,4)", X86_CODE_64,
	  { 0x42, 0x88, 0x64, 0xa0, 0xff },
	  { WR, 5, X86_EXEC_MOV, 1, 1, X86_RSP, 8, 8, X86_SEG_DS,
	    X86_RAX, X86_R12, 2, -1, 0 } },
	{ "mov %ah,(%rcx)", X86_CODE_64, { 0x88, 0x21 },
	  { WR | X86_OP_HIGH_BYTE, 2, X86_EXEC_MOV, 1, 1, X86_RAX, 8, 8,
	    X86_SEG_DS, X86_RCX, X86_NO_REG, 0, 0, 0 } },
	{ "mov %spl,(%rcx)", X86_CODE_64, { 0x40, 0x88, 0x21 },
	  { WR, 3, X86_EXEC_MOV, 1, 1, X86_RSP, 8, 8, X86_SEG_DS,
	    X86_RCX, X86_NO_REG, 0, 0, 0 } },
	{ "movq $-2,%gs:8(%rip)", X86_CODE_64,
	  { 0x65, 0x48, 0xc7, 0x05, 8, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff },
	  { WR | X86_OP_IMM | X86_OP_RIP_RELATIVE, 12, X86_EXEC_MOV, 8, 8, 0,
	    7, 8, X86_SEG_GS, X86_NO_REG, X86_NO_REG, 0, 8, -2 } },
	{ "movw $0x1234,(%esi)", X86_CODE_64,
	  { 0x66, 0x67, 0xc7, 0x06, 0x34, 0x12 },
	  { WR | X86_OP_IMM, 6, X86_EXEC_MOV, 2, 2, 0, 7, 4, X86_SEG_DS,
	    X86_RSI, X86_NO_REG, 0, 0, 0x1234 } },
	{ "movabs 0x1122334455667788,%eax", X86_CODE_64,
	  { 0xa1, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 },
	  { RD | X86_OP_REG_LEFT | X86_OP_REG_DST | X86_OP_MOFFS, 9,
	    X86_EXEC_MOV, 4, 4, 0, 1, 8, X86_SEG_DS, X86_NO_REG, X86_NO_REG, 0,
	    0x1122334455667788, 0 } },
	{ "mov %al,0xfee000b0", X86_CODE_32, { 0xa2, 0xb0, 0, 0xe0, 0xfe },
	  { WR | X86_OP_MOFFS, 5, X86_EXEC_MOV, 1, 1, 0, 2, 4, X86_SEG_DS,
	    X86_NO_REG, X86_NO_REG, 0, (s32)0xfee000b0, 0 } },
	{ "mov 0x10(%bp,%si),%ax", X86_CODE_16, { 0x8b, 0x42, 0x10 },
	  { DST, 3, X86_EXEC_MOV, 2, 2, X86_RAX, 0xb, 2, X86_SEG_SS,
	    X86_RBP, X86_RSI, 0, 0x10, 0 } },
	{ "mov %es:0x8000,%cl", X86_CODE_16, { 0x26, 0x8a, 0x0e, 0, 0x80 },
	  { DST, 5, X86_EXEC_MOV, 1, 1, X86_RCX, 0xa, 2, X86_SEG_ES,
	    X86_NO_REG, X86_NO_REG, 0, -0x8000, 0 } },
	{ "addr32 mov (%eax,%ecx,2),%edx", X86_CODE_16,
	  { 0x66, 0x67, 0x8b, 0x14, 0x48 },
	  { DST, 5, X86_EXEC_MOV, 4, 4, X86_RDX, 0xb, 4, X86_SEG_DS,
	    X86_RAX, X86_RCX, 1, 0, 0 } },
	{ "mov 0x5(,%rbx,8),%eax", X86_CODE_64,
	  { 0x8b, 0x04, 0xdd, 5, 0, 0, 0 },
	  { DST, 7, X86_EXEC_MOV, 4, 4, X86_RAX, 0xb, 8, X86_SEG_DS,
	    X86_NO_REG, X86_RBX, 3, 5, 0 } },
	{ "mov (%rsp),%eax", X86_CODE_64, { 0x8b, 0x04, 0x24 },
	  { DST, 3, X86_EXEC_MOV, 4, 4, X86_RAX, 0xb, 8, X86_SEG_SS,
	    X86_RSP, X86_NO_REG, 0, 0, 0 } },
	{ "mov 0(%r13),%eax", X86_CODE_64, { 0x41, 0x8b, 0x45, 0 },
	  { DST, 4, X86_EXEC_MOV, 4, 4, X86_RAX, 0xb, 8, X86_SEG_DS,
	    X86_R13, X86_NO_REG, 0, 0, 0 } },
	{ "movsbq (%rdx),%rax", X86_CODE_64, { 0x48, 0x0f, 0xbe, 0x02 },
	  { DST, 4, X86_EXEC_MOVSX, 1, 8, X86_RAX, 0xe, 8, X86_SEG_DS,
	    X86_RDX, X86_NO_REG, 0, 0, 0 } },
	{ "movzwl (%rdx),%eax", X86_CODE_64, { 0x0f, 0xb7, 0x02 },
	  { DST, 3, X86_EXEC_MOVZX, 2, 4, X86_RAX, 7, 8, X86_SEG_DS,
	    X86_RDX, X86_NO_REG, 0, 0, 0 } },
	{ "movslq (%rdx),%rax", X86_CODE_64, { 0x48, 0x63, 0x02 },
	  { DST, 3, X86_EXEC_MOVSX, 4, 8, X86_RAX, 3, 8, X86_SEG_DS,
	    X86_RDX, X86_NO_REG, 0, 0, 0 } },
	{ "lock orl $0x80,(%rbx)", X86_CODE_64,
	  { 0xf0, 0x81, 0x0b, 0x80, 0, 0, 0 },
	  { RW | X86_OP_IMM | X86_OP_LOCK, 7, X86_EXEC_OR, 4, 4, 0, 1, 8,
	    X86_SEG_DS, X86_RBX, X86_NO_REG, 0, 0, 0x80 } },
	{ "cmp (%rbx),%ecx", X86_CODE_64, { 0x3b, 0x0b },
	  { RD | X86_OP_REG_LEFT, 2, X86_EXEC_CMP, 4, 4, X86_RCX, 0xb, 8,
	    X86_SEG_DS, X86_RBX, X86_NO_REG, 0, 0, 0 } },
	{ "testb $1,(%rbx)", X86_CODE_64, { 0xf6, 0x03, 0x01 },
	  { RD | X86_OP_IMM, 3, X86_EXEC_TEST, 1, 1, 0, 6, 8, X86_SEG_DS,
	    X86_RBX, X86_NO_REG, 0, 0, 1 } },
	{ "notw (%rbx)", X86_CODE_64, { 0x66, 0xf7, 0x13 },
	  { RW, 3, X86_EXEC_NOT, 2, 2, 0, 7, 8, X86_SEG_DS, X86_RBX,
	    X86_NO_REG, 0, 0, 0 } },
	{ "lock bts %eax,(%rbx)", X86_CODE_64, { 0xf0, 0x0f, 0xab, 0x03 },
	  { RW | X86_OP_BIT_STRING | X86_OP_LOCK, 4, X86_EXEC_BTS, 4, 4,
	    X86_RAX, 0xb, 8, X86_SEG_DS, X86_RBX, X86_NO_REG, 0, 0, 0 } },
	{ "btl $3,(%rbx)", X86_CODE_64, { 0x0f, 0xba, 0x23, 3 },
	  { RD | X86_OP_IMM, 4, X86_EXEC_BT, 4, 4, 0, 0xa, 8, X86_SEG_DS,
	    X86_RBX, X86_NO_REG, 0, 0, 3 } },
	{ "xchg %eax,(%rbx)", X86_CODE_64, { 0x87, 0x03 },
	  { RW | X86_OP_REG_DST, 2, X86_EXEC_XCHG, 4, 4, X86_RAX, 7, 8,
	    X86_SEG_DS, X86_RBX, X86_NO_REG, 0, 0, 0 } },
	{ "setz (%rbx)", X86_CODE_64, { 0x0f, 0x94, 0x03 },
	  { WR, 3, X86_EXEC_SETCC, 1, 1, 0, 4, 8, X86_SEG_DS, X86_RBX,
	    X86_NO_REG, 0, 0, 0 } },
	{ "movbe (%rbx),%eax", X86_CODE_64, { 0x0f, 0x38, 0xf0, 0x03 },
	  { DST, 4, X86_EXEC_MOVBE, 4, 4, X86_RAX, 8, 8, X86_SEG_DS, X86_RBX,
	    X86_NO_REG, 0, 0, 0 } },
	{ "movnti %rax,(%rbx)", X86_CODE_64, { 0x48, 0x0f, 0xc3, 0x03 },
	  { WR, 4, X86_EXEC_MOV, 8, 8, X86_RAX, 3, 8, X86_SEG_DS, X86_RBX,
	    X86_NO_REG, 0, 0, 0 } },
	{ "rep movsl %fs:(%rsi),(%rdi)", X86_CODE_64, { 0x64, 0xf3, 0xa5 },
	  { STR | RW | X86_OP_REP, 3, X86_EXEC_MOVS, 4, 4, 0, 5, 8,
	    X86_SEG_FS, X86_NO_REG, X86_NO_REG, 0, 0, 0 } },
	{ "repne scasb", X86_CODE_32, { 0xf2, 0xae },
	  { STR | RD | X86_OP_REPNE, 2, X86_EXEC_SCAS, 1, 1, 0, 0xe, 4,
	    X86_SEG_DS, X86_NO_REG, X86_NO_REG, 0, 0, 0 } },
	{ "rep stosw", X86_CODE_16, { 0xf3, 0xab },
	  { STR | WR | X86_OP_REP, 2, X86_EXEC_STOS, 2, 2, 0, 0xb, 2,
	    X86_SEG_DS, X86_NO_REG, X86_NO_REG, 0, 0, 0 } },
	{ "rex.w rep outsl %es:(%esi)", X86_CODE_64,
	  { 0x67, 0xf3, 0x48, 0x6f },
	  { STR | X86_OP_REP, 4, X86_EXEC_OUTS, 4, 8, 0, 0xf, 4, X86_SEG_DS,
	    X86_NO_REG, X86_NO_REG, 0, 0, 0 } },
};

static bool same_op(const struct x86_mmio_op *a, const struct x86_mmio_op *b)
{
	return a->flags == b->flags && a->len == b->len && a->exec == b->exec &&
	       a->size == b->size && a->reg_size == b->reg_size &&
	       a->reg == b->reg && a->cond == b->cond &&
	       a->addr_size == b->addr_size && a->seg == b->seg &&
	       a->base == b->base && a->index == b->index &&
	       a->scale == b->scale && a->disp == b->disp && a->imm == b->imm;
}

static void decodes_known_forms(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(decode_cases); i++) {
		const struct decode_case *c = &decode_cases[i];
		struct x86_mmio_op op;

		enum x86_insn_error err;

		err = decode_bytes(c->code, c->bytes, X86_INSN_MAX, &op);
		KUNIT_EXPECT_EQ_MSG(test, err, X86_INSN_OK, "%s", c->what);
		KUNIT_EXPECT_TRUE_MSG(test, same_op(&op, &c->op),
				      "%s: flags %#x len %u exec %u size %u/%u reg %u cond %u addr %u seg %u base %u index %u<<%u disp %lld imm %lld",
				      c->what, op.flags, op.len, op.exec,
				      op.size, op.reg_size, op.reg, op.cond,
				      op.addr_size, op.seg, op.base, op.index,
				      op.scale, op.disp, op.imm);
	}
}

/* Cut off after any byte, an instruction asks for more, and only then. */
static void asks_for_missing_bytes(struct kunit *test)
{
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	unsigned int i, len;

	for (i = 0; i < ARRAY_SIZE(decode_cases); i++) {
		const struct decode_case *c = &decode_cases[i];

		for (len = 0; len <= c->op.len; len++) {
			set_bytes(&ctx, c->code, c->bytes, len);
			KUNIT_EXPECT_EQ_MSG(test, x86_insn_decode(&ctx, &op),
					    len < c->op.len ? X86_INSN_MORE :
							      X86_INSN_OK,
					    "%s: %u bytes", c->what, len);
		}
	}
}

static const struct {
	const char *what;
	enum x86_code code;
	enum x86_insn_error err;
	u8 bytes[X86_INSN_MAX];
} refused[] = {
	{ "mov %eax,%ebx", X86_CODE_64, X86_INSN_NO_MEMORY, { 0x89, 0xc3 } },
	{ "lock mov", X86_CODE_64, X86_INSN_UNDEFINED, { 0xf0, 0x89, 0x07 } },
	{ "lock cmp", X86_CODE_64, X86_INSN_UNDEFINED, { 0xf0, 0x39, 0x07 } },
	{ "lock add m,r", X86_CODE_64, X86_INSN_UNDEFINED,
	  { 0xf0, 0x03, 0x07 } },
	{ "lock bt", X86_CODE_64, X86_INSN_UNDEFINED,
	  { 0xf0, 0x0f, 0xba, 0x27, 1 } },
	{ "lock movs", X86_CODE_64, X86_INSN_UNDEFINED, { 0xf0, 0xa5 } },
	{ "flds", X86_CODE_64, X86_INSN_UNKNOWN, { 0xd9, 0x07 } },
	{ "movups", X86_CODE_64, X86_INSN_UNKNOWN, { 0x0f, 0x10, 0x07 } },
	{ "popcnt", X86_CODE_64, X86_INSN_UNKNOWN,
	  { 0xf3, 0x0f, 0xb8, 0x07 } },
	{ "crc32", X86_CODE_64, X86_INSN_UNKNOWN,
	  { 0xf2, 0x0f, 0x38, 0xf0, 0x07 } },
	{ "66 0f c3", X86_CODE_64, X86_INSN_UNKNOWN,
	  { 0x66, 0x0f, 0xc3, 0x07 } },
	{ "mul", X86_CODE_64, X86_INSN_UNKNOWN, { 0xf7, 0x27 } },
	{ "call *", X86_CODE_64, X86_INSN_UNKNOWN, { 0xff, 0x17 } },
	{ "c7 /1", X86_CODE_64, X86_INSN_UNKNOWN, { 0xc7, 0x0f } },
	{ "82 in 64-bit code", X86_CODE_64, X86_INSN_UNKNOWN,
	  { 0x82, 0x07, 1 } },
	{ "arpl", X86_CODE_32, X86_INSN_UNKNOWN, { 0x63, 0x07 } },
	{ "inc %eax", X86_CODE_32, X86_INSN_UNKNOWN, { 0x40, 0x89, 0x07 } },
	{ "15 prefixes", X86_CODE_64, X86_INSN_TOO_LONG,
	  { 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	    0x66, 0x66, 0x66, 0x66 } },
	{ "16 bytes", X86_CODE_64, X86_INSN_TOO_LONG,
	  { 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	    0x66, 0x66, 0xc7, 0x07 } },
};

static void refuses_the_rest(struct kunit *test)
{
	struct x86_mmio_op op;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(refused); i++)
		KUNIT_EXPECT_EQ_MSG(test, decode_bytes(refused[i].code,
						       refused[i].bytes,
						       X86_INSN_MAX, &op),
				    refused[i].err, "%s", refused[i].what);
}

/* A REX prefix that is not the last one does not count. */
static void stale_rex_is_ignored(struct kunit *test)
{
	struct x86_mmio_op op;

	KUNIT_ASSERT_EQ(test, decode_bytes(X86_CODE_64,
					   "\x48\x66\x89\x07", 4, &op),
			X86_INSN_OK);
	KUNIT_EXPECT_EQ(test, op.size, 2);
	KUNIT_EXPECT_EQ(test, op.len, 4);
}

static void offsets_wrap_at_address_size(struct kunit *test)
{
	struct x86_regs regs = {};
	struct x86_mmio_op op;

	regs.gpr[X86_RBX] = 0xffffffff0000fff0;
	regs.gpr[X86_RSI] = 0x20;
	/* mov (%bx,%si),%al */
	decode_bytes(X86_CODE_16, "\x8a\x00", 2, &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0), 0x10);
	/* mov -1(%ebx),%al */
	decode_bytes(X86_CODE_64, "\x67\x8a\x43\xff", 4, &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0), 0xffef);
	/* mov 2(%rip),%al: from the end of the instruction */
	decode_bytes(X86_CODE_64, "\x8a\x05\x02", 3, &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0x1000), 0x1008);
	decode_bytes(X86_CODE_64, "\x67\x8a\x05\x02", 4, &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0xfffffffff), 8);
	/* moffs reaches all of 32 bits */
	decode_bytes(X86_CODE_32, "\xa0\x00\x00\xe0\xfe", 5, &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0), 0xfee00000);
}

/* The quick way and the long one find the same. */
static void plain_moves_are_no_different(struct kunit *test)
{
	struct x86_insn_ctx ctx = { .code = X86_CODE_64,
				    .nbytes = X86_INSN_MAX };
	struct x86_mmio_op quick, op;
	unsigned int i, plain = 0;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 6);
	for (i = 0; i < 100000; i++) {
		prandom_bytes_state(&rnd, ctx.bytes, sizeof(ctx.bytes));
		if (i & 1)
			ctx.bytes[0] = 0x40 | (i >> 1 & 15);
		if (i & 2)
			ctx.bytes[i & 1] = i & 64 ? 0x88 | (i >> 4 & 3) :
						    0xc6 | (i >> 4 & 1);
		if (i & 128)
			ctx.bytes[1 + (i & 1)] &= ~0x38;
		if (!x86_insn_decode_plain(&ctx, &quick))
			continue;
		plain++;
		KUNIT_EXPECT_EQ(test, decode_any(&ctx, &op), X86_INSN_OK);
		KUNIT_EXPECT_TRUE_MSG(test, same_op(&quick, &op), "%*ph", 8,
				      ctx.bytes);
	}
	KUNIT_EXPECT_GT(test, plain, 10000);
}

static u64 random64(struct rnd_state *rnd)
{
	return (u64)prandom_u32_state(rnd) << 32 | prandom_u32_state(rnd);
}

/* Any bytes: an answer that makes sense, or none. */
static void survives_any_bytes(struct kunit *test)
{
	struct x86_insn_result result;
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	struct x86_regs regs;
	struct rnd_state rnd;
	unsigned int i, bad = 0, good = 0;
	enum x86_insn_error err;

	prandom_seed_state(&rnd, 1);
	for (i = 0; i < 300000; i++) {
		ctx = (struct x86_insn_ctx){ .code = prandom_u32_state(&rnd) % 3,
					     .nbytes = prandom_u32_state(&rnd) % 16 };
		prandom_bytes_state(&rnd, ctx.bytes, sizeof(ctx.bytes));
		prandom_bytes_state(&rnd, &regs, sizeof(regs));
		err = x86_insn_decode(&ctx, &op);
		if (err == X86_INSN_MORE && ctx.nbytes == X86_INSN_MAX)
			bad++;
		if (err != X86_INSN_OK)
			continue;
		good++;
		if (op.len > ctx.nbytes || op.exec >= X86_NR_EXEC ||
		    op.reg >= X86_NR_GPR || !is_power_of_2(op.size) ||
		    op.size > 8 || op.seg >= X86_NR_SEGS ||
		    (op.base >= X86_NR_GPR && op.base != X86_NO_REG) ||
		    (op.index >= X86_NR_GPR && op.index != X86_NO_REG))
			bad++;
		x86_insn_offset(&op, &regs, random64(&rnd));
		x86_insn_execute(&op, &regs, random64(&rnd), random64(&rnd),
				 random64(&rnd), &result);
		x86_insn_commit(&op, &regs, &result);
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	/* The loop is no use if it never gets past the opcode. */
	KUNIT_EXPECT_GT(test, good, 10000);
}

static struct kunit_case insn_decode_cases[] = {
	KUNIT_CASE(decodes_known_forms),
	KUNIT_CASE(asks_for_missing_bytes),
	KUNIT_CASE(refuses_the_rest),
	KUNIT_CASE(stale_rex_is_ignored),
	KUNIT_CASE(offsets_wrap_at_address_size),
	KUNIT_CASE(plain_moves_are_no_different),
	KUNIT_CASE(survives_any_bytes),
	{}
};

static struct kunit_suite insn_decode_suite = {
	.name = "airlock_x86_insn_decode",
	.test_cases = insn_decode_cases,
};

kunit_test_suite(insn_decode_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's instruction decoder");
MODULE_LICENSE("GPL");
