// SPDX-License-Identifier: GPL-2.0
/*
 * The launcher's side of the outer door: KVM_RUN, what came back, again.
 */
#include "run.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>

#include "virtio/slots.h"
#include "vm.h"

/* Interrupts KVM_RUN; has no other meaning. */
#define KICK_SIGNAL		SIGUSR1

/* What the run loop does after an exit. */
enum run_verdict {
	RUN_AGAIN,
	RUN_ENDED,
};

static enum run_verdict end_guest(struct vcpu *vcpu, enum vm_end end)
{
	vm_stop(vcpu->vm, end, vcpu);
	return RUN_ENDED;
}

/* A string instruction brings several items to the same port in one exit. */
static enum run_verdict exit_io(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	u8 *data = (u8 *)run + run->io.data_offset;
	u32 i;

	for (i = 0; i < run->io.count; i++, data += run->io.size) {
		if (run->io.direction == KVM_EXIT_IO_IN)
			bus_read(&vcpu->vm->pio, run->io.port, run->io.size,
				 data);
		else
			bus_write(&vcpu->vm->pio, run->io.port, run->io.size,
				  data);
	}
	return RUN_AGAIN;
}

static enum run_verdict exit_mmio(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	if (run->mmio.is_write)
		bus_write(&vcpu->vm->mmio, run->mmio.phys_addr, run->mmio.len,
			  run->mmio.data);
	else
		bus_read(&vcpu->vm->mmio, run->mmio.phys_addr, run->mmio.len,
			 run->mmio.data);
	return RUN_AGAIN;
}

static enum run_verdict exit_system_event(struct vcpu *vcpu)
{
	switch (vcpu->run->system_event.type) {
	case KVM_SYSTEM_EVENT_SHUTDOWN:
		return end_guest(vcpu, VM_POWERED_OFF);
	case KVM_SYSTEM_EVENT_RESET:
		return end_guest(vcpu, VM_REBOOTED);
	case KVM_SYSTEM_EVENT_CRASH:
		return end_guest(vcpu, VM_CRASHED);
	default:
		return end_guest(vcpu, VM_UNKNOWN_EXIT);
	}
}

static enum run_verdict handle_exit(struct vcpu *vcpu)
{
	switch (vcpu->run->exit_reason) {
	case KVM_EXIT_IO:
		return exit_io(vcpu);
	case KVM_EXIT_MMIO:
		return exit_mmio(vcpu);
	case KVM_EXIT_INTR:
		return RUN_AGAIN;
	case KVM_EXIT_SHUTDOWN:
		return end_guest(vcpu, VM_TRIPLE_FAULTED);
	case KVM_EXIT_SYSTEM_EVENT:
		return exit_system_event(vcpu);
	case KVM_EXIT_INTERNAL_ERROR:
		return end_guest(vcpu, VM_INTERNAL_ERROR);
	case KVM_EXIT_FAIL_ENTRY:
		return end_guest(vcpu, VM_ENTRY_FAILED);
	default:
		return end_guest(vcpu, VM_UNKNOWN_EXIT);
	}
}

static void count_exit(struct vcpu *vcpu, u32 reason)
{
	if (reason >= VCPU_EXIT_COUNTERS)
		reason = VCPU_EXIT_COUNTERS - 1;
	vcpu->exits[reason]++;
}

/*
 * EINTR is a signal, or work that the host's kernel has for the thread; EAGAIN
 * an AP that has just been given INIT or SIPI. In all these cases kvm_run may
 * still hold the exit before: it is not looked at.
 */
static enum run_verdict run_failed(struct vcpu *vcpu, int error)
{
	if (error == EINTR || error == EAGAIN) {
		count_exit(vcpu, KVM_EXIT_INTR);
		return RUN_AGAIN;
	}
	vcpu->run_errno = error;
	return end_guest(vcpu, VM_RUN_FAILED);
}

