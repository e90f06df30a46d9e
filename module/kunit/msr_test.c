// SPDX-License-Identifier: GPL-2.0
/* MSRs: the policy, the TSC and kvmclock, on a CPU backend made of variables. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "kvmclock.c"
#include "msr.c"
#include "msr_mtrr.c"
#include "msr_table.c"
#include "tsc.c"

/* The host. */
static u64 host_tsc;
static u64 host_ns;
static bool host_stable;

#define HOST_KHZ	2000000U
#define HOST_HZ		(HOST_KHZ * 1000ULL)
#define HOST_DATE	(1700000000ULL * NSEC_PER_SEC)

u64 x86_host_tsc(void)
{
	return host_tsc;
}

u32 x86_host_tsc_khz(void)
{
	return HOST_KHZ;
}

bool x86_host_tsc_stable(void)
{
	return host_stable;
}

u64 x86_host_boot_ns(void)
{
	return host_ns;
}

u64 x86_host_real_ns(void)
{
	return HOST_DATE + host_ns;
}

u64 x86_host_msr(u32 msr)
{
	return msr;
}

static void pass_seconds(unsigned int seconds)
{
	host_tsc += seconds * HOST_HZ;
	host_ns += seconds * NSEC_PER_SEC;
}

/* The CPU backend. */
static u64 cr0;
static u64 efer;
static struct {
	u32 msr;
	u64 value;
} held[16];

static u64 *held_msr(u32 msr)
{
	unsigned int i;

	if (msr == MSR_EFER)
		return &efer;
	for (i = 0; i < ARRAY_SIZE(held) - 1; i++)
		if (held[i].msr == msr || !held[i].msr)
			break;
	held[i].msr = msr;
	return &held[i].value;
}

u64 airlock_x86_msr_read(struct airlock_vcpu *vcpu, u32 msr)
{
	return *held_msr(msr);
}

void airlock_x86_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	*held_msr(msr) = value;
}

u64 airlock_x86_cr0(struct airlock_vcpu *vcpu)
{
	return cr0;
}

void airlock_x86_tsc_offset_changed(struct airlock_vcpu *vcpu)
{
}

void x86_cpuid_refresh(struct airlock_vcpu *vcpu)
{
}

/* The local APIC. */
static u64 lapic_msr;
static u64 lapic_old_base;

int airlock_lapic_msr_read(struct airlock_vcpu *vcpu, u32 msr, u64 *value)
{
	*value = lapic_msr;
	return 0;
}

int airlock_lapic_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	lapic_msr = value;
	return 0;
}

void airlock_lapic_base_changed(struct airlock_vcpu *vcpu, u64 old)
{
	lapic_old_base = old;
}

void airlock_lapic_tsc_changed(struct airlock_vcpu *vcpu)
{
}

/* The guest's memory: a page at address 0. */
static u8 mem[PAGE_SIZE];

int airlock_guest_read(struct airlock_vm *vm, gpa_t gpa, void *data, size_t len)
{
	if (gpa >= sizeof(mem) || len > sizeof(mem) - gpa)
		return -EFAULT;
	memcpy(data, mem + gpa, len);
	return 0;
}

int airlock_guest_write(struct airlock_vm *vm, gpa_t gpa, const void *data,
			size_t len)
{
	if (gpa >= sizeof(mem) || len > sizeof(mem) - gpa)
		return -EFAULT;
	memcpy(mem + gpa, data, len);
	return 0;
}

static unsigned int request_all;

void airlock_vm_request_all(struct airlock_vm *vm, unsigned int req)
{
	request_all |= BIT(req);
}

static struct airlock_vm vm;
static struct airlock_vcpu *vcpu;

static struct airlock_vcpu *new_vcpu(struct kunit *test)
{
	struct airlock_vcpu *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);

	if (!v)
		return NULL;
	v->vm = &vm;
	v->arch.cpuid.maxphyaddr = 40;
	v->arch.cpuid.has = ~0ULL;
	v->arch.apic_base = APIC_DEFAULT_BASE | APIC_BASE_EN;
	x86_msr_reset(v, false);
	x86_tsc_init(v);
	return v;
}

