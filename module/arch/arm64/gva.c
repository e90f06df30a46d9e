// SPDX-License-Identifier: GPL-2.0
/*
 * A walk of the guest's stage 1 tables. Arm ARM "The AArch64 Virtual Memory
 * System Architecture", "VMSAv8-64 translation table format descriptors". The
 * guest is not told of FEAT_LPA2, so 52-bit output is the 64 KiB granule's.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include <asm/byteorder.h>

#include "airlock.h"
#include "guest_peek.h"
#include "gva.h"
#include "sys_regs.h"

#define SCTLR_M		BIT_ULL(0)
#define SCTLR_EE	BIT_ULL(25)

/* TCR_EL1: each half for one of the two tables. */
#define TCR_TSZ(n)	((n) ? GENMASK_ULL(21, 16) : GENMASK_ULL(5, 0))
#define TCR_EPD(n)	((n) ? BIT_ULL(23) : BIT_ULL(7))
#define TCR_TBI(n)	BIT_ULL(37 + (n))
#define TCR_IPS		GENMASK_ULL(34, 32)
#define TCR_IPS_52	6
#define TCR_LPA2		BIT_ULL(59)

/* TTBCR */
#define TTBCR_N		7
#define TTBCR_T0SZ	7
#define TTBCR_PD(n)	BIT(4 + (n))
#define TTBCR_EAE	BIT_ULL(31)

/* Short descriptors. */
#define SHORT_SECTION	BIT(1)
#define SHORT_SUPER	BIT(18)
#define SHORT_PAGE	BIT(1)

#define DESC_VALID	BIT_ULL(0)
#define DESC_TABLE	BIT_ULL(1)	/* at the last level: a page */
#define DESC_ADDR	GENMASK_ULL(47, 12)
#define LAST_LEVEL	3

/**
 * struct walk - one walk.
 * @vm: the VM.
 * @peek: the row of reads, or NULL to sleep.
 * @granule: log2 of the size of a page and of a table.
 * @wide: bits 51:48 of addresses are in bits 15:12 of descriptors.
 * @big_endian: so are descriptors.
 */
struct walk {
	struct airlock_vm *vm;
	struct airlock_peek *peek;
	unsigned int granule;
	bool wide;
	bool big_endian;
};

/* TG0 and TG1 do not agree on the numbers. Return: log2, or 0. */
static unsigned int granule_of(u64 tcr, unsigned int n)
{
	static const u8 tg0[4] = { 12, 16, 14, 0 };
	static const u8 tg1[4] = { 0, 14, 12, 16 };

	return n ? tg1[tcr >> 30 & 3] : tg0[tcr >> 14 & 3];
}

static int read_descriptor(const struct walk *w, gpa_t at, u64 *desc)
{
	if (w->peek) {
		if (airlock_peek_u64(w->peek, at, desc))
			return -EAGAIN;
	} else if (airlock_guest_read(w->vm, at, desc, sizeof(*desc))) {
		return -EIO;
	}
	if (w->big_endian)
		*desc = be64_to_cpu((__force __be64)*desc);
	else
		*desc = le64_to_cpu((__force __le64)*desc);
	return 0;
}

/* The address in a descriptor, for a size of 1 << @shift. */
static gpa_t descriptor_gpa(const struct walk *w, u64 desc, unsigned int shift)
{
	gpa_t gpa = desc & DESC_ADDR & ~(BIT_ULL(shift) - 1);

	if (w->wide)
		gpa |= (desc >> 12 & 0xf) << 48;
	return gpa;
}

static gpa_t first_table(const struct walk *w, u64 ttbr, unsigned int bits)
{
	/* Of 8-byte entries, and never less than a line of 64 bytes. */
	unsigned int align = max(bits + 3, 6U);
	gpa_t gpa = ttbr & GENMASK_ULL(47, 1) & ~(BIT_ULL(align) - 1);

	if (w->wide)
		gpa |= (ttbr >> 2 & 0xf) << 48;
	return gpa;
}

/* Is there a block at this level? FEAT_LPA2 has more of them. */
static bool has_blocks(const struct walk *w, int level)
{
	return level == 2 || (level == 1 && (w->granule == 12 || w->wide));
}

