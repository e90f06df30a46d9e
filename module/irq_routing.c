// SPDX-License-Identifier: GPL-2.0
/* What a global system interrupt leads to: a pin of a chip, or a message. */
#include <linux/kvm.h>
#include <linux/mm.h>

#include "airlock.h"
#include "arch.h"
#include "irq_routing.h"
#include "irq_table.h"

/* Messages alone have a flag: the identity of the device that sends them. */
static int check_flags(const struct kvm_irq_routing_entry *entry)
{
	u32 known = 0;

	if (entry->type == KVM_IRQ_ROUTING_MSI)
		known = KVM_MSI_VALID_DEVID;
	return entry->flags & ~known ? -EINVAL : 0;
}

int airlock_irq_routes_set(struct airlock_vm *vm,
			   const struct kvm_irq_routing_entry *entries,
			   unsigned int nr)
{
	struct airlock_irq_routes *old, *new;
	unsigned int i;
	int ret;

	for (i = 0; i < nr; i++) {
		ret = check_flags(&entries[i]);
		if (!ret)
			ret = airlock_arch_route_check(vm, &entries[i]);
		if (ret)
			return ret;
	}
	ret = airlock_irq_table_build(entries, nr, &new);
	if (ret)
		return ret;

	old = rcu_replace_pointer(vm->irq_routes, new,
				  lockdep_is_held(&vm->irq_lock));
	if (old)
		kvfree_rcu(old, rcu);
	airlock_arch_irq_listeners(vm);
	return 0;
}

int airlock_irq_set(struct airlock_vm *vm, unsigned int source, u32 gsi,
		    int level)
{
	const struct kvm_irq_routing_entry *entry;
	unsigned int nr, i;
	int taken = -1;

	rcu_read_lock();
	entry = airlock_irq_table_find(rcu_dereference(vm->irq_routes), gsi,
				       &nr);
	for (i = 0; i < nr; i++) {
		int ret = airlock_arch_route_set(vm, source, &entry[i], level);

		/* A chip that masks it does not undo one that took it. */
		if (ret >= 0)
			taken = max(taken, 0) + ret;
	}
	rcu_read_unlock();
	return taken;
}

bool airlock_irq_leads_to(struct airlock_vm *vm, u32 gsi, unsigned int chip,
			  unsigned int pin)
{
	const struct kvm_irq_routing_entry *entry;
	bool found = false;
	unsigned int nr, i;

	rcu_read_lock();
	entry = airlock_irq_table_find(rcu_dereference(vm->irq_routes), gsi,
				       &nr);
	for (i = 0; i < nr && !found; i++)
		found = entry[i].type == KVM_IRQ_ROUTING_IRQCHIP &&
			entry[i].u.irqchip.irqchip == chip &&
			entry[i].u.irqchip.pin == pin;
	rcu_read_unlock();
	return found;
}

void airlock_irq_routes_destroy(struct airlock_vm *vm)
{
	kvfree(rcu_dereference_protected(vm->irq_routes, true));
	RCU_INIT_POINTER(vm->irq_routes, NULL);
}
