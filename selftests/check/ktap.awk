# SPDX-License-Identifier: GPL-2.0
#
# Count the results of a KTAP stream. A result that has results nested below
# it is not counted itself, unless it failed and none of them did. A result
# that a plan promised and nobody delivered counts as failed.
#
# Nesting is four blanks a level (KUnit) or "# " (kselftest).
# Prints "count PASSED FAILED SKIPPED", "skip NAME" and "fail NAME" lines.

# Forget what lies deeper than level d, after holding it to its plans.
function close_below(d,    k) {
	nested = nested_failed = 0
	for (k in seen) {
		if (k + 0 <= d)
			continue
		nested += seen[k]
		nested_failed += bad[k]
		hold_to_plan(k)
		delete seen[k]
		delete bad[k]
	}
}

function hold_to_plan(k,    missing) {
	if (!(k in plan))
		return
	missing = plan[k] - seen[k]
	if (missing > 0) {
		failed += missing
		nested_failed += missing
		print "fail " missing " of " plan[k] " planned results are" \
			" missing after: " (last == "" ? "the start" : last)
	}
	delete plan[k]
}

function result(d, ok, name,    skip) {
	close_below(d)
	skip = ok && name ~ /# *SKIP/
	last = name
	seen[d]++
	if (!ok)
		bad[d]++
	if (nested && (ok || nested_failed))
		return
	if (skip) {
		skipped++
		print "skip " name
	} else if (ok) {
		passed++
	} else {
		failed++
		print "fail " name
	}
}

{
	line = $0
	d = 0
	while (match(line, /^(# |    )/)) {
		line = substr(line, RLENGTH + 1)
		d++
	}
}

# A new document at this level. A plan may come first in it or last.
function new_document(d) {
	close_below(d)
	hold_to_plan(d)
	seen[d] = bad[d] = 0
}

line ~ /^K?TAP version/ {
	new_document(d)
	next
}

line ~ /^1\.\.[0-9]+/ {
	close_below(d)
	if (d in plan)
		new_document(d)
	split(line, part, /\.\.|[ #]/)
	plan[d] = part[2]
	seen[d] += 0
	if (line ~ /^1\.\.0.*SKIP/) {
		skipped++
		print "skip " line
	}
	next
}

line ~ /^Bail out!/ {
	failed++
	print "fail " line
	next
}

line ~ /^ok [0-9]+/ {
	sub(/^ok [0-9]+ *-? */, "", line)
	result(d, 1, line)
	next
}

line ~ /^not ok [0-9]+/ {
	sub(/^not ok [0-9]+ *-? */, "", line)
	result(d, 0, line)
}

END {
	close_below(-1)
	printf "count %d %d %d\n", passed, failed, skipped
}
