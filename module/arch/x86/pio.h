/* SPDX-License-Identifier: GPL-2.0 */
/* IN, OUT, INS and OUTS. */
#ifndef AIRLOCK_X86_PIO_H
#define AIRLOCK_X86_PIO_H

#include <linux/bits.h>

#include "types.h"

/**
 * struct x86_pio - the port access that is being carried out for the guest.
 * @rip: of the instruction: if userspace moves it, the access is void
 * @count: elements that userspace was asked for
 * @port: the port
 * @size: bytes of an element
 * @len: length of the instruction
 * @flags: X86_PIO_*
 */
struct x86_pio {
	u64 rip;
	u32 count;
	u16 port;
	u8 size;
	u8 len;
	u8 flags;
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
 * The CPU has checked the permissions: IOPL and the I/O bitmap of the TSS.
 *
 * Context: in the guest context.
 * Return: a verdict or a negative errno.
 */
int x86_pio(struct airlock_vcpu *vcpu, u16 port, unsigned int size,
	    unsigned int flags, unsigned int len);

/*
 * For pio_string.c, which has the instructions that copy from and to memory.
 * x86_pio_string() has the parameters in vcpu->arch.pio and may sleep; the
 * others do one element, and return 0, or -EOPNOTSUPP if the port is
 * userspace's; x86_pio_exit() is for those.
 */
int x86_pio_string(struct airlock_vcpu *vcpu);
int x86_pio_device_read(struct airlock_vcpu *vcpu, void *data);
int x86_pio_device_write(struct airlock_vcpu *vcpu, const void *data);
int x86_pio_exit(struct airlock_vcpu *vcpu, unsigned int count);

#endif /* AIRLOCK_X86_PIO_H */
