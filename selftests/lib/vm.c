// SPDX-License-Identifier: GPL-2.0
/* Raw client: devices, VMs, memory slots, vCPUs. */
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kselftest_codes.h"
#include "vm.h"

const char *test_device(void)
{
	const char *path = getenv("AIRLOCK_DEVICE");

	return path ? path : "/dev/airlock";
}

/* By name: the answers of the device are what is under test. */
bool test_on_airlock(void)
{
	return strstr(test_device(), "airlock");
}

int test_device_open(void)
{
	return open(test_device(), O_RDWR | O_CLOEXEC);
}

void test_die(const char *fmt, ...)
{
	va_list args;

	fputs("# library: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputs("\n", stderr);
	_exit(TEST_EXIT_FAIL);
}

int test_cap(int fd, unsigned long cap)
{
	int ret = ioctl(fd, KVM_CHECK_EXTENSION, cap);

	return ret < 0 ? 0 : ret;
}

/* Write a word to a file of the host's: 0, or a negative errno. */
int test_put(const char *path, const char *what)
{
	int fd = open(path, O_WRONLY), ret;

	if (fd < 0)
		return -errno;
	ret = write(fd, what, strlen(what)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

/* Anonymous memory that the host will not make huge behind our back. */
void *test_pages(size_t size, int map_flags)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 map_flags | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (mem == MAP_FAILED)
		test_die("mmap of %zu bytes: %m", size);
	madvise(mem, size, MADV_NOHUGEPAGE);
	return mem;
}

/* A device and a VM without memory. */
void vm_create_bare(struct test_vm *vm)
{
	memset(vm, 0, sizeof(*vm));
	vm->gic = -1;
	vm->dev = test_device_open();
	if (vm->dev < 0)
		test_die("%s: %m", test_device());
	vm->fd = must_ioctl(vm->dev, KVM_CREATE_VM, 0);
	vm->run_size = must_ioctl(vm->dev, KVM_GET_VCPU_MMAP_SIZE, 0);
}

int vm_slot_err(struct test_vm *vm, unsigned int slot, __u64 gpa, __u64 size,
		void *hva, unsigned int flags)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.flags = flags,
		.guest_phys_addr = gpa,
		.memory_size = size,
		.userspace_addr = (unsigned long)hva,
	};

	return ioctl_err(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);
}

void vm_slot(struct test_vm *vm, unsigned int slot, __u64 gpa, __u64 size,
	     void *hva, unsigned int flags)
{
	int ret = vm_slot_err(vm, slot, gpa, size, hva, flags);

	if (ret)
		test_die("memory slot %u at %#llx, %#llx bytes: %s", slot,
			 gpa, size, strerror(-ret));
}

/* The running program, at its own addresses of guest memory. */
static int copy_image(struct dl_phdr_info *info, size_t size, void *data)
{
	struct test_vm *vm = data;
	int i;

	for (i = 0; i < info->dlpi_phnum; i++) {
		const Elf64_Phdr *phdr = &info->dlpi_phdr[i];
		unsigned long addr = info->dlpi_addr + phdr->p_vaddr;

		if (phdr->p_type != PT_LOAD)
			continue;
		if (addr < GUEST_IMAGE || addr + phdr->p_memsz > GUEST_FREE_HIGH)
			test_die("the program is linked at %#lx", addr);
		memcpy(vm->ram + addr, (void *)addr, phdr->p_memsz);
	}
	return 1;	/* the program is the first object; that is all */
}

/* A VM with GUEST_RAM_SIZE bytes at 0 and the program in it. */
void vm_create(struct test_vm *vm, unsigned int flags)
{
	vm_create_bare(vm);
	vm->flags = flags;
	vm->ram_size = GUEST_RAM_SIZE;
	vm->ram = test_pages(vm->ram_size, flags & VM_SHARED_RAM ?
			     MAP_SHARED : MAP_PRIVATE);
	dl_iterate_phdr(copy_image, vm);
	vm_slot(vm, 0, 0, vm->ram_size, vm->ram, 0);
	arch_vm_devices(vm, flags);
	arch_vm_init(vm);
}

void vm_destroy(struct test_vm *vm)
{
	unsigned int i;

	for (i = 0; i < vm->nr_vcpus; i++)
		vcpu_destroy(&vm->vcpu[i]);
	if (vm->gic >= 0)
		close(vm->gic);
	if (vm->fd >= 0)
		close(vm->fd);
	if (vm->dev >= 0)
		close(vm->dev);
	if (vm->ram)
		munmap(vm->ram, vm->ram_size);
	memset(vm, 0, sizeof(*vm));
	vm->gic = -1;
	vm->fd = -1;
	vm->dev = -1;
}

/* A vCPU as the device makes it, mapped, not set up. */
struct test_vcpu *vcpu_create(struct test_vm *vm, unsigned int id)
{
	struct test_vcpu *vcpu;

	if (vm->nr_vcpus == TEST_MAX_VCPUS)
		test_die("more than %d vCPUs", TEST_MAX_VCPUS);
	vcpu = &vm->vcpu[vm->nr_vcpus];
	vcpu->vm = vm;
	vcpu->id = id;
	vcpu->fd = must_ioctl(vm->fd, KVM_CREATE_VCPU, (unsigned long)id);
	vcpu->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE,
			 MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED)
		test_die("mmap of vCPU %u: %m", id);
	vm->nr_vcpus++;
	return vcpu;
}

/* A vCPU that will enter a guest function with its id as the argument. */
struct test_vcpu *vcpu_add(struct test_vm *vm, unsigned int id,
			   void (*guest)(unsigned long arg))
{
	struct test_vcpu *vcpu = vcpu_create(vm, id);

	arch_vcpu_init(vcpu, guest);
	return vcpu;
}

void vcpu_destroy(struct test_vcpu *vcpu)
{
	if (vcpu->run)
		munmap(vcpu->run, vcpu->vm->run_size);
	if (vcpu->fd >= 0)
		close(vcpu->fd);
	vcpu->run = NULL;
	vcpu->fd = -1;
}

/* What can only be done when all vCPUs are there, once for all of them. */
static void vm_make_ready(struct test_vm *vm)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	if (!vm->ready)
		arch_vm_ready(vm);
	vm->ready = true;
	pthread_mutex_unlock(&lock);
}

/* KVM_RUN as 0 or a negative errno. */
int vcpu_run(struct test_vcpu *vcpu)
{
	if (!READ_ONCE(vcpu->vm->ready))
		vm_make_ready(vcpu->vm);
	return ioctl(vcpu->fd, KVM_RUN, 0) ? -errno : 0;
}
