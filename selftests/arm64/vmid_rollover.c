// SPDX-License-Identifier: GPL-2.0
/*
 * More VMs than there are VMIDs: on a CPU whose VMIDs have 8 bits, 255. When
 * they have run out, every VM gets another and nobody may see through what CPUs
 * still had cached under the old one. Every VM here has the same addresses, on
 * pages and under stage-1 tables of its own, and a mark behind them that is
 * its own. Where VMIDs have 16 bits they do not run out, and the marks hold all
 * the same.
 *
 * On the emulated host this shows that VMIDs can run out under load, on CPUs
 * that run guests meanwhile. It cannot show a stale translation: QEMU forgets
 * all whenever stage 2 goes on or off. module/kunit/arm64_vmid_test.c has CPUs
 * that do not.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "harness.h"
#include "arch_vm.h"

#define VMIDS	255

/* The guest's memory: its pages, by number. */
enum {
	PAGE_CODE, PAGE_LEVEL1, PAGE_LEVEL2, PAGE_LEVEL3,
	PAGE_SAME,		/* in each VM at one address of its own, */
	PAGE_OWN,		/* ... or at one of four, as its tables say */
	PAGES = PAGE_OWN + 4,
};

#define PAGE_SIZE	0x1000UL
#define VA_SAME		0x20000UL
#define VA_OWN		0x30000UL
#define DEVICE		0x40000000UL

/* Table entries, as in setup.c of the library. */
#define ENTRY_TABLE	0x3UL
#define ENTRY_PAGE	0x703UL
#define ENTRY_DEVICE	(0x405UL | 3UL << 53)

/* What start.S of the library sets. */
#define MAIR		0x04ffUL
#define TCR		(25UL | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 2UL << 32)
#define SCTLR		0x34d5d91dUL

#define REG_SCTLR	SYS_REG(3, 0, 1, 0, 0)
#define REG_TTBR0	SYS_REG(3, 0, 2, 0, 0)
#define REG_TCR		SYS_REG(3, 0, 2, 0, 2)
#define REG_MAIR	SYS_REG(3, 0, 10, 2, 0)

/* Tell the device both marks, for ever. Everything it needs is in registers. */
extern const char guest_marks[], guest_marks_end[];
asm("	.pushsection .rodata\n"
	"guest_marks:\n"
	"	ldr	w1, [x21]\n"
	"	ldr	w2, [x22]\n"
	"	str	w1, [x23]\n"
	"	str	w2, [x23]\n"
	"	b	guest_marks\n"
	"guest_marks_end:\n"
	"	.popsection\n");

struct marked {
	struct test_vm vm;
	__u32 mark;
};

static void marked_memory(struct marked *m)
{
	unsigned long own = PAGE_OWN + m->mark % 4;
	char *ram = m->vm.ram;
	__u64 *level1 = (void *)(ram + PAGE_LEVEL1 * PAGE_SIZE);
	__u64 *level2 = (void *)(ram + PAGE_LEVEL2 * PAGE_SIZE);
	__u64 *level3 = (void *)(ram + PAGE_LEVEL3 * PAGE_SIZE);

	memcpy(ram, guest_marks, guest_marks_end - guest_marks);
	level1[0] = PAGE_LEVEL2 * PAGE_SIZE | ENTRY_TABLE;
	level1[DEVICE >> 30] = DEVICE | ENTRY_DEVICE;
	level2[0] = PAGE_LEVEL3 * PAGE_SIZE | ENTRY_TABLE;
	level3[PAGE_CODE] = PAGE_CODE * PAGE_SIZE | ENTRY_PAGE;
	level3[VA_SAME / PAGE_SIZE] = PAGE_SAME * PAGE_SIZE | ENTRY_PAGE;
	level3[VA_OWN / PAGE_SIZE] = own * PAGE_SIZE | ENTRY_PAGE;
	*(__u32 *)(ram + PAGE_SAME * PAGE_SIZE) = m->mark;
	*(__u32 *)(ram + own * PAGE_SIZE) = ~m->mark;
}

