// SPDX-License-Identifier: GPL-2.0
/* One instruction with a value of the caller's in each general register. */
#include "trip.h"

void trip_fill(struct trip *trip, __u8 seed)
{
	unsigned int i;

	for (i = 0; i < FLAGS; i++)
		trip->in[i] = 0x0101010101010101UL * (__u8)(seed + i);
	trip->in[FLAGS] = seed & 1 ? FLAGS_ODD : FLAGS_EVEN;
}

/* The number of a register that changed but should not have, or -1. */
int trip_differs(const struct trip *trip, __u32 changes)
{
	unsigned int i;

	for (i = 0; i < FLAGS; i++)
		if (!(changes & BIT(i)) && trip->in[i] != trip->out[i])
			return i;
	/* IF may be the host's to choose. */
	return (trip->in[FLAGS] ^ trip->out[FLAGS]) & ~FLAGS_IF ? FLAGS : -1;
}
