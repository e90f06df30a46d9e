// SPDX-License-Identifier: GPL-2.0
/* IN and OUT: to a device in the kernel, else to userspace. */
#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include "airlock.h"
#include "mmio_insn.h"
#include "pio.h"

int x86_pio_device_read(struct airlock_vcpu *vcpu, void *data)
{
	const struct x86_pio *pio = &vcpu->arch.pio;
	int err;

	preempt_disable();
	err = airlock_iobus_read(vcpu, AIRLOCK_BUS_PIO, pio->port, pio->size,
				 data);
	preempt_enable();
	return err;
}

int x86_pio_device_write(struct airlock_vcpu *vcpu, const void *data)
{
	const struct x86_pio *pio = &vcpu->arch.pio;
	int err;

	preempt_disable();
	err = airlock_iobus_write(vcpu, AIRLOCK_BUS_PIO, pio->port, pio->size,
				  data);
	preempt_enable();
	return err;
}

/* The data is, or will be, in vcpu->pio_data: page 1 of the vCPU's mapping. */
int x86_pio_exit(struct airlock_vcpu *vcpu, unsigned int count)
{
	const struct x86_pio *pio = &vcpu->arch.pio;
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_IO;
	run->io.direction = pio->flags & X86_PIO_IN ? KVM_EXIT_IO_IN :
						      KVM_EXIT_IO_OUT;
	run->io.size = pio->size;
	run->io.port = pio->port;
	run->io.count = count;
	run->io.data_offset = KVM_PIO_PAGE_OFFSET * PAGE_SIZE;
	return AIRLOCK_TO_USER;
}

static void in_done(struct airlock_vcpu *vcpu, u32 value)
{
	const struct x86_pio *pio = &vcpu->arch.pio;

	x86_reg_write(&vcpu->arch.regs, X86_RAX, pio->size, false, value);
	airlock_x86_skip(vcpu, pio->len);
}

static int complete_in(struct airlock_vcpu *vcpu)
{
	u32 value = 0;

	/* Userspace has moved the vCPU elsewhere: nobody waits for it. */
	if (airlock_x86_rip(vcpu) != vcpu->arch.pio.rip)
		return AIRLOCK_RESUME;
	memcpy(&value, vcpu->pio_data, vcpu->arch.pio.size);
	in_done(vcpu, value);
	return AIRLOCK_RESUME;
}

static int pio_in(struct airlock_vcpu *vcpu)
{
	u32 value = 0;

	if (!x86_pio_device_read(vcpu, &value)) {
		in_done(vcpu, value);
		return AIRLOCK_RESUME;
	}
	vcpu->arch.pio.rip = airlock_x86_rip(vcpu);
	vcpu->complete = complete_in;
	return x86_pio_exit(vcpu, 1);
}

/* Nothing comes back from an OUT: it is over before userspace has seen it. */
static int pio_out(struct airlock_vcpu *vcpu)
{
	const struct x86_pio *pio = &vcpu->arch.pio;
	u32 value = vcpu->arch.regs.gpr[X86_RAX];

	airlock_x86_skip(vcpu, pio->len);
	if (!x86_pio_device_write(vcpu, &value))
		return AIRLOCK_RESUME;
	memcpy(vcpu->pio_data, &value, pio->size);
	return x86_pio_exit(vcpu, 1);
}

int x86_pio(struct airlock_vcpu *vcpu, u16 port, unsigned int size,
	    unsigned int flags, unsigned int len)
{
	vcpu->arch.pio = (struct x86_pio){
		.port = port, .size = size, .flags = flags, .len = len,
	};
	if (unlikely(flags & X86_PIO_STRING)) {
		vcpu->deferred = x86_pio_string;
		return AIRLOCK_DEFER;
	}
	return flags & X86_PIO_IN ? pio_in(vcpu) : pio_out(vcpu);
}
