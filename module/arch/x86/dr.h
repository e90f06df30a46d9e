/* SPDX-License-Identifier: GPL-2.0 */
/* Bits of DR6 and DR7. SDM 3B "Debug Registers" */
#ifndef AIRLOCK_X86_DR_H
#define AIRLOCK_X86_DR_H

#include <linux/bits.h>

#define X86_DR6_TRAPS		0xfUL		/* B0 to B3 */
#define X86_DR6_BD		BIT(13)
#define X86_DR6_BS		BIT(14)
#define X86_DR6_BT		BIT(15)
#define X86_DR6_FIXED_1		0xffff0ff0UL
#define X86_DR6_WRITABLE	(X86_DR6_TRAPS | X86_DR6_BD | X86_DR6_BS | \
				 X86_DR6_BT)

#define X86_DR7_ENABLES		0xffUL		/* L0, G0 to L3, G3 */
#define X86_DR7_GD		BIT(13)
#define X86_DR7_FIXED_1		BIT(10)
#define X86_DR7_WRITABLE	0xffff2bffUL

#endif /* AIRLOCK_X86_DR_H */
