// SPDX-License-Identifier: GPL-2.0
/*
 * The escape key, as a state machine of one bit.
 */
#include "escape.h"

enum escape_action escape_feed(bool *pending, u8 byte)
{
	if (!*pending) {
		*pending = byte == ESCAPE_KEY;
		return *pending ? ESCAPE_SWALLOW : ESCAPE_PASS;
	}
	*pending = false;
	switch (byte) {
	case ESCAPE_KEY:
	case 'a':
		return ESCAPE_PASS;
	case 'x':
		return ESCAPE_QUIT;
	case 'p':
		return ESCAPE_POWER_BUTTON;
	case 'b':
		return ESCAPE_BREAK;
	case 'h':
	case '?':
		return ESCAPE_HELP;
	default:
		return ESCAPE_SWALLOW;
	}
}
