// SPDX-License-Identifier: GPL-2.0
/*
 * CPUID: what the device supports, made to fit a guest of N processors.
 *
 * The guest is one package of N cores with one thread each. SDM 2A "CPUID",
 * SDM 3A "Multiple-Processor Management", "Detecting Hardware Multi-Threading
 * Support and Topology".
 */
#include "cpuid.h"

#define LEAF_FEATURES		0x1
#define LEAF_CACHE		0x4
#define LEAF_TOPOLOGY		0xb
#define LEAF_TSC		0x15
#define LEAF_FREQUENCY		0x16
#define LEAF_TOPOLOGY_V2	0x1f
#define LEAF_HYPERVISOR		0x40000000
#define LEAF_SIZES		0x80000008
#define LEAF_AMD_TOPOLOGY	0x8000001e

#define FEATURE_ECX_TSC_DEADLINE	BIT(24)
#define FEATURE_ECX_HYPERVISOR		BIT(31)
#define FEATURE_EDX_HTT			BIT(28)

#define TOPOLOGY_THREAD		1
#define TOPOLOGY_CORE		2

/* "GenuineIntel", the part that is in EBX. */
#define VENDOR_INTEL_EBX	0x756e6547

/*
 * KVM's local APIC timer counts nanoseconds, so the crystal that leaf 0x15
 * describes, which clocks that timer, runs at 1 GHz.
 */
#define CRYSTAL_HZ		1000000000
#define CRYSTAL_KHZ		(CRYSTAL_HZ / 1000)
#define BUS_MHZ			100

static struct kvm_cpuid_entry2 *find(struct cpuid_table *table, u32 function)
{
	u32 i;

	for (i = 0; i < table->head.nent; i++) {
		if (table->entries[i].function == function)
			return &table->entries[i];
	}
	return NULL;
}

static void remove_leaf(struct cpuid_table *table, u32 function)
{
	u32 kept = 0;
	u32 i;

	for (i = 0; i < table->head.nent; i++) {
		if (table->entries[i].function != function)
			table->entries[kept++] = table->entries[i];
	}
	table->head.nent = kept;
}

static void add_leaf(struct cpuid_table *table,
		     const struct kvm_cpuid_entry2 *entry)
{
	/* A device that fills the table to the brim does without the extras. */
	if (table->head.nent < CPUID_MAX_ENTRIES)
		table->entries[table->head.nent++] = *entry;
}

/* How many bits of an APIC id number the processors. */
static u32 id_bits(u32 cpus)
{
	u32 bits = 0;

	while (1U << bits < cpus)
		bits++;
	return bits;
}

static void set_features(struct kvm_cpuid_entry2 *leaf, bool hypervisor,
			 const struct cpuid_identity *identity)
{
	leaf->ebx &= 0x0000ffff;
	leaf->ebx |= identity->apic_id << 24;
	leaf->ebx |= (1U << id_bits(identity->cpus)) << 16;
	leaf->edx &= ~FEATURE_EDX_HTT;
	if (identity->cpus > 1)
		leaf->edx |= FEATURE_EDX_HTT;
	leaf->ecx &= ~FEATURE_ECX_TSC_DEADLINE;
	if (identity->tsc_deadline)
		leaf->ecx |= FEATURE_ECX_TSC_DEADLINE;
	if (hypervisor)
		leaf->ecx |= FEATURE_ECX_HYPERVISOR;
}

/* Caches up to level 2 belong to one core, those above to the package. */
static void set_cache(struct kvm_cpuid_entry2 *leaf, u32 cpus)
{
	u32 ids = (1U << id_bits(cpus)) - 1;
	u32 level = (leaf->eax >> 5) & 0x7;
	u32 sharing = level > 2 ? ids : 0;

	/* Type 0 ends the list of caches. */
	if (!(leaf->eax & 0x1f))
		return;
	leaf->eax &= 0x00003fff;
	leaf->eax |= sharing << 14;
	leaf->eax |= (ids < 0x3f ? ids : 0x3f) << 26;
}

static void set_caches(struct cpuid_table *table, u32 cpus)
{
	u32 i;

	for (i = 0; i < table->head.nent; i++) {
		if (table->entries[i].function == LEAF_CACHE)
			set_cache(&table->entries[i], cpus);
	}
}

