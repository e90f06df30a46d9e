/* SPDX-License-Identifier: GPL-2.0 */
/* Virtual-processor identifiers: one a vCPU, 0 when there is none to be had. */
#ifndef VMX_VPID_H
#define VMX_VPID_H

#include <linux/types.h>

u16 airlock_vmx_vpid_alloc(void);
void airlock_vmx_vpid_free(u16 vpid);

#endif /* VMX_VPID_H */
