// SPDX-License-Identifier: GPL-2.0
/*
 * One line on standard error per failure, in one form.
 */
#include "fail.h"

#include <stdarg.h>
#include <stdio.h>

static void vsay(const char *format, va_list args) __printf(1, 0);

static void vsay(const char *format, va_list args)
{
	fputs("airlock: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsay(format, args);
	va_end(args);
}

enum launcher_code fail_input(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsay(format, args);
	va_end(args);
	return LAUNCHER_BAD_INPUT;
}

enum launcher_code fail_host(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsay(format, args);
	va_end(args);
	return LAUNCHER_BAD_HOST;
}
