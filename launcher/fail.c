// SPDX-License-Identifier: GPL-2.0
/*
 * One line on standard error per failure, in one form.
 */
#include "fail.h"

#include <stdarg.h>
#include <stdio.h>

static void print_line(const char *subject, const char *format, va_list args)
	__printf(2, 0);

static void print_line(const char *subject, const char *format, va_list args)
{
	fputs("airlock: ", stderr);
	if (subject)
		fprintf(stderr, "%s: ", subject);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void print_notice(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_line(NULL, format, args);
	va_end(args);
}

enum launcher_code input_err(const char *subject, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_line(subject, format, args);
	va_end(args);
	return LAUNCHER_BAD_INPUT;
}

enum launcher_code host_err(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_line(NULL, format, args);
	va_end(args);
	return LAUNCHER_BAD_HOST;
}
