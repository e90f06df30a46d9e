/* SPDX-License-Identifier: GPL-2.0 */
/* Between cacheid.c and what it asks of the host's CPUs. */
#ifndef AIRLOCK_ARM64_CACHEID_H
#define AIRLOCK_ARM64_CACHEID_H

#include <linux/bits.h>
#include <linux/types.h>

/* CTR_EL0: DIC, IDC, DminLine, IminLine. */
#define ARM64_CTR_WRITABLE	(GENMASK_ULL(29, 28) | GENMASK_ULL(19, 16) | \
				 GENMASK_ULL(3, 0))
/* CLIDR_EL1: seven cache types, the levels, ICB; no tags. */
#define ARM64_CLIDR_WRITABLE	GENMASK_ULL(32, 0)

enum arm64_host_cacheid {
	ARM64_HOST_MIDR,
	ARM64_HOST_REVIDR,
	ARM64_HOST_AIDR,
	ARM64_HOST_CLIDR,
	ARM64_HOST_CTR,
};

/* Of this CPU, or of one when the module was loaded. */
u64 arm64_host_cacheid(enum arm64_host_cacheid reg);

/* CCSIDR_EL1 of a cache, 0 where there is none; as when we were loaded. */
u64 arm64_host_ccsidr(unsigned int cache);

/* Does the host say that CPUs' CTR_EL0 differ, or have to be overridden? */
bool arm64_host_ctr_differs(void);

/* Read them. */
void arm64_host_cacheid_init(void);

#endif /* AIRLOCK_ARM64_CACHEID_H */
