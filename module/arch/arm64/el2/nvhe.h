/* SPDX-License-Identifier: GPL-2.0 */
/*
 * EL2 above a kernel at EL1: the calls into it, and what its code and the
 * kernel's share.
 *
 * EL2 has one range of addresses, with the top bits 0: a kernel address there
 * is the same one without its top 16 bits, so that code which addresses its
 * surroundings relative to itself runs in both places.
 */
#ifndef EL2_NVHE_H
#define EL2_NVHE_H

/*
 * Function numbers of HVC. The first three are the hyp-stub's, which the
 * kernel itself may call: linux/arch/arm64/kernel/hyp-stub.S.
 */
#define EL2_HVC_SET_VECTORS	0
#define EL2_HVC_SOFT_RESTART	1
#define EL2_HVC_RESET_VECTORS	2
#define EL2_HVC_TRIP		0x40
#define EL2_HVC_CONTEXT_ENTER	0x41
#define EL2_HVC_CONTEXT_LEAVE	0x42
#define EL2_HVC_TLB		0x43
#define EL2_HVC_VTR		0x44
#define EL2_HVC_VGIC_LOAD	0x45
#define EL2_HVC_VGIC_SAVE	0x46
#define EL2_HVC_PROBE		0x100	/* nobody has it */

/* The hyp-stub's answer to a number that it does not know. */
#define EL2_HVC_STUB_ERR	0xbadca11

#define EL2_VA_BITS		48

/* At the top of the stack page of each CPU; struct el2_nvhe_cpu. */
#define EL2_CPU_IDMAP		0
#define EL2_CPU_OFF_CODE	8
#define EL2_CPU_STUB_VBAR	16
#define EL2_CPU_STUB_SCTLR	24
#define EL2_CPU_PANIC		32
#define EL2_CPU_SIZE		48

/* struct el2_nvhe_setup, as the code that turns the MMU on reads it. */
#define EL2_SETUP_IDMAP		0
#define EL2_SETUP_TABLE		8
#define EL2_SETUP_TCR		16
#define EL2_SETUP_MAIR		24
#define EL2_SETUP_SCTLR		32
#define EL2_SETUP_STACK		40
#define EL2_SETUP_VECTORS	48
#define EL2_SETUP_LANDING	56

#ifndef __ASSEMBLY__

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

/**
 * struct el2_nvhe_cpu - what EL2 needs to know to give itself up.
 * @idmap: TTBR0_EL2 under which @off_code runs with the MMU on
 * @off_code: physical address of the code that turns the MMU off
 * @stub_vbar: VBAR_EL2 as we found it
 * @stub_sctlr: SCTLR_EL2 as we found it
 * @panic: where the host goes on after a fault of EL2's
 * @unused: the stack pointer has to be aligned
 */
struct el2_nvhe_cpu {
	u64 idmap;
	u64 off_code;
	u64 stub_vbar;
	u64 stub_sctlr;
	u64 panic;
	u64 unused;
};

static_assert(offsetof(struct el2_nvhe_cpu, idmap) == EL2_CPU_IDMAP);
static_assert(offsetof(struct el2_nvhe_cpu, off_code) == EL2_CPU_OFF_CODE);
static_assert(offsetof(struct el2_nvhe_cpu, stub_vbar) == EL2_CPU_STUB_VBAR);
static_assert(offsetof(struct el2_nvhe_cpu, stub_sctlr) == EL2_CPU_STUB_SCTLR);
static_assert(offsetof(struct el2_nvhe_cpu, panic) == EL2_CPU_PANIC);
static_assert(sizeof(struct el2_nvhe_cpu) == EL2_CPU_SIZE);

/**
 * struct el2_nvhe_setup - how a CPU's EL2 is set up; read with the MMU off.
 * @idmap: TTBR0_EL2 for the step in which the MMU goes on
 * @table: TTBR0_EL2 from then on
 * @tcr: TCR_EL2
 * @mair: MAIR_EL2
 * @sctlr: SCTLR_EL2, MMU on
 * @stack: SP_EL2
 * @vectors: VBAR_EL2 while the host runs
 * @landing: where it goes on under @table
 */
struct el2_nvhe_setup {
	u64 idmap;
	u64 table;
	u64 tcr;
	u64 mair;
	u64 sctlr;
	u64 stack;
	u64 vectors;
	u64 landing;
};

