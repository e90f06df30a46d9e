/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The launcher's complaints, kept for a test to look at.
 */
#ifndef LAUNCHER_TESTS_CAPTURE_H
#define LAUNCHER_TESTS_CAPTURE_H

#include "../fail.h"

/**
 * complained() - look at what was said since the last look, and forget it.
 * @part: what it must contain.
 *
 * Return: whether it contains @part.
 */
bool complained(const char *part);

#endif /* LAUNCHER_TESTS_CAPTURE_H */
