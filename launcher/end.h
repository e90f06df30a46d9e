/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Saying how a guest ended.
 */
#ifndef LAUNCHER_END_H
#define LAUNCHER_END_H

#include "fail.h"

struct vm;

/**
 * end_report() - say on standard error how the guest ended, with all that helps
 * to find out why.
 * @vm: the guest, ended, its vCPU threads joined.
 *
 * Return: the exit status that tells this end from all others.
 */
enum launcher_code end_report(struct vm *vm);

/**
 * exit_reason_name() - the name of a KVM_EXIT_*, without that prefix.
 * @reason: kvm_run.exit_reason.
 *
 * Return: the name, or NULL for a number that we have no name for.
 */
const char *exit_reason_name(u32 reason);

#endif /* LAUNCHER_END_H */
