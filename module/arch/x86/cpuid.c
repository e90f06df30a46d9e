// SPDX-License-Identifier: GPL-2.0
/* The CPUID of a vCPU: the entries userspace gave it, indexed by leaf. */
#include <linux/errno.h>
#include <linux/kvm.h>
#include <linux/nospec.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cpuid.h"
#include "cpuid_policy.h"
#include "xsave.h"

/* Bits that a vCPU's state switches on and off. */
#define LEAF_1_ECX_OSXSAVE	BIT(27)
#define LEAF_1_EDX_APIC		BIT(9)
#define LEAF_7_ECX_OSPKE	BIT(4)
#define LEAF_D1_EAX_XSAVEC	BIT(1)

#define CR4_OSXSAVE		BIT_ULL(18)
#define APIC_BASE_ENABLE	BIT_ULL(11)

/* A leaf's class (basic, hypervisor, extended, Centaur) is its top two bits. */
#define LEAF_CLASS(leaf)	((leaf) >> 30)
#define LEAF_NR(leaf)		((leaf) & GENMASK(29, 0))
#define CLASSES			4

/**
 * struct x86_cpuid_table - entries and the way to them.
 * @nent: how many
 * @redirect: leaves out of range answer like the highest basic one
 * @first: by class and number of a leaf, its first entry, counted from 1
 * @next: the next entry of the same leaf, counted from 1
 * @entries: in the order userspace gave them
 */
struct x86_cpuid_table {
	unsigned int nent;
	bool redirect;
	u16 first[CLASSES][X86_CPUID_INDEXED];
	u16 next[X86_CPUID_MAX_ENTRIES];
	struct kvm_cpuid_entry2 entries[];
};

static bool entry_matches(const struct kvm_cpuid_entry2 *entry, u32 subleaf)
{
	return !(entry->flags & KVM_CPUID_FLAG_SIGNIFCANT_INDEX) ||
	       entry->index == subleaf;
}

/* Leaves far from the start of their class, where no guest asks twice. */
static struct kvm_cpuid_entry2 *find_unindexed(struct x86_cpuid_table *table,
					       u32 leaf, u32 subleaf)
{
	unsigned int i;

	for (i = 0; i < table->nent; i++) {
		struct kvm_cpuid_entry2 *entry = &table->entries[i];

		if (entry->function == leaf && entry_matches(entry, subleaf))
			return entry;
	}
	return NULL;
}

/* The first entry in userspace's order that answers for the leaf, or NULL. */
static struct kvm_cpuid_entry2 *find(struct x86_cpuid_table *table, u32 leaf,
				     u32 subleaf)
{
	u32 nr = LEAF_NR(leaf);
	unsigned int i;

	if (unlikely(nr >= X86_CPUID_INDEXED))
		return find_unindexed(table, leaf, subleaf);

	nr = array_index_nospec(nr, X86_CPUID_INDEXED);
	for (i = table->first[LEAF_CLASS(leaf)][nr]; i; i = table->next[i - 1])
		if (entry_matches(&table->entries[i - 1], subleaf))
			return &table->entries[i - 1];
	return NULL;
}

const struct kvm_cpuid_entry2 *x86_cpuid_find(const struct x86_cpuid *cpuid,
					      u32 leaf, u32 subleaf)
{
	return cpuid->table ? find(cpuid->table, leaf, subleaf) : NULL;
}

/* Is the leaf beyond the last one that its class announces? */
static bool out_of_range(struct x86_cpuid_table *table, u32 leaf)
{
	const struct kvm_cpuid_entry2 *top;
	u32 base = leaf & GENMASK(31, 30);

	/* Hypervisors announce their leaves in blocks of 256. */
	if (LEAF_CLASS(leaf) == 1)
		base = leaf & ~0xffU;
	top = find(table, base, 0);
	return !top || leaf > top->eax;
}

/*
 * A topology level that is not there still tells which one was asked for, and
 * the x2APIC id. SDM 2A, CPUID, "INPUT EAX = 0BH".
 */
static void no_topology_level(struct x86_cpuid_table *table, u32 leaf,
			      u32 subleaf, struct x86_cpuid_regs *out)
{
	const struct kvm_cpuid_entry2 *level = find(table, leaf, 1);

	if (!level)
		return;
	out->ecx = subleaf & 0xff;
	out->edx = level->edx;
}

/* No entry answers: a leaf without meaning, or one beyond the last. */
static void lookup_absent(struct x86_cpuid_table *table, u32 leaf, u32 subleaf,
			  struct x86_cpuid_regs *out)
{
	const struct kvm_cpuid_entry2 *entry = NULL;

	*out = (struct x86_cpuid_regs){};
	if (table->redirect && out_of_range(table, leaf)) {
		entry = find(table, 0, 0);
		if (!entry)
			return;
		leaf = entry->eax;
		entry = find(table, leaf, subleaf);
	}
	if (entry)
		*out = (struct x86_cpuid_regs){ entry->eax, entry->ebx,
						entry->ecx, entry->edx };
	else if (leaf == 0xb || leaf == 0x1f)
		no_topology_level(table, leaf, subleaf, out);
}

void x86_cpuid_lookup(const struct x86_cpuid *cpuid, u32 leaf, u32 subleaf,
		      struct x86_cpuid_regs *out)
{
	const struct kvm_cpuid_entry2 *entry;

