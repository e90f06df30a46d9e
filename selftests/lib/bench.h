/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of round trips that bench_exit measures, and what its rows share.
 *
 * A row is either guest code, timed in the guest with the time-stamp counter,
 * or host code, timed in the launcher. Both give samples; what an empty row
 * gives is subtracted from all.
 */
#ifndef TEST_BENCH_H
#define TEST_BENCH_H

#include "guest.h"
#include "vm.h"

#define BENCH_MAX_SAMPLES	1024
/* Memory of the rows that touch a page each, in slot 1. */
#define BENCH_MEM_GPA		0x40000000UL
#define BENCH_MEM_SIZE		(BENCH_MAX_SAMPLES * BENCH_BATCH * 4096UL)

struct bench;

/**
 * struct bench_row - one round trip.
 * @name: one word, the key in result and budget files.
 * @what: the same for people.
 * @vm_flags: VM_* the row's VM is created with.
 * @samples: at most so many, 0 for as many as asked for.
 * @prep: host, before the first sample; NULL for none. Returns why the row
 *	cannot be measured here, or NULL.
 * @guest_prep: guest, before the first sample; NULL for none.
 * @guest: guest, the round trip; NULL for a row of the host.
 * @host: host, the round trip.
 * @sync: host, answers a guest_sync() of @guest_prep.
 * @wake: host, wakes a guest that sleeps; called by the row's second thread.
 * @exit: host, answers an exit to userspace; NULL if any exit but the guest's
 *	end is an error.
 * @post: host, after the last sample; NULL for none.
 */
struct bench_row {
	const char *name;
	const char *what;
	unsigned int vm_flags;
	unsigned int samples;
	const char *(*prep)(struct bench *b);
	void (*guest_prep)(void);
	void (*guest)(void);
	void (*host)(struct bench *b);
	void (*sync)(struct bench *b);
	void (*wake)(struct bench *b);
	void (*exit)(struct bench *b);
	void (*post)(struct bench *b);
};

/* What the row's functions on the host get. */
struct bench {
	const struct bench_row *row;
	struct test_vm vm;
	struct test_vcpu *vcpu;
	unsigned int nr;
	unsigned long handle;		/* of the row's second thread */
	volatile int stop;		/* for that thread */
	void *mem;
	size_t mem_size;
	int fd;
};

#define GUEST_ROW(_name, _what, _guest, ...) \
	{ .name = _name, .what = _what, .guest = _guest, __VA_ARGS__ }
#define HOST_ROW(_name, _what, _host, ...) \
	{ .name = _name, .what = _what, .host = _host, __VA_ARGS__ }

/* bench_common.c: what rows of every architecture are made of. */
extern volatile int bench_halting;	/* guest's copy: about to sleep */
void bench_guest_empty(void);
void bench_guest_mmio_write(void);
void bench_guest_mmio_read(void);
void bench_guest_prep_page(void);
void bench_guest_page(void);
void bench_exit_ignore(struct bench *b);
const char *bench_prep_ioeventfd(struct bench *b, __u64 addr, __u32 flags,
				 __u32 len);
void bench_post_close(struct bench *b);
const char *bench_prep_waker(struct bench *b);
void bench_post_waker(struct bench *b);
void bench_wake_eventfd(struct bench *b);
const char *bench_prep_sleep(struct bench *b);
void bench_host_sleep(struct bench *b);
void bench_post_sleep(struct bench *b);
const char *bench_prep_pages_absent(struct bench *b);
const char *bench_prep_pages_present(struct bench *b);
void bench_post_pages(struct bench *b);
const char *bench_prep_slot(struct bench *b);
void bench_host_slot(struct bench *b);
void bench_host_empty(struct bench *b);
void bench_host_syscall(struct bench *b);
void bench_host_ioctl(struct bench *b);
const char *bench_prep_immediate_exit(struct bench *b);
void bench_host_run(struct bench *b);

/* The architecture's rows, ended by one without a name; the first is empty. */
extern const struct bench_row bench_rows[];

#endif /* TEST_BENCH_H */