static int msr_init(struct kunit *test)
{
	host_tsc = 5 * HOST_HZ;
	host_ns = 5 * NSEC_PER_SEC;
	host_stable = true;
	cr0 = 0;
	efer = 0;
	request_all = 0;
	memset(held, 0, sizeof(held));
	memset(mem, 0, sizeof(mem));
	x86_vm_clock_init(&vm.arch.clock);
	vcpu = new_vcpu(test);
	return vcpu ? 0 : -ENOMEM;
}

static int get(u32 msr, u64 *value)
{
	return x86_msr_read(vcpu, msr, value, false);
}

static int set(u32 msr, u64 value)
{
	return x86_msr_write(vcpu, msr, value, false);
}

static u64 value_of(u32 msr)
{
	u64 value = 0;

	x86_msr_read(vcpu, msr, &value, true);
	return value;
}

static void rows_are_sorted(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < x86_nr_msr_rows; i++) {
		const struct x86_msr_row *row = &x86_msr_rows[i];

		if (i)
			KUNIT_EXPECT_GT(test, row->first,
					row[-1].first + row[-1].more);
		KUNIT_EXPECT_LE(test, row->field + 8 * row->more,
				sizeof(struct x86_msrs) - 8);
		KUNIT_EXPECT_TRUE(test, row->read || row->field ||
				  row->flags & X86_MSR_WRITE_ONLY);
	}
}

/* QEMU gives up if it cannot set what it could get. */
static void listed_msrs_can_be_restored(struct kunit *test)
{
	const struct x86_msr_row *row;
	unsigned int listed = 0;
	u64 value;
	u32 msr, i;

	vcpu->arch.cpuid.has = 0;
	for (row = x86_msr_rows; row < x86_msr_rows + x86_nr_msr_rows; row++) {
		if (!(row->flags & X86_MSR_LISTED))
			continue;
		for (i = 0; i <= row->more; i++, listed++) {
			msr = row->first + i;
			KUNIT_EXPECT_EQ_MSG(test, x86_msr_read(vcpu, msr,
							       &value, true),
					    0, "%#x", msr);
			KUNIT_EXPECT_EQ_MSG(test, x86_msr_write(vcpu, msr,
								value, true),
					    0, "%#x", msr);
			KUNIT_EXPECT_EQ_MSG(test, x86_msr_write(vcpu, msr, 0,
								true),
					    0, "%#x", msr);
		}
	}
	KUNIT_EXPECT_GT(test, listed, 40);
	KUNIT_EXPECT_LE(test, listed, 64);
}

static void unknown_msrs_fault(struct kunit *test)
{
	static const u32 unknown[] = { 0, 1, 0xc1, 0x3a, 0x48, 0x49, 0x10a,
				       0x122, 0x186, 0x400, 0x480, 0xda0,
				       0x4b564d02, 0xc0010114, 0xffffffff };
	unsigned int i;
	u64 value;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		KUNIT_EXPECT_EQ_MSG(test, get(unknown[i], &value), -EINVAL,
				    "%#x", unknown[i]);
		KUNIT_EXPECT_EQ_MSG(test, set(unknown[i], 0), -EINVAL, "%#x",
				    unknown[i]);
		KUNIT_EXPECT_EQ_MSG(test, x86_msr_write(vcpu, unknown[i], 0,
							true),
				    -EINVAL, "%#x", unknown[i]);
	}
}

