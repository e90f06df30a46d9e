// SPDX-License-Identifier: GPL-2.0
/*
 * Making a guest out of ioctls, and giving it back.
 */
#include "vm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../uapi/airlock.h"
#include "arch.h"
#include "run.h"
#include "virtio/slots.h"

/* What every architecture needs; arch_required_caps has the rest. */
static const struct required_cap required_caps[] = {
	{ KVM_CAP_USER_MEMORY, "KVM_CAP_USER_MEMORY" },
	{ KVM_CAP_IRQCHIP, "KVM_CAP_IRQCHIP" },
	{ KVM_CAP_IMMEDIATE_EXIT, "KVM_CAP_IMMEDIATE_EXIT" },
	{ 0, NULL },
};

int vm_check_cap(const struct vm *vm, unsigned int cap)
{
	int value = ioctl(vm->dev_fd, KVM_CHECK_EXTENSION, cap);

	return value < 0 ? 0 : value;
}

static enum launcher_code check_caps(const struct vm *vm,
				     const struct required_cap *table)
{
	for (; table->cap; table++) {
		if (!vm_check_cap(vm, table->cap))
			return host_err("%s lacks %s", vm->options->device,
					table->name);
	}
	return LAUNCHER_OK;
}

static enum launcher_code open_device(struct vm *vm)
{
	const char *path = vm->options->device;
	int version;

	vm->dev_fd = open(path, O_RDWR | O_CLOEXEC);
	if (vm->dev_fd < 0 && errno == ENOENT)
		return host_err("%s is not there: is the module loaded? (--device chooses another)",
				path);
	if (vm->dev_fd < 0)
		return host_err("%s: %s", path, strerror(errno));
	version = ioctl(vm->dev_fd, KVM_GET_API_VERSION, 0);
	if (version < 0)
		return host_err("%s does not speak KVM's ABI: KVM_GET_API_VERSION: %s",
				path, strerror(errno));
	if (version != KVM_API_VERSION)
		return host_err("%s speaks version %d of KVM's ABI, not %d",
				path, version, KVM_API_VERSION);
	return LAUNCHER_OK;
}

/* Our own calls are for seeing inside: a guest runs without them. */
static enum launcher_code check_extensions(struct vm *vm)
{
	int version = ioctl(vm->dev_fd, AIRLOCK_GET_VERSION, 0);

	vm->is_airlock = version == AIRLOCK_VERSION;
	if (version > 0 && !vm->is_airlock)
		print_notice("%s has version %d of airlock's own calls, this launcher knows %d only",
			     vm->options->device, version, AIRLOCK_VERSION);
	return LAUNCHER_OK;
}

static enum launcher_code check_cpus(const struct vm *vm)
{
	int most = vm_check_cap(vm, KVM_CAP_MAX_VCPUS);

	/* KVM: a device without MAX_VCPUS has NR_VCPUS, without that 4. */
	if (!most)
		most = vm_check_cap(vm, KVM_CAP_NR_VCPUS);
	if (!most)
		most = 4;
	if (vm->options->cpus > (unsigned int)most)
		return input_err("--cpus", "%u is more than %s can do: %d",
				 vm->options->cpus, vm->options->device, most);
	return LAUNCHER_OK;
}

static enum launcher_code create_vm_fd(struct vm *vm)
{
	int bytes = ioctl(vm->dev_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	enum launcher_code code;
	unsigned long type;

	if (bytes < (int)sizeof(struct kvm_run))
		return host_err("%s: KVM_GET_VCPU_MMAP_SIZE says %d bytes",
				vm->options->device, bytes);
	vm->run_bytes = bytes;
	code = arch_vm_type(vm, &type);
	if (code)
		return code;
	/* A signal may interrupt the making of a VM. */
	do {
		vm->fd = ioctl(vm->dev_fd, KVM_CREATE_VM, type);
	} while (vm->fd < 0 && errno == EINTR);
	if (vm->fd < 0)
		return host_err("KVM_CREATE_VM: %s", strerror(errno));
	return LAUNCHER_OK;
}

static enum launcher_code set_memory(struct vm *vm)
{
	unsigned int i;

	for (i = 0; i < vm->ram.nr_regions; i++) {
		struct kvm_userspace_memory_region slot = {
			.slot = i,
			.guest_phys_addr = vm->ram.region[i].base,
			.memory_size = vm->ram.region[i].size,
			.userspace_addr = (uintptr_t)vm->ram.region[i].host,
		};

		if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &slot) < 0)
			return host_err("KVM_SET_USER_MEMORY_REGION of %llu bytes at %#llx: %s",
					slot.memory_size, slot.guest_phys_addr,
					strerror(errno));
	}
	return LAUNCHER_OK;
}

static enum launcher_code create_vcpu(struct vm *vm, unsigned int index)
{
	struct vcpu *vcpu = &vm->vcpu[index];

