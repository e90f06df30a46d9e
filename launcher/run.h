/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running the vCPUs of a guest until something ends it.
 */
#ifndef LAUNCHER_RUN_H
#define LAUNCHER_RUN_H

#include <pthread.h>

#include "fail.h"

struct vcpu;
struct vm;

/**
 * vm_run() - run a guest to its end.
 * @vm: a guest that vm_create() finished.
 *
 * One thread per vCPU; the caller's thread serves the terminal. When it
 * returns, all vCPU threads have been joined and vm->end says why.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_HOST if the guest could not be started.
 */
enum launcher_code vm_run(struct vm *vm);

/**
 * vcpu_kick() - bring a vCPU's thread out of KVM_RUN, and keep it out.
 * @vcpu: the vCPU.
 *
 * Context: any thread.
 */
void vcpu_kick(struct vcpu *vcpu);

/**
 * kick_thread() - get a thread out of a system call that waits.
 * @thread: a thread that was started while vm_run() ran.
 *
 * Context: any thread.
 */
void kick_thread(pthread_t thread);

#endif /* LAUNCHER_RUN_H */
