#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""indent.py FILE: compare the indent of FILE's statements with that of the
formatted text on standard input. Only lines that both have, and that begin a
statement, count."""
import difflib
import re
import sys


def bones(line):
    """A line less its blanks."""
    return re.sub(r"\s+", "", line)


def begins_statement(lines, i):
    """Whether line i begins something, rather than going on with it."""
    for before in reversed(lines[:i]):
        if before.strip():
            return bool(re.search(r"([;{}]|\*/)\s*$", before))
    return True


def indent(line):
    return line[:len(line) - len(line.lstrip())]


def main(name):
    with open(name, encoding="utf-8") as source:
        ours = source.read().split("\n")
    theirs = sys.stdin.read().split("\n")
    match = difflib.SequenceMatcher(None, [bones(x) for x in ours],
                                    [bones(x) for x in theirs], False)
    bad = 0
    for a, b, size in match.get_matching_blocks():
        for i in range(size):
            line = ours[a + i]
            if not re.search(r"[;{}]\s*$", line):
                continue
            if not begins_statement(ours, a + i):
                continue
            if indent(line) != indent(theirs[b + i]):
                print(f"{name}:{a + i + 1}: indent: {line.strip()}")
                bad = 1
    return bad


sys.exit(main(sys.argv[1]))
