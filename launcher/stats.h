/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often the guest was left, why, and at what cost.
 */
#ifndef LAUNCHER_STATS_H
#define LAUNCHER_STATS_H

struct vm;

/**
 * stats_print() - print the exits of a guest that has ended.
 * @vm: the guest, its vCPU threads joined.
 *
 * To standard error: standard output is the guest's.
 */
void stats_print(struct vm *vm);

#endif /* LAUNCHER_STATS_H */
