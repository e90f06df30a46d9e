/* SPDX-License-Identifier: GPL-2.0 */
/* What an I/O APIC, a device or another CPU sends to local APICs. */
#ifndef AIRLOCK_APIC_MSG_H
#define AIRLOCK_APIC_MSG_H

#include <linux/types.h>

/* Delivery modes, as in ICR, redirection entries and MSI data, bits 10:8. */
enum apic_delivery {
	APIC_FIXED,
	APIC_LOWEST,
	APIC_SMI,
	APIC_NMI = 4,
	APIC_INIT,
	APIC_STARTUP,
	APIC_EXTINT,
};

/**
 * struct apic_msg - an interrupt on its way to local APICs.
 * @dest: destination; what it means depends on @logical.
 * @vector: the vector, or the page of a STARTUP.
 * @mode: enum apic_delivery.
 * @logical: @dest is a logical destination, else an APIC id.
 * @level: level-triggered: its EOI is broadcast.
 * @narrow: @dest was 8 bits wide, so 0xff is a broadcast.
 */
struct apic_msg {
	u32 dest;
	u8 vector;
	u8 mode;
	bool logical;
	bool level;
	bool narrow;
};

/* Destination that every local APIC takes. */
static inline bool apic_msg_broadcast(const struct apic_msg *msg)
{
	return msg->dest == ~0U || (msg->narrow && msg->dest == 0xff);
}

#endif /* AIRLOCK_APIC_MSG_H */
