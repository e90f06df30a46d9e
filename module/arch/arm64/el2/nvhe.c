// SPDX-License-Identifier: GPL-2.0
/*
 * EL2 on an nVHE host, from the kernel's side. The kernel left a stub there
 * when it booted; its soft restart runs any code at EL2, MMU off, and that is
 * the way in. The way out puts the stub back as it was.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/cputype.h>
#include <asm/sysreg.h>

#include "caps.h"
#include "hw.h"
#include "nvhe.h"

/* TCR_EL2, SCTLR_EL2, MAIR_EL2. Arm ARM, under these names */
#define TCR_EL2_T0SZ		(64 - EL2_VA_BITS)
#define TCR_EL2_WALK_WBWA	(BIT_ULL(8) | BIT_ULL(10))
#define TCR_EL2_SH_INNER	(3ULL << 12)
#define TCR_EL2_PS_AT		16
#define TCR_EL2_ONES		(BIT_ULL(31) | BIT_ULL(23))

#define SCTLR_EL2_ONES		0x30c50830ULL
#define SCTLR_EL2_MMU		BIT_ULL(0)
#define SCTLR_EL2_DCACHE	BIT_ULL(2)
#define SCTLR_EL2_SP_ALIGN	BIT_ULL(3)
#define SCTLR_EL2_ICACHE	BIT_ULL(12)
#define SCTLR_EL2_WXN_BIT	BIT_ULL(19)
/* Where there is RAS: errors of what ran before show when EL2 is entered. */
#define SCTLR_EL2_IESB_BIT	BIT_ULL(21)
#ifdef CONFIG_CPU_BIG_ENDIAN
#define SCTLR_EL2_ORDER		BIT_ULL(25)
#else
#define SCTLR_EL2_ORDER		0
#endif

#define MAIR_EL2_NORMAL_WB	0xffULL	/* attribute 0 */

/* Each CPU's stack at EL2, a page: setup at its start, struct cpu at its end. */
static DEFINE_PER_CPU(void *, airlock_el2_stack);

static struct el2_nvhe_setup *stack_setup(void *stack)
{
	return stack;
}

static struct el2_nvhe_cpu *stack_cpu(void *stack)
{
	return stack + PAGE_SIZE - sizeof(struct el2_nvhe_cpu);
}

/* Where EL2 goes with a fault of its own: there is nothing to go back to. */
static void nvhe_report(u64 esr, u64 elr, u64 far)
{
	panic("airlock: a fault of its own at EL2: ESR_EL2 %#llx, ELR_EL2 %#llx, FAR_EL2 %#llx; code begins at %#llx\n",
	      esr, elr, far, el2_va(airlock_el2_text_begin));
}

/* For eyes that look without caches: EL2 with its MMU off. */
static void clean_to_memory(const void *start, size_t size)
{
	unsigned long line = 4UL << (read_cpuid_cachetype() >> 16 & 0xf);
	unsigned long at = (unsigned long)start & ~(line - 1);

	for (; at < (unsigned long)start + size; at += line)
		asm volatile("dc civac, %0" : : "r" (at) : "memory");
	dsb(sy);
}

static void stack_fill(void *stack)
{
	struct el2_nvhe_setup *setup = stack_setup(stack);
	struct el2_nvhe_cpu *cpu = stack_cpu(stack);

	setup->idmap = airlock_hyp_idmap();
	setup->table = airlock_hyp_table();
	setup->tcr = TCR_EL2_T0SZ | TCR_EL2_WALK_WBWA | TCR_EL2_SH_INNER |
		     (u64)airlock_el2_caps.parange << TCR_EL2_PS_AT |
		     TCR_EL2_ONES;
	setup->mair = MAIR_EL2_NORMAL_WB;
	setup->sctlr = SCTLR_EL2_ONES | SCTLR_EL2_MMU | SCTLR_EL2_DCACHE |
		       SCTLR_EL2_SP_ALIGN | SCTLR_EL2_ICACHE |
		       SCTLR_EL2_WXN_BIT | SCTLR_EL2_IESB_BIT |
		       SCTLR_EL2_ORDER;
	setup->stack = el2_va(cpu);
	setup->vectors = el2_va(airlock_el2_nvhe_vectors);
	setup->landing = el2_va(airlock_el2_nvhe_on_landing);
	clean_to_memory(setup, sizeof(*setup));

	cpu->idmap = airlock_hyp_idmap();
	cpu->off_code = airlock_hyp_phys(airlock_el2_nvhe_off);
	cpu->panic = (u64)nvhe_report;
}