static int walk_tables(const struct walk *w, u64 ttbr, u64 va,
		       unsigned int va_bits, gpa_t *gpa)
{
	unsigned int stride = w->granule - 3;
	int level = LAST_LEVEL + 1 -
		    DIV_ROUND_UP(va_bits - w->granule, stride);
	unsigned int shift = w->granule + stride * (LAST_LEVEL - level);
	gpa_t table = first_table(w, ttbr, va_bits - shift);
	u64 desc;
	int err;

	va &= BIT_ULL(va_bits) - 1;
	for (;; level++, shift -= stride) {
		err = read_descriptor(w, table + (va >> shift) * 8, &desc);
		if (err)
			return err;
		if (!(desc & DESC_VALID))
			return -EFAULT;
		if (level == LAST_LEVEL || !(desc & DESC_TABLE))
			break;
		table = descriptor_gpa(w, desc, w->granule);
		va &= BIT_ULL(shift) - 1;
	}
	if (level == LAST_LEVEL ? !(desc & DESC_TABLE) : !has_blocks(w, level))
		return -EFAULT;
	*gpa = descriptor_gpa(w, desc, shift) | (va & (BIT_ULL(shift) - 1));
	return 0;
}

static int read_short(const struct walk *w, gpa_t at, u32 *desc)
{
	if (w->peek) {
		if (airlock_peek_u32(w->peek, at, desc))
			return -EAGAIN;
	} else if (airlock_guest_read(w->vm, at, desc, sizeof(*desc))) {
		return -EIO;
	}
	if (w->big_endian)
		*desc = be32_to_cpu((__force __be32)*desc);
	else
		*desc = le32_to_cpu((__force __le32)*desc);
	return 0;
}

/*
 * AArch32's descriptors of 32 bits: sections of 1 MiB and 16 MiB, pages of
 * 4 KiB and 64 KiB. Arm ARM "The VMSAv8-32 Short-descriptor translation table
 * format".
 */
static int walk_short(const struct walk *w, const struct arm64_stage1 *s1,
		      u32 va, gpa_t *gpa)
{
	unsigned int cut = s1->tcr & TTBCR_N;
	bool high = cut && va >> (32 - cut);
	u32 desc, table = s1->ttbr[high];
	int err;

	if (s1->tcr & TTBCR_PD(high))
		return -EFAULT;
	if (high)
		cut = 0;
	table &= ~((1U << (14 - cut)) - 1);
	err = read_short(w, table + ((va << cut >> cut) >> 20) * 4, &desc);
	if (err)
		return err;
	if (!(desc & 3))
		return -EFAULT;
	if (desc & SHORT_SECTION) {
		*gpa = (desc & GENMASK(31, 20)) | (va & GENMASK(19, 0));
		if (desc & SHORT_SUPER)
			*gpa = (desc & GENMASK(31, 24)) |
			       (u64)(desc >> 20 & 0xf) << 32 |
			       (u64)(desc >> 5 & 0xf) << 36 |
			       (va & GENMASK(23, 0));
		return 0;
	}
	err = read_short(w, (desc & GENMASK(31, 10)) + (va >> 12 & 0xff) * 4,
			 &desc);
	if (err)
		return err;
	if (!(desc & 3))
		return -EFAULT;
	if (desc & SHORT_PAGE)
		*gpa = (desc & GENMASK(31, 12)) | (va & GENMASK(11, 0));
	else
		*gpa = (desc & GENMASK(31, 16)) | (va & GENMASK(15, 0));
	return 0;
}

/* AArch32's of 64 bits are AArch64's; only which of the tables is another way. */
static int walk_long(struct walk *w, const struct arm64_stage1 *s1, u32 va,
		     gpa_t *gpa)
{
	unsigned int t0 = s1->tcr & TTBCR_T0SZ, t1 = s1->tcr >> 16 & TTBCR_T0SZ;
	bool high = t1 ? va >> (32 - t1) == BIT(t1) - 1 :
			 t0 && va >> (32 - t0);
	bool low = t0 ? !(va >> (32 - t0)) : !high;

	if ((!low && !high) || s1->tcr & TCR_EPD(high))
		return -EFAULT;
	w->granule = 12;
	return walk_tables(w, s1->ttbr[high], va, 32 - (high ? t1 : t0), gpa);
}

