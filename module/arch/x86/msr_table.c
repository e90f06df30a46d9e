// SPDX-License-Identifier: GPL-2.0
/* Which MSRs there are, and what is peculiar to each. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/stddef.h>

#include <asm/msr-index.h>

#include "airlock.h"
#include "cpu.h"
#include "host.h"
#include "irqchip/irqchip.h"
#include "msr_table.h"
#include "tsc.h"

#define EFER_VALID		(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX)
#define PAT_RESET		0x0007040600070406ULL
#define CR0_PG			BIT_ULL(31)

#define APIC_BASE_BSP		BIT_ULL(8)
#define APIC_BASE_EXTD		BIT_ULL(10)
#define APIC_BASE_EN		BIT_ULL(11)
#define APIC_BASE_MODE		(APIC_BASE_EN | APIC_BASE_EXTD)
#define APIC_BASE_RSVD		0x2ffULL

/* IA32_MTRRCAP: 8 variable ranges, fixed ones, write-combining. */
#define MTRRCAP			(X86_MTRR_NR_VAR | BIT_ULL(8) | BIT_ULL(10))

/* IA32_MISC_ENABLE: branch trace and PEBS are not there. */
#define MISC_ENABLE_RO		(BIT_ULL(11) | BIT_ULL(12))

/* No linear address has more than 48 bits, LA57 being hidden. */
static bool is_canonical(u64 value)
{
	return (u64)((s64)(value << 16) >> 16) == value;
}

static int read_held(struct airlock_vcpu *vcpu, u32 msr, u64 *value, bool host)
{
	*value = airlock_x86_msr_read(vcpu, msr);
	return 0;
}

/*
 * WRMSR and VM entry fault on an address that is not canonical: none gets that
 * far. SDM 3A "Canonicality Checking".
 */
static int write_address(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			 bool host)
{
	if (!is_canonical(value))
		return -EINVAL;
	airlock_x86_msr_write(vcpu, msr, value);
	return 0;
}

static int write_held(struct airlock_vcpu *vcpu, u32 msr, u64 value, bool host)
{
	airlock_x86_msr_write(vcpu, msr, value);
	return 0;
}

/* IA32_SYSENTER_CS, IA32_FMASK, IA32_TSC_AUX: the upper half is reserved. */
static int write_held32(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			bool host)
{
	if (value >> 32)
		return -EINVAL;
	return write_held(vcpu, msr, value, host);
}

bool x86_efer_valid(struct airlock_vcpu *vcpu, u64 efer)
{
	return !(efer & ~EFER_VALID);
}

static int write_efer(struct airlock_vcpu *vcpu, u32 msr, u64 value, bool host)
{
	const struct x86_cpuid *cpuid = &vcpu->arch.cpuid;
	u64 old = airlock_x86_msr_read(vcpu, MSR_EFER);

	if (!x86_efer_valid(vcpu, value))
		return -EINVAL;
	if (!host) {
		if (value & EFER_NX && !x86_cpuid_has(cpuid, X86_HAS_NX))
			return -EINVAL;
		if (value & (EFER_LME | EFER_LMA) &&
		    !x86_cpuid_has(cpuid, X86_HAS_LM))
			return -EINVAL;
		/* SDM 3A "Initializing IA-32e Mode" */
		if ((value ^ old) & EFER_LME && airlock_x86_cr0(vcpu) & CR0_PG)
			return -EINVAL;
	}
	/* LMA is the CPU's to set. */
	value = (value & ~EFER_LMA) | (old & EFER_LMA);
	airlock_x86_msr_write(vcpu, MSR_EFER, value);
	return 0;
}

/* SDM 3A "x2APIC State Transitions" */
static bool apic_transition_valid(u64 old, u64 new)
{
	old &= APIC_BASE_MODE;
	new &= APIC_BASE_MODE;
	/* x2APIC mode is entered from xAPIC mode, and left by disabling. */
	if (new == APIC_BASE_MODE)
		return old != 0;
	if (new == APIC_BASE_EN)
		return old != APIC_BASE_MODE;
	return true;
}

int x86_apic_base_set(struct airlock_vcpu *vcpu, u64 value, bool host)
{
	const struct x86_cpuid *cpuid = &vcpu->arch.cpuid;
	u64 old = vcpu->arch.apic_base;

	if (value & (APIC_BASE_RSVD | x86_cpuid_reserved_gpa(cpuid)))
		return -EINVAL;
	if ((value & APIC_BASE_MODE) == APIC_BASE_EXTD)
		return -EINVAL;
	if (value & APIC_BASE_EXTD && !x86_cpuid_has(cpuid, X86_HAS_X2APIC))
		return -EINVAL;
	if (!host && !apic_transition_valid(old, value))
		return -EINVAL;
	if (value == old)
		return 0;

	vcpu->arch.apic_base = value;
	if (vcpu->arch.lapic)
		airlock_lapic_base_changed(vcpu, old);
	x86_cpuid_refresh(vcpu);
	return 0;
}

