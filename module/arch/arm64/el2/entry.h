/* SPDX-License-Identifier: GPL-2.0 */
/* What entry.S, vectors.S and the C around them share. */
#ifndef EL2_ENTRY_H
#define EL2_ENTRY_H

/* How the guest was left: the offset in the vector table says it. */
#define EL2_LEFT_SYNC		0
#define EL2_LEFT_IRQ		1
#define EL2_LEFT_FIQ		2
#define EL2_LEFT_SERROR		3
#define EL2_LEFT_ILLEGAL	4
/* ... and on the way out an SError of the guest's making came in. */
#define EL2_LEFT_SERROR_BIT	31

/* Where the stub's stack frame has the address of struct arm64_regs. */
#define EL2_FRAME_REGS		112

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct arm64_regs;

/* The stub. Context: EL2, every exception masked, the guest's vectors set. */
u32 airlock_el2_enter_guest(struct arm64_regs *regs);

/* VBAR_EL2 while a guest runs. */
extern const char airlock_el2_guest_vectors[];

#endif /* __ASSEMBLY__ */
#endif /* EL2_ENTRY_H */
