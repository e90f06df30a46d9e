// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual-processor identifiers. A VPID that comes back may have translations
 * left in some CPU's TLB; INVEPT on arrival there takes them away, since every
 * combined mapping is tagged with the EPT pointer as well, and a new VM's table
 * is flushed before its first entry. SDM 3C "Caching Translation Information"
 */
#include <linux/idr.h>

#include "caps.h"
#include "vpid.h"

static DEFINE_IDA(vpids);

u16 airlock_vmx_vpid_alloc(void)
{
	int vpid;

	if (!airlock_vmx_caps.vpid)
		return 0;
	vpid = ida_alloc_range(&vpids, 1, U16_MAX, GFP_KERNEL);
	/* Without one the CPU flushes at every entry and exit: slow, not wrong. */
	return vpid < 0 ? 0 : vpid;
}

void airlock_vmx_vpid_free(u16 vpid)
{
	if (vpid)
		ida_free(&vpids, vpid);
}