static int walk_aa32(struct walk *w, const struct arm64_stage1 *s1, u32 va,
		     gpa_t *gpa)
{
	if (!(s1->sctlr & SCTLR_M)) {
		*gpa = va;
		return 0;
	}
	return s1->tcr & TTBCR_EAE ? walk_long(w, s1, va, gpa) :
				     walk_short(w, s1, va, gpa);
}

static int walk(struct airlock_vm *vm, struct airlock_peek *peek,
		const struct arm64_stage1 *s1, u64 gva, gpa_t *gpa)
{
	unsigned int n = gva >> 55 & 1, va_bits;
	struct walk w = {
		.vm = vm,
		.peek = peek,
		.granule = granule_of(s1->tcr, n),
		.big_endian = s1->sctlr & SCTLR_EE,
	};
	u64 top;

	if (s1->aa32)
		return walk_aa32(&w, s1, gva, gpa);
	/* A tag is no part of the address, be it allowed or not. */
	gva = sign_extend64(gva, 55);
	if (!(s1->sctlr & SCTLR_M)) {
		*gpa = gva;
		return 0;
	}
	if (s1->tcr & TCR_LPA2)
		return -EOPNOTSUPP;
	va_bits = 64 - (s1->tcr & TCR_TSZ(n)) / (n ? BIT(16) : 1);
	w.wide = w.granule == 16 &&
		 FIELD_GET(TCR_IPS, s1->tcr) == TCR_IPS_52;
	if (!w.granule || va_bits > (w.granule == 16 ? 52 : 48) ||
	    va_bits < w.granule + 1 || s1->tcr & TCR_EPD(n))
		return -EFAULT;
	top = gva >> va_bits;
	if (n ? top != U64_MAX >> va_bits : top)
		return -EFAULT;
	return walk_tables(&w, s1->ttbr[n], gva, va_bits, gpa);
}

int arm64_gva_to_gpa(struct airlock_vm *vm, const struct arm64_stage1 *s1,
		     u64 gva, bool sleep, gpa_t *gpa)
{
	struct airlock_peek peek;
	int err;

	if (sleep)
		return walk(vm, NULL, s1, gva, gpa);
	airlock_peek_enter(&peek, vm);
	err = walk(vm, &peek, s1, gva, gpa);
	airlock_peek_leave(&peek);
	return err;
}

int arm64_gva_fetch(struct airlock_vm *vm, const struct arm64_stage1 *s1,
		    u64 pc, bool sleep, u32 *insn)
{
	struct airlock_peek peek;
	__le32 word;
	gpa_t gpa;
	int err;

	if (sleep) {
		err = walk(vm, NULL, s1, pc, &gpa);
		if (!err && airlock_guest_read(vm, gpa, &word, sizeof(word)))
			err = -EIO;
	} else {
		airlock_peek_enter(&peek, vm);
		err = walk(vm, &peek, s1, pc, &gpa);
		if (!err && airlock_peek_u32(&peek, gpa, (u32 *)&word))
			err = -EAGAIN;
		airlock_peek_leave(&peek);
	}
	/* Instructions are little-endian, whatever the data is. */
	if (!err)
		*insn = le32_to_cpu(word);
	return err;
}

void arm64_stage1_get(struct airlock_vcpu *vcpu, struct arm64_stage1 *s1)
{
	s1->sctlr = arm64_sys_read(vcpu, ARM64_SYS_SCTLR_EL1);
	s1->tcr = arm64_sys_read(vcpu, ARM64_SYS_TCR_EL1);
	s1->ttbr[0] = arm64_sys_read(vcpu, ARM64_SYS_TTBR0_EL1);
	s1->ttbr[1] = arm64_sys_read(vcpu, ARM64_SYS_TTBR1_EL1);
	s1->aa32 = vcpu->arch.features & BIT(KVM_ARM_VCPU_EL1_32BIT);
}
