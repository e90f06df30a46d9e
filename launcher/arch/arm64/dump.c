// SPDX-License-Identifier: GPL-2.0
/*
 * Showing a vCPU that went wrong.
 */
#include <errno.h>
#include <stdio.h>

#include "../../arch.h"
#include "../../vm.h"
#include "one_reg.h"

#define GENERAL_REGISTERS	31
#define PER_LINE		4

static const struct {
	const char *name;
	u64 id;
} rows[] = {
	{ "pc        ", REG_CORE(regs.pc) },
	{ "pstate    ", REG_CORE(regs.pstate) },
	{ "sp_el0    ", REG_CORE(regs.sp) },
	{ "sp_el1    ", REG_CORE(sp_el1) },
	{ "elr_el1   ", REG_CORE(elr_el1) },
	{ "spsr_el1  ", REG_CORE(spsr[KVM_SPSR_EL1]) },
	{ "esr_el1   ", REG_ESR_EL1 },
	{ "far_el1   ", REG_FAR_EL1 },
	{ "vbar_el1  ", REG_VBAR_EL1 },
	{ "sctlr_el1 ", REG_SCTLR_EL1 },
	{ "tcr_el1   ", REG_TCR_EL1 },
	{ "ttbr0_el1 ", REG_TTBR0_EL1 },
	{ "ttbr1_el1 ", REG_TTBR1_EL1 },
	{ "mpidr_el1 ", REG_MPIDR_EL1 },
};

static void print_general(struct vcpu *vcpu)
{
	unsigned int i;
	u64 value;

	for (i = 0; i < GENERAL_REGISTERS; i++) {
		bool last = i % PER_LINE == PER_LINE - 1 ||
			    i == GENERAL_REGISTERS - 1;

		if (one_reg_get(vcpu->fd, REG_X(i), &value) < 0)
			value = 0;
		fprintf(stderr, "  x%-2u %016llx%s", i, value,
			last ? "\n" : "");
	}
}

/* What a device does not tell is left out. */
static void print_rows(struct vcpu *vcpu)
{
	unsigned int i;
	u64 value;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!one_reg_get(vcpu->fd, rows[i].id, &value))
			fprintf(stderr, "  %s %016llx\n", rows[i].name, value);
	}
}

void arch_dump_vcpu(struct vcpu *vcpu)
{
	u64 pc;

	if (one_reg_get(vcpu->fd, REG_CORE(regs.pc), &pc) < 0) {
		print_notice("vCPU %u: its registers cannot be read: %s",
			     vcpu->index, strerror(errno));
		return;
	}
	print_general(vcpu);
	print_rows(vcpu);
}

const char *arch_explain_entry_failure(u64 reason)
{
	if (reason & KVM_EXIT_FAIL_ENTRY_CPU_UNSUPPORTED)
		return "this processor cannot run this vCPU";
	return "a reason not known here";
}
