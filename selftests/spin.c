// SPDX-License-Identifier: GPL-2.0
/* Not a test: guests that run until somebody kills them, for module_unload. */
#include <unistd.h>

#include "guest.h"
#include "vm.h"

static volatile __u32 rounds;

static void guest_spin(unsigned long arg)
{
	for (;;) {
		rounds++;
		if (rounds % 64 == 0)
			arch_guest_light_exit();
	}
}

int main(void)
{
	static struct vcpu_thread t[2];
	static struct test_vm vm;
	unsigned int i;

	vm_create(&vm, 0);
	for (i = 0; i < 2; i++)
		vcpu_add(&vm, i, guest_spin);
	for (i = 0; i < 2; i++) {
		t[i].cpu = -1;
		vcpu_thread_start(&t[i], &vm.vcpu[i]);
	}
	for (i = 0; i < 2; i++)
		vcpu_thread_join(&t[i]);
	return 1;
}