static void *vcpu_thread(void *arg)
{
	struct vcpu *vcpu = arg;
	enum run_verdict verdict = RUN_AGAIN;

	/* Held by vm_run() until every thread can be kicked. */
	pthread_mutex_lock(&vcpu->vm->start_gate);
	pthread_mutex_unlock(&vcpu->vm->start_gate);

	while (verdict == RUN_AGAIN && vcpu->vm->end == VM_RUNS) {
		if (ioctl(vcpu->fd, KVM_RUN, 0) < 0) {
			verdict = run_failed(vcpu, errno);
			continue;
		}
		count_exit(vcpu, vcpu->run->exit_reason);
		verdict = handle_exit(vcpu);
	}
	return NULL;
}

void kick_thread(pthread_t thread)
{
	pthread_kill(thread, KICK_SIGNAL);
}

/*
 * The flag stops a vCPU that is about to enter, the signal one that is inside.
 * The flag goes first: a signal that finds the thread outside KVM_RUN does
 * nothing, and the flag is then there for the next entry.
 */
void vcpu_kick(struct vcpu *vcpu)
{
	vcpu->run->immediate_exit = 1;
	if (vcpu->has_thread)
		kick_thread(vcpu->thread);
}

static void kicked(int signal)
{
	(void)signal;
}

/* No SA_RESTART: an interrupted KVM_RUN must come back. */
static enum launcher_code prepare_kick_signal(void)
{
	struct sigaction action = { .sa_handler = kicked };
	sigset_t mask;

	if (sigaction(KICK_SIGNAL, &action, NULL) < 0)
		return host_err("sigaction: %s", strerror(errno));
	/* A mask is inherited: whoever started us may have blocked it. */
	sigemptyset(&mask);
	sigaddset(&mask, KICK_SIGNAL);
	pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
	return LAUNCHER_OK;
}

/* For whoever looks at the host with top or perf; 15 characters at most. */
static void name_thread(struct vcpu *vcpu)
{
	char name[16];

	snprintf(name, sizeof(name), "vcpu%u", vcpu->index);
	pthread_setname_np(vcpu->thread, name);
}

static enum launcher_code start_threads(struct vm *vm)
{
	unsigned int i;

	for (i = 0; i < vm->nr_vcpus; i++) {
		struct vcpu *vcpu = &vm->vcpu[i];
		int error = pthread_create(&vcpu->thread, NULL, vcpu_thread,
					   vcpu);

		if (error)
			return host_err("thread of vCPU %u: %s", i,
					strerror(error));
		vcpu->has_thread = true;
		name_thread(vcpu);
	}
	return LAUNCHER_OK;
}

static void join_thread(struct vcpu *vcpu)
{
	struct timespec until;

	/*
	 * Again and again: a kick that arrives just before the thread sleeps
	 * in a system call other than KVM_RUN, which has no immediate_exit,
	 * is lost.
	 */
	for (;;) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		if (!pthread_timedjoin_np(vcpu->thread, NULL, &until))
			return;
		vcpu_kick(vcpu);
	}
}

static void join_threads(struct vm *vm)
{
	unsigned int i;

	for (i = 0; i < vm->nr_vcpus; i++) {
		if (vm->vcpu[i].has_thread)
			join_thread(&vm->vcpu[i]);
	}
}

enum launcher_code vm_run(struct vm *vm)
{
	enum launcher_code code;

	code = prepare_kick_signal();
	if (!code)
		code = console_open(&vm->console);
	if (code)
		return code;

	pthread_mutex_lock(&vm->start_gate);
	code = start_threads(vm);
	if (!code)
		code = virtio_start(vm);
	if (code)
		vm_stop(vm, VM_QUIT, NULL);
	pthread_mutex_unlock(&vm->start_gate);

	if (!code)
		console_serve(vm);
	join_threads(vm);
	virtio_join(vm);
	console_close(&vm->console);
	return code;
}