	*vcpu = (struct vcpu){ .vm = vm, .index = index };
	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, (unsigned long)index);
	if (vcpu->fd < 0)
		return host_err("KVM_CREATE_VCPU %u: %s", index,
				strerror(errno));
	vm->nr_vcpus++;
	vcpu->run = mmap(NULL, vm->run_bytes, PROT_READ | PROT_WRITE,
			 MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED) {
		vcpu->run = NULL;
		return host_err("mapping struct kvm_run of vCPU %u: %s", index,
				strerror(errno));
	}
	return arch_vcpu_init(vcpu);
}

static enum launcher_code create_vcpus(struct vm *vm)
{
	enum launcher_code code = LAUNCHER_OK;
	unsigned int i;

	vm->vcpu = calloc(vm->options->cpus, sizeof(*vm->vcpu));
	if (!vm->vcpu)
		return host_err("no memory for %u vCPUs", vm->options->cpus);
	for (i = 0; !code && i < vm->options->cpus; i++)
		code = create_vcpu(vm, i);
	return code;
}

/*
 * AIRLOCK_STATS_TIME goes on before the first entry, so that counts and times
 * speak of the same exits.
 */
static enum launcher_code set_stats(struct vm *vm)
{
	struct airlock_stats_config config = { .flags = AIRLOCK_STATS_TIME };

	if (!vm->options->stats || !vm->is_airlock)
		return LAUNCHER_OK;
	if (ioctl(vm->fd, AIRLOCK_SET_STATS, &config) < 0)
		return host_err("AIRLOCK_SET_STATS: %s", strerror(errno));
	return LAUNCHER_OK;
}

static enum launcher_code create_end_fd(struct vm *vm)
{
	vm->end_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (vm->end_fd < 0)
		return host_err("eventfd: %s", strerror(errno));
	return LAUNCHER_OK;
}

static enum launcher_code create_ram(struct vm *vm)
{
	arch_ram_layout(&vm->ram, vm->options->ram_bytes);
	return ram_allocate(&vm->ram);
}

static enum launcher_code check_device(struct vm *vm)
{
	enum launcher_code code = check_caps(vm, required_caps);

	if (!code)
		code = check_caps(vm, arch_required_caps);
	if (!code)
		code = check_cpus(vm);
	return code;
}

enum launcher_code vm_create(struct vm *vm, const struct options *options)
{
	/*
	 * Files first: what is wrong with them can be said without a device.
	 * Then KVM's order: the irqchip before the vCPUs, memory before they
	 * run.
	 */
	static enum launcher_code (*const steps[])(struct vm *vm) = {
		create_ram,
		arch_load_kernel,
		virtio_open,
		open_device,
		check_extensions,
		check_device,
		create_end_fd,
		create_vm_fd,
		arch_vm_init,
		set_memory,
		arch_devices_init,
		set_stats,
		create_vcpus,
		arch_vm_finish,
		virtio_connect,
	};
	enum launcher_code code = LAUNCHER_OK;
	unsigned int i;

	*vm = (struct vm){
		.options = options,
		.dev_fd = -1,
		.fd = -1,
		.end_fd = -1,
	};
	pthread_mutex_init(&vm->start_gate, NULL);
	for (i = 0; !code && i < ARRAY_SIZE(steps); i++)
		code = steps[i](vm);
	return code;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* Guest memory and devices live until the process ends, which is next. */
void vm_destroy(struct vm *vm)
{
	unsigned int i;

	for (i = 0; i < vm->nr_vcpus; i++) {
		if (vm->vcpu[i].run)
			munmap(vm->vcpu[i].run, vm->run_bytes);
		close_fd(vm->vcpu[i].fd);
	}
	free(vm->vcpu);
	vm->vcpu = NULL;
	vm->nr_vcpus = 0;
	close_fd(vm->fd);
	close_fd(vm->end_fd);
	close_fd(vm->dev_fd);
}

void vm_irq_line(struct vm *vm, unsigned int gsi, bool level)
{
	struct kvm_irq_level line = { .irq = gsi, .level = level };

	if (ioctl(vm->fd, KVM_IRQ_LINE, &line) < 0) {
		host_err("KVM_IRQ_LINE %u: %s", gsi, strerror(errno));
		vm_stop(vm, VM_HOST_FAILED, NULL);
	}
}

void vm_stop(struct vm *vm, enum vm_end end, struct vcpu *vcpu)
{
	int runs = VM_RUNS;
	u64 one = 1;
	unsigned int i;

	if (!atomic_compare_exchange_strong(&vm->end, &runs, end))
		return;
	vm->end_vcpu = vcpu;
	for (i = 0; i < vm->nr_vcpus; i++)
		vcpu_kick(&vm->vcpu[i]);
	/* An eventfd that counts to 1 cannot be full. */
	if (write(vm->end_fd, &one, sizeof(one)) < 0)
		print_notice("eventfd: %s", strerror(errno));
}
