/* SPDX-License-Identifier: GPL-2.0 */
/* The pages that a guest has written to. */
#ifndef AIRLOCK_DIRTY_LOG_H
#define AIRLOCK_DIRTY_LOG_H

struct airlock_vm;
struct kvm_dirty_log;

/**
 * airlock_dirty_log_get - KVM_GET_DIRTY_LOG.
 * @vm: the VM.
 * @log: copied from userspace: a slot, and where its bits go.
 *
 * The bits are clear afterwards. When it returns, a write to any of the pages
 * sets its bit again.
 *
 * Return: 0; -EINVAL for a slot number that cannot be; -ENOENT if the slot
 * does not log (or is none); -EFAULT, then some bits may be lost; -ENOMEM.
 */
int airlock_dirty_log_get(struct airlock_vm *vm,
			  const struct kvm_dirty_log *log);

#endif /* AIRLOCK_DIRTY_LOG_H */
