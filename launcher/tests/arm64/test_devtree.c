// SPDX-License-Identifier: GPL-2.0
/*
 * The device tree, read back as a guest reads it; and the clock it tells of.
 */
#include "kselftest.h"

#include <libfdt.h>
#include <time.h>

#include "../../arch/arm64/devtree.h"
#include "../../arch/arm64/rtc.h"
#include "guest.h"

static u8 tree[LAYOUT_FDT_BYTES];

static const void *property(const char *path, const char *name, int *size)
{
	int node = fdt_path_offset(tree, path);

	return node < 0 ? NULL : fdt_getprop(tree, node, name, size);
}

static bool is_string(const char *path, const char *name, const char *value)
{
	int size;
	const char *found = property(path, name, &size);

	return found && size > 0 && !found[size - 1] && !strcmp(found, value);
}

/* Whether a property is these cells. */
static bool is_cells(const char *path, const char *name, const u32 *cells,
		     unsigned int nr)
{
	int size;
	const fdt32_t *found = property(path, name, &size);
	unsigned int i;

	if (!found || (unsigned int)size != nr * 4)
		return false;
	for (i = 0; i < nr; i++) {
		if (fdt32_to_cpu(found[i]) != cells[i])
			return false;
	}
	return true;
}

#define IS_CELLS(path, name, ...)					\
	is_cells(path, name, (const u32[]){ __VA_ARGS__ },		\
		 sizeof((const u32[]){ __VA_ARGS__ }) / 4)

static bool build(unsigned int cpus, const char *cmdline)
{
	const struct devtree_machine machine = {
		.ram = &vm.ram,
		.cpus = cpus,
		.cmdline = cmdline,
		.initrd = LAYOUT_RAM + 0x1000000,
		.initrd_bytes = 0x1234,
		.nr_virtio = 8,
	};

	return !devtree_build(tree, sizeof(tree), &machine) &&
	       !fdt_check_full(tree, sizeof(tree));
}

static unsigned int count(const char *path)
{
	int parent = fdt_path_offset(tree, path);
	unsigned int nr = 0;
	int node;

	fdt_for_each_subnode(node, tree, parent)
		nr++;
	return nr;
}

static void test_tree(void)
{
	ksft_test_result(build(20, "console=ttyS0"), "whole\n");
	ksft_test_result(IS_CELLS("/memory@40000000", "reg", 0, 0x40000000, 0,
				  GUEST_RAM_BYTES), "memory\n");
	ksft_test_result(is_string("/chosen", "bootargs", "console=ttyS0") &&
			 IS_CELLS("/chosen", "linux,initrd-start", 0,
				  0x41000000) &&
			 IS_CELLS("/chosen", "linux,initrd-end", 0,
				  0x41001234), "what the kernel is told\n");
	ksft_test_result(count("/cpus") == 20 &&
			 IS_CELLS("/cpus/cpu@f", "reg", 0, 0xf) &&
			 IS_CELLS("/cpus/cpu@103", "reg", 0, 0x103) &&
			 is_string("/cpus/cpu@103", "enable-method", "psci"),
			 "processors\n");
	ksft_test_result(is_string("/psci", "method", "hvc"), "PSCI\n");
	ksft_test_result(IS_CELLS("/interrupt-controller@8000000", "reg",
				  0, 0x8000000, 0, 0x10000,
				  0, 0xc000000, 0, 20 * 0x20000), "GIC\n");
	ksft_test_result(IS_CELLS("/timer", "interrupts", 1, 13, 8, 1, 14, 8,
				  1, 11, 8, 1, 10, 8), "timer\n");
	ksft_test_result(IS_CELLS("/serial@9000000", "interrupts", 0, 0, 4) &&
			 is_string("/chosen", "stdout-path",
				   "/serial@9000000"), "serial port\n");
	ksft_test_result(IS_CELLS("/virtio_mmio@a007000", "reg", 0, 0xa007000,
				  0, 0x200) &&
			 IS_CELLS("/virtio_mmio@a007000", "interrupts",
				  0, 23, 1), "virtio\n");
	ksft_test_result(build(ARCH_MAX_CPUS, "x") &&
			 count("/cpus") == ARCH_MAX_CPUS, "512 processors\n");
}

static u32 rtc_get(struct rtc *rtc, u64 offset)
{
	return rtc_bus_ops.read(rtc, offset, 4);
}

static void test_rtc(void)
{
	struct rtc rtc;
	u32 now = time(NULL);

	rtc_init(&rtc);
	ksft_test_result(rtc_get(&rtc, 0) - now < 60, "the host's time\n");
	ksft_test_result(rtc_get(&rtc, 0xfe0) == 0x31 &&
			 rtc_get(&rtc, 0xffc) == 0xb1, "a PL031\n");
	rtc_bus_ops.write(&rtc, 8, 4, 1000);
	ksft_test_result(rtc_get(&rtc, 0) - 1000 < 60 &&
			 rtc_get(&rtc, 8) == 1000, "can be set\n");
	ksft_test_result(rtc_get(&rtc, 0xfe1) == 0 && rtc_get(&rtc, 0x20) == 0,
			 "nothing else there\n");
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(10 + 4);
	guest_init(GUEST_RAM_BYTES);
	test_tree();
	test_rtc();
	ksft_finished();
}
