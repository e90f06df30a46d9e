// SPDX-License-Identifier: GPL-2.0
/* What the rows of bench_exit are made of, whatever the architecture. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

volatile int bench_halting;
static unsigned long bench_page;	/* guest's copy: next page to touch */

void bench_guest_empty(void)
{
}

void bench_guest_mmio_write(void)
{
	*(volatile __u32 *)GUEST_MMIO = 1;
}

void bench_guest_mmio_read(void)
{
	(void)*(volatile __u32 *)GUEST_MMIO;
}

void bench_exit_ignore(struct bench *b)
{
}

const char *bench_prep_ioeventfd(struct bench *b, __u64 addr, __u32 flags,
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

void bench_post_close(struct bench *b)
{
	close(b->fd);
}

/*
 * The waker runs on the vCPU's CPU at a lower priority, so that it gets there
 * exactly when the vCPU's thread sleeps.
 */
static void *waker(void *data)
{
	struct bench *b = data;
	volatile int *halting = &GUEST_VAR(&b->vm, bench_halting);

	while (!b->stop) {
		if (*halting) {
			*halting = 0;
			b->row->wake(b);
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

const char *bench_prep_waker(struct bench *b)
{
	pthread_t handle;

	test_pin(0);
	b->stop = 0;
	if (pthread_create(&handle, NULL, waker, b))
		return "no second thread";
	b->handle = handle;
	set_priority(SCHED_FIFO, 1);
	return NULL;
}

void bench_post_waker(struct bench *b)
{
	set_priority(SCHED_OTHER, 0);
	b->stop = 1;
	pthread_join(b->handle, NULL);
}

void bench_wake_eventfd(struct bench *b)
{
	__u64 one = 1;

	if (write(b->fd, &one, sizeof(one)) != sizeof(one))
		test_die("eventfd: %m");
}

/*
 * What the host takes for it, without any guest: a thread that sleeps in a
 * system call, and another that wakes it.
 */
const char *bench_prep_sleep(struct bench *b)
{
	b->fd = eventfd(0, EFD_CLOEXEC);
	return bench_prep_waker(b);
}

void bench_host_sleep(struct bench *b)
{
	__u64 count;

	GUEST_VAR(&b->vm, bench_halting) = 1;
	if (read(b->fd, &count, sizeof(count)) != sizeof(count))
		test_die("eventfd: %m");
}

void bench_post_sleep(struct bench *b)
{
	bench_post_waker(b);
	close(b->fd);
}

/* Memory. */

const char *bench_prep_pages_absent(struct bench *b)
{
	b->mem_size = BENCH_MEM_SIZE;
	b->mem = test_pages(b->mem_size, MAP_PRIVATE);
	vm_slot(&b->vm, 1, BENCH_MEM_GPA, b->mem_size, b->mem, 0);
	return NULL;
}

const char *bench_prep_pages_present(struct bench *b)
{
	bench_prep_pages_absent(b);
	memset(b->mem, 1, b->mem_size);
	return NULL;
}

void bench_post_pages(struct bench *b)
{
	munmap(b->mem, b->mem_size);
}

void bench_guest_prep_page(void)
{
	bench_page = BENCH_MEM_GPA;
}

void bench_guest_page(void)
{
	*(volatile __u8 *)bench_page = 1;
	bench_page += 4096;
}

const char *bench_prep_slot(struct bench *b)
{
	b->mem_size = 4096;
	b->mem = test_pages(b->mem_size, MAP_PRIVATE);
	return NULL;
}

void bench_host_slot(struct bench *b)
{
	vm_slot(&b->vm, 1, BENCH_MEM_GPA, b->mem_size, b->mem, 0);
	vm_slot(&b->vm, 1, BENCH_MEM_GPA, 0, b->mem, 0);
}

/* The launcher's own calls. */

void bench_host_empty(struct bench *b)
{
}

void bench_host_syscall(struct bench *b)
{
	syscall(SYS_getppid);
}

void bench_host_ioctl(struct bench *b)
{
	ioctl(b->vcpu->fd, KVM_RUN, 1UL);	/* EINVAL, the lock taken */
}

const char *bench_prep_immediate_exit(struct bench *b)
{
	b->vcpu->run->immediate_exit = 1;
	/* The first run makes ready what the others find. */
	vcpu_run(b->vcpu);
	return NULL;
}

void bench_host_run(struct bench *b)
{
	ioctl(b->vcpu->fd, KVM_RUN, 0);
}
