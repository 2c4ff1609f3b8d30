# SPDX-License-Identifier: Apache-2.0
"""projection.py PORT LEVEL VERBOSE FOLDER: the line of a port for truth-projection,
from the checks in FOLDER, one per function: for how many a call is denied, and which."""
import collections
import os
import sys

from measure import read_findings, spelled


def main():
    port, level, verbose, folder = sys.argv[1:]
    denied, functions = collections.defaultdict(list), set()
    names = sorted(os.listdir(folder))
    for name in names:
        for unit in read_findings(os.path.join(folder, name))[0]:
            denied[spelled(unit)].append(name[:-len(".json")])
            functions.add(name)
    print(f"    {level:16} {len(functions):4} of {len(names)} functions are denied a call on {port}")
    for call, found in sorted(denied.items(), key=lambda row: (-len(row[1]), row[0])):
        shown = found if verbose else found[:6] + ["…"] * (len(found) > 6)
        print(f"        {call:28} {len(found):4}  {' '.join(shown)}")


main()
