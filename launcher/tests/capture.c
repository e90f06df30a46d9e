// SPDX-License-Identifier: GPL-2.0
/*
 * Stands in for fail.c.
 */
#include "capture.h"

#include <stdarg.h>
#include <stdio.h>

static char last[512];

static void keep(const char *subject, const char *format, va_list args)
	__printf(2, 0);

static void keep(const char *subject, const char *format, va_list args)
{
	int length = 0;

	if (subject)
		length = snprintf(last, sizeof(last), "%s: ", subject);
	vsnprintf(last + length, sizeof(last) - length, format, args);
}

bool complained(const char *part)
{
	bool found = strstr(last, part);

	if (!found)
		fprintf(stderr, "complaint is \"%s\", not \"%s\"\n", last, part);
	last[0] = '\0';
	return found;
}

void print_notice(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	keep(NULL, format, args);
	va_end(args);
}

enum launcher_code input_err(const char *subject, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	keep(subject, format, args);
	va_end(args);
	return LAUNCHER_BAD_INPUT;
}

enum launcher_code host_err(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	keep(NULL, format, args);
	va_end(args);
	return LAUNCHER_BAD_HOST;
}
