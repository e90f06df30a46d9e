// SPDX-License-Identifier: GPL-2.0
/* The round trips that bench_exit measures, x86: 64-bit guest at CPL 0. */
/* style: long, a table and the few lines that each of its rows needs */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "apic.h"
#include "arch_vm.h"
#include "bench.h"

#define BENCH_VECTOR	0x40
#define BENCH_PORT	0x80
#define BENCH_MEM_GPA	0x40000000UL
#define BENCH_MEM_SIZE	(BENCH_MAX_SAMPLES * 4096UL)

static volatile int bench_halting;	/* guest's copy: about to halt */
static unsigned long bench_page;	/* guest's copy: next page to touch */

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

static void guest_empty(void)
{
}

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

static void guest_mmio_write(void)
{
	*(volatile __u32 *)GUEST_MMIO = 1;
}

static void guest_mmio_read(void)
{
	(void)*(volatile __u32 *)GUEST_MMIO;
}

static void exit_ignore(struct bench *b)
{
}

static const char *prep_ioeventfd(struct bench *b, __u64 addr, __u32 flags,
				  __u32 len)
{
	struct kvm_ioeventfd args = {
		.addr = addr, .len = len, .flags = flags,
	};

	b->fd = eventfd(0, EFD_CLOEXEC);
	args.fd = b->fd;
	if (ioctl(b->vm.fd, KVM_IOEVENTFD, &args))
		return "no KVM_IOEVENTFD";
	return NULL;
}

static const char *prep_ioeventfd_pio(struct bench *b)
{
	return prep_ioeventfd(b, BENCH_PORT, KVM_IOEVENTFD_FLAG_PIO, 1);
}

static const char *prep_ioeventfd_mmio(struct bench *b)
{
	return prep_ioeventfd(b, GUEST_MMIO, 0, 4);
}

