// SPDX-License-Identifier: GPL-2.0
/*
 * Decoding and arithmetic of the instructions that reach devices.
 *
 * The tests run on an x86 CPU, which knows best: most instructions are carried
 * out by it as well, on the same registers and the same memory, and the two
 * results compared.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include "insn_addr.c"
#include "insn_decode.c"
#include "insn_exec.c"
#include "insn_table.c"

/* Registers and flags in, code run, registers and flags out. RSP is kept. */
void airlock_run_native(struct x86_regs *regs, const void *code);

asm(".pushsection .text\n"
    "airlock_run_native:\n"
    "	push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
    "	mov %rdi, airlock_native_regs(%rip)\n"
    "	mov %rsi, airlock_native_code(%rip)\n"
    "	push 136(%rdi)\n"
    "	popf\n"
    "	mov 0(%rdi), %rax\n mov 8(%rdi), %rcx\n mov 16(%rdi), %rdx\n"
    "	mov 24(%rdi), %rbx\n mov 40(%rdi), %rbp\n mov 48(%rdi), %rsi\n"
    "	mov 64(%rdi), %r8\n mov 72(%rdi), %r9\n mov 80(%rdi), %r10\n"
    "	mov 88(%rdi), %r11\n mov 96(%rdi), %r12\n mov 104(%rdi), %r13\n"
    "	mov 112(%rdi), %r14\n mov 120(%rdi), %r15\n mov 56(%rdi), %rdi\n"
    "	call *airlock_native_code(%rip)\n"
    "	xchg %rdi, airlock_native_regs(%rip)\n"
    "	pushf\n"
    "	pop 136(%rdi)\n"
    "	cld\n"
    "	mov %rax, 0(%rdi)\n mov %rcx, 8(%rdi)\n mov %rdx, 16(%rdi)\n"
    "	mov %rbx, 24(%rdi)\n mov %rbp, 40(%rdi)\n mov %rsi, 48(%rdi)\n"
    "	mov %r8, 64(%rdi)\n mov %r9, 72(%rdi)\n mov %r10, 80(%rdi)\n"
    "	mov %r11, 88(%rdi)\n mov %r12, 96(%rdi)\n mov %r13, 104(%rdi)\n"
    "	mov %r14, 112(%rdi)\n mov %r15, 120(%rdi)\n"
    "	mov airlock_native_regs(%rip), %rax\n"
    "	mov %rax, 56(%rdi)\n"
    "	pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n"
    "	ret\n"
    "airlock_native_insn: .fill 64\n"
    "	.popsection\n"
    "	.pushsection .data\n"
    "airlock_native_regs: .quad 0\n"
    "airlock_native_code: .quad 0\n"
    "	.popsection\n");

/* In the text of the module, which User-Mode Linux leaves writable. */
extern u8 airlock_native_insn[];

#define DATA_ROOM	256
/* Operands are near the middle, so that pointers may move both ways. */
#define DATA_MIDDLE	128

/* Below 4 GiB in User-Mode Linux, so that addresses of 32 bits reach it. */
struct bench {
	u8 data[DATA_ROOM];
	u8 model[DATA_ROOM];
	struct rnd_state rnd;
};

static u64 random64(struct bench *b)
{
	return (u64)prandom_u32_state(&b->rnd) << 32 |
	       prandom_u32_state(&b->rnd);
}

static u32 below(struct bench *b, u32 limit)
{
	return prandom_u32_state(&b->rnd) % limit;
}

static int insn_init(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	prandom_seed_state(&b->rnd, 20250101);
	test->priv = b;
	return 0;
}

static void set_bytes(struct x86_insn_ctx *ctx, enum x86_code code,
		      const u8 *bytes, unsigned int len)
{
	*ctx = (struct x86_insn_ctx){ .code = code, .nbytes = len };
	memcpy(ctx->bytes, bytes, len);
}

/* Decode all that there is room for; bytes behind the instruction are junk. */
static enum x86_insn_error decode_bytes(enum x86_code code, const u8 *bytes,
					struct x86_mmio_op *op)
{
	struct x86_insn_ctx ctx;

	set_bytes(&ctx, code, bytes, X86_INSN_MAX);
	return x86_insn_decode(&ctx, op);
}

