// SPDX-License-Identifier: GPL-2.0
/*
 * The arm64 machine: what is in the kernel, what is here, and the wires between.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "../../arch.h"
#include "../../serial.h"
#include "../../vm.h"
#include "layout.h"
#include "rtc.h"

const struct required_cap arch_required_caps[] = {
	{ KVM_CAP_DEVICE_CTRL, "KVM_CAP_DEVICE_CTRL" },
	{ KVM_CAP_ONE_REG, "KVM_CAP_ONE_REG" },
	{ KVM_CAP_ARM_PSCI_0_2, "KVM_CAP_ARM_PSCI_0_2" },
	{ 0, NULL },
};

/* A VM of type 0 has so many address bits. */
#define DEFAULT_IPA_BITS	40
#define LEAST_IPA_BITS		32

/**
 * struct machine - the devices.
 * @gic_fd: the interrupt controller in the kernel.
 * @serial: the serial port, wired to the console.
 * @rtc: the clock.
 */
struct machine {
	int gic_fd;
	struct serial serial;
	struct rtc rtc;
};

void arch_ram_layout(struct ram *ram, u64 size)
{
	ram_layout(ram, LAYOUT_RAM, size, LAYOUT_RAM + size, 0);
}

static unsigned int address_bits(const struct ram *ram)
{
	u64 last = ram->region[0].base + ram->region[0].size - 1;

	return 64 - __builtin_clzll(last);
}

/*
 * Type 0 where it will do, which every device knows; else as many address bits
 * as the memory needs.
 */
enum launcher_code arch_vm_type(const struct vm *vm, unsigned long *type)
{
	unsigned int most = vm_check_cap(vm, KVM_CAP_ARM_VM_IPA_SIZE);
	unsigned int bits = address_bits(&vm->ram);

	if (!most)
		most = DEFAULT_IPA_BITS;
	if (bits < LEAST_IPA_BITS)
		bits = LEAST_IPA_BITS;
	if (bits > most)
		return input_err("--mem",
				 "%llu MiB need %u address bits, %s has %u",
				 vm->ram.size / MIB, bits, vm->options->device,
				 most);
	*type = 0;
	if (bits > DEFAULT_IPA_BITS || most < DEFAULT_IPA_BITS)
		*type = KVM_VM_TYPE_ARM_IPA_SIZE(bits);
	return LAUNCHER_OK;
}

static enum launcher_code set_gic(int fd, u32 group, u64 attr,
				  const void *value, const char *what)
{
	struct kvm_device_attr device_attr = {
		.group = group,
		.attr = attr,
		.addr = (uintptr_t)value,
	};

	if (ioctl(fd, KVM_SET_DEVICE_ATTR, &device_attr) < 0)
		return host_err("GICv3: %s: %s", what, strerror(errno));
	return LAUNCHER_OK;
}

static enum launcher_code set_up_gic(int fd)
{
	static const u32 nr_intids = NR_INTIDS;
	static const u64 gicd = LAYOUT_GICD;
	static const u64 gicr = LAYOUT_GICR;
	enum launcher_code code;

	code = set_gic(fd, KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0, &nr_intids,
		       "the number of its interrupts");
	if (!code)
		code = set_gic(fd, KVM_DEV_ARM_VGIC_GRP_ADDR,
			       KVM_VGIC_V3_ADDR_TYPE_DIST, &gicd,
			       "the distributor's address");
	if (!code)
		code = set_gic(fd, KVM_DEV_ARM_VGIC_GRP_ADDR,
			       KVM_VGIC_V3_ADDR_TYPE_REDIST, &gicr,
			       "the redistributors' address");
	return code;
}

enum launcher_code arch_vm_init(struct vm *vm)
{
	struct kvm_create_device gic = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };
	struct machine *machine;

	if (vm->boot.aa32 && !vm_check_cap(vm, KVM_CAP_ARM_EL1_32BIT))
		return host_err("%s is a 32-bit kernel, and %s cannot run AArch32 at EL1 here",
				vm->options->kernel, vm->options->device);
	machine = calloc(1, sizeof(*machine));
	if (!machine)
		return host_err("no memory for the devices");
	vm->machine = machine;
	if (ioctl(vm->fd, KVM_CREATE_DEVICE, &gic) < 0)
		return host_err("KVM_CREATE_DEVICE of a GICv3: %s",
				strerror(errno));
	machine->gic_fd = gic.fd;
	return set_up_gic(machine->gic_fd);
}

/* It learns now how many redistributors it has. */
enum launcher_code arch_vm_finish(struct vm *vm)
{
	return set_gic(vm->machine->gic_fd, KVM_DEV_ARM_VGIC_GRP_CTRL,
		       KVM_DEV_ARM_VGIC_CTRL_INIT, NULL, "its start");
}

static void uart_put(void *context, u8 byte)
{
	struct vm *vm = context;

	console_put(&vm->console, byte);
}

static void uart_irq(void *context, bool level)
{
	vm_irq_line(context,
		    KVM_ARM_IRQ_TYPE_SPI << KVM_ARM_IRQ_TYPE_SHIFT |
			    (SPI_FIRST_INTID + SPI_UART),
		    level);
}

static void uart_room(void *context)
{
	struct vm *vm = context;

	console_input_room(&vm->console);
}

/* The serial port first: it is the one that a guest never stops talking to. */
enum launcher_code arch_devices_init(struct vm *vm)
{
	const struct serial_wires uart = {
		.put = uart_put,
		.irq = uart_irq,
		.room = uart_room,
		.context = vm,
	};
	struct machine *machine = vm->machine;

	vm->serial = &machine->serial;
	serial_init(&machine->serial, &uart);
	rtc_init(&machine->rtc);
	bus_add(&vm->mmio, LAYOUT_UART, SERIAL_REGISTERS, &serial_bus_ops,
		&machine->serial);
	bus_add(&vm->mmio, LAYOUT_RTC, RTC_BYTES, &rtc_bus_ops,
		&machine->rtc);
	return LAUNCHER_OK;
}

void arch_power_button(struct vm *vm)
{
	(void)vm;
	print_notice("this machine has no power button\r");
}