static void post_close(struct bench *b)
{
	close(b->fd);
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

/*
 * The waker runs on the vCPU's CPU at a lower priority, so that it gets there
 * exactly when the vCPU's thread sleeps.
 */
static void *waker(void *data)
{
	struct bench *b = data;
	volatile int *halting = &GUEST_VAR(&b->vm, bench_halting);
	struct kvm_msi msi = {
		.address_lo = APIC_DEFAULT_BASE, .data = BENCH_VECTOR,
	};

	while (!b->stop) {
		if (*halting) {
			*halting = 0;
			must_ioctl(b->vm.fd, KVM_SIGNAL_MSI, &msi);
		} else {
			sched_yield();
		}
	}
	return NULL;
}

static void set_priority(int policy, int priority)
{
	struct sched_param param = { .sched_priority = priority };

	if (sched_setscheduler(0, policy, &param))
		perror("# sched_setscheduler");
}

static const char *prep_waker(struct bench *b)
{
	pthread_t handle;

	prep_x2apic(b);
	test_pin(0);
	b->stop = 0;
	if (pthread_create(&handle, NULL, waker, b))
		return "no second thread";
	b->handle = handle;
	set_priority(SCHED_FIFO, 1);
	return NULL;
}

static void post_waker(struct bench *b)
{
	set_priority(SCHED_OTHER, 0);
	b->stop = 1;
	pthread_join(b->handle, NULL);
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

/* Memory. */

static const char *prep_pages_absent(struct bench *b)
{
	b->mem_size = BENCH_MEM_SIZE;
	b->mem = test_pages(b->mem_size, MAP_PRIVATE);
	vm_slot(&b->vm, 1, BENCH_MEM_GPA, b->mem_size, b->mem, 0);
	return NULL;
}

static const char *prep_pages_present(struct bench *b)
{
	prep_pages_absent(b);
	memset(b->mem, 1, b->mem_size);
	return NULL;
}

static void post_pages(struct bench *b)
{
	munmap(b->mem, b->mem_size);
}

static void guest_prep_page(void)
{
	bench_page = BENCH_MEM_GPA;
}

static void guest_page(void)
{
	*(volatile __u8 *)bench_page = 1;
	bench_page += 4096;
}

static const char *prep_slot(struct bench *b)
{
	b->mem_size = 4096;
	b->mem = test_pages(b->mem_size, MAP_PRIVATE);
	return NULL;
}

static void host_slot(struct bench *b)
{
	vm_slot(&b->vm, 1, BENCH_MEM_GPA, b->mem_size, b->mem, 0);
	vm_slot(&b->vm, 1, BENCH_MEM_GPA, 0, b->mem, 0);
}

/* The launcher's own calls. */

static void host_empty(struct bench *b)
{
}

static void host_syscall(struct bench *b)
{
	syscall(SYS_getppid);
}

static void host_ioctl(struct bench *b)
{
	ioctl(b->vcpu->fd, KVM_RUN, 1UL);	/* EINVAL, the lock taken */
}

static const char *prep_immediate_exit(struct bench *b)
{
	b->vcpu->run->immediate_exit = 1;
	return NULL;
}

static void host_run(struct bench *b)
{
	ioctl(b->vcpu->fd, KVM_RUN, 0);
}

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

#define GUEST_ROW(_name, _what, _guest, ...) \
	{ .name = _name, .what = _what, .guest = _guest, __VA_ARGS__ }
#define HOST_ROW(_name, _what, _host, ...) \
	{ .name = _name, .what = _what, .host = _host, __VA_ARGS__ }

const struct bench_row bench_rows[] = {
	GUEST_ROW("guest-empty", "nothing, in the guest", guest_empty),
	HOST_ROW("host-empty", "nothing, in the host", host_empty),
	GUEST_ROW("cpuid", "CPUID", guest_cpuid),
	GUEST_ROW("vmcall", "VMCALL", guest_vmcall),
	GUEST_ROW("rdmsr", "RDMSR APIC_BASE", guest_rdmsr),
	GUEST_ROW("wrmsr", "WRMSR APIC_BASE", guest_wrmsr,
		  .guest_prep = guest_read_apic_base),
	GUEST_ROW("pio-user", "PIO OUT to user", guest_pio,
		  .exit = exit_ignore),
	GUEST_ROW("mmio-write-user", "MMIO write to user", guest_mmio_write,
		  .exit = exit_ignore),
	GUEST_ROW("mmio-read-user", "MMIO read to user", guest_mmio_read,
		  .exit = exit_ignore),
	GUEST_ROW("ioeventfd-pio", "ioeventfd PIO", guest_pio,
		  .prep = prep_ioeventfd_pio, .post = post_close),
	GUEST_ROW("ioeventfd-mmio", "ioeventfd MMIO", guest_mmio_write,
		  .prep = prep_ioeventfd_mmio, .post = post_close),
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
		  .post = post_waker),
	GUEST_ROW("page-present", "fresh 4K page, present in host", guest_page,
		  .prep = prep_pages_present, .guest_prep = guest_prep_page,
		  .post = post_pages),
	GUEST_ROW("page-absent", "fresh 4K page, absent in host", guest_page,
		  .prep = prep_pages_absent, .guest_prep = guest_prep_page,
		  .post = post_pages),
	HOST_ROW("memslot", "memslot add + delete", host_slot,
		 .prep = prep_slot, .post = post_pages, .samples = 64),
	HOST_ROW("run-immediate", "KVM_RUN, immediate_exit", host_run,
		 .prep = prep_immediate_exit),
	HOST_ROW("syscall-floor", "syscall floor", host_syscall),
	HOST_ROW("ioctl-floor", "KVM ioctl floor", host_ioctl),
	HOST_ROW("vm", "VM create + destroy", host_vm, .samples = 8),
	HOST_ROW("vm-vcpu", "VM + vCPU create + destroy", host_vm_vcpu,
		 .samples = 8),
	{ },
};
