// SPDX-License-Identifier: GPL-2.0
/* The round trips that bench_exit measures, arm64: a guest at EL1. */
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "arch_vm.h"
#include "bench.h"
#include "gic.h"

#define BENCH_SGI	1
#define BENCH_SPI	40

static volatile __u32 bench_irqs;	/* guest's copy: how many were taken */

/*
 * Vectors of the fewest instructions: one interrupt is acknowledged, counted
 * and ended. The timer's masks itself, which takes its line down.
 */
extern const char bench_vectors[], bench_vectors_timer[];

#define BENCH_IRQ(name, quiet)						\
	asm(".text\n"							\
	    ".balign 0x800\n"						\
	    ".globl " #name "\n"					\
	    #name ":\n"							\
	    "	b .\n"							\
	    "	.org " #name " + 0x200\n"				\
	    "	b guest_vectors + 0x200\n"				\
	    "	.org " #name " + 0x280\n"				\
	    "	stp	x0, x1, [sp, #-16]!\n"				\
	    "	mrs	x0, s3_0_c12_c12_0\n"				\
	    quiet							\
	    "	adrp	x1, bench_irqs\n"				\
	    "	msr	s3_0_c12_c12_1, x0\n"				\
	    "	ldr	w0, [x1, :lo12:bench_irqs]\n"			\
	    "	add	w0, w0, #1\n"					\
	    "	str	w0, [x1, :lo12:bench_irqs]\n"			\
	    "	ldp	x0, x1, [sp], #16\n"				\
	    "	eret\n"							\
	    "	.org " #name " + 0x800\n")

BENCH_IRQ(bench_vectors, "");
BENCH_IRQ(bench_vectors_timer,
	  "	mov	x1, #3\n"
	  "	msr	cntv_ctl_el0, x1\n"
	  "	isb\n");

/* Light exits. */

static void guest_hvc_version(void)
{
	guest_psci(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0);
}

static void guest_id_reg(void)
{
	read_sysreg(id_aa64pfr0_el1);
}

static void guest_prep_gic(void)
{
	gic_init_dist();
	gic_init_cpu();
	gic_set_edge(BENCH_SPI, true);
	gic_route(BENCH_SPI, 0);
	gic_enable(BENCH_SPI);
	gic_enable(BENCH_SGI);
	gic_enable(INTID_VTIMER);
	write_sysreg(vbar_el1, (unsigned long)bench_vectors);
	isb();
}

static void guest_gicd(void)
{
	mmio_read32(GUEST_GICD + GICD_TYPER);
}

static const char *prep_ioeventfd(struct bench *b)
{
	return bench_prep_ioeventfd(b, GUEST_MMIO, 0, 4);
}

/* Interrupts. */

static void guest_prep_irqs_on(void)
{
	guest_prep_gic();
	irqs_on();
}

static void guest_sgi(void)
{
	__u32 seen = bench_irqs;

	write_icc(ICC_SGI1R, (__u64)BENCH_SGI << 24 | 1);
	while (bench_irqs == seen)
		;
}

static void guest_prep_timer(void)
{
	guest_prep_gic();
	write_sysreg(vbar_el1, (unsigned long)bench_vectors_timer);
	write_sysreg(cntv_cval_el0, 0);
	isb();
	irqs_on();
}

static void guest_timer(void)
{
	__u32 seen = bench_irqs;

	write_sysreg(cntv_ctl_el0, 1);
	isb();
	while (bench_irqs == seen)
		;
}

/* An irqfd wants the GIC initialised. */
static const char *prep_irqfd(struct bench *b)
{
	struct kvm_irqfd args = { .gsi = BENCH_SPI - INTID_SPI };

	arch_vm_ready(&b->vm);
	b->vm.ready = true;
	b->fd = eventfd(0, EFD_CLOEXEC);
	args.fd = b->fd;
	if (ioctl(b->vm.fd, KVM_IRQFD, &args))
		return "no KVM_IRQFD";
	return bench_prep_waker(b);
}

static void guest_wfi(void)
{
	bench_halting = 1;
	wfi();
	irqs_on();
	isb();
	irqs_off();
}

/* Memory: all pages are there and writable, then the log is turned on. */
static void guest_prep_dirty(void)
{
	unsigned long page;

	for (page = 0; page < BENCH_MEM_SIZE; page += 4096)
		*(volatile __u8 *)(BENCH_MEM_GPA + page) = 1;
	guest_sync(0);
	bench_guest_prep_page();
}

static void sync_dirty(struct bench *b)
{
	vm_slot(&b->vm, 1, BENCH_MEM_GPA, b->mem_size, b->mem,
		KVM_MEM_LOG_DIRTY_PAGES);
}

static void host_version(struct bench *b)
{
	ioctl(b->vm.dev, KVM_GET_API_VERSION, 0);
}

/* What a launcher does before it can run anything. */
static void host_vm(struct bench *b)
{
	static struct test_vm vm;

	vm_create_bare(&vm);
	vm.flags = VM_IRQCHIP;
	arch_vm_devices(&vm, vm.flags);
	vcpu_create(&vm, 0);
	if (vcpu_init_err(&vm.vcpu[0], 1 << KVM_ARM_VCPU_PSCI_0_2))
		test_die("KVM_ARM_VCPU_INIT: %m");
	arch_vm_ready(&vm);
	vm_destroy(&vm);
}

/* Every VM has a GIC, as those in use have: its absence costs KVM more. */
#define GIC_ROW(...)	GUEST_ROW(__VA_ARGS__, .vm_flags = VM_IRQCHIP)

const struct bench_row bench_rows[] = {
	GIC_ROW("guest-empty", "nothing, in the guest", bench_guest_empty),
	HOST_ROW("host-empty", "nothing, in the host", bench_host_empty),
	GIC_ROW("hvc", "HVC PSCI_VERSION", guest_hvc_version),
	GIC_ROW("id-reg", "trapped ID register", guest_id_reg),
	GIC_ROW("gicd-read", "GICD read in kernel", guest_gicd,
		.guest_prep = guest_prep_gic),
	GIC_ROW("ioeventfd", "ioeventfd", bench_guest_mmio_write,
		.prep = prep_ioeventfd, .post = bench_post_close),
	GIC_ROW("mmio-write-user", "MMIO write to user",
		bench_guest_mmio_write, .exit = bench_exit_ignore),
	GIC_ROW("mmio-read-user", "MMIO read to user",
		bench_guest_mmio_read, .exit = bench_exit_ignore),
	GIC_ROW("sgi-self", "SGI to self, taken, EOI", guest_sgi,
		.guest_prep = guest_prep_irqs_on),
	GIC_ROW("timer", "virtual timer fires, taken", guest_timer,
		.guest_prep = guest_prep_timer),
	GIC_ROW("wfi-irqfd", "WFI, woken by irqfd from a thread", guest_wfi,
		.prep = prep_irqfd,
		.guest_prep = guest_prep_gic, .wake = bench_wake_eventfd,
		.post = bench_post_sleep),
	GIC_ROW("page-present", "fresh 4K page, present in host",
		bench_guest_page, .prep = bench_prep_pages_present,
		.guest_prep = bench_guest_prep_page,
		.post = bench_post_pages),
	GIC_ROW("page-absent", "fresh 4K page, absent in host",
		bench_guest_page, .prep = bench_prep_pages_absent,
		.guest_prep = bench_guest_prep_page,
		.post = bench_post_pages),
	GIC_ROW("dirty-log", "dirty-log fault", bench_guest_page,
		.prep = bench_prep_pages_present,
		.guest_prep = guest_prep_dirty, .sync = sync_dirty,
		.post = bench_post_pages),
	HOST_ROW("memslot", "memslot add + delete", bench_host_slot,
		 .prep = bench_prep_slot, .post = bench_post_pages,
		 .samples = 8),
	HOST_ROW("run-immediate", "KVM_RUN, immediate_exit", bench_host_run,
		 .vm_flags = VM_IRQCHIP, .prep = bench_prep_immediate_exit),
	HOST_ROW("syscall-floor", "syscall floor (getppid)",
		 bench_host_syscall),
	HOST_ROW("ioctl-floor", "syscall floor (KVM_GET_API_VERSION)",
		 host_version),
	HOST_ROW("sleep-floor", "floor of a wake-up (eventfd between threads)",
		 bench_host_sleep, .prep = bench_prep_sleep,
		 .wake = bench_wake_eventfd, .post = bench_post_sleep),
	HOST_ROW("vm-vcpu-gic", "VM + vCPU + GIC create + destroy", host_vm,
		 .samples = 4),
	{ },
};