/* What would fault on the CPU must not get there. */
static void addresses_are_canonical(struct kunit *test)
{
	static const u32 bases[] = { MSR_FS_BASE, MSR_GS_BASE,
				     MSR_KERNEL_GS_BASE, MSR_LSTAR, MSR_CSTAR,
				     MSR_IA32_SYSENTER_ESP,
				     MSR_IA32_SYSENTER_EIP };
	static const u64 bad[] = { BIT_ULL(47), BIT_ULL(48), BIT_ULL(63),
				   0xffff7fffffffffff };
	unsigned int i, j;
	int host;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		for (j = 0; j < ARRAY_SIZE(bad); j++)
			for (host = 0; host < 2; host++)
				KUNIT_EXPECT_EQ_MSG(test,
						    x86_msr_write(vcpu,
								  bases[i],
								  bad[j],
								  host),
						    -EINVAL, "%#x = %#llx",
						    bases[i], bad[j]);
		KUNIT_EXPECT_EQ(test, set(bases[i], 0xffff800000000000), 0);
		KUNIT_EXPECT_EQ(test, value_of(bases[i]), 0xffff800000000000);
		KUNIT_EXPECT_EQ(test, set(bases[i], 0x7fffffffffff), 0);
	}
	KUNIT_EXPECT_EQ(test, set(MSR_SYSCALL_MASK, BIT_ULL(32)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_TSC_AUX, BIT_ULL(32)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_STAR, ~0ULL), 0);
}

static void cpuid_gates_the_guest(struct kunit *test)
{
	static const u32 gated[] = { MSR_TSC_AUX, MSR_LSTAR, MSR_FS_BASE,
				     MSR_IA32_TSC_ADJUST, X86_MSR_MTRR_CAP,
				     MSR_IA32_TSC_DEADLINE };
	unsigned int i;
	u64 value;

	vcpu->arch.cpuid.has = 0;
	for (i = 0; i < ARRAY_SIZE(gated); i++) {
		KUNIT_EXPECT_EQ_MSG(test, get(gated[i], &value), -EINVAL, "%#x",
				    gated[i]);
		KUNIT_EXPECT_EQ_MSG(test, x86_msr_read(vcpu, gated[i], &value,
						       true),
				    0, "%#x", gated[i]);
	}
}

static void efer_rules(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_SCE | EFER_LME | EFER_NX), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_SVME), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, BIT_ULL(32)), -EINVAL);
	KUNIT_EXPECT_EQ(test, x86_msr_write(vcpu, MSR_EFER, EFER_SVME, true),
			-EINVAL);
	/* With paging on, LME stays; LMA is the CPU's. */
	cr0 = CR0_PG;
	efer |= EFER_LMA;
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_SCE), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_LME), 0);
	KUNIT_EXPECT_EQ(test, efer, EFER_LME | EFER_LMA);
	cr0 = 0;
	efer = 0;
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_LMA), 0);
	KUNIT_EXPECT_EQ(test, efer, 0);
	/* No CPUID bit, no EFER bit. */
	vcpu->arch.cpuid.has = 0;
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_NX), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_LME), -EINVAL);
	KUNIT_EXPECT_EQ(test, x86_msr_write(vcpu, MSR_EFER, EFER_NX, true), 0);
}

static void memory_types(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_CR_PAT), 0x0007040600070406);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 0x0001040506070406), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 8ULL << 56), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 0x80), -EINVAL);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_CR_PAT), 0x0001040506070406);

	KUNIT_EXPECT_EQ(test, value_of(X86_MSR_MTRR_CAP), 0x508);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_CAP, 0x508), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0xc06), 0);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0x1006), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0x802), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0x807), -EINVAL);
	KUNIT_EXPECT_EQ(test, value_of(X86_MSR_MTRR_DEF), 0xc06);
}

