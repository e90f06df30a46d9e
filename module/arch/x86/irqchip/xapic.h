/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A local APIC: its registers, priorities and timer. A state machine without
 * vCPUs, hrtimers or other APICs; lapic.c connects it.
 *
 * Who may touch it: the owner, which is the vCPU's thread or an ioctl under
 * vcpu->mutex, and, for what is tagged [a], anybody at any time without a lock.
 * Others read the fields tagged [o] as well, when they send to this APIC; they
 * see the old or the new value, as they would on a bus.
 */
#ifndef AIRLOCK_XAPIC_H
#define AIRLOCK_XAPIC_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/kvm.h>
#include <linux/types.h>

#include "apic_msg.h"
#include "xapic_regs.h"

/**
 * struct xapic_timer - the timer [owner], but for the end of a count, which
 * is the hrtimer's; the owner stops that before it touches anything here.
 * @armed: it will expire.
 * @expires: when, in nanoseconds; not in deadline mode.
 * @period: length of the whole count in nanoseconds; 0 if there is none.
 * @deadline: IA32_TSC_DEADLINE.
 */
struct xapic_timer {
	bool armed;
	u64 expires;
	u64 period;
	u64 deadline;
};

/**
 * struct xapic - a local APIC.
 * @page: the registers, at their offsets. [a] for IRR and TMR, else [o]. PPR
 *	and TMCCT are not kept there.
 * @id: the APIC id, all 32 bits of it [constant]
 * @enabled: IA32_APIC_BASE has it on [o]
 * @x2apic: in x2APIC mode [o]
 * @wide_ids: KVM_X2APIC_API_USE_32BIT_IDS for GET and SET [owner]
 * @isr_words: which of the eight ISR registers are not 0 [owner]
 * @irr_words: which IRR registers may be not 0 [a]
 * @events: INIT and SIPI that have come [a]
 * @errors: ESR bits since ESR was last written [a]
 * @turns: lowest-priority interrupts taken, for fairness [a, sloppy]
 * @timer: the timer
 */
struct xapic {
	void *page;
	u32 id;
	bool enabled;
	bool x2apic;
	bool wide_ids;
	u8 isr_words;
	unsigned long irr_words;
	atomic_t events;
	atomic_t errors;
	u32 turns;
	struct xapic_timer timer;
};

/* A register as it is kept. */
static inline u32 xapic_reg(const struct xapic *apic, unsigned int reg)
{
	return READ_ONCE(*(u32 *)(apic->page + reg));
}

static inline void xapic_set_reg(struct xapic *apic, unsigned int reg,
				 u32 value)
{
	WRITE_ONCE(*(u32 *)(apic->page + reg), value);
}

/* The 32-bit register of a 256-bit one that holds @vector, for bit ops. */
static inline unsigned long *xapic_word(const struct xapic *apic,
					unsigned int reg, u8 vector)
{
	return apic->page + reg + (vector >> 5) * 0x10;
}

static inline bool xapic_test(const struct xapic *apic, unsigned int reg,
			      u8 vector)
{
	return test_bit(vector & 31, xapic_word(apic, reg, vector));
}

static inline bool xapic_software_enabled(const struct xapic *apic)
{
	return xapic_reg(apic, XAPIC_SVR) & XAPIC_SVR_ENABLE;
}

static inline enum xapic_timer_mode xapic_timer_mode(const struct xapic *apic)
{
	return xapic_reg(apic, XAPIC_LVT_TIMER) >> 17 & 3;
}

/* xapic.c: vectors */

/**
 * airlock_xapic_reset - power-up reset or INIT.
 * @apic: the APIC; @id, @enabled and @x2apic are set.
 * @extint: LINT0 starts as ExtINT, unmasked.
 *
 * The timer must not be running.
 */
void airlock_xapic_reset(struct xapic *apic, bool extint);

/**
 * airlock_xapic_accept - a fixed interrupt arrives.
 * @apic: the APIC.
 * @vector: its vector.
 * @level: level-triggered.
 *
 * Context: any.
 * Return: 1, or 0 if that vector was requested already, or -1 if the APIC does
 * not take it.
 */
int airlock_xapic_accept(struct xapic *apic, u8 vector, bool level);

