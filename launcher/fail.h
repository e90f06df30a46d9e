/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the launcher ends and how it says why.
 *
 * A function that can fail returns one of these codes: LAUNCHER_OK, or the
 * answer of input_err() or host_err(), which have said on standard error what
 * is wrong. The code travels up unchanged and becomes the exit status, so no
 * caller has to guess what a -1 meant.
 */
#ifndef LAUNCHER_FAIL_H
#define LAUNCHER_FAIL_H

#include "util.h"

/**
 * enum launcher_code - the exit status of the launcher.
 * @LAUNCHER_OK: done; of a run: the guest powered itself off.
 * @LAUNCHER_BAD_INPUT: the command line, or a file named on it, is no good.
 * @LAUNCHER_BAD_HOST: the device or the host cannot do what is needed.
 * @LAUNCHER_REBOOT: the guest asked for a reset.
 * @LAUNCHER_TRIPLE_FAULT: the guest shut its processor down.
 * @LAUNCHER_INTERNAL_ERROR: KVM_EXIT_INTERNAL_ERROR.
 * @LAUNCHER_ENTRY_FAILED: the processor refused to enter the guest.
 * @LAUNCHER_UNKNOWN_EXIT: KVM_RUN ended in a way this launcher does not know.
 * @LAUNCHER_CRASH: the guest reported its own crash.
 * @LAUNCHER_QUIT: stopped from outside, by escape key or signal.
 */
enum launcher_code {
	LAUNCHER_OK = 0,
	LAUNCHER_BAD_INPUT = 2,
	LAUNCHER_BAD_HOST = 3,
	LAUNCHER_REBOOT = 10,
	LAUNCHER_TRIPLE_FAULT = 11,
	LAUNCHER_INTERNAL_ERROR = 12,
	LAUNCHER_ENTRY_FAILED = 13,
	LAUNCHER_UNKNOWN_EXIT = 14,
	LAUNCHER_CRASH = 15,
	LAUNCHER_QUIT = 16,
};

/**
 * print_notice() - write one line to standard error, after the program's name.
 * @format: as of printf(), without a newline.
 */
void print_notice(const char *format, ...) __printf(1, 2);

/**
 * input_err() - say what is wrong with something the user gave.
 * @subject: what it is about: a path, an option.
 * @format: as of printf(), without a newline.
 *
 * Return: LAUNCHER_BAD_INPUT.
 */
enum launcher_code input_err(const char *subject, const char *format, ...)
	__printf(2, 3);

/**
 * host_err() - say what the host or the device would not do.
 * @format: as of printf(), without a newline.
 *
 * Return: LAUNCHER_BAD_HOST.
 */
enum launcher_code host_err(const char *format, ...) __printf(1, 2);

#endif /* LAUNCHER_FAIL_H */