static_assert(offsetof(struct el2_nvhe_setup, table) == EL2_SETUP_TABLE);
static_assert(offsetof(struct el2_nvhe_setup, tcr) == EL2_SETUP_TCR);
static_assert(offsetof(struct el2_nvhe_setup, mair) == EL2_SETUP_MAIR);
static_assert(offsetof(struct el2_nvhe_setup, sctlr) == EL2_SETUP_SCTLR);
static_assert(offsetof(struct el2_nvhe_setup, stack) == EL2_SETUP_STACK);
static_assert(offsetof(struct el2_nvhe_setup, vectors) == EL2_SETUP_VECTORS);
static_assert(offsetof(struct el2_nvhe_setup, landing) == EL2_SETUP_LANDING);

/* A kernel address, as EL2 has it. */
static __always_inline u64 el2_va(const void *kernel)
{
	return (u64)kernel & GENMASK_ULL(EL2_VA_BITS - 1, 0);
}

/* X0 and X1 come back. As with a function call, X0 to X17 are lost. */
static __always_inline u64 el2_hvc(u64 function, u64 *arg1, u64 arg2, u64 arg3,
				   u64 arg4)
{
	register u64 x0 asm("x0") = function;
	register u64 x1 asm("x1") = *arg1;
	register u64 x2 asm("x2") = arg2;
	register u64 x3 asm("x3") = arg3;
	register u64 x4 asm("x4") = arg4;

	asm volatile("hvc #0"
		     : "+r" (x0), "+r" (x1), "+r" (x2), "+r" (x3), "+r" (x4)
		     :
		     : "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
		       "x14", "x15", "x16", "x17", "memory", "cc");
	*arg1 = x1;
	return x0;
}

/* With one argument, and nothing that comes back. */
static __always_inline void el2_hvc_1(u64 function, u64 arg)
{
	register u64 x0 asm("x0") = function;
	register u64 x1 asm("x1") = arg;

	asm volatile("hvc #0"
		     : "+r" (x0), "+r" (x1)
		     :
		     : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
		       "x11", "x12", "x13", "x14", "x15", "x16", "x17",
		       "memory", "cc");
}

/* run_nvhe.c: what the HVCs lead to, at EL2 and with its addresses. */
struct airlock_vcpu;
void airlock_el2_nvhe_trip(struct airlock_vcpu *vcpu);
u64 airlock_el2_nvhe_call(u64 function, void *arg1, u64 arg2);
void airlock_el2_nvhe_panic(void);

/* nvhe_entry.S, nvhe_mmu.S: the code that EL2 may execute. */
extern const char airlock_el2_text_begin[], airlock_el2_text_end[];
extern const char airlock_el2_nvhe_vectors[];
/* ... with the MMU off, at its physical address; within one page. */
extern const char airlock_el2_nvhe_on[], airlock_el2_nvhe_on_landing[];
extern const char airlock_el2_nvhe_off[];

/* HVC where it may not exist: 0 if it does not, else what came back in X0. */
u64 airlock_el2_probe(u64 function);

/* nvhe.c: this CPU's EL2, taken and given back. Context: interrupts off. */
int airlock_el2_nvhe_take(void);
void airlock_el2_nvhe_give(void);
int airlock_el2_nvhe_init(void);
void airlock_el2_nvhe_exit(void);

/*
 * hyp_table.c: the addresses of EL2. Data is mapped RW and not executable,
 * code RX. Context: process. Return: 0, -ENOMEM, or -EEXIST if another page
 * has the address already (kernel addresses have more bits than EL2's).
 */
int airlock_hyp_map_data(const void *start, size_t size);
int airlock_hyp_map_code(const void *start, size_t size);
void airlock_hyp_unmap(const void *start, size_t size);
/* One page of code at its physical address, under another root. */
int airlock_hyp_map_id(u64 page);
u64 airlock_hyp_table(void);
u64 airlock_hyp_idmap(void);
int airlock_hyp_table_init(void);
void airlock_hyp_table_exit(void);
u64 airlock_hyp_phys(const void *kernel);

#endif /* __ASSEMBLY__ */
#endif /* EL2_NVHE_H */