#define BYTES(...)	((const u8 [X86_INSN_MAX + 1]){ __VA_ARGS__ })

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

		KUNIT_EXPECT_EQ_MSG(test, decode_bytes(c->code, c->bytes, &op),
				    X86_INSN_OK, "%s", c->what);
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
						       refused[i].bytes, &op),
				    refused[i].err, "%s", refused[i].what);
}

/* A REX prefix that is not the last one does not count. */
static void stale_rex_is_ignored(struct kunit *test)
{
	struct x86_mmio_op op;

	KUNIT_ASSERT_EQ(test, decode_bytes(X86_CODE_64,
					   BYTES(0x48, 0x66, 0x89, 0x07), &op),
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
	decode_bytes(X86_CODE_16, BYTES(0x8a, 0x00), &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0), 0x10);
	/* mov -1(%ebx),%al */
	decode_bytes(X86_CODE_64, BYTES(0x67, 0x8a, 0x43, 0xff), &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0), 0xffef);
	/* mov 2(%rip),%al: from the end of the instruction */
	decode_bytes(X86_CODE_64, BYTES(0x8a, 0x05, 2), &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0x1000), 0x1008);
	decode_bytes(X86_CODE_64, BYTES(0x67, 0x8a, 0x05, 2), &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0xfffffffff), 8);
	/* moffs reaches all of 32 bits */
	decode_bytes(X86_CODE_32, BYTES(0xa0, 0, 0, 0xe0, 0xfe), &op);
	KUNIT_EXPECT_EQ(test, x86_insn_offset(&op, &regs, 0), 0xfee00000);
}