static void add_topology(struct cpuid_table *table, u32 index, u32 type,
			 u32 shift, u32 cpus, u32 apic_id)
{
	const struct kvm_cpuid_entry2 entry = {
		.function = LEAF_TOPOLOGY,
		.index = index,
		.flags = KVM_CPUID_FLAG_SIGNIFCANT_INDEX,
		.eax = shift,
		.ebx = cpus,
		.ecx = type << 8 | index,
		.edx = apic_id,
	};

	add_leaf(table, &entry);
}

/*
 * Leaf 0x1f goes: leaf 0xb says all there is to say about this topology, and a
 * leaf 0x1f left over from the host would be believed first.
 */
static void set_topology(struct cpuid_table *table,
			 const struct cpuid_identity *identity)
{
	u32 cpus = identity->cpus;

	remove_leaf(table, LEAF_TOPOLOGY_V2);
	if (!find(table, LEAF_TOPOLOGY))
		return;
	remove_leaf(table, LEAF_TOPOLOGY);
	add_topology(table, 0, TOPOLOGY_THREAD, 0, 1, identity->apic_id);
	add_topology(table, 1, TOPOLOGY_CORE, id_bits(cpus), cpus,
		     identity->apic_id);
	add_topology(table, 2, 0, 0, 0, identity->apic_id);
}

/*
 * A guest that is told the frequencies does not measure them, which takes it
 * tens of milliseconds and hundreds of exits.
 */
static void set_frequencies(struct cpuid_table *table, u32 tsc_khz)
{
	struct kvm_cpuid_entry2 *first = find(table, 0);
	const struct kvm_cpuid_entry2 tsc = {
		.function = LEAF_TSC,
		.eax = CRYSTAL_KHZ,
		.ebx = tsc_khz,
		.ecx = CRYSTAL_HZ,
	};
	const struct kvm_cpuid_entry2 frequency = {
		.function = LEAF_FREQUENCY,
		.eax = tsc_khz / 1000,
		.ebx = tsc_khz / 1000,
		.ecx = BUS_MHZ,
	};

	if (!tsc_khz || !first || first->ebx != VENDOR_INTEL_EBX)
		return;
	remove_leaf(table, LEAF_TSC);
	remove_leaf(table, LEAF_FREQUENCY);
	first = find(table, 0);
	if (first->eax < LEAF_FREQUENCY)
		first->eax = LEAF_FREQUENCY;
	add_leaf(table, &tsc);
	add_leaf(table, &frequency);
}

/* AMD counts cores in leaves of its own; on Intel these fields are reserved. */
static void set_amd_topology(struct cpuid_table *table,
			     const struct cpuid_identity *identity)
{
	struct kvm_cpuid_entry2 *first = find(table, 0);
	struct kvm_cpuid_entry2 *leaf;

	if (!first || first->ebx == VENDOR_INTEL_EBX)
		return;
	leaf = find(table, LEAF_SIZES);
	if (leaf) {
		leaf->ecx &= ~0xf0ffU;
		leaf->ecx |= id_bits(identity->cpus) << 12;
		leaf->ecx |= identity->cpus - 1;
	}
	leaf = find(table, LEAF_AMD_TOPOLOGY);
	if (leaf) {
		leaf->eax = identity->apic_id;
		leaf->ebx = identity->apic_id & 0xff;
		leaf->ecx = 0;
	}
}

unsigned int cpuid_address_bits(struct cpuid_table *table)
{
	struct kvm_cpuid_entry2 *leaf = find(table, LEAF_SIZES);

	/* What a processor without that leaf has. SDM 2A "CPUID", leaf 1 PAE. */
	return leaf ? leaf->eax & 0xff : 36;
}

void cpuid_personalise(struct cpuid_table *table,
		       const struct cpuid_identity *identity)
{
	struct kvm_cpuid_entry2 *leaf = find(table, LEAF_FEATURES);

	if (leaf)
		set_features(leaf, find(table, LEAF_HYPERVISOR), identity);
	set_caches(table, identity->cpus);
	set_topology(table, identity);
	set_frequencies(table, identity->tsc_khz);
	set_amd_topology(table, identity);
}
