// SPDX-License-Identifier: GPL-2.0
/* The round trips that bench_exit measures, x86: 64-bit guest at CPL 0. */
/* style: long, a table and the few lines that each of its rows needs */
#include <unistd.h>

#include "apic.h"
#include "arch_vm.h"
#include "bench.h"

#define BENCH_VECTOR	0x40
#define BENCH_PORT	0x80

/* Interrupt handlers of the fewest instructions, one for each kind of EOI. */
extern char bench_irq_plain[], bench_irq_xapic[], bench_irq_x2apic[];

asm(".text\n"
	"bench_irq_plain:\n"
	"	incl	guest_irqs + 4 * 0x40\n"
	"	iretq\n"
	"bench_irq_xapic:\n"
	"	incl	guest_irqs + 4 * 0x40\n"
	"	pushq	%rax\n"
	"	movl	$0xfee000b0, %eax\n"
	"	movl	$0, (%rax)\n"
	"	popq	%rax\n"
	"	iretq\n"
	"bench_irq_x2apic:\n"
	"	incl	guest_irqs + 4 * 0x40\n"
	"	pushq	%rax\n"
	"	pushq	%rcx\n"
	"	pushq	%rdx\n"
	"	movl	$0x80b, %ecx\n"
	"	xorl	%eax, %eax\n"
	"	xorl	%edx, %edx\n"
	"	wrmsr\n"
	"	popq	%rdx\n"
	"	popq	%rcx\n"
	"	popq	%rax\n"
	"	iretq\n");

static void set_gate(struct bench *b, const char *handler)
{
	__u16 *gate = (void *)(b->vm.ram + GUEST_IDT + 16 * BENCH_VECTOR);
	unsigned long addr = (unsigned long)handler;

	gate[0] = addr;
	gate[3] = addr >> 16;
}

/* Light exits. */

static void guest_cpuid(void)
{
	__u32 reg[4];

	cpuid(0, 0, reg);
}

static void guest_vmcall(void)
{
	unsigned long nr = 0xffff;	/* no such hypercall */

	asm volatile("vmcall" : "+a"(nr) : : "memory");
}

static void guest_rdmsr(void)
{
	rdmsr(MSR_APIC_BASE);
}

static __u64 bench_apic_base;

static void guest_read_apic_base(void)
{
	bench_apic_base = rdmsr(MSR_APIC_BASE);
}

static void guest_wrmsr(void)
{
	wrmsr(MSR_APIC_BASE, bench_apic_base);
}

/* Heavy exits. */

static void guest_pio(void)
{
	outb(BENCH_PORT, 1);
}

static const char *prep_ioeventfd_pio(struct bench *b)
{
	return bench_prep_ioeventfd(b, BENCH_PORT, KVM_IOEVENTFD_FLAG_PIO, 1);
}

static const char *prep_ioeventfd_mmio(struct bench *b)
{
	return bench_prep_ioeventfd(b, GUEST_MMIO, 0, 4);
}

/* Interrupts. */

static const char *prep_x2apic(struct bench *b)
{
	set_gate(b, bench_irq_x2apic);
	return NULL;
}

static void guest_prep_x2apic(void)
{
	x2apic_enable();
	sti();
}

static void guest_self_ipi_x2apic(void)
{
	__u32 seen = guest_irqs[BENCH_VECTOR];

	x2apic_write(APIC_ICR, APIC_DEST_SELF | APIC_INT_ASSERT | BENCH_VECTOR);
	while (guest_irqs[BENCH_VECTOR] == seen)
		;
}

static const char *prep_xapic(struct bench *b)
{
	set_gate(b, bench_irq_xapic);
	return NULL;
}

static void guest_prep_xapic(void)
{
	xapic_enable();
	sti();
}

static void guest_self_ipi_xapic(void)
{
	__u32 seen = guest_irqs[BENCH_VECTOR];

	xapic_write(APIC_ICR, APIC_DEST_SELF | APIC_INT_ASSERT | BENCH_VECTOR);
	while (guest_irqs[BENCH_VECTOR] == seen)
		;
}

static const char *prep_plain(struct bench *b)
{
	set_gate(b, bench_irq_plain);
	return NULL;
}

static void guest_halt(void)
{
	sti_hlt();
}

static void exit_interrupt(struct bench *b)
{
	struct kvm_interrupt irq = { .irq = BENCH_VECTOR };

	must_ioctl(b->vcpu->fd, KVM_INTERRUPT, &irq);
}

static const char *prep_waker(struct bench *b)
{
	prep_x2apic(b);
	return bench_prep_waker(b);
}