/* Any bytes: an answer that makes sense, or none. */
static void survives_any_bytes(struct kunit *test)
{
	struct bench *b = test->priv;
	struct x86_insn_result result;
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	struct x86_regs regs;
	unsigned int i, bad = 0, good = 0;
	enum x86_insn_error err;

	for (i = 0; i < 300000; i++) {
		ctx = (struct x86_insn_ctx){ .code = below(b, 3),
					     .nbytes = below(b, 16) };
		prandom_bytes_state(&b->rnd, ctx.bytes, sizeof(ctx.bytes));
		prandom_bytes_state(&b->rnd, &regs, sizeof(regs));
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
		x86_insn_offset(&op, &regs, random64(b));
		x86_insn_execute(&op, &regs, random64(b), random64(b),
				 random64(b), &result);
		x86_insn_commit(&op, &regs, &result);
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	/* The loop is no use if it never gets past the opcode. */
	KUNIT_EXPECT_GT(test, good, 10000);
}

/* Flags that the manual leaves undefined after an instruction. */
static u64 undefined_flags(unsigned int exec)
{
	switch (exec) {
	case X86_EXEC_AND:
	case X86_EXEC_OR:
	case X86_EXEC_XOR:
	case X86_EXEC_TEST:
		return X86_EFLAGS_AF;
	case X86_EXEC_BT ... X86_EXEC_BTC:
		return X86_EFLAGS_OF | X86_EFLAGS_SF | X86_EFLAGS_AF |
		       X86_EFLAGS_PF;
	default:
		return 0;
	}
}

/* A random instruction of 64-bit code, with what may stand before it. */
static void random_insn(struct bench *b, struct x86_insn_ctx *ctx)
{
	unsigned int n = 0;
	u8 opcode;

	*ctx = (struct x86_insn_ctx){ .code = X86_CODE_64,
				      .nbytes = X86_INSN_MAX };
	prandom_bytes_state(&b->rnd, ctx->bytes, sizeof(ctx->bytes));
	if (!below(b, 4))
		ctx->bytes[n++] = 0x66;
	if (!below(b, 4))
		ctx->bytes[n++] = 0x67;
	if (!below(b, 4))
		ctx->bytes[n++] = 0xf0;
	if (!below(b, 4))
		ctx->bytes[n++] = 0xf2 + below(b, 2);
	if (below(b, 2))
		ctx->bytes[n++] = 0x40 + below(b, 16);
	opcode = prandom_u32_state(&b->rnd);
	if (below(b, 2)) {
		ctx->bytes[n++] = 0x0f;
		if (!below(b, 8)) {
			ctx->bytes[n++] = 0x38;
			opcode = 0xf0 + below(b, 2);
		}
	}
	ctx->bytes[n] = opcode;
}

static bool cpu_has_movbe(void)
{
	u32 eax = 1, ebx, ecx = 0, edx;

	asm volatile("cpuid"
		     : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	return ecx & BIT(22);
}

/* Something that can be run here: no stack, no segment, one base to adjust. */
static bool can_run(const struct x86_mmio_op *op)
{
	if (op->exec == X86_EXEC_MOVBE && !cpu_has_movbe())
		return false;
	if (op->seg >= X86_SEG_FS || op->flags & (STR | X86_OP_MOFFS) ||
	    op->flags & X86_OP_RIP_RELATIVE || op->base == X86_NO_REG ||
	    op->base == op->index || op->base == X86_RSP)
		return false;
	if (op->flags & X86_OP_BIT_STRING && op->base == op->reg)
		return false;
	return op->reg != X86_RSP || op->flags & (X86_OP_IMM);
}

static void random_regs(struct bench *b, struct x86_regs *regs)
{
	static const u64 edges[] = { 0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000,
				     0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
				     S64_MAX, BIT_ULL(63), U64_MAX };
	unsigned int i;

	for (i = 0; i < X86_NR_GPR; i++)
		regs->gpr[i] = below(b, 2) ? random64(b) :
					     edges[below(b, ARRAY_SIZE(edges))];
	regs->rflags = (random64(b) & FLAGS_ARITH) | X86_EFLAGS_FIXED |
		       X86_EFLAGS_IF;
	prandom_bytes_state(&b->rnd, b->data, sizeof(b->data));
	/* Equal operands are worth a visit as well. */
	if (!below(b, 4))
		memcpy(b->data + DATA_MIDDLE, &regs->gpr[X86_RAX], 8);
	memcpy(b->model, b->data, sizeof(b->data));
}

/* Let the CPU do it: the instruction, and a RET. */
static void run_native(struct x86_regs *regs, const struct x86_insn_ctx *ctx,
		       unsigned int len)
{
	memcpy(airlock_native_insn, ctx->bytes, len);
	airlock_native_insn[len] = 0xc3;
	airlock_run_native(regs, airlock_native_insn);
}

static u64 load(const u8 *at, unsigned int size)
{
	u64 value = 0;

	memcpy(&value, at, size);
	return value;
}

static void compare(struct kunit *test, const struct x86_insn_ctx *ctx,
		    const struct x86_mmio_op *op, const struct x86_regs *ours,
		    const struct x86_regs *cpu)
{
	u64 defined = (FLAGS_ARITH | X86_EFLAGS_DF) &
		      ~undefined_flags(op->exec);
	struct bench *b = test->priv;
	unsigned int i;

	for (i = 0; i < X86_NR_GPR; i++)
		if (i != X86_RSP)
			KUNIT_EXPECT_EQ_MSG(test, ours->gpr[i], cpu->gpr[i],
					    "gpr %u, %*ph", i, op->len,
					    ctx->bytes);
	KUNIT_EXPECT_EQ_MSG(test, ours->rflags & defined,
			    cpu->rflags & defined, "flags, %*ph", op->len,
			    ctx->bytes);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(b->data, b->model, sizeof(b->data)), 0,
			    "memory, %*ph", op->len, ctx->bytes);
}

static void agrees_with_the_cpu(struct kunit *test)
{
	struct bench *b = test->priv;
	struct x86_insn_result result;
	DECLARE_BITMAP(seen, X86_NR_EXEC) = {};
	struct x86_regs ours, cpu;
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	unsigned int i, run = 0;
	u8 *at = b->model + DATA_MIDDLE;
	u64 where = (unsigned long)b->data + DATA_MIDDLE;

	for (i = 0; i < 400000; i++) {
		random_insn(b, &ctx);
		if (x86_insn_decode(&ctx, &op) || !can_run(&op))
			continue;
		random_regs(b, &ours);
		ours.gpr[op.base] += where - x86_insn_offset(&op, &ours, 0);
		if (x86_insn_offset(&op, &ours, 0) != where)
			continue;
		cpu = ours;
		run_native(&cpu, &ctx, op.len);

		x86_insn_execute(&op, &ours, ours.rflags, load(at, op.size), 0,
				 &result);
		ours.rflags = result.rflags;
		if (result.write)
			memcpy(at, &result.mem, op.size);
		x86_insn_commit(&op, &ours, &result);
		compare(test, &ctx, &op, &ours, &cpu);
		__set_bit(op.exec, seen);
		run++;
	}
	KUNIT_EXPECT_GT(test, run, 10000);
	for (i = 0; i < X86_EXEC_MOVS; i++)
		if (i != X86_EXEC_MOVBE || cpu_has_movbe())
			KUNIT_EXPECT_TRUE_MSG(test, test_bit(i, seen),
					      "exec %u never run", i);
}

/* One element after the other, as the guest would meet them. */
static void run_string(struct bench *b, const struct x86_mmio_op *op,
		       struct x86_regs *regs)
{
	struct x86_insn_result result;
	u64 src, dst, mem, mem2;
	bool done = !x86_insn_string_left(op, regs);
	s64 shift = b->model - b->data;

	while (!done) {
		src = x86_insn_string_offset(op, regs, false) + shift;
		dst = x86_insn_string_offset(op, regs, true) + shift;
		mem = load((u8 *)(op->exec == X86_EXEC_SCAS ? dst : src),
			   op->size);
		mem2 = load((u8 *)dst, op->size);
		x86_insn_execute(op, regs, regs->rflags, mem, mem2, &result);
		regs->rflags = result.rflags;
		if (result.write)
			memcpy((u8 *)dst, &result.mem, op->size);
		done = x86_insn_commit(op, regs, &result);
	}
}

static void strings_agree_with_the_cpu(struct kunit *test)
{
	static const u8 opcodes[] = { 0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab,
				      0xac, 0xad, 0xae, 0xaf };
	static const u8 prefixes[] = { 0x66, 0x67, 0xf2, 0xf3, 0x48, 0x40 };
	struct bench *b = test->priv;
	struct x86_regs ours, cpu;
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	unsigned int i, n;
	u64 where = (unsigned long)b->data + DATA_MIDDLE;

	for (i = 0; i < 50000; i++) {
		ctx = (struct x86_insn_ctx){ .code = X86_CODE_64,
					     .nbytes = X86_INSN_MAX };
		for (n = 0; n < below(b, 4); n++)
			ctx.bytes[n] = prefixes[below(b, ARRAY_SIZE(prefixes))];
		ctx.bytes[n] = opcodes[below(b, ARRAY_SIZE(opcodes))];
		KUNIT_ASSERT_EQ(test, x86_insn_decode(&ctx, &op), X86_INSN_OK);

		random_regs(b, &ours);
		/* Runs of equal elements, for SCAS and CMPS. */
		if (below(b, 2)) {
			memset(b->data, ours.gpr[X86_RAX], sizeof(b->data));
			memset(b->model, ours.gpr[X86_RAX], sizeof(b->data));
			b->data[DATA_MIDDLE + below(b, 32)]++;
			memcpy(b->model, b->data, sizeof(b->data));
		}
		ours.gpr[X86_RSI] = where + below(b, 16);
		ours.gpr[X86_RDI] = where + below(b, 16);
		ours.gpr[X86_RCX] = below(b, 8);
		if (below(b, 2))
			ours.rflags |= X86_EFLAGS_DF;
		cpu = ours;
		run_native(&cpu, &ctx, op.len);
		run_string(b, &op, &ours);
		compare(test, &ctx, &op, &ours, &cpu);
	}
}

static struct kunit_case insn_cases[] = {
	KUNIT_CASE(decodes_known_forms),
	KUNIT_CASE(asks_for_missing_bytes),
	KUNIT_CASE(refuses_the_rest),
	KUNIT_CASE(stale_rex_is_ignored),
	KUNIT_CASE(offsets_wrap_at_address_size),
	KUNIT_CASE(survives_any_bytes),
	KUNIT_CASE(agrees_with_the_cpu),
	KUNIT_CASE(strings_agree_with_the_cpu),
	{}
};

static struct kunit_suite insn_suite = {
	.name = "airlock_x86_mmio_insn",
	.init = insn_init,
	.test_cases = insn_cases,
};

kunit_test_suite(insn_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's instruction decoder");
MODULE_LICENSE("GPL");