	if (unlikely(!cpuid->table)) {
		*out = (struct x86_cpuid_regs){};
		return;
	}
	entry = find(cpuid->table, leaf, subleaf);
	if (unlikely(!entry)) {
		lookup_absent(cpuid->table, leaf, subleaf, out);
		return;
	}
	out->eax = entry->eax;
	out->ebx = entry->ebx;
	out->ecx = entry->ecx;
	out->edx = entry->edx;
}

static void set_bits(u32 *reg, u32 bits, bool on)
{
	*reg = on ? *reg | bits : *reg & ~bits;
}

static void update_table(struct x86_cpuid_table *table,
			 const struct x86_cpuid_state *state)
{
	struct kvm_cpuid_entry2 *entry;

	entry = find(table, 1, 0);
	if (entry) {
		set_bits(&entry->ecx, LEAF_1_ECX_OSXSAVE,
			 state->cr4 & CR4_OSXSAVE);
		set_bits(&entry->edx, LEAF_1_EDX_APIC,
			 state->apic_base & APIC_BASE_ENABLE);
	}
	/* CR4.PKE is never set. */
	entry = find(table, 7, 0);
	if (entry)
		entry->ecx &= ~LEAF_7_ECX_OSPKE;

	entry = find(table, 0xd, 0);
	if (entry)
		entry->ebx = x86_xsave_size(state->xcr0, false);
	entry = find(table, 0xd, 1);
	if (entry && entry->eax & LEAF_D1_EAX_XSAVEC)
		entry->ebx = x86_xsave_size(state->xcr0, true);
}

void x86_cpuid_update(struct x86_cpuid *cpuid,
		      const struct x86_cpuid_state *state)
{
	if (cpuid->table)
		update_table(cpuid->table, state);
}

/* Append each entry to the chain of its leaf. */
static void build_index(struct x86_cpuid_table *table)
{
	unsigned int i;

	for (i = 0; i < table->nent; i++) {
		u32 leaf = table->entries[i].function;
		u16 *link;

		if (LEAF_NR(leaf) >= X86_CPUID_INDEXED)
			continue;
		link = &table->first[LEAF_CLASS(leaf)][LEAF_NR(leaf)];
		while (*link)
			link = &table->next[*link - 1];
		*link = i + 1;
	}
}

/* "AuthenticAMD" and "HygonGenuine" answer zeros where Intel's redirect. */
static bool redirects(struct x86_cpuid_table *table)
{
	const struct kvm_cpuid_entry2 *entry = find(table, 0, 0);

	return entry && entry->ebx != 0x68747541 && entry->ebx != 0x6f677948;
}

static struct x86_cpuid_table *
new_table(const struct kvm_cpuid_entry2 *entries, unsigned int nent,
	  const struct x86_cpuid_state *state)
{
	struct x86_cpuid_table *table;

	table = kzalloc(struct_size(table, entries, nent), GFP_KERNEL_ACCOUNT);
	if (!table)
		return NULL;
	table->nent = nent;
	memcpy(table->entries, entries, nent * sizeof(*entries));
	build_index(table);
	table->redirect = redirects(table);
	update_table(table, state);
	return table;
}

static bool same_entry(const struct kvm_cpuid_entry2 *a,
		       const struct kvm_cpuid_entry2 *b)
{
	return a->function == b->function && a->index == b->index &&
	       a->flags == b->flags && a->eax == b->eax && a->ebx == b->ebx &&
	       a->ecx == b->ecx && a->edx == b->edx;
}

static bool same_table(const struct x86_cpuid_table *a,
		       const struct x86_cpuid_table *b)
{
	unsigned int i;

	if (!a || a->nent != b->nent)
		return false;
	for (i = 0; i < a->nent; i++)
		if (!same_entry(&a->entries[i], &b->entries[i]))
			return false;
	return true;
}

void x86_cpuid_init(struct x86_cpuid *cpuid)
{
	*cpuid = (struct x86_cpuid){};
	x86_cpuid_derive(cpuid);
}

void x86_cpuid_destroy(struct x86_cpuid *cpuid)
{
	kfree(cpuid->table);
	cpuid->table = NULL;
}

int x86_cpuid_set(struct x86_cpuid *cpuid,
		  const struct kvm_cpuid_entry2 *entries, unsigned int nent,
		  const struct x86_cpuid_state *state)
{
	struct x86_cpuid new = { .frozen = cpuid->frozen };
	int err = -EINVAL;

	if (nent > X86_CPUID_MAX_ENTRIES)
		return -E2BIG;
	new.table = new_table(entries, nent, state);
	if (!new.table)
		return -ENOMEM;

	/*
	 * Once the guest has looked, features may no longer come and go. Setting
	 * the same again is what CPU hotplug does in VMMs.
	 */
	if (cpuid->frozen) {
		if (same_table(cpuid->table, new.table))
			err = 0;
		goto err_free_new;
	}
	if (!x86_cpuid_widths_valid(&new))
		goto err_free_new;
	x86_cpuid_derive(&new);
	kfree(cpuid->table);
	*cpuid = new;
	return 0;

err_free_new:
	x86_cpuid_destroy(&new);
	return err;
}

unsigned int x86_cpuid_copy(const struct x86_cpuid *cpuid,
			    struct kvm_cpuid_entry2 *entries, unsigned int room)
{
	const struct x86_cpuid_table *table = cpuid->table;

	if (!table)
		return 0;
	if (table->nent <= room)
		memcpy(entries, table->entries, table->nent * sizeof(*entries));
	return table->nent;
}
