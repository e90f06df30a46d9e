// SPDX-License-Identifier: GPL-2.0
/*
 * The small devices of a PC: clock, keyboard controller, ACPI registers; and
 * what lies under all of them: bus, memory, escape key.
 */
#include "kselftest.h"

#include "../arch/x86/acpi_pm.h"
#include "../arch/x86/i8042.h"
#include "../arch/x86/layout.h"
#include "../arch/x86/rtc.h"
#include "../escape.h"
#include "../ram.h"

/* 2024-02-29 23:59:58 UTC, a Thursday. */
#define LEAP_DAY	1709251198

static bool irq;
static unsigned int events;

static void set_irq(void *context, bool level)
{
	(void)context;
	irq = level;
}

static void event(void *context)
{
	(void)context;
	events++;
}

static u8 cmos_read(struct rtc *rtc, u8 index)
{
	rtc_bus_ops.write(rtc, 0, 1, index);
	return rtc_bus_ops.read(rtc, 1, 1);
}

static void cmos_write(struct rtc *rtc, u8 index, u8 value)
{
	rtc_bus_ops.write(rtc, 0, 1, index);
	rtc_bus_ops.write(rtc, 1, 1, value);
}

static void test_rtc_formats(void)
{
	struct rtc rtc;
	bool ok;

	rtc_init(&rtc);
	rtc_load_time(&rtc, LEAP_DAY);
	ok = rtc.cmos[0] == 0x58 && rtc.cmos[2] == 0x59 &&
	     rtc.cmos[4] == 0x23 && rtc.cmos[6] == 0x05 &&
	     rtc.cmos[7] == 0x29 && rtc.cmos[8] == 0x02 &&
	     rtc.cmos[9] == 0x24 && rtc.cmos[0x32] == 0x20;
	ksft_test_result(ok && rtc_store_time(&rtc) == LEAP_DAY,
			 "rtc: BCD, 24 hours\n");
	rtc.cmos[11] = 0x04;
	rtc_load_time(&rtc, LEAP_DAY);
	ok = rtc.cmos[0] == 58 && rtc.cmos[4] == (11 | 0x80) &&
	     rtc.cmos[9] == 24;
	ksft_test_result(ok && rtc_store_time(&rtc) == LEAP_DAY,
			 "rtc: binary, 12 hours\n");
	rtc.cmos[11] = 0;
	rtc_load_time(&rtc, LEAP_DAY + 2);
	ok = rtc.cmos[4] == 0x12 && rtc.cmos[7] == 0x01 &&
	     rtc.cmos[8] == 0x03;
	ksft_test_result(ok && rtc_store_time(&rtc) == LEAP_DAY + 2,
			 "rtc: midnight is 12 AM, and February had 29 days\n");
}

static void test_rtc_runs(void)
{
	struct rtc rtc;
	time_t now, shown;
	bool ok;

	rtc_init(&rtc);
	cmos_read(&rtc, 0);
	shown = rtc_store_time(&rtc);
	now = time(NULL);
	ksft_test_result(now - shown >= 0 && now - shown < 2,
			 "rtc: shows the host's time\n");
	/* Set it as rtc_cmos does: stop, write, start. */
	cmos_write(&rtc, 11, 0x82);
	cmos_write(&rtc, 0x32, 0x20);
	cmos_write(&rtc, 9, 0x30);
	cmos_write(&rtc, 8, 0x06);
	cmos_write(&rtc, 7, 0x15);
	cmos_write(&rtc, 4, 0x12);
	ksft_test_result(cmos_read(&rtc, 10) == 0x26,
			 "rtc: no update while it is stopped\n");
	cmos_write(&rtc, 11, 0x02);
	ok = cmos_read(&rtc, 9) == 0x30 && cmos_read(&rtc, 8) == 0x06 &&
	     cmos_read(&rtc, 4) == 0x12;
	ksft_test_result(ok, "rtc: can be set\n");
	ok = cmos_read(&rtc, 13) == 0x80 && cmos_read(&rtc, 12) == 0;
	ksft_test_result(ok, "rtc: registers C and D\n");
	cmos_write(&rtc, 0x50, 0x77);
	ksft_test_result(cmos_read(&rtc, 0x50 | 0x80) == 0x77,
			 "rtc: CMOS RAM, with NMI masked too\n");
}

static struct i8042 keyboard;

static u8 data(void)
{
	return i8042_data_bus_ops.read(&keyboard, 0, 1);
}

static void send(u8 byte)
{
	i8042_data_bus_ops.write(&keyboard, 0, 1, byte);
}

static void command(u8 byte)
{
	i8042_command_bus_ops.write(&keyboard, 0, 1, byte);
}

static u8 status(void)
{
	return i8042_command_bus_ops.read(&keyboard, 0, 1);
}

static void test_i8042(void)
{
	const struct i8042_wires wires = { .irq = set_irq, .reset = event };

	i8042_init(&keyboard, &wires);
	ksft_test_result(!(status() & 0x03), "i8042: nothing to read\n");
	command(0xaa);
	ksft_test_result((status() & 1) && data() == 0x55,
			 "i8042: self-test\n");
	command(0xab);
	ksft_test_result(data() == 0x00, "i8042: keyboard port test\n");
	command(0xa9);
	ksft_test_result(data() != 0x00, "i8042: no auxiliary port\n");
	command(0xd3);
	send(0x5a);
	ksft_test_result(!(status() & 1), "i8042: nor its loopback\n");
	command(0x60);
	send(0x65);
	command(0x20);
	ksft_test_result(data() == 0x65, "i8042: configuration byte\n");
}

