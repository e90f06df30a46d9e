// SPDX-License-Identifier: GPL-2.0
/* PSCI: CPUs come and go, the system ends. */
#include <linux/psci.h>

#include "harness.h"
#include "arch_vm.h"

#define NR	3

#define PSCI_0_2	(1U << KVM_ARM_VCPU_PSCI_0_2)
#define POWER_OFF	(1U << KVM_ARM_VCPU_POWER_OFF)

static volatile __u32 steps[NR];
static volatile __u64 context[NR];

static __s64 psci(__u64 fn, __u64 a1, __u64 a2, __u64 a3)
{
	return (__s32)guest_psci(fn, a1, a2, a3);
}

/* A second CPU begins with its MMU off, its context in x0: assembly first. */
extern const char second_start[];

asm(".text\n"
	".balign 16\n"
	"second_start:\n"
	"	mrs	x9, mpidr_el1\n"
	"	and	x9, x9, #0xff\n"
	"	adrp	x1, second_c\n"
	"	add	x1, x1, :lo12:second_c\n"
	"	lsl	x2, x9, #12\n"
	"	add	x2, x2, #0x20000\n"		/* GUEST_CPU */
	"	add	x3, x9, #1\n"
	"	lsl	x3, x3, #14\n"			/* GUEST_STACK_SIZE */
	"	add	x3, x3, #0x40000\n"		/* GUEST_STACKS */
	"	b	guest_start\n"
);

static __attribute__((used)) void second_c(unsigned long arg)
	asm("second_c");

static void second_c(unsigned long arg)
{
	unsigned long id = read_sysreg(mpidr_el1) & 0xff;

	context[id] = arg;
	steps[id]++;
	psci(PSCI_0_2_FN_CPU_OFF, 0, 0, 0);
	/* It does not come back. */
	guest_fail(__FILE__, __LINE__, "CPU_OFF returned", 0, 0);
}

FIXTURE(psci) {
	struct test_vm vm;
	struct vcpu_thread t[NR];
};

FIXTURE_SETUP(psci)
{
	int i;

	vm_create(&self->vm, 0);
	for (i = 0; i < NR; i++) {
		vcpu_add(&self->vm, i, NULL);
		self->t[i].cpu = -1;
	}
	/* The others wait to be turned on, as a launcher has it. */
	for (i = 1; i < NR; i++)
		ASSERT_EQ(0, vcpu_init_err(&self->vm.vcpu[i],
					   PSCI_0_2 | POWER_OFF));
}

FIXTURE_TEARDOWN(psci)
{
	vm_destroy(&self->vm);
}

static void start_others(FIXTURE_DATA(psci) * self)
{
	int i;

	for (i = 1; i < NR; i++)
		vcpu_thread_start(&self->t[i], &self->vm.vcpu[i]);
}

static void stop_others(struct __test_metadata *_metadata,
			FIXTURE_DATA(psci) * self)
{
	int i;

	for (i = 1; i < NR; i++) {
		vcpu_thread_kick(&self->t[i]);
		EXPECT_STREQ("intr", vcpu_thread_join(&self->t[i]));
	}
}

static void guest_features(unsigned long arg)
{
	static const __u32 there[] = {
		PSCI_0_2_FN_PSCI_VERSION, PSCI_0_2_FN64_CPU_SUSPEND,
		PSCI_0_2_FN_CPU_OFF, PSCI_0_2_FN64_CPU_ON, PSCI_0_2_FN_CPU_ON,
		PSCI_0_2_FN64_AFFINITY_INFO, PSCI_0_2_FN_SYSTEM_OFF,
		PSCI_0_2_FN_SYSTEM_RESET, PSCI_1_0_FN_PSCI_FEATURES,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(there); i++)
		GUEST_ASSERT(psci(PSCI_1_0_FN_PSCI_FEATURES, there[i], 0, 0) >= 0);
	GUEST_EQ(psci(PSCI_1_0_FN_PSCI_FEATURES, 0x84000042, 0, 0),
		 PSCI_RET_NOT_SUPPORTED);
	GUEST_EQ(psci(PSCI_0_2_FN_MIGRATE_INFO_TYPE, 0, 0, 0),
		 PSCI_0_2_TOS_MP);
	GUEST_EQ(psci(0x84000042, 0, 0, 0), PSCI_RET_NOT_SUPPORTED);
	guest_done();
}

