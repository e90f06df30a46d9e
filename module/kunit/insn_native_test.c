// SPDX-License-Identifier: GPL-2.0
/*
 * Arithmetic of the instructions that reach devices. The tests run on an x86
 * CPU, which knows best: it carries out the same random instructions on the
 * same registers and the same memory, and the results must agree.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "insn_addr.c"
#include "insn_decode.c"
#include "insn_exec.c"
#include "insn_plain.c"
#include "insn_table.c"

/* Registers and flags in, code run, registers and flags out. RSP is kept. */
void airlock_run_native(struct x86_regs *regs, const void *code);

asm("	.pushsection .text\n"
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
static u8 *native_insn(void)
{
	u8 *insn;

	asm("lea airlock_native_insn(%%rip), %0" : "=r" (insn));
	return insn;
}

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
	if (op->seg >= X86_SEG_FS || op->flags & (X86_OP_STRING | X86_OP_MOFFS) ||
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
	u8 *insn = native_insn();

	memcpy(insn, ctx->bytes, len);
	insn[len] = 0xc3;
	airlock_run_native(regs, insn);
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

static struct kunit_case insn_native_cases[] = {
	KUNIT_CASE(agrees_with_the_cpu),
	KUNIT_CASE(strings_agree_with_the_cpu),
	{}
};

static struct kunit_suite insn_native_suite = {
	.name = "airlock_x86_insn_native",
	.init = insn_init,
	.test_cases = insn_native_cases,
};

kunit_test_suite(insn_native_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's instruction arithmetic");
MODULE_LICENSE("GPL");
