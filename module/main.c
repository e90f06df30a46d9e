// SPDX-License-Identifier: GPL-2.0
/* Placeholder until the module lands: something to build and load. */
#include <linux/module.h>

static int __init airlock_init(void)
{
	pr_info("airlock: placeholder\n");
	return 0;
}

static void __exit airlock_exit(void)
{
}

module_init(airlock_init);
module_exit(airlock_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("airlock placeholder");
