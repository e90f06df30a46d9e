/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command line: airlock run KERNEL [OPTION]...
 */
#ifndef LAUNCHER_OPTIONS_H
#define LAUNCHER_OPTIONS_H

#include "fail.h"

#define DEFAULT_RAM_BYTES	(512 * MIB)
#define MAX_RAM_BYTES		(4 * TIB)

/* So many virtio devices at most. */
#define MAX_VIRTIO_DEVICES	8

/* What the command line asks for. */
enum command {
	COMMAND_RUN,
	COMMAND_HELP,
	COMMAND_VERSION,
};

/* A kind of virtio device. */
enum virtio_request_kind {
	REQUEST_DISK,
	REQUEST_NET,
	REQUEST_RNG,
	REQUEST_CONSOLE,
};

/**
 * struct virtio_request - a virtio device that the command line asks for.
 * @kind: what it is.
 * @name: the disk's file, the card's tap interface; else NULL.
 * @read_only: the disk cannot be written.
 */
struct virtio_request {
	enum virtio_request_kind kind;
	const char *name;
	bool read_only;
};

/**
 * struct options - a parsed command line.
 * @command: what to do; the rest matters to COMMAND_RUN only.
 * @kernel: path of the kernel.
 * @initrd: path of the initrd, or NULL.
 * @cmdline: the guest kernel's command line, or NULL for the default one.
 * @device: path of the device that speaks KVM's ABI.
 * @ram_bytes: guest memory.
 * @cpus: number of vCPUs.
 * @flat: the kernel is a flat binary, of no format.
 * @nr_virtio: how many virtio devices there are.
 * @virtio: the virtio devices, in the order of the command line.
 * @stats: print the exit table afterwards.
 */
struct options {
	enum command command;
	const char *kernel;
	const char *initrd;
	const char *cmdline;
	const char *device;
	u64 ram_bytes;
	unsigned int cpus;
	bool flat;
	unsigned int nr_virtio;
	struct virtio_request virtio[MAX_VIRTIO_DEVICES];
	bool stats;
};

/**
 * options_parse() - read the command line.
 * @options: receives it, defaults filled in.
 * @argc: as main() got it.
 * @argv: as main() got it.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the mistake named.
 */
enum launcher_code options_parse(struct options *options, int argc,
				 char **argv);

/**
 * parse_size() - read a number of bytes with an optional suffix K, M, G or T.
 * @text: the argument; a number without suffix counts mebibytes.
 * @size: receives the bytes.
 *
 * Return: NULL, or what is wrong with @text.
 */
const char *parse_size(const char *text, u64 *size);

/**
 * parse_count() - read a plain decimal number.
 * @text: the argument.
 * @count: receives the number.
 *
 * Return: NULL, or what is wrong with @text.
 */
const char *parse_count(const char *text, unsigned int *count);

/**
 * options_help() - print the help text to standard output.
 */
void options_help(void);

#endif /* LAUNCHER_OPTIONS_H */