static void mtrrs_keep_their_place(struct kunit *test)
{
	static const u32 fixed[] = { 0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
				     0x26b, 0x26c, 0x26d, 0x26e, 0x26f };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fixed); i++)
		KUNIT_EXPECT_EQ(test, set(fixed[i], i % 2 ? 0x0606 : 0x05), 0);
	for (i = 0; i < ARRAY_SIZE(fixed); i++) {
		KUNIT_EXPECT_EQ(test, value_of(fixed[i]),
				i % 2 ? 0x0606 : 0x05);
		KUNIT_EXPECT_EQ(test, vcpu->arch.msr.mtrr_fixed[i],
				i % 2 ? 0x0606 : 0x05);
	}
	KUNIT_EXPECT_EQ(test, set(0x250, 7), -EINVAL);
	for (i = 0; i < 16; i += 2) {
		KUNIT_EXPECT_EQ(test, set(0x200 + i, i << 12 | 6), 0);
		KUNIT_EXPECT_EQ(test, set(0x201 + i, 0xfffffff800), 0);
	}
	for (i = 0; i < 16; i += 2) {
		KUNIT_EXPECT_EQ(test, value_of(0x200 + i), i << 12 | 6);
		KUNIT_EXPECT_EQ(test, value_of(0x201 + i), 0xfffffff800);
	}
	KUNIT_EXPECT_EQ(test, set(0x200, BIT_ULL(40)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x201, BIT_ULL(40)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x200, 0x106), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x201, 0x400), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x210, 0), -EINVAL);
}

/* SDM 3A "x2APIC State Transitions", all nine of them and the impossible. */
static void apic_base_transitions(struct kunit *test)
{
	static const u64 modes[] = { 0, APIC_BASE_EN, APIC_BASE_MODE,
				     APIC_BASE_EXTD };
	static const bool guest_may[4][4] = {
		{ true, true, false, false },
		{ true, true, true, false },
		{ true, false, true, false },
	};
	u64 old, new;
	unsigned int from, to;

	for (from = 0; from < 3; from++) {
		for (to = 0; to < 4; to++) {
			old = APIC_DEFAULT_BASE | modes[from];
			new = APIC_DEFAULT_BASE | modes[to];
			vcpu->arch.apic_base = old;
			KUNIT_EXPECT_EQ_MSG(test, set(MSR_IA32_APICBASE, new),
					    guest_may[from][to] ? 0 : -EINVAL,
					    "%u to %u", from, to);
			KUNIT_EXPECT_EQ(test, vcpu->arch.apic_base,
					guest_may[from][to] ? new : old);
			vcpu->arch.apic_base = old;
			KUNIT_EXPECT_EQ(test, x86_apic_base_set(vcpu, new,
								true),
					to < 3 ? 0 : -EINVAL);
		}
	}
}

static void apic_base_bits(struct kunit *test)
{
	u64 base = APIC_DEFAULT_BASE | APIC_BASE_EN;

	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | APIC_BASE_BSP), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | BIT(9)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | BIT_ULL(40)),
			-EINVAL);
	/* A LAPIC in the kernel hears of changes, and of nothing else. */
	vcpu->arch.lapic = (void *)vcpu;
	lapic_old_base = 1;
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | APIC_BASE_BSP), 0);
	KUNIT_EXPECT_EQ(test, lapic_old_base, 1);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base), 0);
	KUNIT_EXPECT_EQ(test, lapic_old_base, base | APIC_BASE_BSP);
	vcpu->arch.cpuid.has &= ~BIT_ULL(X86_HAS_X2APIC);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | APIC_BASE_EXTD),
			-EINVAL);
}

static void lapic_has_its_own(struct kunit *test)
{
	u64 value;

	KUNIT_EXPECT_EQ(test, get(0x802, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x80b, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC_DEADLINE, 5), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_DEADLINE), 0);
	vcpu->arch.lapic = (void *)vcpu;
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC_DEADLINE, 5), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_DEADLINE), 5);
	KUNIT_EXPECT_EQ(test, set(0x8ff, 9), 0);
	KUNIT_EXPECT_EQ(test, value_of(0x800), 9);
}

static void microcode_is_the_vmms(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_UCODE_REV), BIT_ULL(32));
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_UCODE_REV, 0), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_UCODE_REV), BIT_ULL(32));
	KUNIT_EXPECT_EQ(test, x86_msr_write(vcpu, MSR_IA32_UCODE_REV, 7, true),
			0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_UCODE_REV), 7);
	KUNIT_EXPECT_EQ(test, set(MSR_PLATFORM_INFO, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_MISC_ENABLE, 1), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_MISC_ENABLE),
			1 | MISC_ENABLE_RO);
}