static int read_apic_base(struct airlock_vcpu *vcpu, u32 msr, u64 *value,
			  bool host)
{
	*value = vcpu->arch.apic_base;
	return 0;
}

static int write_apic_base(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			   bool host)
{
	return x86_apic_base_set(vcpu, value, host);
}

static int read_tsc(struct airlock_vcpu *vcpu, u32 msr, u64 *value, bool host)
{
	*value = airlock_x86_guest_tsc(vcpu);
	return 0;
}

static int write_tsc(struct airlock_vcpu *vcpu, u32 msr, u64 value, bool host)
{
	x86_tsc_write(vcpu, value, host);
	return 0;
}

static int write_tsc_adjust(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			    bool host)
{
	x86_tsc_write_adjust(vcpu, value, host);
	return 0;
}

/* Without a LAPIC in the kernel the deadline is the VMM's business. */
static int read_deadline(struct airlock_vcpu *vcpu, u32 msr, u64 *value,
			 bool host)
{
	*value = 0;
	return vcpu->arch.lapic ? airlock_lapic_msr_read(vcpu, msr, value) : 0;
}

static int write_deadline(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			  bool host)
{
	return vcpu->arch.lapic ? airlock_lapic_msr_write(vcpu, msr, value) : 0;
}

static bool is_wall_clock(u32 msr)
{
	return msr == X86_MSR_KVM_WALL_CLOCK ||
	       msr == X86_MSR_KVM_WALL_CLOCK_NEW;
}

static int read_kvmclock(struct airlock_vcpu *vcpu, u32 msr, u64 *value,
			 bool host)
{
	const struct x86_kvmclock *clock = &vcpu->arch.clock;

	*value = is_wall_clock(msr) ? clock->wall_clock : clock->system_time;
	return 0;
}

static int write_kvmclock(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			  bool host)
{
	x86_kvmclock_set_msr(vcpu, is_wall_clock(msr), value);
	return 0;
}

static int write_pat(struct airlock_vcpu *vcpu, u32 msr, u64 value, bool host)
{
	if (!x86_pat_valid(value))
		return -EINVAL;
	vcpu->arch.msr.pat = value;
	airlock_x86_msr_write(vcpu, msr, value);
	return 0;
}

static int write_misc_enable(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			     bool host)
{
	vcpu->arch.msr.misc_enable = value | MISC_ENABLE_RO;
	return 0;
}

/* Writes of branch tracing are dropped: there is none. */
static int write_debugctl(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			  bool host)
{
	return value & ~(DEBUGCTLMSR_LBR | DEBUGCTLMSR_BTF) ? -EINVAL : 0;
}

static int write_nothing(struct airlock_vcpu *vcpu, u32 msr, u64 value,
			 bool host)
{
	return 0;
}

static int read_mtrrcap(struct airlock_vcpu *vcpu, u32 msr, u64 *value,
			bool host)
{
	*value = MTRRCAP;
	return 0;
}

static int read_zero(struct airlock_vcpu *vcpu, u32 msr, u64 *value, bool host)
{
	*value = 0;
	return 0;
}

int x86_msr_feature(u32 msr, u64 *value)
{
	if (msr != MSR_IA32_UCODE_REV)
		return -EINVAL;
	*value = x86_host_msr(msr);
	return 0;
}

#define NEEDS(f)	.feature = 1 + X86_HAS_##f
#define FIELD(name)	.field = offsetof(struct x86_msrs, name)
#define LISTED		X86_MSR_LISTED

