/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few words that the whole launcher shares: integer names, alignment, and
 * little-endian access to bytes whose alignment nobody promises.
 */
#ifndef LAUNCHER_UTIL_H
#define LAUNCHER_UTIL_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The kernel's own, whose 64-bit one is long long on every architecture. */
typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#ifndef __packed
#define __packed		__attribute__((packed))
#endif
#ifndef __printf
#define __printf(fmt, args)	__attribute__((format(printf, fmt, args)))
#endif

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#endif

#ifndef BIT
#define BIT(n)			(1U << (n))
#endif
#define KIB			(1ULL << 10)
#define MIB			(1ULL << 20)
#define GIB			(1ULL << 30)
#define TIB			(1ULL << 40)

#define PAGE_BYTES		4096ULL

static inline u64 align_down(u64 value, u64 alignment)
{
	return value & ~(alignment - 1);
}

static inline u64 align_up(u64 value, u64 alignment)
{
	return align_down(value + alignment - 1, alignment);
}

static inline bool is_power_of_two(u64 value)
{
	return value && !(value & (value - 1));
}

static inline u64 min_u64(u64 a, u64 b)
{
	return a < b ? a : b;
}

/* Both architectures that airlock runs on are little-endian, as KVM's data is. */
static inline u64 load_le(const void *from, size_t size)
{
	u64 value = 0;

	memcpy(&value, from, size);
	return value;
}

static inline void store_le(void *to, size_t size, u64 value)
{
	memcpy(to, &value, size);
}

#endif /* LAUNCHER_UTIL_H */