static u64 tsc_of(struct airlock_vcpu *v)
{
	return airlock_x86_guest_tsc(v);
}

/* The steps of KVM's tsc_msrs_test. */
static void tsc_and_adjust(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC, 1000), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 1000);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST), 1000);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC_ADJUST, 2000), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 2000);
	/* By the host, each stays out of the other's way. */
	x86_msr_write(vcpu, MSR_IA32_TSC, 100 * HOST_HZ, true);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 100 * HOST_HZ);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST), 2000);
	x86_msr_write(vcpu, MSR_IA32_TSC_ADJUST, 77, true);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 100 * HOST_HZ);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST), 77);
	x86_msr_write(vcpu, MSR_IA32_TSC_ADJUST, 2000, true);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC, 3000), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST),
			5000 - 100 * HOST_HZ);
}

static void tscs_of_a_vm_agree(struct kunit *test)
{
	struct airlock_vcpu *second;

	/* One that is created later joins. */
	pass_seconds(10);
	second = new_vcpu(test);
	KUNIT_ASSERT_NOT_NULL(test, second);
	KUNIT_EXPECT_EQ(test, tsc_of(second), 10 * HOST_HZ);
	/* Set to the same within a second: the same, to the tick. */
	x86_msr_write(vcpu, MSR_IA32_TSC, 1000 * HOST_HZ, true);
	host_tsc += HOST_HZ / 2;
	x86_msr_write(second, MSR_IA32_TSC, 1000 * HOST_HZ, true);
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), tsc_of(second));
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), 1000 * HOST_HZ + HOST_HZ / 2);
	/* Restored with what it would read by now: the same again. */
	pass_seconds(60);
	x86_msr_write(second, MSR_IA32_TSC, tsc_of(vcpu) + 5, true);
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), tsc_of(second));
	/* Farther away, it is meant. */
	x86_msr_write(second, MSR_IA32_TSC, tsc_of(vcpu) + 2 * HOST_HZ, true);
	KUNIT_EXPECT_EQ(test, tsc_of(second), tsc_of(vcpu) + 2 * HOST_HZ);
	/* A zero joins whoever was set last. */
	pass_seconds(60);
	x86_msr_write(vcpu, MSR_IA32_TSC, 0, true);
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), tsc_of(second));
}

/* As guests compute it: Documentation/virt/kvm/x86/msr.rst. */
static u64 guest_clock(const struct time_page *page, u64 tsc)
{
	u64 delta = tsc - page->tsc_timestamp;

	if (page->tsc_shift < 0)
		delta >>= -page->tsc_shift;
	else
		delta <<= page->tsc_shift;
	return page->system_time +
	       mul_u64_u32_shr(delta, page->tsc_to_system_mul, 32);
}

static struct time_page *time_page(void)
{
	return (struct time_page *)(mem + 0x100);
}

#define EXPECT_NEAR(test, a, b)						\
	KUNIT_EXPECT_LE(test, abs((s64)((a) - (b))), 10)

static void kvmclock_follows_the_tsc(struct kunit *test)
{
	struct kvm_clock_data data;

	pass_seconds(3);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_KVM_SYSTEM_TIME_NEW, 0x101), 0);
	KUNIT_EXPECT_TRUE(test, airlock_vcpu_take_request(vcpu,
							  AIRLOCK_REQ_CLOCK));
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->version, 2);
	KUNIT_EXPECT_EQ(test, time_page()->flags, TIME_TSC_STABLE);
	EXPECT_NEAR(test, guest_clock(time_page(), tsc_of(vcpu)),
		    3 * NSEC_PER_SEC);
	pass_seconds(86400);
	EXPECT_NEAR(test, guest_clock(time_page(), tsc_of(vcpu)),
		    86403 * NSEC_PER_SEC);
	x86_clock_get(&vm, &data);
	KUNIT_EXPECT_EQ(test, data.clock,
			guest_clock(time_page(), tsc_of(vcpu)));
	KUNIT_EXPECT_EQ(test, data.flags, KVM_CLOCK_TSC_STABLE |
			KVM_CLOCK_REALTIME | KVM_CLOCK_HOST_TSC);
	KUNIT_EXPECT_EQ(test, data.realtime, HOST_DATE + host_ns);
	KUNIT_EXPECT_EQ(test, data.host_tsc, host_tsc);
	/* The TSC jumps, the clock does not. */
	set(MSR_IA32_TSC, 12345);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->version, 4);
	KUNIT_EXPECT_EQ(test, data.clock,
			guest_clock(time_page(), tsc_of(vcpu)));
}

