/* SPDX-License-Identifier: GPL-2.0 */
/* Guest state that lives in the VMCS. */
#ifndef VMX_STATE_H
#define VMX_STATE_H

#include "types.h"

/*
 * The VMCS is current. Values have been checked; what follows from them
 * (EFER.LMA, the entry controls, flushes) is done here.
 */
void airlock_vmx_set_cr0(struct airlock_vcpu *vcpu, u64 cr0);
void airlock_vmx_set_cr4(struct airlock_vcpu *vcpu, u64 cr4);
void airlock_vmx_set_efer(struct airlock_vcpu *vcpu, u64 efer);

/**
 * airlock_vmx_uses_pdptes - does the guest use PAE paging?
 * @table: where its page-directory-pointer table is, if it does.
 *
 * Under EPT the CPU takes the four entries from the VMCS; where we change the
 * paging mode for the guest, we load them. SDM 3A "PDPTE Registers"
 */
bool airlock_vmx_uses_pdptes(gpa_t *table);
void airlock_vmx_write_pdptes(const u64 *pdpte);

/* CR0 and CR4 as the guest reads them. */
u64 airlock_vmx_cr0(void);
u64 airlock_vmx_cr4(void);

#endif /* VMX_STATE_H */