static void marked_create(struct marked *m, __u32 mark)
{
	struct test_vcpu *vcpu;

	m->mark = mark;
	vm_create_bare(&m->vm);
	m->vm.ram_size = PAGES * PAGE_SIZE;
	m->vm.ram = test_pages(m->vm.ram_size, MAP_PRIVATE);
	marked_memory(m);
	vm_slot(&m->vm, 0, 0, m->vm.ram_size, m->vm.ram, 0);
	vcpu = vcpu_create(&m->vm, 0);
	if (vcpu_init_err(vcpu, 1 << KVM_ARM_VCPU_PSCI_0_2))
		test_die("KVM_ARM_VCPU_INIT of VM %u failed", mark);
	vcpu_set_reg(vcpu, CORE_REG(regs.regs[21]), VA_SAME);
	vcpu_set_reg(vcpu, CORE_REG(regs.regs[22]), VA_OWN);
	vcpu_set_reg(vcpu, CORE_REG(regs.regs[23]), DEVICE);
	vcpu_set_reg(vcpu, CORE_REG(regs.pc), PAGE_CODE * PAGE_SIZE);
	vcpu_set_reg(vcpu, CORE_REG(regs.pstate), PSTATE_EL1H);
	vcpu_set_reg(vcpu, REG_MAIR, MAIR);
	vcpu_set_reg(vcpu, REG_TCR, TCR);
	vcpu_set_reg(vcpu, REG_TTBR0, PAGE_LEVEL1 * PAGE_SIZE);
	vcpu_set_reg(vcpu, REG_SCTLR, SCTLR);
}

/* What the guest tells next, once. */
static bool marked_tells(struct marked *m, __u32 value)
{
	struct test_vcpu *vcpu = &m->vm.vcpu[0];
	char expected[64];

	snprintf(expected, sizeof(expected), "mmio write 4 %#lx %#x", DEVICE,
		 value);
	if (!strcmp(expected, vcpu_run_for(vcpu, expected)))
		return true;
	printf("# VM %u: %s, not %s\n", m->mark, vcpu->what, expected);
	return false;
}

/* Both its marks are seen. */
static bool marked_holds(struct marked *m)
{
	return marked_tells(m, m->mark) && marked_tells(m, ~m->mark);
}

#define NR	(VMIDS + 17)

FIXTURE(vmid) {
	struct marked *all;
};

FIXTURE_SETUP(vmid)
{
	struct rlimit files = { 4096, 4096 };
	int i;

	if (setrlimit(RLIMIT_NOFILE, &files))
		test_die("RLIMIT_NOFILE: %m");
	self->all = calloc(NR, sizeof(*self->all));
	for (i = 0; i < NR; i++)
		marked_create(&self->all[i], i);
}

FIXTURE_TEARDOWN(vmid)
{
	int i;

	for (i = 0; i < NR; i++)
		vm_destroy(&self->all[i].vm);
	free(self->all);
}

static int run_some(struct marked *all, int first, int end, int cpu)
{
	int i, bad = 0;

	test_pin(cpu);
	for (i = first; i < end; i++)
		bad += !marked_holds(&all[i]);
	return bad;
}

/*
 * 256 VMs in turn: each time, each finds that the last VMID it had is not in
 * force any more. The first and the last of them get the same one, and run one
 * after the other on one CPU, all others elsewhere. Then the first once more,
 * which has to have another by now; with it the next round begins.
 */
TEST_F_TIMEOUT(vmid, one_round_later, 60)
{
	struct marked *first = self->all, *last = self->all + VMIDS;
	int round;

	if (test_nr_cpus() < 2)
		SKIP(return, "the host has one CPU");
	for (round = 0; round < 2; round++)
		ASSERT_EQ(0, run_some(self->all, 0, VMIDS + 1, round));
	for (round = 0; round < 3; round++) {
		test_pin(0);
		ASSERT_TRUE(marked_holds(first));
		ASSERT_EQ(0, run_some(self->all, 1, VMIDS, 1));
		test_pin(0);
		ASSERT_TRUE(marked_holds(last));
		ASSERT_TRUE(marked_holds(first));
		ASSERT_TRUE(marked_holds(last));
	}
}

#define THREADS	4

static pthread_barrier_t together;

struct quarter {
	pthread_t thread;
	struct marked *all;
	int first, bad;
};

/* Every fourth VM, in turn, several times. */
static void *run_quarter(void *data)
{
	struct quarter *q = data;
	int round, i;

	test_pin(q->first % test_nr_cpus());
	pthread_barrier_wait(&together);
	for (round = 0; round < 4; round++)
		for (i = q->first; i < NR; i += THREADS)
			q->bad += !marked_holds(&q->all[i]);
	return NULL;
}

/* VMIDs run out in the hands of four threads at once. */
TEST_F_TIMEOUT(vmid, four_threads, 60)
{
	struct quarter quarter[THREADS];
	int i;

	pthread_barrier_init(&together, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		quarter[i] = (struct quarter){ .all = self->all, .first = i };
		ASSERT_EQ(0, pthread_create(&quarter[i].thread, NULL,
					    run_quarter, &quarter[i]));
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(quarter[i].thread, NULL);
		EXPECT_EQ(0, quarter[i].bad);
	}
}

AIRLOCK_TEST_MAIN
