/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For suites of either architecture: a device in the kernel, and the exits to
 * userspace. To be included once, after the vCPU.
 */
#ifndef AIRLOCK_KUNIT_FAKE_DEVICE_H
#define AIRLOCK_KUNIT_FAKE_DEVICE_H

/* Where the device in the kernel answers, and userspace's begin. */
#define DEVICE		0x20000000ULL
#define DEVICE_PORT	0x20ULL
#define USER		0x40000000ULL
#define USER_PORT	0x80

/* The device: reads give its value, writes change it. */
static struct {
	unsigned int reads;
	unsigned int writes;
	gpa_t addr;
	unsigned int len;
	u64 value;
} dev;

static bool is_device(enum airlock_bus bus, gpa_t addr)
{
	if (bus == AIRLOCK_BUS_PIO)
		return addr == DEVICE_PORT;
	return addr >= DEVICE && addr < DEVICE + PAGE_SIZE;
}

int airlock_iobus_read(struct airlock_vcpu *vcpu, enum airlock_bus bus,
		       gpa_t addr, unsigned int len, void *data)
{
	if (!is_device(bus, addr))
		return -EOPNOTSUPP;
	dev.reads++;
	dev.addr = addr;
	dev.len = len;
	memcpy(data, &dev.value, len);
	return 0;
}

int airlock_iobus_write(struct airlock_vcpu *vcpu, enum airlock_bus bus,
			gpa_t addr, unsigned int len, const void *data)
{
	if (!is_device(bus, addr))
		return -EOPNOTSUPP;
	dev.writes++;
	dev.addr = addr;
	dev.len = len;
	dev.value = 0;
	memcpy(&dev.value, data, len);
	return 0;
}

/* As user_exit.c. */
int airlock_exit_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, bool write,
		      unsigned int len, const void *data)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_MMIO;
	run->mmio.phys_addr = gpa;
	run->mmio.len = len;
	run->mmio.is_write = write;
	memset(run->mmio.data, 0, sizeof(run->mmio.data));
	if (write)
		memcpy(run->mmio.data, data, len);
	return AIRLOCK_TO_USER;
}

int airlock_exit_internal(struct airlock_vcpu *vcpu, u32 suberror,
			  unsigned int ndata, const u64 *data)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_INTERNAL_ERROR;
	run->internal.suberror = suberror;
	run->internal.ndata = ndata;
	memcpy(run->internal.data, data, ndata * sizeof(*data));
	return AIRLOCK_TO_USER;
}

/* What run.c does at the next KVM_RUN. */
static int next_run(void)
{
	int (*complete)(struct airlock_vcpu *vcpu) = vcpu->complete;

	vcpu->complete = NULL;
	return complete(vcpu);
}

#endif /* AIRLOCK_KUNIT_FAKE_DEVICE_H */