static void kvmclock_can_be_set(struct kunit *test)
{
	struct kvm_clock_data data = { .clock = 1000 * NSEC_PER_SEC };

	set(X86_MSR_KVM_SYSTEM_TIME, 0x101);
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), 0);
	KUNIT_EXPECT_EQ(test, request_all, BIT(AIRLOCK_REQ_CLOCK));
	pass_seconds(1);
	x86_kvmclock_update(vcpu);
	EXPECT_NEAR(test, guest_clock(time_page(), tsc_of(vcpu)),
		    1001 * NSEC_PER_SEC);
	/* A guest that slept while the date moved on has aged. */
	data.flags = KVM_CLOCK_REALTIME;
	data.realtime = HOST_DATE + host_ns - 50 * NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), 0);
	x86_clock_get(&vm, &data);
	EXPECT_NEAR(test, data.clock, 1050 * NSEC_PER_SEC);
	/* It does not get younger. */
	data.flags = KVM_CLOCK_REALTIME;
	data.realtime = HOST_DATE + host_ns + NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), 0);
	x86_clock_get(&vm, &data);
	EXPECT_NEAR(test, data.clock, 1050 * NSEC_PER_SEC);
	data.flags = KVM_CLOCK_HOST_TSC;
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), -EINVAL);
}

static void kvmclock_tells_of_a_stop(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, x86_kvmclock_ctrl(vcpu), -EINVAL);
	set(X86_MSR_KVM_SYSTEM_TIME, 0x101);
	KUNIT_EXPECT_EQ(test, x86_kvmclock_ctrl(vcpu), 0);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->flags,
			TIME_TSC_STABLE | TIME_GUEST_STOPPED);
	/* Until the guest has seen it. */
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_TRUE(test, time_page()->flags & TIME_GUEST_STOPPED);
	time_page()->flags = 0;
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->flags, TIME_TSC_STABLE);
	/* Switched off, the page is the guest's. */
	set(X86_MSR_KVM_SYSTEM_TIME, 0x100);
	time_page()->version = 77;
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->version, 77);
}

static void wall_clock_is_the_date_of_boot(struct kunit *test)
{
	struct wall_page *page = (struct wall_page *)(mem + 0x200);

	page->version = 5;
	set(X86_MSR_KVM_WALL_CLOCK_NEW, 0x200);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, page->version, 8);
	KUNIT_EXPECT_EQ(test, page->sec, 1700000005);
	KUNIT_EXPECT_EQ(test, page->nsec, 0);
	/* Once for each write of the MSR, which reads back. */
	page->sec = 0;
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, page->sec, 0);
	KUNIT_EXPECT_EQ(test, value_of(X86_MSR_KVM_WALL_CLOCK), 0x200);
	/* Nowhere to write to: nothing happens. */
	set(X86_MSR_KVM_WALL_CLOCK, ~0ULL);
	set(X86_MSR_KVM_SYSTEM_TIME, ~0ULL);
	x86_kvmclock_update(vcpu);
}

