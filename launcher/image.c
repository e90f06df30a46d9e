// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a file that the user named, with every way that can go wrong told
 * apart.
 */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum launcher_code check_file(int fd, const char *path, u64 limit,
				     u64 *size)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return input_err(path, "%s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return input_err(path, "is a directory");
	if (!S_ISREG(st.st_mode))
		return input_err(path, "is not a regular file");
	if (!st.st_size)
		return input_err(path, "is empty");
	if ((u64)st.st_size > limit)
		return input_err(path,
				 "has %llu bytes, the guest's memory has room for %llu: try a bigger --mem",
				 (unsigned long long)st.st_size, limit);
	*size = st.st_size;
	return LAUNCHER_OK;
}

static enum launcher_code read_all(int fd, const char *path, u8 *data, u64 size)
{
	u64 done = 0;

	while (done < size) {
		ssize_t got = read(fd, data + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return input_err(path, "reading: %s", strerror(errno));
		if (!got)
			return input_err(path, "ended after %llu of %llu bytes",
					 done, size);
		done += got;
	}
	return LAUNCHER_OK;
}

enum launcher_code image_read(struct image *image, const char *path, u64 limit)
{
	enum launcher_code code;
	int fd;

	*image = (struct image){ .path = path };
	/* O_NONBLOCK: opening a FIFO would wait for its writer for ever. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return input_err(path, "%s", strerror(errno));

	code = check_file(fd, path, limit, &image->size);
	if (code)
		goto out_close;
	image->data = malloc(image->size);
	if (!image->data) {
		code = host_err("no memory for %s (%llu bytes)", path,
				image->size);
		goto out_close;
	}
	code = read_all(fd, path, image->data, image->size);
	if (code)
		image_free(image);
out_close:
	close(fd);
	return code;
}

bool image_has(const struct image *image, u64 offset, u64 size)
{
	return offset <= image->size && size <= image->size - offset;
}

void image_free(struct image *image)
{
	free(image->data);
	image->data = NULL;
	image->size = 0;
}
