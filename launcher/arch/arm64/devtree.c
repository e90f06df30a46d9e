// SPDX-License-Identifier: GPL-2.0
/*
 * Writing the device tree with libfdt, from the root to the last leaf.
 * Devicetree Specification; Linux, Documentation/devicetree/bindings.
 */
#include "devtree.h"

#include <libfdt.h>
#include <stdio.h>
#include <sys/random.h>

#include "../../arch.h"
#include "../../virtio/device.h"
#include "layout.h"
#include "rtc.h"

/* What other nodes point to. */
#define PHANDLE_GIC		1
#define PHANDLE_CLOCK		2

/* The first cell of an interrupt, and the last. */
#define GIC_SPI			0
#define GIC_PPI			1
#define IRQ_EDGE_RISING		1
#define IRQ_LEVEL_HIGH		4
#define IRQ_LEVEL_LOW		8

#define UART_CLOCK_HZ		1843200
#define UART_REGISTERS		8
#define APB_CLOCK_HZ		24000000

/**
 * struct tree - a device tree being written.
 * @fdt: libfdt's, of which the error stays until the end.
 * @error: libfdt's first complaint, or 0.
 */
struct tree {
	void *fdt;
	int error;
};

static void keep(struct tree *tree, int error)
{
	if (!tree->error)
		tree->error = error;
}

static void begin(struct tree *tree, const char *name)
{
	keep(tree, fdt_begin_node(tree->fdt, name));
}

static void begin_at(struct tree *tree, const char *name, u64 address)
{
	char full[64];

	snprintf(full, sizeof(full), "%s@%llx", name, address);
	begin(tree, full);
}

static void end(struct tree *tree)
{
	keep(tree, fdt_end_node(tree->fdt));
}

static void put_string(struct tree *tree, const char *name, const char *value)
{
	keep(tree, fdt_property_string(tree->fdt, name, value));
}

static void put_u32(struct tree *tree, const char *name, u32 value)
{
	keep(tree, fdt_property_u32(tree->fdt, name, value));
}

static void put_u64(struct tree *tree, const char *name, u64 value)
{
	keep(tree, fdt_property_u64(tree->fdt, name, value));
}

static void put_empty(struct tree *tree, const char *name)
{
	keep(tree, fdt_property(tree->fdt, name, "", 0));
}

/* Several strings in one property: @size counts their ending zeros. */
static void put_bytes(struct tree *tree, const char *name, const void *bytes,
		      size_t size)
{
	keep(tree, fdt_property(tree->fdt, name, bytes, size));
}

static void put_cells(struct tree *tree, const char *name, const u32 *cells,
		      unsigned int nr)
{
	fdt32_t big_endian[16];
	unsigned int i;

	for (i = 0; i < nr; i++)
		big_endian[i] = cpu_to_fdt32(cells[i]);
	put_bytes(tree, name, big_endian, nr * sizeof(big_endian[0]));
}

/* Address and size, two cells each, of one stretch or two. */
static void put_reg(struct tree *tree, const u64 *ranges, unsigned int nr)
{
	fdt64_t big_endian[4];
	unsigned int i;

	for (i = 0; i < nr; i++)
		big_endian[i] = cpu_to_fdt64(ranges[i]);
	put_bytes(tree, "reg", big_endian, nr * sizeof(big_endian[0]));
}

static void put_reg_one(struct tree *tree, u64 base, u64 size)
{
	const u64 range[] = { base, size };

	put_reg(tree, range, ARRAY_SIZE(range));
}

static void put_spi(struct tree *tree, u32 spi, u32 trigger)
{
	const u32 cells[] = { GIC_SPI, spi, trigger };

	put_cells(tree, "interrupts", cells, ARRAY_SIZE(cells));
}

/*
 * The seeds spare the guest the wait for entropy, and give KASLR an address. A
 * host that has none at hand gives none.
 */
static void add_seeds(struct tree *tree)
{
	u8 seed[64];
	u64 kaslr;

	if (getrandom(seed, sizeof(seed), GRND_NONBLOCK) == sizeof(seed))
		put_bytes(tree, "rng-seed", seed, sizeof(seed));
	if (getrandom(&kaslr, sizeof(kaslr), GRND_NONBLOCK) == sizeof(kaslr))
		put_u64(tree, "kaslr-seed", kaslr);
}

static void add_chosen(struct tree *tree, const struct devtree_machine *machine)
{
	char path[32];

	snprintf(path, sizeof(path), "/serial@%llx", LAYOUT_UART);
	begin(tree, "chosen");
	put_string(tree, "bootargs", machine->cmdline);
	put_string(tree, "stdout-path", path);
	if (machine->initrd_bytes) {
		put_u64(tree, "linux,initrd-start", machine->initrd);
		put_u64(tree, "linux,initrd-end",
			machine->initrd + machine->initrd_bytes);
	}
	add_seeds(tree);
	end(tree);
}

static void add_memory(struct tree *tree, const struct devtree_machine *machine)
{
	const struct ram_region *ram = &machine->ram->region[0];

	begin_at(tree, "memory", ram->base);
	put_string(tree, "device_type", "memory");
	put_reg_one(tree, ram->base, ram->size);
	end(tree);
}

