// SPDX-License-Identifier: GPL-2.0
/*
 * The x86 machine: what is in the kernel, what is here, and the wires between.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "../../arch.h"
#include "../../serial.h"
#include "../../vm.h"
#include "acpi_pm.h"
#include "cpuid.h"
#include "i8042.h"
#include "layout.h"
#include "rtc.h"

const struct required_cap arch_required_caps[] = {
	{ KVM_CAP_SET_TSS_ADDR, "KVM_CAP_SET_TSS_ADDR" },
	{ KVM_CAP_EXT_CPUID, "KVM_CAP_EXT_CPUID" },
	{ KVM_CAP_PIT2, "KVM_CAP_PIT2" },
	{ 0, NULL },
};

/**
 * struct machine - the devices that this process emulates.
 * @serial: COM1, wired to the console.
 * @i8042: the keyboard controller.
 * @rtc: the clock.
 * @pm: ACPI's fixed hardware.
 */
struct machine {
	struct serial serial;
	struct i8042 i8042;
	struct rtc rtc;
	struct acpi_pm pm;
};

void arch_ram_layout(struct ram *ram, u64 size)
{
	ram_layout(ram, 0, size, LAYOUT_HOLE_START, LAYOUT_HOLE_END);
}

enum launcher_code arch_vm_type(const struct vm *vm, unsigned long *type)
{
	(void)vm;
	*type = 0;
	return LAUNCHER_OK;
}

static enum launcher_code check_address_width(const struct vm *vm)
{
	const struct ram *ram = &vm->ram;
	const struct ram_region *last = &ram->region[ram->nr_regions - 1];
	struct cpuid_table table = { .head.nent = CPUID_MAX_ENTRIES };
	unsigned int bits;

	if (ioctl(vm->dev_fd, KVM_GET_SUPPORTED_CPUID, &table) < 0)
		return host_err("KVM_GET_SUPPORTED_CPUID: %s", strerror(errno));
	bits = cpuid_address_bits(&table);
	if (bits < 64 && (last->base + last->size - 1) >> bits)
		return input_err("--mem", "%llu MiB exceed the %u address bits of %s",
				 ram->size / MIB, bits, vm->options->device);
	return LAUNCHER_OK;
}

/*
 * The two addresses matter only where real mode needs help, but a VM that may
 * run anywhere sets them, and before its first vCPU.
 */
enum launcher_code arch_vm_init(struct vm *vm)
{
	struct kvm_pit_config pit = { .flags = KVM_PIT_SPEAKER_DUMMY };
	u64 identity_map = LAYOUT_KVM_IDENTITY_MAP;
	enum launcher_code code = check_address_width(vm);

	if (code)
		return code;
	if (ioctl(vm->fd, KVM_SET_TSS_ADDR, (unsigned long)LAYOUT_KVM_TSS) < 0)
		return host_err("KVM_SET_TSS_ADDR: %s", strerror(errno));
	if (vm_check_cap(vm, KVM_CAP_SET_IDENTITY_MAP_ADDR) &&
	    ioctl(vm->fd, KVM_SET_IDENTITY_MAP_ADDR, &identity_map) < 0)
		return host_err("KVM_SET_IDENTITY_MAP_ADDR: %s",
				strerror(errno));
	if (ioctl(vm->fd, KVM_CREATE_IRQCHIP, 0) < 0)
		return host_err("KVM_CREATE_IRQCHIP: %s", strerror(errno));
	/* SPEAKER_DUMMY: the PIT answers port 0x61 too, where guests gate it. */
	if (ioctl(vm->fd, KVM_CREATE_PIT2, &pit) < 0)
		return host_err("KVM_CREATE_PIT2: %s", strerror(errno));
	return LAUNCHER_OK;
}

static void com1_put(void *context, u8 byte)
{
	struct vm *vm = context;

	console_put(&vm->console, byte);
}

static void com1_irq(void *context, bool level)
{
	vm_irq_line(context, IRQ_COM1, level);
}

static void com1_room(void *context)
{
	struct vm *vm = context;

	console_input_room(&vm->console);
}

static void keyboard_irq(void *context, bool level)
{
	vm_irq_line(context, IRQ_KEYBOARD, level);
}

static void reset(void *context)
{
	vm_stop(context, VM_REBOOTED, NULL);
}

static void sci_irq(void *context, bool level)
{
	vm_irq_line(context, IRQ_SCI, level);
}

static void power_off(void *context)
{
	vm_stop(context, VM_POWERED_OFF, NULL);
}

/* The serial port first: it is the one that a guest never stops talking to. */
enum launcher_code arch_devices_init(struct vm *vm)
{
	const struct serial_wires com1 = {
		.put = com1_put,
		.irq = com1_irq,
		.room = com1_room,
		.context = vm,
	};
	const struct i8042_wires keyboard = {
		.irq = keyboard_irq,
		.reset = reset,
		.context = vm,
	};
	const struct acpi_pm_wires pm = {
		.sci = sci_irq,
		.power_off = power_off,
		.context = vm,
	};
	struct machine *machine = calloc(1, sizeof(*machine));

	if (!machine)
		return host_err("no memory for the devices");
	vm->machine = machine;
	vm->serial = &machine->serial;

	serial_init(&machine->serial, &com1);
	i8042_init(&machine->i8042, &keyboard);
	rtc_init(&machine->rtc);
	acpi_pm_init(&machine->pm, &pm);

	bus_add(&vm->pio, PORT_COM1, SERIAL_REGISTERS, &serial_bus_ops,
		&machine->serial);
	bus_add(&vm->pio, PORT_I8042, 1, &i8042_data_bus_ops,
		&machine->i8042);
	bus_add(&vm->pio, PORT_I8042_COMMAND, 1, &i8042_command_bus_ops,
		&machine->i8042);
	bus_add(&vm->pio, PORT_CMOS, 2, &rtc_bus_ops, &machine->rtc);
	bus_add(&vm->pio, PORT_ACPI_EVENT, ACPI_PM_BYTES, &acpi_pm_bus_ops,
		&machine->pm);
	return LAUNCHER_OK;
}

/* All of it was there before the vCPUs. */
enum launcher_code arch_vm_finish(struct vm *vm)
{
	(void)vm;
	return LAUNCHER_OK;
}

void arch_power_button(struct vm *vm)
{
	acpi_pm_press_button(&vm->machine->pm);
}
