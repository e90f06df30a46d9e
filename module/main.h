/* SPDX-License-Identifier: GPL-2.0 */
/* Virtualization is on while there is a VM. */
#ifndef AIRLOCK_MAIN_H
#define AIRLOCK_MAIN_H

int airlock_hw_get(void);
void airlock_hw_put(void);

#endif /* AIRLOCK_MAIN_H */