int airlock_el2_nvhe_take(void)
{
	void *stack = this_cpu_read(airlock_el2_stack);
	struct el2_nvhe_cpu *cpu = stack_cpu(stack);
	u64 x1 = 0;

	if (el2_hvc(EL2_HVC_PROBE, &x1, 0, 0, 0) != EL2_HVC_STUB_ERR) {
		pr_err_ratelimited("CPU %d: EL2 belongs to somebody else: boot with kvm-arm.mode=none\n",
				   smp_processor_id());
		return -EBUSY;
	}
	x1 = airlock_hyp_phys(airlock_el2_nvhe_on);
	cpu->stub_vbar = el2_hvc(EL2_HVC_SOFT_RESTART, &x1,
				 airlock_hyp_phys(stack_setup(stack)), 0, 0);
	cpu->stub_sctlr = x1;
	return 0;
}

void airlock_el2_nvhe_give(void)
{
	el2_hvc_1(EL2_HVC_RESET_VECTORS, 0);
}

static void stacks_free(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		free_page((unsigned long)per_cpu(airlock_el2_stack, cpu));
		per_cpu(airlock_el2_stack, cpu) = NULL;
	}
}

static int stacks_alloc(void)
{
	void *stack;
	int cpu, ret;

	for_each_possible_cpu(cpu) {
		stack = (void *)get_zeroed_page(GFP_KERNEL);
		if (!stack)
			return -ENOMEM;
		per_cpu(airlock_el2_stack, cpu) = stack;
		ret = airlock_hyp_map_data(stack, PAGE_SIZE);
		if (ret)
			return ret;
		stack_fill(stack);
	}
	return 0;
}

static int nvhe_map(void)
{
	const char *begin = airlock_el2_text_begin;
	u64 on = airlock_hyp_phys(airlock_el2_nvhe_on);
	int ret;

	ret = airlock_hyp_map_code(begin, airlock_el2_text_end - begin);
	if (ret)
		return ret;
	ret = airlock_hyp_map_id(on & PAGE_MASK);
	if (ret)
		return ret;
	clean_to_memory(begin, airlock_el2_text_end - begin);
	return stacks_alloc();
}

/* Who is at EL2? */
static int __init nvhe_probe(void)
{
	u64 answer = airlock_el2_probe(EL2_HVC_PROBE);
	int ret;

	if (answer == EL2_HVC_STUB_ERR)
		return 0;
	if (!answer) {
		pr_err("the kernel was booted at EL1: have the firmware or boot loader enter it at EL2\n");
		return -EACCES;
	}
	ret = airlock_el2_kvm_probe();
	if (ret)
		return ret;
	pr_err("a hypervisor below this machine keeps EL2: use one that has nested virtualization, or bare metal\n");
	return -EPERM;
}

int __init airlock_el2_nvhe_init(void)
{
	int ret;

	ret = nvhe_probe();
	if (ret)
		return ret;
	ret = airlock_hyp_table_init();
	if (ret)
		return ret;
	ret = nvhe_map();
	if (ret) {
		pr_err("no memory for EL2's tables and stacks\n");
		airlock_el2_nvhe_exit();
	}
	return ret;
}

void airlock_el2_nvhe_exit(void)
{
	stacks_free();
	airlock_hyp_table_exit();
}