static void add_cpus(struct tree *tree, unsigned int cpus)
{
	unsigned int i;

	begin(tree, "cpus");
	put_u32(tree, "#address-cells", 2);
	put_u32(tree, "#size-cells", 0);
	for (i = 0; i < cpus; i++) {
		u64 mpidr = layout_mpidr(i);

		begin_at(tree, "cpu", mpidr);
		put_string(tree, "device_type", "cpu");
		put_string(tree, "compatible", "arm,armv8");
		put_u64(tree, "reg", mpidr);
		put_string(tree, "enable-method", "psci");
		end(tree);
	}
	end(tree);
}

static void add_psci(struct tree *tree)
{
	static const char compatible[] = "arm,psci-1.0\0arm,psci-0.2";

	begin(tree, "psci");
	put_bytes(tree, "compatible", compatible, sizeof(compatible));
	put_string(tree, "method", "hvc");
	end(tree);
}

static void add_gic(struct tree *tree, unsigned int cpus)
{
	const u64 reg[] = { LAYOUT_GICD, LAYOUT_GICD_BYTES,
			    LAYOUT_GICR, LAYOUT_GICR_BYTES * cpus };

	begin_at(tree, "interrupt-controller", LAYOUT_GICD);
	put_string(tree, "compatible", "arm,gic-v3");
	put_empty(tree, "interrupt-controller");
	put_u32(tree, "#interrupt-cells", 3);
	put_reg(tree, reg, ARRAY_SIZE(reg));
	put_u32(tree, "phandle", PHANDLE_GIC);
	end(tree);
}

/* In the order of the binding: secure, non-secure, virtual, hypervisor. */
static void add_timer(struct tree *tree)
{
	static const u32 irqs[] = {
		GIC_PPI, PPI_TIMER_SECURE, IRQ_LEVEL_LOW,
		GIC_PPI, PPI_TIMER_PHYSICAL, IRQ_LEVEL_LOW,
		GIC_PPI, PPI_TIMER_VIRTUAL, IRQ_LEVEL_LOW,
		GIC_PPI, PPI_TIMER_HYP, IRQ_LEVEL_LOW,
	};

	begin(tree, "timer");
	put_string(tree, "compatible", "arm,armv8-timer");
	put_cells(tree, "interrupts", irqs, ARRAY_SIZE(irqs));
	put_empty(tree, "always-on");
	end(tree);
}

static void add_uart(struct tree *tree)
{
	begin_at(tree, "serial", LAYOUT_UART);
	put_string(tree, "compatible", "ns16550a");
	put_reg_one(tree, LAYOUT_UART, UART_REGISTERS);
	put_u32(tree, "clock-frequency", UART_CLOCK_HZ);
	put_spi(tree, SPI_UART, IRQ_LEVEL_HIGH);
	end(tree);
}

/* PrimeCell devices want a clock, whatever it does. */
static void add_clock(struct tree *tree)
{
	begin(tree, "apb-clock");
	put_string(tree, "compatible", "fixed-clock");
	put_u32(tree, "#clock-cells", 0);
	put_u32(tree, "clock-frequency", APB_CLOCK_HZ);
	put_u32(tree, "phandle", PHANDLE_CLOCK);
	end(tree);
}

static void add_rtc(struct tree *tree)
{
	static const char compatible[] = "arm,pl031\0arm,primecell";

	begin_at(tree, "rtc", LAYOUT_RTC);
	put_bytes(tree, "compatible", compatible, sizeof(compatible));
	put_reg_one(tree, LAYOUT_RTC, RTC_BYTES);
	put_u32(tree, "clocks", PHANDLE_CLOCK);
	put_string(tree, "clock-names", "apb_pclk");
	end(tree);
}

/* Edges, since an eventfd's interrupt is one. */
static void add_virtio(struct tree *tree, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		begin_at(tree, "virtio_mmio", virtio_address(i));
		put_string(tree, "compatible", "virtio,mmio");
		put_reg_one(tree, virtio_address(i), VIRTIO_MMIO_BYTES);
		put_spi(tree, virtio_gsi(i), IRQ_EDGE_RISING);
		put_empty(tree, "dma-coherent");
		end(tree);
	}
}

static void add_root(struct tree *tree, const struct devtree_machine *machine)
{
	begin(tree, "");
	put_string(tree, "compatible", "airlock,virt");
	put_string(tree, "model", "airlock");
	put_u32(tree, "#address-cells", 2);
	put_u32(tree, "#size-cells", 2);
	put_u32(tree, "interrupt-parent", PHANDLE_GIC);
	add_chosen(tree, machine);
	add_memory(tree, machine);
	add_cpus(tree, machine->cpus);
	add_psci(tree);
	add_gic(tree, machine->cpus);
	add_timer(tree);
	add_clock(tree);
	add_uart(tree);
	add_rtc(tree);
	add_virtio(tree, machine->nr_virtio);
	end(tree);
}

enum launcher_code devtree_build(void *to, size_t size,
				 const struct devtree_machine *machine)
{
	struct tree tree = { .fdt = to };

	keep(&tree, fdt_create(to, size));
	keep(&tree, fdt_finish_reservemap(to));
	add_root(&tree, machine);
	keep(&tree, fdt_finish(to));
	if (tree.error)
		return host_err("making the device tree: %s",
				fdt_strerror(tree.error));
	return LAUNCHER_OK;
}
