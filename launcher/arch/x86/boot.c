// SPDX-License-Identifier: GPL-2.0
/*
 * From files to a guest memory that a vCPU can start in.
 */
#include "boot.h"

#include "../../arch.h"
#include "../../elf.h"
#include "../../vm.h"
#include "acpi.h"
#include "layout.h"

/*
 * console: the one serial port. panic=-1: a guest that panics reboots at once,
 * and so ends with an exit status instead of standing still for ever.
 * 8250.nr_uarts: no search for ports that are not there.
 */
const char *const arch_default_cmdline =
	"console=ttyS0 panic=-1 8250.nr_uarts=1";

const char *const arch_help_formats =
	"  bzImage      a Linux kernel, entered in 64-bit mode (boot protocol 2.12 or later)\n"
	"  ELF vmlinux  with a PVH note, entered in 32-bit protected mode\n"
	"  with --flat  any file: loaded to 1 MiB and entered at its first byte in flat 32-bit\n"
	"               protected mode, without paging, interrupts off; EBX holds the address\n"
	"               of a struct hvm_start_info, ESP is 0x9fc00\n";

void boot_write(const struct ram *ram, u64 address, const void *data,
		size_t size)
{
	memcpy(ram_at(ram, address, size), data, size);
}

enum launcher_code boot_place_cmdline(const struct boot *boot, u64 limit)
{
	size_t length = strlen(boot->cmdline);

	limit = min_u64(limit, LAYOUT_CMDLINE_BYTES - 1);
	if (length > limit)
		return input_err("--cmdline",
				 "is %zu bytes long, the kernel takes %llu",
				 length, limit);
	boot_write(boot->ram, LAYOUT_CMDLINE, boot->cmdline, length + 1);
	return LAUNCHER_OK;
}

enum launcher_code boot_place_initrd(const struct boot *boot, u64 floor,
				     u64 limit, u64 *address)
{
	const struct ram_region *low = &boot->ram->region[0];
	u64 top = min_u64(limit, low->base + low->size);
	u64 size = boot->initrd.size;

	*address = 0;
	if (!size)
		return LAUNCHER_OK;
	if (floor > top || align_up(size, PAGE_BYTES) > top - floor)
		return input_err(boot->initrd.path,
				 "has %llu bytes, memory between kernel and %#llx has room for %llu: try a bigger --mem",
				 size, top, (floor < top ? top - floor : 0));
	*address = align_down(top - size, PAGE_BYTES);
	boot_write(boot->ram, *address, boot->initrd.data, size);
	return LAUNCHER_OK;
}

static enum launcher_code load(struct boot *boot, bool flat)
{
	if (flat)
		return boot_load_flat(boot);
	if (elf_is(&boot->kernel))
		return boot_load_elf(boot);
	if (boot_is_bzimage(&boot->kernel))
		return boot_load_bzimage(boot);
	return input_err(boot->kernel.path,
			 "is neither a bzImage nor an ELF file (a flat binary needs --flat)");
}

static void place_machine(const struct boot *boot,
			  const struct options *options)
{
	u64 size = LAYOUT_FIRMWARE_END - LAYOUT_ACPI;

	acpi_build(ram_at(boot->ram, LAYOUT_ACPI, size), size, LAYOUT_ACPI,
		   options->cpus, options->nr_virtio);
	boot_place_gdt(boot);
	if (boot->long_mode)
		boot_place_page_tables(boot->ram);
}

enum launcher_code arch_load_kernel(struct vm *vm)
{
	const struct options *options = vm->options;
	struct boot boot = {
		.ram = &vm->ram,
		.cmdline = options->cmdline ?: arch_default_cmdline,
	};
	enum launcher_code code;

	code = image_read(&boot.kernel, options->kernel,
			  vm->ram.size);
	if (!code && options->initrd)
		code = image_read(&boot.initrd, options->initrd,
				  vm->ram.size);
	if (!code)
		code = load(&boot, options->flat);
	if (!code)
		place_machine(&boot, options);
	vm->boot = (struct boot_state){
		.long_mode = boot.long_mode,
		.entry = boot.entry,
		.info = boot.info,
	};
	image_free(&boot.initrd);
	image_free(&boot.kernel);
	return code;
}
