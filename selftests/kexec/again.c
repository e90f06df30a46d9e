// SPDX-License-Identifier: GPL-2.0
/*
 * again IMAGE [crash]: load IMAGE, an arm64 kernel, to be kexeced into, or when
 * this one panics, with the device tree and the initrd that this one was booted
 * with; on its command line boot=1 becomes boot=2. Needs retain_initrd.
 * again: go there.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIB		0x100000UL

#define OLD_WORD	"boot=1"
#define NEW_WORD	"boot=2"

/* Where what goes, from the start of RAM or of what a crash kernel has. */
#define KERNEL_AT	(2 * MIB)
#define START_AT	(124 * MIB)
#define TREE_AT		(126 * MIB)
#define INITRD_AT	(128 * MIB)

/*
 * The kernel wants the device tree's address in X0, and X1 to X3 zero:
 * ldr x0, (TREE); ldr x4, (KERNEL); mov x1, xzr; mov x2, xzr; mov x3, xzr; br x4
 */
struct start {
	uint32_t insn[6];
	uint64_t tree, kernel;
};

static const struct start start = {
	{ 0x580000c0, 0x580000e4, 0xaa1f03e1, 0xaa1f03e2, 0xaa1f03e3,
	  0xd61f0080 },
};

static void *slurp(const char *path, size_t *size)
{
	size_t room = 128 * MIB;
	char *buf = malloc(room);
	ssize_t got;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || !buf)
		err(1, "%s", path);
	*size = 0;
	while ((got = read(fd, buf + *size, room - *size)) > 0)
		*size += got;
	if (got < 0 || *size == room)
		err(1, "reading %s", path);
	close(fd);
	return buf;
}

/* Every place of @from in @buf becomes @to, of the same length. */
static void replace(char *buf, size_t size, const void *from, const void *to,
		    size_t len)
{
	char *at = buf;
	int found = 0;

	while ((at = memmem(at, buf + size - at, from, len))) {
		memcpy(at, to, len);
		at += len;
		found++;
	}
	if (!found)
		errx(1, "the device tree lacks what has to change");
}

/* Physical memory with a name in /proc/iomem: where the first such begins. */
static unsigned long memory_at(const char *name)
{
	FILE *file = fopen("/proc/iomem", "r");
	unsigned long begin;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, name) && sscanf(line, " %lx-", &begin) == 1 &&
		    begin)
			return begin;
	errx(1, "no %s in /proc/iomem", name);
}

/* The property of 4 bytes that the old tree has under @path. */
static void move_initrd(char *tree, size_t size, const char *path,
			unsigned long to)
{
	uint32_t new = htobe32(to);
	size_t len;
	void *old = slurp(path, &len);

	if (len != sizeof(new))
		errx(1, "%s has %zu bytes", path, len);
	replace(tree, size, old, &new, len);
}

#define CHOSEN	"/proc/device-tree/chosen/linux,initrd-"

static int load(const char *image, bool crash)
{
	struct kexec_segment segment[4];
	struct start code = start;
	unsigned long base, at[4], i;
	size_t size[4];
	char *buf[4];

	base = memory_at(crash ? "Crash kernel" : "System RAM");
	at[0] = base + KERNEL_AT;
	at[1] = base + START_AT;
	at[2] = base + TREE_AT;
	at[3] = base + INITRD_AT;
	buf[0] = slurp(image, &size[0]);
	code.tree = at[2];
	code.kernel = at[0];
	buf[1] = (void *)&code;
	size[1] = sizeof(code);
	buf[2] = slurp("/sys/firmware/fdt", &size[2]);
	buf[3] = slurp("/sys/firmware/initrd", &size[3]);
	replace(buf[2], size[2], OLD_WORD, NEW_WORD, strlen(OLD_WORD));
	move_initrd(buf[2], size[2], CHOSEN "end", at[3] + size[3]);
	move_initrd(buf[2], size[2], CHOSEN "start", at[3]);
	for (i = 0; i < 4; i++)
		segment[i] = (struct kexec_segment){
			.buf = buf[i],
			.bufsz = size[i],
			.mem = (void *)at[i],
			.memsz = (size[i] + MIB - 1) & -MIB,
		};
	/* What the kernel clears beyond its image: its header says. */
	segment[0].memsz = (((unsigned long *)buf[0])[2] + MIB) & -MIB;
	if (syscall(SYS_kexec_load, at[1], 4, segment,
		    KEXEC_ARCH_AARCH64 | (crash ? KEXEC_ON_CRASH : 0)))
		err(1, "kexec_load");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return load(argv[1], argc > 2);
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		LINUX_REBOOT_CMD_KEXEC, NULL);
	err(1, "the kernel is not left");
}
