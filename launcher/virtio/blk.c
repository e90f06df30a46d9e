// SPDX-License-Identifier: GPL-2.0
/*
 * Disk requests.
 */
#include "blk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/virtio_ids.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR_BYTES		512ULL

/* Two descriptors of a request are its header and its status. */
#define DATA_SEGMENTS		(VIRTQ_MAX_SEGMENTS - 2)

static struct virtio_blk *to_blk(struct virtio_device *device)
{
	return (struct virtio_blk *)device;
}

/* All of the buffers, in as many calls as the kernel likes. */
static bool transfer(int fd, struct iovec *iov, unsigned int nr, u64 offset,
		     bool write)
{
	while (nr) {
		ssize_t n = write ? pwritev(fd, iov, nr, offset) :
				    preadv(fd, iov, nr, offset);

		if (n < 0 && errno == EINTR)
			continue;
		/* 0 is a file that somebody else made shorter. */
		if (n <= 0)
			return false;
		iov_advance(&iov, &nr, n);
		offset += n;
	}
	return true;
}

static bool in_disk(const struct virtio_blk *blk, u64 sector, u64 bytes)
{
	u64 sectors = blk->bytes / SECTOR_BYTES;

	return !(bytes % SECTOR_BYTES) && sector <= sectors &&
	       bytes / SECTOR_BYTES <= sectors - sector;
}

static u8 do_in(struct virtio_blk *blk, struct virtq_chain *chain, u64 sector)
{
	if (!in_disk(blk, sector, chain->in_bytes) ||
	    !transfer(blk->fd, chain->in, chain->nr_in, sector * SECTOR_BYTES,
		      false))
		return VIRTIO_BLK_S_IOERR;
	return VIRTIO_BLK_S_OK;
}

static u8 do_out(struct virtio_blk *blk, struct virtq_chain *chain, u64 sector)
{
	if (blk->read_only || !in_disk(blk, sector, chain->out_bytes) ||
	    !transfer(blk->fd, chain->out, chain->nr_out,
		      sector * SECTOR_BYTES, true))
		return VIRTIO_BLK_S_IOERR;
	return VIRTIO_BLK_S_OK;
}

static u8 do_flush(const struct virtio_blk *blk)
{
	return fdatasync(blk->fd) ? VIRTIO_BLK_S_IOERR : VIRTIO_BLK_S_OK;
}

static u8 do_get_id(struct virtq_chain *chain)
{
	static const char id[VIRTIO_BLK_ID_BYTES] = "airlock";

	chain_write(chain, id, sizeof(id));
	return VIRTIO_BLK_S_OK;
}

static u8 do_request(struct virtio_blk *blk, struct virtq_chain *chain,
		     const struct virtio_blk_outhdr *header)
{
	switch (header->type) {
	case VIRTIO_BLK_T_IN:
		return do_in(blk, chain, header->sector);
	case VIRTIO_BLK_T_OUT:
		return do_out(blk, chain, header->sector);
	case VIRTIO_BLK_T_FLUSH:
		return do_flush(blk);
	case VIRTIO_BLK_T_GET_ID:
		return do_get_id(chain);
	default:
		return VIRTIO_BLK_S_UNSUPP;
	}
}

/* How much of the chain's room was filled, the status byte not counted. */
static u32 filled(u32 type, u64 room, u8 status)
{
	if (status != VIRTIO_BLK_S_OK)
		return 0;
	if (type == VIRTIO_BLK_T_GET_ID)
		return min_u64(room, VIRTIO_BLK_ID_BYTES);
	return type == VIRTIO_BLK_T_IN ? room : 0;
}

/* Returns whether the request had the form of one. */
static bool serve_request(struct virtio_blk *blk, struct virtq_chain *chain)
{
	struct virtio_device *device = &blk->device;
	struct virtio_blk_outhdr header;
	u8 *status;
	u64 room;

	if (chain_read(chain, &header, sizeof(header)) != sizeof(header)) {
		virtio_break(device, 0, "a request without a whole header");
		return false;
	}
	status = chain_take_last(chain);
	if (!status) {
		virtio_break(device, 0, "a request without room for its status");
		return false;
	}
	room = chain->in_bytes;
	*status = do_request(blk, chain, &header);
	virtq_push(&device->queue[0], chain,
		   filled(header.type, room, *status) + 1);
	return true;
}

static void blk_serve(struct virtio_device *device, unsigned int index)
{
	struct virtio_blk *blk = to_blk(device);
	struct virtq_chain chain;

	do {
		while (virtio_take(device, index, &chain)) {
			if (!serve_request(blk, &chain))
				return;
			virtio_signal(device, index);
		}
	} while (virtq_rearm(&device->queue[index]));
}

static const struct virtio_kind blk_kind = {
	.id = VIRTIO_ID_BLOCK,
	.name = "disk",
	.nr_queues = 1,
	.serve = blk_serve,
};

static enum launcher_code find_size(int fd, const char *path, u64 *bytes)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return input_err(path, "%s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return input_err(path, "is a directory, a disk is a raw file");
	*bytes = st.st_size;
	if (S_ISBLK(st.st_mode)) {
		if (ioctl(fd, BLKGETSIZE64, bytes) < 0)
			return input_err(path, "BLKGETSIZE64: %s",
					 strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		return input_err(path,
				 "is neither a regular file nor a block device");
	}
	if (!*bytes)
		return input_err(path, "is empty: a disk has at least a sector");
	if (*bytes % SECTOR_BYTES)
		return input_err(path,
				 "has %llu bytes, a disk is a multiple of %llu",
				 *bytes, SECTOR_BYTES);
	return LAUNCHER_OK;
}

static enum launcher_code open_file(struct virtio_blk *blk, const char *path)
{
	int mode = blk->read_only ? O_RDONLY : O_RDWR;
	int lock = blk->read_only ? LOCK_SH : LOCK_EX;
	enum launcher_code code;

	/* O_NONBLOCK: opening a FIFO would wait for its writer for ever. */
	blk->fd = open(path, mode | O_CLOEXEC | O_NONBLOCK);
	if (blk->fd < 0 && !blk->read_only &&
	    (errno == EACCES || errno == EROFS || errno == EPERM))
		return input_err(path, "%s: ,ro behind it makes the disk read-only",
				 strerror(errno));
	if (blk->fd < 0)
		return input_err(path, "%s", strerror(errno));
	code = find_size(blk->fd, path, &blk->bytes);
	if (code)
		return code;
	if (flock(blk->fd, lock | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return input_err(path, "is a disk that is in use already%s",
				 blk->read_only ? " and written to" : "");
	return LAUNCHER_OK;
}

enum launcher_code virtio_blk_open(struct virtio_blk *blk, const char *path,
				   bool read_only)
{
	enum launcher_code code;

	*blk = (struct virtio_blk){
		.device = {
			.kind = &blk_kind,
			.label = path,
			.offered = 1ULL << VIRTIO_BLK_F_SEG_MAX |
				   1ULL << VIRTIO_BLK_F_FLUSH,
			.source_fd = -1,
		},
		.fd = -1,
		.read_only = read_only,
	};
	code = open_file(blk, path);
	if (code)
		return code;
	if (read_only)
		blk->device.offered |= 1ULL << VIRTIO_BLK_F_RO;
	blk->config.capacity = blk->bytes / SECTOR_BYTES;
	blk->config.seg_max = DATA_SEGMENTS;
	blk->device.config = &blk->config;
	blk->device.config_bytes = sizeof(blk->config);
	return LAUNCHER_OK;
}