TEST_F(psci, features)
{
	vcpu_enter(&self->vm.vcpu[0], guest_features);
	ASSERT_DONE(&self->vm.vcpu[0]);
}

static void guest_cpu_on(unsigned long arg)
{
	__u64 id, round;

	for (round = 1; round <= 5; round++) {
		for (id = 1; id < NR; id++) {
			GUEST_EQ(psci(PSCI_0_2_FN64_AFFINITY_INFO, id, 0, 0),
				 PSCI_0_2_AFFINITY_LEVEL_OFF);
			GUEST_EQ(psci(PSCI_0_2_FN64_CPU_ON, id,
				      (unsigned long)second_start,
				      0xabcd000000000000 + round),
				 PSCI_RET_SUCCESS);
			GUEST_WAIT(steps[id] == round);
			GUEST_EQ(context[id], 0xabcd000000000000 + round);
			/* It is on its way out. */
			GUEST_WAIT(psci(PSCI_0_2_FN64_AFFINITY_INFO, id, 0, 0)
				   == PSCI_0_2_AFFINITY_LEVEL_OFF);
		}
	}
	guest_done();
}

TEST_F(psci, cpu_on_and_off)
{
	vcpu_enter(&self->vm.vcpu[0], guest_cpu_on);
	start_others(self);
	ASSERT_DONE(&self->vm.vcpu[0]);
	stop_others(_metadata, self);
}

static void guest_cpu_on_errors(unsigned long arg)
{
	GUEST_EQ(psci(PSCI_0_2_FN64_CPU_ON, 0, 0x1000, 0),
		 PSCI_RET_ALREADY_ON);
	GUEST_EQ(psci(PSCI_0_2_FN64_CPU_ON, NR + 5, 0x1000, 0),
		 PSCI_RET_INVALID_PARAMS);
	GUEST_EQ(psci(PSCI_0_2_FN64_CPU_ON, 0x100, 0x1000, 0),
		 PSCI_RET_INVALID_PARAMS);
	GUEST_EQ(psci(PSCI_0_2_FN64_CPU_ON, ~0UL, 0x1000, 0),
		 PSCI_RET_INVALID_PARAMS);
	GUEST_EQ(psci(PSCI_0_2_FN64_AFFINITY_INFO, 0, 0, 0),
		 PSCI_0_2_AFFINITY_LEVEL_ON);
	GUEST_EQ(psci(PSCI_0_2_FN64_AFFINITY_INFO, 0x99, 0, 0),
		 PSCI_RET_INVALID_PARAMS);
	GUEST_EQ(psci(PSCI_0_2_FN64_AFFINITY_INFO, 0, 9, 0),
		 PSCI_RET_INVALID_PARAMS);
	guest_done();
}

TEST_F(psci, cpu_on_errors)
{
	vcpu_enter(&self->vm.vcpu[0], guest_cpu_on_errors);
	ASSERT_DONE(&self->vm.vcpu[0]);
}

static void guest_off(unsigned long arg)
{
	psci(PSCI_0_2_FN_SYSTEM_OFF, 0, 0, 0);
	guest_fail(__FILE__, __LINE__, "SYSTEM_OFF returned", 0, 0);
}

static void guest_reset(unsigned long arg)
{
	psci(PSCI_0_2_FN_SYSTEM_RESET, 0, 0, 0);
	guest_fail(__FILE__, __LINE__, "SYSTEM_RESET returned", 0, 0);
}

TEST_F(psci, system_off)
{
	vcpu_enter(&self->vm.vcpu[0], guest_off);
	ASSERT_RUN("system event 1", &self->vm.vcpu[0]);
}

/* All CPUs are off then, whatever they did. */
static void guest_wait(unsigned long arg)
{
	steps[arg]++;
	for (;;)
		pause_cpu();
}

