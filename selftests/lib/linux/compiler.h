/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linux's source has the uapi headers unprocessed: what the kernel's own
 * headers_install would have removed from them is defined away here.
 */
#ifndef TEST_LINUX_COMPILER_H
#define TEST_LINUX_COMPILER_H

#define __user

#endif /* TEST_LINUX_COMPILER_H */
