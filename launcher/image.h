/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that the user named, whole and in memory.
 */
#ifndef LAUNCHER_IMAGE_H
#define LAUNCHER_IMAGE_H

#include "fail.h"

/**
 * struct image - the bytes of a file.
 * @path: as the user wrote it, for messages.
 * @data: the contents.
 * @size: how many bytes @data has; never 0 in an image that was read.
 */
struct image {
	const char *path;
	u8 *data;
	u64 size;
};

/**
 * image_read() - read a whole regular file.
 * @image: receives path, contents and size; free with image_free().
 * @path: which file.
 * @limit: refuse a file bigger than this many bytes.
 *
 * The contents are copied, not mapped: a file that is truncated by somebody
 * else while the guest boots must not end the launcher with SIGBUS.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT for a file that is missing, no
 * regular file, empty, bigger than @limit or unreadable.
 */
enum launcher_code image_read(struct image *image, const char *path,
			      u64 limit);

/**
 * image_has() - look whether bytes are all in a file.
 * @image: the file.
 * @offset: the first byte.
 * @size: how many.
 *
 * Return: whether they are.
 */
bool image_has(const struct image *image, u64 offset, u64 size);

/**
 * image_free() - forget the contents; an empty image is fine too.
 * @image: the image.
 */
void image_free(struct image *image);

#endif /* LAUNCHER_IMAGE_H */
