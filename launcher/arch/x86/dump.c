// SPDX-License-Identifier: GPL-2.0
/*
 * Showing a vCPU that went wrong.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "../../arch.h"
#include "../../vm.h"

#define CODE_BYTES		16

static void print_regs(const struct kvm_regs *r)
{
	const struct {
		const char *name;
		u64 value;
	} rows[] = {
		{ "rax", r->rax },
		{ "rbx", r->rbx },
		{ "rcx", r->rcx },
		{ "rdx", r->rdx },
		{ "rsi", r->rsi },
		{ "rdi", r->rdi },
		{ "rsp", r->rsp },
		{ "rbp", r->rbp },
		{ "r8 ", r->r8 },
		{ "r9 ", r->r9 },
		{ "r10", r->r10 },
		{ "r11", r->r11 },
		{ "r12", r->r12 },
		{ "r13", r->r13 },
		{ "r14", r->r14 },
		{ "r15", r->r15 },
		{ "rip", r->rip },
		{ "rfl", r->rflags },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		fprintf(stderr, "  %s %016llx%s", rows[i].name, rows[i].value,
			i % 3 == 2 ? "\n" : "");
}

static void print_segment(const char *name, const struct kvm_segment *s)
{
	fprintf(stderr,
		"  %s %04x base %016llx limit %08x type %x s %u dpl %u p %u avl %u l %u db %u g %u%s\n",
		name, s->selector, s->base, s->limit, s->type, s->s, s->dpl,
		s->present, s->avl, s->l, s->db, s->g,
		s->unusable ? " unusable" : "");
}

static void print_sregs(const struct kvm_sregs *s)
{
	print_segment("cs ", &s->cs);
	print_segment("ds ", &s->ds);
	print_segment("es ", &s->es);
	print_segment("fs ", &s->fs);
	print_segment("gs ", &s->gs);
	print_segment("ss ", &s->ss);
	print_segment("tr ", &s->tr);
	print_segment("ldt", &s->ldt);
	fprintf(stderr,
		"  gdt base %016llx limit %04x  idt base %016llx limit %04x\n",
		s->gdt.base, s->gdt.limit, s->idt.base, s->idt.limit);
	fprintf(stderr,
		"  cr0 %llx cr2 %llx cr3 %llx cr4 %llx cr8 %llx efer %llx apic_base %llx\n",
		s->cr0, s->cr2, s->cr3, s->cr4, s->cr8, s->efer, s->apic_base);
}

/* A device need not have KVM_TRANSLATE; then there is no code to show. */
static void print_code(struct vcpu *vcpu, u64 linear)
{
	struct kvm_translation translation = { .linear_address = linear };
	const u8 *code;
	unsigned int i;

	if (ioctl(vcpu->fd, KVM_TRANSLATE, &translation) < 0 ||
	    !translation.valid)
		return;
	code = ram_at(&vcpu->vm->ram, translation.physical_address, CODE_BYTES);
	if (!code)
		return;
	fprintf(stderr, "  code at rip:");
	for (i = 0; i < CODE_BYTES; i++)
		fprintf(stderr, " %02x", code[i]);
	fprintf(stderr, "\n");
}

void arch_dump_vcpu(struct vcpu *vcpu)
{
	struct kvm_sregs sregs;
	struct kvm_regs regs;

	if (ioctl(vcpu->fd, KVM_GET_REGS, &regs) < 0 ||
	    ioctl(vcpu->fd, KVM_GET_SREGS, &sregs) < 0) {
		print_notice("vCPU %u: its registers cannot be read: %s",
			     vcpu->index, strerror(errno));
		return;
	}
	print_regs(&regs);
	print_sregs(&sregs);
	print_code(vcpu, sregs.cs.base + regs.rip);
}

/*
 * Bit 31 is set when the entry itself failed, and the low 16 bits are a basic
 * exit reason; else the number is VMX's VM-instruction error. SDM 3C "VM-Entry
 * Failures During or After Loading Guest State", "VM Instruction Error Numbers".
 */
const char *arch_explain_entry_failure(u64 reason)
{
	switch (reason) {
	case 0x80000021:
		return "invalid guest state";
	case 0x80000022:
		return "loading of guest MSRs failed";
	case 0x80000029:
		return "machine check during the entry";
	case 7:
		return "invalid control fields";
	case 8:
		return "invalid host state";
	case 26:
		return "events blocked by MOV SS";
	case ~0ULL:
		return "invalid guest state (SVM)";
	default:
		return "a reason not known here";
	}
}
