/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of MMIO: where operands are, and how to get at them. */
#ifndef AIRLOCK_X86_MMIO_ACCESS_H
#define AIRLOCK_X86_MMIO_ACCESS_H

#include "mmio.h"

/**
 * x86_mmio_place - find the operands of vcpu->arch.mmio.op in memory.
 * @vcpu: the vCPU.
 * @atomic: X86_GVA_ATOMIC or 0.
 *
 * Return: as x86_gva_to_gpa(); for -EFAULT, fault and error are set.
 */
int x86_mmio_place(struct airlock_vcpu *vcpu, unsigned int atomic);

/* The next piece of an operand that lies in one page. */
gpa_t x86_operand_piece(const struct x86_operand *o, unsigned int *len);

/**
 * x86_mmio_load - read a piece of an operand from memory or a device.
 * @vcpu: the vCPU.
 * @o: the operand; the bytes go behind those that are done.
 * @gpa: of the piece.
 * @len: of the piece.
 * @atomic: X86_GVA_ATOMIC or 0.
 *
 * Return: 0; -EOPNOTSUPP: the device is userspace's; -EAGAIN: only in process
 * context can we tell.
 */
int x86_mmio_load(struct airlock_vcpu *vcpu, struct x86_operand *o, gpa_t gpa,
		  unsigned int len, unsigned int atomic);

/* As x86_mmio_load(), for a write. */
int x86_mmio_store(struct airlock_vcpu *vcpu, const struct x86_operand *o,
		   gpa_t gpa, unsigned int len, unsigned int atomic);

/**
 * x86_device_read - read from a device in the kernel.
 * @vcpu: the vCPU.
 * @gpa: where.
 * @len: bytes, in one page.
 * @data: where to.
 *
 * Return: 0, or -EOPNOTSUPP if the device is userspace's.
 */
int x86_device_read(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		    void *data);
int x86_device_write(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		     const void *data);

#endif /* AIRLOCK_X86_MMIO_ACCESS_H */