static void without_a_stable_tsc(struct kunit *test)
{
	host_stable = false;
	x86_vm_clock_init(&vm.arch.clock);
	KUNIT_EXPECT_FALSE(test, x86_kvmclock_features() &
			   X86_KVM_FEATURE_CLOCK_STABLE);
	set(X86_MSR_KVM_SYSTEM_TIME, 0x101);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->flags, 0);
	/* On another CPU whose TSC is behind, time still goes on. */
	host_ns += NSEC_PER_SEC;
	host_tsc -= HOST_HZ;
	vcpu->requests = 0;
	x86_kvmclock_load(vcpu);
	KUNIT_EXPECT_TRUE(test, airlock_vcpu_take_request(vcpu,
							  AIRLOCK_REQ_CLOCK));
	x86_kvmclock_update(vcpu);
	EXPECT_NEAR(test, guest_clock(time_page(), tsc_of(vcpu)),
		    NSEC_PER_SEC);
}

static void scales_any_frequency(struct kunit *test)
{
	static const u32 khz[] = { 1, 1000, 100000, 999999, 1000000, 1000001,
				   2394000, 5000000, U32_MAX };
	struct tsc_scale scale;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(khz); i++) {
		scale = tsc_scale(khz[i]);
		/* A day, to a millionth. */
		KUNIT_EXPECT_LE_MSG(test,
				    abs((s64)(ticks_to_ns(scale,
							  khz[i] * 86400000ULL) -
					      86400 * NSEC_PER_SEC)),
				    86400000, "%u kHz", khz[i]);
	}
}

static void survives_any_write(struct kunit *test)
{
	const struct x86_msr_row *row;
	struct rnd_state rnd;
	unsigned int i;
	u64 value;
	u32 msr;

	prandom_seed_state(&rnd, 3);
	for (i = 0; i < 200000; i++) {
		row = &x86_msr_rows[prandom_u32_state(&rnd) % x86_nr_msr_rows];
		msr = i & 1 ? prandom_u32_state(&rnd) :
			      row->first + prandom_u32_state(&rnd) %
			      (row->more + 2);
		value = (u64)prandom_u32_state(&rnd) << 32 |
			prandom_u32_state(&rnd);
		value >>= prandom_u32_state(&rnd) % 64;
		x86_msr_write(vcpu, msr, value, i & 2);
		x86_msr_read(vcpu, msr, &value, i & 4);
		if (!(i & 0xff))
			x86_kvmclock_update(vcpu);
	}
	KUNIT_EXPECT_FALSE(test, efer & ~EFER_VALID);
	KUNIT_EXPECT_TRUE(test, is_canonical(value_of(MSR_LSTAR)));
}

static struct kunit_case msr_cases[] = {
	KUNIT_CASE(rows_are_sorted),
	KUNIT_CASE(listed_msrs_can_be_restored),
	KUNIT_CASE(unknown_msrs_fault),
	KUNIT_CASE(addresses_are_canonical),
	KUNIT_CASE(cpuid_gates_the_guest),
	KUNIT_CASE(efer_rules),
	KUNIT_CASE(memory_types),
	KUNIT_CASE(mtrrs_keep_their_place),
	KUNIT_CASE(apic_base_transitions),
	KUNIT_CASE(apic_base_bits),
	KUNIT_CASE(lapic_has_its_own),
	KUNIT_CASE(microcode_is_the_vmms),
	KUNIT_CASE(tsc_and_adjust),
	KUNIT_CASE(tscs_of_a_vm_agree),
	KUNIT_CASE(kvmclock_follows_the_tsc),
	KUNIT_CASE(kvmclock_can_be_set),
	KUNIT_CASE(kvmclock_tells_of_a_stop),
	KUNIT_CASE(wall_clock_is_the_date_of_boot),
	KUNIT_CASE(without_a_stable_tsc),
	KUNIT_CASE(scales_any_frequency),
	KUNIT_CASE(survives_any_write),
	{}
};

static struct kunit_suite msr_suite = {
	.name = "airlock_x86_msr",
	.init = msr_init,
	.test_cases = msr_cases,
};

kunit_test_suite(msr_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's MSRs and clocks");
MODULE_LICENSE("GPL");
