// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes in and out of a chain, however the guest cut it into buffers.
 */
#include "queue.h"

void iov_advance(struct iovec **iov, unsigned int *nr, size_t size)
{
	while (*nr && size >= (*iov)->iov_len) {
		size -= (*iov)->iov_len;
		(*iov)++;
		(*nr)--;
	}
	if (!*nr)
		return;
	(*iov)->iov_base = (u8 *)(*iov)->iov_base + size;
	(*iov)->iov_len -= size;
}

size_t chain_read(struct virtq_chain *chain, void *to, size_t size)
{
	size_t done = 0;

	while (done < size && chain->nr_out) {
		size_t n = min_u64(size - done, chain->out->iov_len);

		if (to)
			memcpy((u8 *)to + done, chain->out->iov_base, n);
		iov_advance(&chain->out, &chain->nr_out, n);
		done += n;
	}
	chain->out_bytes -= done;
	return done;
}

size_t chain_write(struct virtq_chain *chain, const void *from, size_t size)
{
	size_t done = 0;

	while (done < size && chain->nr_in) {
		size_t n = min_u64(size - done, chain->in->iov_len);

		memcpy(chain->in->iov_base, (const u8 *)from + done, n);
		iov_advance(&chain->in, &chain->nr_in, n);
		done += n;
	}
	chain->in_bytes -= done;
	return done;
}

/* No buffer is empty: virtq_pop() leaves those out. */
u8 *chain_take_last(struct virtq_chain *chain)
{
	struct iovec *last;

	if (!chain->nr_in)
		return NULL;
	last = &chain->in[chain->nr_in - 1];
	last->iov_len--;
	chain->in_bytes--;
	if (!last->iov_len)
		chain->nr_in--;
	return (u8 *)last->iov_base + last->iov_len;
}