static void test_keyboard(void)
{
	bool ok;

	send(0xff);
	ok = irq && data() == 0xfa && irq && data() == 0xaa;
	ksft_test_result(ok && !irq, "keyboard: reset\n");
	send(0xf2);
	ok = data() == 0xfa && data() == 0xab && data() == 0x83;
	ksft_test_result(ok && !(status() & 1), "keyboard: identity\n");
	send(0xed);
	ok = data() == 0xfa;
	send(0x02);
	ksft_test_result(ok && data() == 0xfa && !(status() & 1),
			 "keyboard: LEDs\n");
	command(0x60);
	send(0x64);
	send(0xf4);
	ksft_test_result(!irq && data() == 0xfa, "keyboard: polled\n");
	events = 0;
	command(0xff);
	ksft_test_result(!events, "i8042: a pulse of no line\n");
	command(0xfe);
	ksft_test_result(events == 1, "i8042: reset\n");
}

static void pm_write(struct acpi_pm *pm, u64 offset, unsigned int size,
		     u64 value)
{
	acpi_pm_bus_ops.write(pm, offset, size, value);
}

static void test_acpi_pm(void)
{
	const struct acpi_pm_wires wires = { .sci = set_irq,
					     .power_off = event };
	struct acpi_pm pm;

	irq = false;
	events = 0;
	acpi_pm_init(&pm, &wires);
	ksft_test_result((acpi_pm_bus_ops.read(&pm, 4, 2) & 1) == 1,
			 "acpi: ACPI mode\n");
	acpi_pm_press_button(&pm);
	ksft_test_result(!irq, "acpi: the button is masked\n");
	pm_write(&pm, 2, 2, 0x0100);
	ksft_test_result(irq, "acpi: and enabled\n");
	pm_write(&pm, 1, 1, 0x01);
	ksft_test_result(!irq && !(acpi_pm_bus_ops.read(&pm, 0, 2) & 0x100),
			 "acpi: a byte of 1 clears the status\n");
	pm_write(&pm, 4, 2, 1 << 10 | 1 << 13);
	ksft_test_result(!events, "acpi: S1 is not S5\n");
	pm_write(&pm, 4, 2, ACPI_S5_TYPE << 10);
	ksft_test_result(!events, "acpi: S5 wants SLP_EN\n");
	pm_write(&pm, 5, 1, (ACPI_S5_TYPE << 10 | 1 << 13) >> 8);
	ksft_test_result(events == 1, "acpi: power off\n");
}

static void test_escape(void)
{
	bool pending = false;
	bool ok;

	ok = escape_feed(&pending, 'x') == ESCAPE_PASS &&
	     escape_feed(&pending, 0x01) == ESCAPE_SWALLOW &&
	     escape_feed(&pending, 'x') == ESCAPE_QUIT &&
	     escape_feed(&pending, 'x') == ESCAPE_PASS;
	ok = ok && escape_feed(&pending, 0x01) == ESCAPE_SWALLOW &&
	     escape_feed(&pending, 0x01) == ESCAPE_PASS &&
	     escape_feed(&pending, 'p') == ESCAPE_PASS;
	ksft_test_result(ok, "escape key\n");
}

static void test_ram(void)
{
	struct ram ram;
	bool ok;

	ram_layout(&ram, 0, 5 * GIB, 3 * GIB, 4 * GIB);
	ok = ram.nr_regions == 2 && ram.region[0].size == 3 * GIB &&
	     ram.region[1].base == 4 * GIB && ram.region[1].size == 2 * GIB &&
	     ram.size == 5 * GIB && !ram_allocate(&ram);
	ksft_test_result(ok, "ram: a hole below 4 GiB\n");
	ok = ram_at(&ram, 0, 3 * GIB) && !ram_at(&ram, 0, 3 * GIB + 1) &&
	     !ram_at(&ram, 3 * GIB, 1) && !ram_at(&ram, 3 * GIB - 1, 2) &&
	     ram_at(&ram, 4 * GIB, 1) == ram.region[1].host &&
	     ram_at(&ram, 6 * GIB - 1, 1) && !ram_at(&ram, 6 * GIB, 1) &&
	     !ram_at(&ram, -1ULL, 2) && !ram_at(&ram, 4096, -1ULL);
	ksft_test_result(ok, "ram: what is in it\n");
	ram_layout(&ram, 0, GIB, 3 * GIB, 4 * GIB);
	ksft_test_result(ram.nr_regions == 1 && ram.region[0].size == GIB,
			 "ram: little enough to have none\n");
}

static void test_bus(void)
{
	struct bus bus = { .nr_regions = 0 };
	struct rtc rtc;
	u8 bytes[4] = { 0 };
	bool ok;

	rtc_init(&rtc);
	bus_add(&bus, 0x70, 2, &rtc_bus_ops, &rtc);
	bus_read(&bus, 0xcfc, 4, bytes);
	ok = load_le(bytes, 4) == 0xffffffff;
	ksft_test_result(ok, "bus: nobody answers with ones\n");
	bytes[0] = 0x0d;
	bus_write(&bus, 0x70, 1, bytes);
	bus_read(&bus, 0x71, 1, bytes);
	ksft_test_result(bytes[0] == 0x80, "bus: the device answers\n");
	bus_read(&bus, 0x71, 2, bytes);
	ksft_test_result(bytes[0] == 0xff, "bus: not across its end\n");
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(34);
	test_rtc_formats();
	test_rtc_runs();
	test_i8042();
	test_keyboard();
	test_acpi_pm();
	test_escape();
	test_ram();
	test_bus();
	ksft_finished();
}
