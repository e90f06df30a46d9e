// SPDX-License-Identifier: GPL-2.0
/*
 * Stands in for fail.c.
 */
#include "capture.h"

#include <stdarg.h>
#include <stdio.h>

static char said[1024];
static size_t length;

static void keep(const char *subject, const char *format, va_list args)
	__printf(2, 0);

static void keep(const char *subject, const char *format, va_list args)
{
	char line[256];
	int start = 0;

	if (subject)
		start = snprintf(line, sizeof(line), "%s: ", subject);
	vsnprintf(line + start, sizeof(line) - start, format, args);
	/* Many complaints that nobody asked about: the first ones stay. */
	if (length < sizeof(said))
		length += snprintf(said + length, sizeof(said) - length, "%s\n",
				   line);
}

bool complained(const char *part)
{
	bool found = strstr(said, part);

	if (!found)
		fprintf(stderr, "said is \"%s\", not \"%s\"\n", said, part);
	said[0] = '\0';
	length = 0;
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
