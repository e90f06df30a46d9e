/* SPDX-License-Identifier: GPL-2.0 */
/* IN, OUT, INS and OUTS. */
#ifndef AIRLOCK_X86_PIO_H
#define AIRLOCK_X86_PIO_H

#include <linux/bits.h>

#include "types.h"

/**
 * struct x86_pio - a port access on its way to userspace and back.
 * @rip: of the instruction: if userspace moved it, the access is void
 * @count: elements that userspace was asked for
 * @port: the port
 * @size: bytes of an element
 * @len: length of the instruction
 * @rep: it has a REP prefix
 */
struct x86_pio {
	u64 rip;
	u32 count;
	u16 port;
	u8 size;
	u8 len;
	bool rep;
};

/* What the exit says of the instruction. */
#define X86_PIO_IN		BIT(0)
#define X86_PIO_STRING		BIT(1)
#define X86_PIO_REP		BIT(2)

/**
 * x86_pio - the guest executed IN, OUT, INS or OUTS.
 * @vcpu: the vCPU.
 * @port: which port.
 * @size: 1, 2 or 4.
 * @flags: X86_PIO_*.
 * @len: length of the instruction.
 *
 * Permissions (IOPL, the I/O bitmap of the TSS) have been checked by the CPU.
 *
 * Context: in the guest context.
 * Return: a verdict or a negative errno.
 */
int x86_pio(struct airlock_vcpu *vcpu, u16 port, unsigned int size,
	    unsigned int flags, unsigned int len);

#endif /* AIRLOCK_X86_PIO_H */
