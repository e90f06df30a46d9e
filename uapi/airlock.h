/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What airlock has and KVM has not.
 *
 * /dev/airlock speaks the KVM ioctl ABI of <linux/kvm.h>; this header adds to
 * it. Nothing here is needed to run a guest: these calls are for seeing inside.
 */
#ifndef _UAPI_AIRLOCK_H
#define _UAPI_AIRLOCK_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* The node that misc_register() makes. */
#define AIRLOCK_DEVICE_NAME	"airlock"
#define AIRLOCK_DEVICE_PATH	"/dev/" AIRLOCK_DEVICE_NAME

/* Answer of AIRLOCK_GET_VERSION; grows with every incompatible change. */
#define AIRLOCK_VERSION		1

/*
 * ioctl type of our extensions. KVM's is 0xAE: a type of our own keeps the two
 * number spaces apart for good.
 */
#define AIRLOCK_IO		0xA9

/**
 * AIRLOCK_GET_VERSION - which revision of this header the module implements.
 *
 * Kind: device ioctl. Argument: none, must be 0.
 * Return: AIRLOCK_VERSION, or -EINVAL if the argument is not 0.
 */
#define AIRLOCK_GET_VERSION	_IO(AIRLOCK_IO, 0x00)

/* airlock_stats_config.flags: time every exit, not only count it. */
#define AIRLOCK_STATS_TIME	(1U << 0)

/**
 * struct airlock_stats_config - what is recorded of the exits of a VM.
 * @flags: AIRLOCK_STATS_*; counting needs no flag and is always on.
 * @reserved: must be 0.
 */
struct airlock_stats_config {
	__u32 flags;
	__u32 reserved;
};

/**
 * AIRLOCK_SET_STATS - choose what is recorded of the exits of a VM.
 *
 * Kind: VM ioctl. Counters already gathered are kept.
 * Return: 0, -EFAULT for a bad pointer, -EINVAL for an unknown flag or a
 * reserved field that is not 0.
 */
#define AIRLOCK_SET_STATS	_IOW(AIRLOCK_IO, 0x01, struct airlock_stats_config)

#define AIRLOCK_EXIT_NAME_LEN	24

/**
 * struct airlock_exit_row - how often one exit reason was met, at what cost.
 * @name: the reason in the manual's words, NUL-terminated.
 * @reason: the basic exit reason (x86) or exception class (arm64).
 * @reserved: 0.
 * @light: exits that the module handled and re-entered the guest from.
 * @heavy: exits that returned to userspace.
 * @light_ticks: time-stamp-counter ticks (x86) or system-counter ticks (arm64)
 *	from the landing of the exit to the verdict of its handler, light exits
 *	only; 0
 *	while AIRLOCK_STATS_TIME is off.
 * @heavy_ticks: the same from the landing to the return from KVM_RUN.
 */
struct airlock_exit_row {
	char name[AIRLOCK_EXIT_NAME_LEN];
	__u32 reason;
	__u32 reserved;
	__u64 light;
	__u64 heavy;
	__u64 light_ticks;
	__u64 heavy_ticks;
};

/**
 * struct airlock_exit_stats - the exits of one vCPU since it was created.
 * @nr: in: how many @rows there is room for; out: how many there are.
 * @reserved: must be 0.
 * @rows: one for every reason that was met at least once, in the order of
 *	@reason.
 */
struct airlock_exit_stats {
	__u32 nr;
	__u32 reserved;
	struct airlock_exit_row rows[];
};

/**
 * AIRLOCK_GET_EXIT_STATS - read the exit counters of a vCPU.
 *
 * Kind: vCPU ioctl; waits for a KVM_RUN in flight, as every vCPU ioctl does.
 * Return: 0, -E2BIG if @nr is too small (the needed number is written to @nr),
 * -EFAULT for a bad pointer, -EINVAL if @reserved is not 0.
 */
#define AIRLOCK_GET_EXIT_STATS	_IOWR(AIRLOCK_IO, 0x02, struct airlock_exit_stats)

#endif /* _UAPI_AIRLOCK_H */
