/* SPDX-License-Identifier: GPL-2.0 */
/* Guest code, x86: the local APIC, the IOAPIC and the 8259 pair. */
#ifndef TEST_X86_APIC_H
#define TEST_X86_APIC_H

#include "guest.h"

#define MSR_APIC_BASE		0x1b
#define APIC_BASE_BSP		(1UL << 8)
#define APIC_BASE_X2APIC	(1UL << 10)
#define APIC_BASE_ENABLE	(1UL << 11)
#define APIC_DEFAULT_BASE	0xfee00000UL
#define IOAPIC_DEFAULT_BASE	0xfec00000UL

#define APIC_ID			0x20
#define APIC_LVR		0x30
#define APIC_TPR		0x80
#define APIC_PPR		0xa0
#define APIC_EOI		0xb0
#define APIC_LDR		0xd0
#define APIC_DFR		0xe0
#define APIC_SVR		0xf0
#define APIC_ISR		0x100
#define APIC_IRR		0x200
#define APIC_ESR		0x280
#define APIC_ICR		0x300
#define APIC_ICR_HIGH		0x310
#define APIC_LVT_TIMER		0x320
#define APIC_LVT0		0x350
#define APIC_LVT1		0x360
#define APIC_TMICT		0x380
#define APIC_TMCCT		0x390
#define APIC_TDCR		0x3e0
#define APIC_SELF_IPI		0x3f0

#define APIC_SVR_ENABLE		0x100
#define APIC_LVT_MASKED		0x10000
#define APIC_TIMER_PERIODIC	0x20000
#define APIC_TIMER_DEADLINE	0x40000
#define APIC_DM_NMI		0x400
#define APIC_DM_INIT		0x500
#define APIC_DM_SIPI		0x600
#define APIC_DM_EXTINT		0x700
#define APIC_INT_ASSERT		0x4000
#define APIC_DEST_SELF		0x40000
#define APIC_DEST_ALL		0x80000
#define APIC_DEST_OTHERS	0xc0000

#define MSR_X2APIC(reg)		(0x800 + ((reg) >> 4))
#define MSR_TSC_DEADLINE	0x6e0

static inline void xapic_write(unsigned int reg, __u32 value)
{
	*(volatile __u32 *)(APIC_DEFAULT_BASE + reg) = value;
}

static inline __u32 xapic_read(unsigned int reg)
{
	return *(volatile __u32 *)(APIC_DEFAULT_BASE + reg);
}

static inline void x2apic_write(unsigned int reg, __u64 value)
{
	wrmsr(MSR_X2APIC(reg), value);
}

static inline __u64 x2apic_read(unsigned int reg)
{
	return rdmsr(MSR_X2APIC(reg));
}

static inline void xapic_enable(void)
{
	guest_eoi = GUEST_EOI_XAPIC;
	xapic_write(APIC_SVR, APIC_SVR_ENABLE | 0xff);
}

static inline void x2apic_enable(void)
{
	guest_eoi = GUEST_EOI_X2APIC;
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_BASE_X2APIC);
	x2apic_write(APIC_SVR, APIC_SVR_ENABLE | 0xff);
}

static inline void xapic_ipi(__u32 dest, __u32 icr)
{
	xapic_write(APIC_ICR_HIGH, dest << 24);
	xapic_write(APIC_ICR, icr);
}

static inline void ioapic_write(unsigned int reg, __u32 value)
{
	*(volatile __u32 *)IOAPIC_DEFAULT_BASE = reg;
	*(volatile __u32 *)(IOAPIC_DEFAULT_BASE + 0x10) = value;
}

static inline __u32 ioapic_read(unsigned int reg)
{
	*(volatile __u32 *)IOAPIC_DEFAULT_BASE = reg;
	return *(volatile __u32 *)(IOAPIC_DEFAULT_BASE + 0x10);
}

/* Route a pin: low word of the redirection entry, destination APIC id. */
static inline void ioapic_route(unsigned int pin, __u32 low, __u32 dest)
{
	ioapic_write(0x11 + 2 * pin, dest << 24);
	ioapic_write(0x10 + 2 * pin, low);
}

/* Set up the 8259 pair: vectors from base on, all masked but those given. */
static inline void pic_init(__u8 base, __u16 unmasked)
{
	outb(0x20, 0x11);
	outb(0x21, base);
	outb(0x21, 4);
	outb(0x21, 1);
	outb(0xa0, 0x11);
	outb(0xa1, base + 8);
	outb(0xa1, 2);
	outb(0xa1, 1);
	outb(0x21, (__u8)~unmasked);
	outb(0xa1, (__u8)(~unmasked >> 8));
}

#endif /* TEST_X86_APIC_H */
