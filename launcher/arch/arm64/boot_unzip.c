// SPDX-License-Identifier: GPL-2.0
/*
 * An Image.gz, which is what Linux's own build makes for arm64: the loader is
 * the one that unpacks it, since the kernel does not. RFC 1952.
 */
#include <stdlib.h>
#include <zlib.h>

#include "boot.h"

/* The window that inflate() keeps; 16 more: with a gzip header around. */
#define GZIP_WINDOW_BITS	(15 + 16)

#define GZIP_MAGIC		0x8b1f
/* Magic number, header and trailer of a file in which nothing is. */
#define GZIP_LEAST_BYTES	18

/*
 * The last four bytes are the size of what is in the file, modulo 4 GiB. They
 * are the file's word, and only decide how much memory is asked for.
 */
static u64 unpacked_size(const struct image *kernel)
{
	return load_le(kernel->data + kernel->size - 4, 4);
}

static bool is_gzip(const struct image *kernel)
{
	return kernel->size >= GZIP_LEAST_BYTES &&
	       load_le(kernel->data, 2) == GZIP_MAGIC;
}

static enum launcher_code unpack(const struct image *kernel, u8 *to, u64 size)
{
	z_stream stream = {
		.next_in = kernel->data,
		.avail_in = kernel->size,
		.next_out = to,
		.avail_out = size,
	};
	int result = inflateInit2(&stream, GZIP_WINDOW_BITS);

	if (result != Z_OK)
		return host_err("zlib: %s", zError(result));
	result = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	if (result != Z_STREAM_END || stream.avail_out)
		return input_err(kernel->path,
				 "is a damaged gzip file: %s",
				 (result == Z_STREAM_END || result == Z_OK) ?
				 "its size is not what it says" :
				 zError(result));
	return LAUNCHER_OK;
}

enum launcher_code boot_unzip(struct image *kernel, u64 limit)
{
	enum launcher_code code;
	u64 size;
	u8 *to;

	if (!is_gzip(kernel))
		return LAUNCHER_OK;
	size = unpacked_size(kernel);
	if (!size || kernel->size > UINT32_MAX)
		return input_err(kernel->path, "has no kernel in it");
	if (size > limit)
		return input_err(kernel->path,
				 "unpacks to %llu bytes (if it is not cut), the guest's memory has room for %llu: try a bigger --mem",
				 size, limit);
	to = malloc(size);
	if (!to)
		return host_err("no memory to unpack %s (%llu bytes)",
				kernel->path, size);
	code = unpack(kernel, to, size);
	if (code) {
		free(to);
		return code;
	}
	free(kernel->data);
	kernel->data = to;
	kernel->size = size;
	return LAUNCHER_OK;
}
