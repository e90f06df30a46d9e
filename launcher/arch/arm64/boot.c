// SPDX-License-Identifier: GPL-2.0
/*
 * From files to a guest memory that a vCPU can start in.
 */
#include "boot.h"

#include "../../arch.h"
#include "../../elf.h"
#include "../../vm.h"
#include "devtree.h"
#include "layout.h"

/* Linux's COMMAND_LINE_SIZE, the ending 0 included. */
#define CMDLINE_BYTES		2048

/*
 * Kernel and initrd are in one window of 32 GiB; of a 32-bit kernel, in what it
 * always has mapped, which is 760 MiB if it gives processes 3 GiB.
 */
#define WINDOW_BYTES		(32 * GIB)
#define WINDOW_BYTES_AA32	(512 * MIB)

/*
 * console: the one serial port. panic=-1: a guest that panics reboots at once,
 * and so ends with an exit status instead of standing still for ever.
 */
const char *const arch_default_cmdline = "console=ttyS0 panic=-1";

const char *const arch_help_formats =
	"  Image        a Linux kernel, gzip-compressed or not\n"
	"  zImage       a 32-bit Linux kernel, where the processor can run one\n"
	"  ELF          a little-endian 64-bit one, such as Linux's vmlinux\n"
	"  with --flat  any file: loaded to 1 GiB, where RAM begins, and entered at its first\n"
	"               byte in EL1, MMU off, interrupts masked; X0 holds the address of the\n"
	"               device tree\n";

/*
 * The device tree directly above the kernel, the initrd as high as it may be:
 * what lies between is the kernel's to unpack the initrd into.
 */
enum launcher_code boot_place(struct boot *boot)
{
	const struct ram_region *ram = &boot->ram->region[0];
	u64 window = boot->aa32 ? WINDOW_BYTES_AA32 : WINDOW_BYTES;
	u64 top = ram->base + min_u64(ram->size, window);
	u64 size = boot->initrd.size;
	u64 floor;

	boot->fdt = align_up(boot->kernel_end, LAYOUT_FDT_ALIGN);
	floor = boot->fdt + LAYOUT_FDT_BYTES;
	if (!ram_at(boot->ram, boot->fdt, LAYOUT_FDT_BYTES))
		return input_err(boot->kernel.path,
				 "ends at %#llx, and memory has no room for a device tree of %lluK behind it: try a bigger --mem",
				 boot->kernel_end, LAYOUT_FDT_BYTES / KIB);
	boot->initrd_at = 0;
	if (!size)
		return LAUNCHER_OK;
	if (floor > top || align_up(size, PAGE_BYTES) > top - floor)
		return input_err(boot->initrd.path,
				 "has %llu bytes, memory between kernel and %#llx has room for %llu: try a bigger --mem",
				 size, top, (floor < top ? top - floor : 0));
	boot->initrd_at = align_down(top - size, PAGE_BYTES);
	memcpy(ram_at(boot->ram, boot->initrd_at, size), boot->initrd.data,
	       size);
	return LAUNCHER_OK;
}

static enum launcher_code load(struct boot *boot, bool flat)
{
	if (flat)
		return boot_load_flat(boot);
	if (elf_is(&boot->kernel))
		return boot_load_elf(boot);
	if (boot_is_image(&boot->kernel))
		return boot_load_image(boot);
	if (boot_is_zimage(&boot->kernel))
		return boot_load_zimage(boot);
	return input_err(boot->kernel.path,
			 "is neither an arm64 Image, nor a zImage, nor an ELF file (a flat binary needs --flat)");
}

static enum launcher_code read_files(struct boot *boot,
				     const struct options *options)
{
	u64 limit = boot->ram->size;
	enum launcher_code code;

	if (strlen(boot->cmdline) >= CMDLINE_BYTES)
		return input_err("--cmdline",
				 "is %zu bytes long, the kernel takes %u",
				 strlen(boot->cmdline), CMDLINE_BYTES - 1);
	code = image_read(&boot->kernel, options->kernel, limit);
	if (!code && !options->flat)
		code = boot_unzip(&boot->kernel, limit);
	if (!code && options->initrd)
		code = image_read(&boot->initrd, options->initrd, limit);
	return code;
}

static enum launcher_code place_fdt(const struct boot *boot,
				    const struct options *options)
{
	const struct devtree_machine machine = {
		.ram = boot->ram,
		.cpus = options->cpus,
		.cmdline = boot->cmdline,
		.initrd = boot->initrd_at,
		.initrd_bytes = boot->initrd.size,
		.nr_virtio = options->nr_virtio,
	};

	return devtree_build(ram_at(boot->ram, boot->fdt, LAYOUT_FDT_BYTES),
			 LAYOUT_FDT_BYTES, &machine);
}

enum launcher_code arch_load_kernel(struct vm *vm)
{
	const struct options *options = vm->options;
	struct boot boot = {
		.ram = &vm->ram,
		.cmdline = options->cmdline ?: arch_default_cmdline,
	};
	enum launcher_code code;

	code = read_files(&boot, options);
	if (!code)
		code = load(&boot, options->flat);
	if (!code)
		code = boot_place(&boot);
	if (!code)
		code = place_fdt(&boot, options);
	vm->boot = (struct boot_state){
		.aa32 = boot.aa32,
		.entry = boot.entry,
		.info = boot.fdt,
	};
	image_free(&boot.initrd);
	image_free(&boot.kernel);
	return code;
}