const struct x86_msr_row x86_msr_rows[] = {
	{ .first = MSR_IA32_TSC, .flags = LISTED,
	  .read = read_tsc, .write = write_tsc },
	{ .first = X86_MSR_KVM_WALL_CLOCK, .more = 1,
	  .flags = LISTED, .read = read_kvmclock, .write = write_kvmclock },
	{ .first = MSR_IA32_PLATFORM_ID, .flags = X86_MSR_READ_ONLY,
	  .read = read_zero },
	{ .first = MSR_IA32_APICBASE,
	  .read = read_apic_base, .write = write_apic_base },
	{ .first = MSR_IA32_TSC_ADJUST, .flags = LISTED, NEEDS(TSC_ADJUST),
	  FIELD(tsc_adjust), .write = write_tsc_adjust },
	{ .first = MSR_IA32_UCODE_WRITE, .flags = X86_MSR_WRITE_ONLY,
	  .read = read_zero, .write = write_nothing },
	/* Linux writes 0 before it reads the revision. */
	{ .first = MSR_IA32_UCODE_REV, .flags = LISTED | X86_MSR_GUEST_IGNORED,
	  FIELD(ucode_rev), .writable = ~0ULL },
	{ .first = MSR_PLATFORM_INFO, .flags = LISTED | X86_MSR_HOST_WRITES,
	  FIELD(platform_info), .writable = ~MSR_PLATFORM_INFO_CPUID_FAULT },
	{ .first = X86_MSR_MTRR_CAP, .flags = X86_MSR_READ_ONLY, NEEDS(MTRR),
	  .read = read_mtrrcap },
	{ .first = MSR_IA32_SYSENTER_CS, .flags = LISTED,
	  .read = read_held, .write = write_held32 },
	{ .first = MSR_IA32_SYSENTER_ESP, .more = 1, .flags = LISTED,
	  .read = read_held, .write = write_address },
	/* No banks: machine checks are the host's. */
	{ .first = MSR_IA32_MCG_CAP, .flags = X86_MSR_READ_ONLY, NEEDS(MCA),
	  .read = read_zero },
	{ .first = MSR_IA32_MCG_STATUS, .flags = LISTED, NEEDS(MCA),
	  FIELD(mcg_status), .writable = 0xf },
	{ .first = MSR_IA32_MISC_ENABLE, .flags = LISTED,
	  FIELD(misc_enable), .write = write_misc_enable },
	{ .first = MSR_IA32_DEBUGCTLMSR,
	  .read = read_zero, .write = write_debugctl },
	{ .first = X86_MSR_MTRR_VAR, .more = 2 * X86_MTRR_NR_VAR - 1,
	  .flags = LISTED, NEEDS(MTRR),
	  FIELD(mtrr_var), .writable = ~0ULL,
	  .valid = x86_mtrr_var_valid },
	{ .first = X86_MSR_MTRR_FIX64K, .flags = LISTED, NEEDS(MTRR),
	  FIELD(mtrr_fixed[0]), .writable = ~0ULL,
	  .valid = x86_mtrr_fixed_valid },
	{ .first = X86_MSR_MTRR_FIX16K, .more = 1, .flags = LISTED,
	  NEEDS(MTRR), FIELD(mtrr_fixed[1]), .writable = ~0ULL,
	  .valid = x86_mtrr_fixed_valid },
	{ .first = X86_MSR_MTRR_FIX4K, .more = 7, .flags = LISTED,
	  NEEDS(MTRR), FIELD(mtrr_fixed[3]), .writable = ~0ULL,
	  .valid = x86_mtrr_fixed_valid },
	{ .first = MSR_IA32_CR_PAT, .flags = LISTED, NEEDS(PAT),
	  FIELD(pat), .write = write_pat },
	{ .first = X86_MSR_MTRR_DEF, .flags = LISTED, NEEDS(MTRR),
	  FIELD(mtrr_def), .writable = ~0ULL,
	  .valid = x86_mtrr_def_valid },
	{ .first = MSR_IA32_TSC_DEADLINE, .flags = LISTED, NEEDS(TSC_DEADLINE),
	  .read = read_deadline, .write = write_deadline },
	/* 0x800 to 0x8ff, x2APIC: see msr.c */
	{ .first = X86_MSR_KVM_WALL_CLOCK_NEW, .more = 1,
	  .flags = LISTED, .read = read_kvmclock, .write = write_kvmclock },
	{ .first = MSR_EFER, .read = read_held, .write = write_efer },
	{ .first = MSR_STAR, .flags = LISTED,
	  .read = read_held, .write = write_held },
	{ .first = MSR_LSTAR, .more = 1, .flags = LISTED, NEEDS(LM),
	  .read = read_held, .write = write_address },
	{ .first = MSR_SYSCALL_MASK, .flags = LISTED, NEEDS(LM),
	  .read = read_held, .write = write_held32 },
	{ .first = MSR_FS_BASE, .more = 1, NEEDS(LM),
	  .read = read_held, .write = write_address },
	{ .first = MSR_KERNEL_GS_BASE, .flags = LISTED, NEEDS(LM),
	  .read = read_held, .write = write_address },
	{ .first = MSR_TSC_AUX, .flags = LISTED, NEEDS(RDTSCP),
	  .read = read_held, .write = write_held32 },
};

const unsigned int x86_nr_msr_rows = ARRAY_SIZE(x86_msr_rows);

void x86_msr_reset(struct airlock_vcpu *vcpu, bool init)
{
	struct x86_msrs *msr = &vcpu->arch.msr;

	/* SDM 3A "Processor State After Reset": INIT leaves ours alone. */
	if (init)
		return;
	msr->misc_enable = MISC_ENABLE_RO;
	msr->mcg_status = 0;
	msr->mtrr_def = 0;
	msr->ucode_rev = BIT_ULL(32);
	write_pat(vcpu, MSR_IA32_CR_PAT, PAT_RESET, true);
}
