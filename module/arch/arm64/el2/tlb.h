/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cached translations of guests. The operations take EL2; this is their one
 * source, compiled as the switch is. Arm ARM "TLB maintenance instructions".
 */
#ifndef EL2_TLB_H
#define EL2_TLB_H

#include <linux/types.h>

/**
 * enum el2_tlb_op - what to forget.
 * @EL2_TLB_VM: everything of the current VM, on all CPUs
 * @EL2_TLB_CPU: what the guest itself made be cached (stage 1), on this CPU:
 *	another vCPU of the VM was here, with address spaces of its own
 * @EL2_TLB_PAGE: one page of the VM's, on this CPU
 * @EL2_TLB_ALL: everything of all VMs, on this CPU
 * @EL2_TLB_OWN: of EL2's own addresses, on all CPUs; an nVHE host has them
 */
enum el2_tlb_op {
	EL2_TLB_VM,
	EL2_TLB_CPU,
	EL2_TLB_PAGE,
	EL2_TLB_ALL,
	EL2_TLB_OWN,
};

#endif /* EL2_TLB_H */
