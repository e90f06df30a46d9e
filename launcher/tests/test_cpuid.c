// SPDX-License-Identifier: GPL-2.0
/*
 * CPUID: the leaves that differ between vCPUs, from host leaves that do not fit.
 */
#include "kselftest.h"

#include "../arch/x86/cpuid.h"

#define INTEL_EBX	0x756e6547
#define AMD_EBX		0x68747541

static struct cpuid_table table;

static void add(u32 function, u32 index, u32 eax, u32 ebx, u32 ecx, u32 edx)
{
	table.entries[table.head.nent++] = (struct kvm_cpuid_entry2){
		.function = function,
		.index = index,
		.eax = eax,
		.ebx = ebx,
		.ecx = ecx,
		.edx = edx,
	};
}

static const struct kvm_cpuid_entry2 *leaf(u32 function, u32 index)
{
	static const struct kvm_cpuid_entry2 none;
	u32 i;

	for (i = 0; i < table.head.nent; i++) {
		if (table.entries[i].function == function &&
		    table.entries[i].index == index)
			return &table.entries[i];
	}
	return &none;
}

/* A host of many cores and threads, seen from its CPU 77. */
static void make_host(u32 vendor_ebx)
{
	table.head.nent = 0;
	add(0, 0, 0x14, vendor_ebx, 0, 0);
	add(1, 0, 0x50654, 0x4d400800, 0, 1 << 28);
	add(4, 0, 0x3c004121, 0, 0, 0);
	add(4, 1, 0x3c07c163, 0, 0, 0);
	add(4, 2, 0, 0, 0, 0);
	add(0xb, 0, 1, 2, 0x100, 77);
	add(0xb, 1, 6, 40, 0x201, 77);
	add(0x1f, 0, 1, 2, 0x100, 77);
	add(0x80000008, 0, 0x3028, 0, 0x6027, 0);
	add(0x8000001e, 0, 77, 0x126, 0x301, 0);
	add(0x40000000, 0, 0x40000001, 0, 0, 0);
}

static void personalise(u32 apic_id, u32 cpus, u32 tsc_khz)
{
	const struct cpuid_identity identity = {
		.apic_id = apic_id,
		.cpus = cpus,
		.tsc_khz = tsc_khz,
		.tsc_deadline = true,
	};

	cpuid_personalise(&table, &identity);
}

static void test_several(void)
{
	const struct kvm_cpuid_entry2 *l;
	bool ok;

	make_host(INTEL_EBX);
	personalise(2, 3, 2100000);
	l = leaf(1, 0);
	ksft_test_result(l->ebx == 0x02040800 && (l->edx & 1 << 28),
			 "leaf 1: APIC id, 3 CPUs take 4 ids, HTT\n");
	ksft_test_result((l->ecx & 1 << 24) && (l->ecx & 1U << 31),
			 "leaf 1: TSC deadline, hypervisor\n");
	ok = leaf(4, 0)->eax == 0x0c000121 && leaf(4, 1)->eax == 0x0c00c163 &&
	     !leaf(4, 2)->eax;
	ksft_test_result(ok, "leaf 4: own level 1, shared level 3\n");
	ok = leaf(0xb, 0)->ebx == 1 && !leaf(0xb, 0)->eax &&
	     leaf(0xb, 1)->ebx == 3 && leaf(0xb, 1)->eax == 2 &&
	     leaf(0xb, 1)->ecx == 0x201 && leaf(0xb, 1)->edx == 2 &&
	     leaf(0xb, 2)->edx == 2;
	ksft_test_result(ok, "leaf 0xb: one thread, three cores\n");
	ksft_test_result(!leaf(0x1f, 0)->function, "leaf 0x1f: gone\n");
	ok = leaf(0, 0)->eax == 0x16 && leaf(0x16, 0)->eax == 2100;
	ksft_test_result(ok, "leaf 0x16: 2100 MHz\n");
	/* TSC = crystal * EBX / EAX. */
	l = leaf(0x15, 0);
	ksft_test_result((u64)l->ecx * l->ebx / l->eax == 2100000000,
			 "leaf 0x15: 2.1 GHz\n");
}

static void test_single(void)
{
	bool ok;

	make_host(INTEL_EBX);
	personalise(0, 1, 0);
	ok = !(leaf(1, 0)->edx & 1 << 28) && leaf(1, 0)->ebx == 0x00010800;
	ksft_test_result(ok, "one CPU: no HTT\n");
	ksft_test_result(!leaf(0xb, 1)->eax && leaf(0xb, 1)->ebx == 1,
			 "one CPU: leaf 0xb\n");
	ksft_test_result(leaf(0, 0)->eax == 0x14 && !leaf(0x15, 0)->function,
			 "unknown TSC frequency: no leaf 0x15\n");
}

static void test_amd(void)
{
	bool ok;

	make_host(AMD_EBX);
	personalise(1, 2, 2100000);
	ok = leaf(0x80000008, 0)->ecx == 0x1001 &&
	     leaf(0x8000001e, 0)->eax == 1 && leaf(0x8000001e, 0)->ebx == 1 &&
	     !leaf(0x8000001e, 0)->ecx;
	ksft_test_result(ok, "AMD: two cores\n");
	ksft_test_result(!leaf(0x15, 0)->function, "AMD: no leaf 0x15\n");
}

static void test_full(void)
{
	make_host(INTEL_EBX);
	while (table.head.nent < CPUID_MAX_ENTRIES)
		add(0xd, table.head.nent, 0, 0, 0, 0);
	personalise(0, 2, 2100000);
	ksft_test_result(table.head.nent == CPUID_MAX_ENTRIES,
			 "a full table stays within its bounds\n");
}

static void test_address_bits(void)
{
	make_host(INTEL_EBX);
	ksft_test_result(cpuid_address_bits(&table) == 40, "40 address bits\n");
	table.head.nent = 1;
	ksft_test_result(cpuid_address_bits(&table) == 36, "at least 36\n");
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(15);
	test_address_bits();
	test_several();
	test_single();
	test_amd();
	test_full();
	ksft_finished();
}
