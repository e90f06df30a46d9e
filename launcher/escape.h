/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The escape key: which of the user's bytes are for the launcher.
 */
#ifndef LAUNCHER_ESCAPE_H
#define LAUNCHER_ESCAPE_H

#include "util.h"

/* Ctrl-A. */
#define ESCAPE_KEY		0x01

/* What to do with a byte. */
enum escape_action {
	ESCAPE_PASS,		/* hand it to the guest */
	ESCAPE_SWALLOW,		/* it began, or made no, escape sequence */
	ESCAPE_QUIT,
	ESCAPE_POWER_BUTTON,
	ESCAPE_BREAK,
	ESCAPE_HELP,
};

/**
 * escape_feed() - look at one byte from the terminal.
 * @pending: whether the byte before was the escape key; kept by the caller.
 * @byte: the byte.
 *
 * Return: what to do with it.
 */
enum escape_action escape_feed(bool *pending, u8 byte);

#endif /* LAUNCHER_ESCAPE_H */