static void wake_msi(struct bench *b)
{
	struct kvm_msi msi = {
		.address_lo = APIC_DEFAULT_BASE, .data = BENCH_VECTOR,
	};

	must_ioctl(b->vm.fd, KVM_SIGNAL_MSI, &msi);
}

static void guest_prep_waker(void)
{
	x2apic_enable();
	cli();
}

static void guest_halt_woken(void)
{
	bench_halting = 1;
	sti_hlt();
	cli();
}

/* The launcher's own calls. */

static void host_vm(struct bench *b)
{
	close(must_ioctl(b->vm.dev, KVM_CREATE_VM, 0));
}

static void host_vm_vcpu(struct bench *b)
{
	int fd = must_ioctl(b->vm.dev, KVM_CREATE_VM, 0);
	int vcpu = must_ioctl(fd, KVM_CREATE_VCPU, 0);

	close(vcpu);
	close(fd);
}

const struct bench_row bench_rows[] = {
	GUEST_ROW("guest-empty", "nothing, in the guest", bench_guest_empty),
	HOST_ROW("host-empty", "nothing, in the host", bench_host_empty),
	GUEST_ROW("cpuid", "CPUID", guest_cpuid),
	GUEST_ROW("vmcall", "VMCALL", guest_vmcall),
	GUEST_ROW("rdmsr", "RDMSR APIC_BASE", guest_rdmsr),
	GUEST_ROW("wrmsr", "WRMSR APIC_BASE", guest_wrmsr,
		  .guest_prep = guest_read_apic_base),
	GUEST_ROW("pio-user", "PIO OUT to user", guest_pio,
		  .exit = bench_exit_ignore),
	GUEST_ROW("mmio-write-user", "MMIO write to user", bench_guest_mmio_write,
		  .exit = bench_exit_ignore),
	GUEST_ROW("mmio-read-user", "MMIO read to user", bench_guest_mmio_read,
		  .exit = bench_exit_ignore),
	GUEST_ROW("ioeventfd-pio", "ioeventfd PIO", guest_pio,
		  .prep = prep_ioeventfd_pio, .post = bench_post_close),
	GUEST_ROW("ioeventfd-mmio", "ioeventfd MMIO", bench_guest_mmio_write,
		  .prep = prep_ioeventfd_mmio, .post = bench_post_close),
	GUEST_ROW("self-ipi-x2apic", "self-IPI x2APIC", guest_self_ipi_x2apic,
		  .vm_flags = VM_IRQCHIP, .prep = prep_x2apic,
		  .guest_prep = guest_prep_x2apic),
	GUEST_ROW("self-ipi-xapic", "self-IPI xAPIC", guest_self_ipi_xapic,
		  .vm_flags = VM_IRQCHIP, .prep = prep_xapic,
		  .guest_prep = guest_prep_xapic),
	GUEST_ROW("hlt-user", "HLT to user, KVM_INTERRUPT, taken", guest_halt,
		  .prep = prep_plain, .exit = exit_interrupt),
	GUEST_ROW("hlt-kernel", "HLT in kernel, MSI from another thread",
		  guest_halt_woken, .vm_flags = VM_IRQCHIP,
		  .prep = prep_waker, .guest_prep = guest_prep_waker,
		  .wake = wake_msi,
		  .post = bench_post_waker),
	GUEST_ROW("page-present", "fresh 4K page, present in host", bench_guest_page,
		  .prep = bench_prep_pages_present, .guest_prep = bench_guest_prep_page,
		  .post = bench_post_pages),
	GUEST_ROW("page-absent", "fresh 4K page, absent in host", bench_guest_page,
		  .prep = bench_prep_pages_absent, .guest_prep = bench_guest_prep_page,
		  .post = bench_post_pages),
	HOST_ROW("memslot", "memslot add + delete", bench_host_slot,
		 .prep = bench_prep_slot, .post = bench_post_pages, .samples = 64),
	HOST_ROW("run-immediate", "KVM_RUN, immediate_exit", bench_host_run,
		 .prep = bench_prep_immediate_exit),
	HOST_ROW("syscall-floor", "syscall floor", bench_host_syscall),
	HOST_ROW("ioctl-floor", "KVM ioctl floor", bench_host_ioctl),
	HOST_ROW("sleep-floor", "floor of a wake-up (eventfd between threads)",
		 bench_host_sleep, .prep = bench_prep_sleep,
		 .wake = bench_wake_eventfd, .post = bench_post_sleep),
	HOST_ROW("vm", "VM create + destroy", host_vm, .samples = 8),
	HOST_ROW("vm-vcpu", "VM + vCPU create + destroy", host_vm_vcpu,
		 .samples = 8),
	{ },
};
