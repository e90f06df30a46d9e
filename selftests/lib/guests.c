// SPDX-License-Identifier: GPL-2.0
/* Guests that more than one test runs. */
#include "vm.h"
#include "guest.h"

volatile __u32 guest_counts[TEST_MAX_VCPUS];

void guest_count_up(unsigned long id)
{
	for (;;) {
		guest_counts[id]++;
		arch_guest_light_exit();
	}
}

void guest_short(unsigned long arg)
{
	guest_sync(arg);
	guest_done();
}
