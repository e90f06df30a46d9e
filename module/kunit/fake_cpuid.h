/* SPDX-License-Identifier: GPL-2.0 */
/* For suites: a host's CPUID, and the sources that make a guest's of it. */
#ifndef AIRLOCK_KUNIT_FAKE_CPUID_H
#define AIRLOCK_KUNIT_FAKE_CPUID_H

#include "cpuid.c"
#include "cpuid_list.c"
#include "cpuid_policy.c"
#include "xsave.c"

/* A host that has every feature bit there is, and leaves up to these. */
static u32 host_max;
static u32 host_max_extended;

/* AVX, AVX-512 and PKRU where real CPUs have them. */
static void host_xsave(u32 subleaf, struct x86_cpuid_regs *out)
{
	static const struct x86_cpuid_regs components[] = {
		[2] = { 256, 576, 0, 0 },
		[5] = { 64, 1088, 0, 0 },
		[6] = { 512, 1152, 0, 0 },
		[7] = { 1024, 1664, 0, 0 },
		[9] = { 8, 2688, 0, 0 },
	};

	if (subleaf == 0)
		*out = (struct x86_cpuid_regs){ 0x2e7, 0, 2696, 0 };
	else if (subleaf == 1)
		*out = (struct x86_cpuid_regs){ ~0, ~0, ~0, ~0 };
	else if (subleaf < ARRAY_SIZE(components))
		*out = components[subleaf];
}

void x86_host_cpuid(u32 leaf, u32 subleaf, struct x86_cpuid_regs *out)
{
	*out = (struct x86_cpuid_regs){};
	switch (leaf) {
	case 0:
		/* "GenuineIntel" */
		*out = (struct x86_cpuid_regs){ host_max, 0x756e6547,
						0x6c65746e, 0x49656e69 };
		break;
	case 4:
		if (subleaf < 3)
			*out = (struct x86_cpuid_regs){ 0x121 + subleaf, 1, 2,
							3 };
		break;
	case 0xd:
		host_xsave(subleaf, out);
		break;
	case 0x80000000:
		out->eax = host_max_extended;
		break;
	case 0x80000008:
		out->eax = 57 << 8 | 46;
		break;
	default:
		memset(out, 0xff, sizeof(*out));
	}
}

bool x86_host_tsc_stable(void)
{
	return true;
}

u32 x86_kvmclock_features(void)
{
	return X86_KVM_FEATURE_CLOCKSOURCE2 | X86_KVM_FEATURE_CLOCK_STABLE;
}

#define XCR0_ALL	0xe7ULL
#define MXCSR_MASK	0xffff

static struct x86_cpuid cpuid;
static struct x86_cpuid_state state;

static int cpuid_init(struct kunit *test)
{
	host_max = 0x20;
	host_max_extended = 0x80000008;
	x86_xsave_setup(XCR0_ALL, MXCSR_MASK);
	x86_cpuid_setup(0, XCR0_ALL);
	x86_cpuid_init(&cpuid);
	state = (struct x86_cpuid_state){ .xcr0 = 1 };
	return 0;
}

static void cpuid_exit(struct kunit *test)
{
	x86_cpuid_destroy(&cpuid);
}

static struct kvm_cpuid_entry2 *offered(u32 leaf, u32 subleaf)
{
	static struct kvm_cpuid_entry2 none;
	unsigned int i;

	for (i = 0; i < x86_cpuid_supported.nent; i++) {
		struct kvm_cpuid_entry2 *e = &x86_cpuid_supported.entries[i];

		if (e->function == leaf && e->index == subleaf)
			return e;
	}
	return &none;
}

static int set_offered(void)
{
	return x86_cpuid_set(&cpuid, x86_cpuid_supported.entries,
			     x86_cpuid_supported.nent, &state);
}

#endif /* AIRLOCK_KUNIT_FAKE_CPUID_H */
