// SPDX-License-Identifier: GPL-2.0
/* The round trips that bench_exit measures, arm64. */
#include "bench.h"
const struct bench_row bench_rows[] = { { }, };
