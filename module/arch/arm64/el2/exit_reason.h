/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Exit reasons: an exception class where the guest was left by a synchronous
 * exception (ESR_ELx_EC_*, below 64), else one of these.
 */
#ifndef EL2_EXIT_REASON_H
#define EL2_EXIT_REASON_H

#include "entry.h"

/* EL2_LEFT_* follow. */
#define EL2_EXIT_ASYNC		64

enum el2_exit {
	EL2_EXIT_IRQ = EL2_EXIT_ASYNC + EL2_LEFT_IRQ,
	EL2_EXIT_FIQ = EL2_EXIT_ASYNC + EL2_LEFT_FIQ,
	EL2_EXIT_SERROR = EL2_EXIT_ASYNC + EL2_LEFT_SERROR,
	EL2_EXIT_ILLEGAL = EL2_EXIT_ASYNC + EL2_LEFT_ILLEGAL,
	EL2_EXITS,
};

#endif /* EL2_EXIT_REASON_H */
