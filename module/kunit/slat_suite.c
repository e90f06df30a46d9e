// SPDX-License-Identifier: GPL-2.0
/*
 * The tests of the second-level walker, for the encoding that the including
 * suite has chosen: it has included that slat_pte.h already.
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/prandom.h>

/*
 * A rival gets its turn wherever the walker has looked at an entry and is
 * about to change it: the windows in which another vCPU, or the CPU's own
 * table walk, can interfere.
 */
static void (*slat_rival)(u64 *ptep);

static inline void slat_let_rival(u64 *ptep)
{
	if (slat_rival)
		slat_rival(ptep);
}

static inline bool slat_try_cmpxchg(u64 *ptep, u64 *old, u64 new)
{
	slat_let_rival(ptep);
	return try_cmpxchg(ptep, old, new);
}

/* From here on the walker's compare-and-exchange is ours. */
#undef try_cmpxchg
#define try_cmpxchg(ptep, old, new)	slat_try_cmpxchg(ptep, old, new)

#include "../slat.c"
#include "../slat_range.c"

#include "slat_model.c"
#include "slat_random.c"
#include "slat_cases.c"
#include "slat_races.c"

static struct kunit_case slat_suite_cases[] = {
	KUNIT_CASE(slat_geometry_is_checked),
	KUNIT_CASE(slat_leaf_says_what_was_put_in),
	KUNIT_CASE(slat_map_beyond_the_end),
	KUNIT_CASE(slat_next_skips_holes),
	KUNIT_CASE(slat_map_only_adds_rights),
	KUNIT_CASE(slat_map_finds_something_in_the_way),
	KUNIT_CASE(slat_huge_leaf_covers_small_one),
	KUNIT_CASE(slat_nx_huge),
	KUNIT_CASE(slat_spare_tables_come_first),
	KUNIT_CASE(slat_unmap_frees_tables),
	KUNIT_CASE(slat_unmap_frees_subtrees),
	KUNIT_CASE(slat_unmap_part_of_huge_leaf),
	KUNIT_CASE(slat_freed_tables_keep_their_contents),
	KUNIT_CASE(slat_collapse),
	KUNIT_CASE(slat_age_neighbours),
	KUNIT_CASE_PARAM(slat_random_walk, slat_geometry_gen_params),
	KUNIT_CASE(slat_rival_links_table_first),
	KUNIT_CASE(slat_rival_installs_leaf_first),
	KUNIT_CASE(slat_rival_sets_accessed),
	KUNIT_CASE(slat_rival_replaces_leaf_while_aged),
	KUNIT_CASE(slat_parallel_map),
	{}
};