TEST_F(psci, system_reset)
{
	struct kvm_mp_state state;

	vcpu_enter(&self->vm.vcpu[0], guest_reset);
	vcpu_add(&self->vm, 7, guest_wait);
	self->t[1].cpu = -1;
	vcpu_thread_start(&self->t[1], &self->vm.vcpu[NR]);
	ASSERT_RUN("system event 2", &self->vm.vcpu[0]);
	vcpu_thread_kick(&self->t[1]);
	EXPECT_STREQ("intr", vcpu_thread_join(&self->t[1]));
	ASSERT_IOCTL(self->vm.vcpu[NR].fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_STOPPED, state.mp_state);
}

/* A launcher starts a system over: KVM_ARM_VCPU_INIT again. */
TEST_F(psci, starts_over)
{
	int i;

	for (i = 0; i < 3; i++) {
		vcpu_enter(&self->vm.vcpu[0], guest_reset);
		ASSERT_RUN("system event 2", &self->vm.vcpu[0]);
		ASSERT_EQ(0, vcpu_init_err(&self->vm.vcpu[0], PSCI_0_2));
	}
	vcpu_enter(&self->vm.vcpu[0], guest_features);
	ASSERT_DONE(&self->vm.vcpu[0]);
}

/* A vCPU that is off sleeps, and says so. */
TEST_F(psci, mp_state)
{
	struct kvm_mp_state state;
	int i;

	ASSERT_IOCTL(self->vm.vcpu[1].fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_STOPPED, state.mp_state);
	ASSERT_IOCTL(self->vm.vcpu[0].fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_RUNNABLE, state.mp_state);

	vcpu_thread_start(&self->t[1], &self->vm.vcpu[1]);
	for (i = 0; i < 20; i++)
		test_relax();
	EXPECT_EQ(NULL, self->t[1].result);
	vcpu_thread_kick(&self->t[1]);
	EXPECT_STREQ("intr", vcpu_thread_join(&self->t[1]));

	/* The launcher can turn it on itself. */
	vcpu_enter(&self->vm.vcpu[1], guest_features);
	state.mp_state = KVM_MP_STATE_RUNNABLE;
	ASSERT_IOCTL(self->vm.vcpu[1].fd, KVM_SET_MP_STATE, &state);
	ASSERT_DONE(&self->vm.vcpu[1]);
	state.mp_state = KVM_MP_STATE_HALTED;
	EXPECT_ERRNO(EINVAL, self->vm.vcpu[1].fd, KVM_SET_MP_STATE, &state);
}

/* The version is a register that the launcher may set. */
#define REG_VERSION	KVM_REG_ARM_PSCI_VERSION

static void guest_version(unsigned long arg)
{
	guest_sync(guest_psci(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0));
	guest_done();
}

TEST_F(psci, version_register)
{
	struct test_vcpu *vcpu = &self->vm.vcpu[0];
	__u64 bad = 0x90009;

	EXPECT_LE(0x10000, vcpu_reg(vcpu, REG_VERSION));
	EXPECT_EQ(-EINVAL, vcpu_set_reg_err(vcpu, REG_VERSION, &bad));
	vcpu_set_reg(vcpu, REG_VERSION, 0x10000);
	vcpu_enter(vcpu, guest_version);
	ASSERT_RUN("sync 65536", vcpu);
}

static void guest_suspend(unsigned long arg)
{
	steps[0] = 1;
	psci(PSCI_0_2_FN64_CPU_SUSPEND, 0, 0, 0);
	steps[0] = 2;
	guest_done();
}

/* A shallow one is a WFI. */
TEST_F(psci, cpu_suspend)
{
	vcpu_enter(&self->vm.vcpu[0], guest_suspend);
	vcpu_thread_start(&self->t[0], &self->vm.vcpu[0]);
	WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, steps)[0]) == 1);
	test_relax();
	EXPECT_EQ(1, READ_ONCE(GUEST_VAR(&self->vm, steps)[0]));
	vcpu_thread_kick(&self->t[0]);
	EXPECT_STREQ("intr", vcpu_thread_join(&self->t[0]));
}

AIRLOCK_TEST_MAIN