/* Deliver the interrupt of a local source. Any context. Returns the same. */
int airlock_xapic_local(struct xapic *apic, unsigned int lvt);

/* An error happened: ESR, and the error interrupt. Any context. */
void airlock_xapic_error(struct xapic *apic, u32 bit);

/* Highest vector requested, or -1. Owner. */
int airlock_xapic_irr(struct xapic *apic);

/* Highest vector in service, or -1. Owner. */
int airlock_xapic_isr(const struct xapic *apic);

/* Processor priority. Owner. */
u8 airlock_xapic_ppr(const struct xapic *apic);

/* Highest vector requested that the priority lets through, or -1. Owner. */
int airlock_xapic_pending(struct xapic *apic);

/* That vector goes into service; -1 if there is none. Owner. */
int airlock_xapic_take(struct xapic *apic);

/* The interrupt in service ends: its vector, or -1 if there was none. Owner. */
int airlock_xapic_eoi(struct xapic *apic);

/* Is the APIC one of those that a message is for? Any context. */
bool airlock_xapic_match(const struct xapic *apic, const struct apic_msg *msg);

/* An INIT, or a SIPI, arrives; the owner takes what has come. Any context. */
void airlock_xapic_init(struct xapic *apic);
void airlock_xapic_sipi(struct xapic *apic, u8 vector);

/* xapic_regs.c: registers */

/**
 * airlock_xapic_mode - IA32_APIC_BASE changed.
 * @apic: the APIC; the timer is stopped.
 * @enabled: its global enable.
 * @x2apic: x2APIC mode.
 */
void airlock_xapic_mode(struct xapic *apic, bool enabled, bool x2apic);

/* May the register be read, or written, in the present mode? */
bool airlock_xapic_readable(const struct xapic *apic, unsigned int reg);
bool airlock_xapic_writable(const struct xapic *apic, unsigned int reg);

/* The bits of a register that can be set. */
u32 airlock_xapic_valid(unsigned int reg);

/**
 * airlock_xapic_read - a 32-bit register.
 * @apic: the APIC.
 * @reg: its offset; readable, and not TMCCT.
 */
u32 airlock_xapic_read(struct xapic *apic, unsigned int reg);

/**
 * airlock_xapic_write - write a 32-bit register.
 * @apic: the APIC.
 * @reg: its offset; writable, and none that does something: not EOI, ICR,
 *	SELF_IPI or one of the timer's.
 * @value: the value.
 *
 * Return: 0, or -EINVAL for a bit that is reserved in x2APIC mode.
 */
int airlock_xapic_write(struct xapic *apic, unsigned int reg, u32 value);

/* xapic_timer.c: the timer. Owner, and the hrtimer is stopped. */

/**
 * airlock_xapic_timer_write - write LVT_TIMER, TMICT or TDCR.
 * @apic: the APIC.
 * @reg: which of them.
 * @value: the value.
 * @now: nanoseconds.
 *
 * Return: as airlock_xapic_write().
 */
int airlock_xapic_timer_write(struct xapic *apic, unsigned int reg, u32 value,
			      u64 now);

/* TMCCT. */
u32 airlock_xapic_timer_count(const struct xapic *apic, u64 now);

/* Write IA32_TSC_DEADLINE; ignored out of deadline mode. */
void airlock_xapic_timer_deadline(struct xapic *apic, u64 tsc);

/**
 * airlock_xapic_timer_due - the count has ended, or the deadline passed.
 * @apic: the APIC.
 * @now: nanoseconds.
 *
 * Context: the hrtimer, or the owner.
 * Return: true if the timer goes on; @expires then is in the future.
 */
bool airlock_xapic_timer_due(struct xapic *apic, u64 now);

/* Nanoseconds that a number of TSC ticks takes; saturates. */
u64 airlock_tsc_to_ns(u64 ticks, u32 khz);

/* xapic_state.c: KVM_GET_LAPIC and KVM_SET_LAPIC. Owner. */
void airlock_xapic_get(struct xapic *apic, struct kvm_lapic_state *state,
		       u64 now);
/* @state may hold anything at all. -EINVAL for an x2APIC id not our own. */
int airlock_xapic_set(struct xapic *apic, const struct kvm_lapic_state *state,
		      u64 now);

#endif /* AIRLOCK_XAPIC_H */
