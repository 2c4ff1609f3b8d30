#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""merge_eval.py SECCORD POLICY CALLS POLICY CALLS [POLICY CALLS]...

What `seccord merge` makes of policies, held to what each of them answers by
policy_eval.py, which shares no code with seccord: call by call, for all calls of
all of them, for those on other archs and for those at the edges of all numbers.
Neighbours are merged. Of an intersection the answer is the strictest of theirs in
the order of the kernel; of a union with --prefer=allow the laxest, where one lets
the call through, and else a refusal. Prints how many merges were held to how many
calls; what is not so it prints with the files, and ends with 1.
"""
import json
import subprocess
import sys

from facts import ARCHS
from policy_eval import RETURNS, Policy, once, read_calls, read_policy

ENOSYS = RETURNS["errno"] | 38
EDGES = [0, 1, 472, 473, 4000, 4472, 4473, 5472, 5473, 0x3FFFFFFF, 0x40000000, 0x40000001, 0x400001D8, 0x400001D9, 0x40000200,
         0x40000223, 0x40000224, 0x7FFFFFFF, 0x80000000, 0xBFFFFFFF, 0xC0000000, 0xFFFFFFFE, 0xFFFFFFFF]
REASONS = ["no arch in common", "different byte order", "neither lets the other's calls through"]


def order(answer):
    """Strict to lax, as __seccomp_run_filters compares actions: signed. Of errors ENOSYS is taken."""
    action = answer & 0xFFFF0000
    return action - (1 << 32) if action >> 31 else action, answer != ENOSYS


def may_pass(answer):
    return order(answer)[0] >= RETURNS["supervise"]


def calls_of(files):
    """Those of the files, each also on every other arch; and the edges."""
    audits = sorted({arch[0] for arch in ARCHS.values()}) + [0x1234]
    for file in files:
        for audit, nr, args in read_calls(file):
            yield audit, nr, args
            for other in audits:
                yield other, nr, args
    for audit in audits:
        for nr in EDGES:
            yield audit, nr, [1] * 6


def is_right(answer, theirs, intersect):
    if intersect:
        return order(answer)[0] == min(map(order, theirs))[0] and answer in theirs
    if any(map(may_pass, theirs)):
        return order(answer)[0] == max(order(their)[0] for their in theirs) and answer in theirs
    return not may_pass(answer)


def merge(seccord, options, names):
    """The policy, or None where it is refused for a reason that may be."""
    done = subprocess.run([seccord, "merge", *options, *names], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return Policy(json.loads(done.stdout, object_pairs_hook=once))
    if done.returncode != 2 or done.stderr.count("\n") != 1 or not any(reason in done.stderr for reason in REASONS):
        sys.exit("%s: %d: %s" % (" ".join(names), done.returncode, done.stderr))
    return None


def hold(result, parts, names, calls, options):
    count = 0
    for count, call in enumerate(calls, 1):
        theirs, answer = [part.eval(*call) for part in parts], result.eval(*call)
        if not is_right(answer, theirs, "--intersect" in options):
            words = " ".join("%x" % word for word in (call[0], call[1], *call[2]))
            sys.exit("%s %s: %s: %08x of %s" % (" ".join(options), " ".join(names), words, answer, ["%08x" % each for each in theirs]))
    return count


def main(seccord, *files):
    names, calls, merges, held = files[::2], files[1::2], 0, 0
    parts = [read_policy(name) for name in names]
    for first in range(len(names) - 1):
        pair = slice(first, first + 2)
        for options in (["--intersect"], ["--prefer=allow"]):
            result = merge(seccord, options, names[pair])
            if result:
                merges += 1
                held += hold(result, parts[pair], names[pair], calls_of(calls[pair]), options)
    print("%d merges, %d calls" % (merges, held))


if __name__ == "__main__":
    if len(sys.argv) < 6 or len(sys.argv) % 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
