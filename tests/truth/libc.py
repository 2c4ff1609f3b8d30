# SPDX-License-Identifier: Apache-2.0
"""libc.py FROM TO LEVEL VERBOSE FOLDER FAILED: the line of a pair for truth-libc, from
the checks in FOLDER, one per function, and from those that FAILED under the filter:
for how many a call is denied, and which calls."""
import collections
import os
import sys

from measure import read_findings, spelled


def main():
    first, second, level, verbose, folder, failed = sys.argv[1:]
    denied, functions = collections.defaultdict(list), set()
    names = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    with open(failed, encoding="utf-8", errors="replace") as file:
        fail = [line.split()[0] for line in file]
    for name in names:
        for unit in read_findings(os.path.join(folder, name))[0]:
            denied[spelled(unit)].append(name[:-len(".json")])
            functions.add(name)
    print(f"{first + ' → ' + second:28} {level:24} {len(functions):4} of {len(names)} functions are denied a call, {len(fail)} fail: {' '.join(fail if verbose else fail[:6])}")
    for call, found in sorted(denied.items(), key=lambda row: (-len(row[1]), row[0])):
        shown = found if verbose else found[:6] + ["…"] * (len(found) > 6)
        print(f"    {call:32} {len(found):4}  {' '.join(shown)}")


main()
