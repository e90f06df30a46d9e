/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's accesses to devices. */
#ifndef AIRLOCK_ARM64_MMIO_H
#define AIRLOCK_ARM64_MMIO_H

#include "mmio_insn.h"
#include "types.h"

/**
 * struct arm64_mmio - an access under way [v].
 * @gpa: of the exit; of the access itself, if the CPU described it.
 * @far: of the exit.
 * @esr: of the exit.
 * @bytes: what is moved, if the CPU described the access: as in memory.
 * @pc: the instruction; if userspace moves the PC, the access is void.
 * @lost_pc: where the tables last led to no instruction.
 * @len: bytes that userspace was asked for.
 * @ready: the instruction is known, and where it goes: what follows holds.
 * @insn: its word.
 * @ls: what it does.
 * @address: guest virtual address of the first byte.
 * @base: what the base register becomes.
 * @page: guest physical address of the first byte, and of the second page's.
 * @first: bytes of the access in the first page.
 * @known: that page is the exit's: no memory.
 * @done: bytes done.
 * @data: what is moved.
 */
struct arm64_mmio {
	gpa_t gpa;
	gva_t far;
	u64 esr;
	__le64 bytes;
	u64 pc;
	u64 lost_pc;
	unsigned int len;
	bool ready;
	u32 insn;
	struct arm64_ls ls;
	u64 address;
	u64 base;
	gpa_t page[2];
	bool known[2];
	u8 first;
	u8 done;
	u8 data[ARM64_LS_MAX];
};

/**
 * arm64_mmio - a data abort where the guest has no memory.
 * @vcpu: the vCPU.
 * @gpa: guest physical address that was accessed.
 * @esr: ESR_EL2 of the exit.
 * @far: FAR_EL2 of the exit.
 *
 * Devices in the kernel are asked first, then userspace. Without a description
 * by the CPU (ESR's ISV) the instruction is fetched and decoded. What no device
 * can do, exclusives and atomics, is an external abort for the guest.
 *
 * Context: interrupts on, preemption off; does not sleep.
 * Return: a verdict.
 */
int arm64_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr, gva_t far);

/**
 * arm64_mmio_insn - carry out the instruction that an exit does not describe.
 * @vcpu: the vCPU; vcpu->arch.mmio has the exit.
 *
 * Context and return: as arm64_mmio().
 */
int arm64_mmio_insn(struct airlock_vcpu *vcpu);

/* Is the guest's data big-endian, as things stand? */
bool arm64_guest_big_endian(struct airlock_vcpu *vcpu);

/* Devices in the kernel. Return: 0, or -EOPNOTSUPP if it is userspace's. */
int arm64_device_read(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		      void *data);
int arm64_device_write(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		       const void *data);

/* mmio_data.c: between registers and the bytes of an access. */

/**
 * arm64_ls_address - where a load or store goes.
 * @vcpu: the vCPU.
 * @ls: the load or store.
 * @base: what the base register is afterwards, with ARM64_LS_WRITEBACK.
 *
 * Return: the guest virtual address.
 */
u64 arm64_ls_address(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
		     u64 *base);

/* Fill @data as it will be in memory, from registers; and the reverse. */
void arm64_ls_gather(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
		     bool big_endian, u8 *data);
void arm64_ls_scatter(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
		      bool big_endian, const u8 *data);

/* The base register, with its new value. */
void arm64_ls_write_back(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
			 u64 base);

#endif /* AIRLOCK_ARM64_MMIO_H */
