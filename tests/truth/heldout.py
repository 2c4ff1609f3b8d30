# SPDX-License-Identifier: Apache-2.0
"""heldout.py report FOLDER A B LEVELS PROGRAM...: the tables of truth-heldout.
heldout.py widen TRACE FOLDER: the policy of FOLDER, with what B's features need.

Which denial was foreseeable is said by the rows of truth/classes, by kind: nothing
here knows a program."""
import collections
import fnmatch
import json
import os
import re
import sys

from measure import JOINS, SELECTORS, allowed, dangers, read_findings, read_json, read_trace, rows, spelled

CLASSES = [[part.strip() for part in row.split("|")] for row in rows("classes")]
COLUMNS = ["new", "denied", "strong", "weak", "feature", "by_args", "planned", "rules", "dangerous", "added", "differs"]
LEGEND = """new: units of B that A did not make; denied: units that A's policy stops: strong, weak or a feature of B, see truth/classes;
by_args: denied although A's policy allows the call with other arguments; planned: answered by a planned error;
rules: calls that the policy allows; dangerous: dangerous rows of show --danger; added: of these, what A did not do;
differs: B, under A's policy with B's features allowed, printed something else than without a filter"""


def fits(pattern, unit):
    """futex fits every futex; fcntl:F_SETFD those with this value, alone or among bits."""
    call, _, value = pattern.partition(":")
    if call != unit[0]:
        return False
    return not value or any(fnmatch.fnmatchcase(word, value) for word in [unit[1], *unit[1].split("|")])


def is_given(row, recorded):
    given = row[2].split()
    if given == ["-"]:
        return True
    patterns = row[1].split() if given == ["="] else given
    return any(fits(pattern, unit) for pattern in patterns for unit in recorded)


def judge(unit, recorded):
    """(class, reason) of a denied unit, by the first row that fits."""
    for row in CLASSES:
        if any(fits(pattern, unit) for pattern in row[1].split()) and is_given(row, recorded):
            return row[0], row[3]
    return "feature", "new in B"


def measure(folder, recorded, held):
    """A row of the table, as a Counter, and the denials with their class."""
    denials, planned = read_findings(os.path.join(folder, "check.json"))
    judged = {unit: judge(unit, recorded) for unit in denials}
    calls, opened = allowed(os.path.join(folder, "policy.json")), dangers(os.path.join(folder, "danger.json"))
    added = opened - dangers(os.path.join(folder, "danger-made.json"))
    row = collections.Counter(kind for kind, _ in judged.values())
    row.update(new=len(held - recorded), planned=planned, denied=len(denials), by_args=sum(call in calls for call, _ in denials),
               rules=len(calls), dangerous=len(opened), added=len(added),
               differs=os.path.exists(os.path.join(folder, "enforced", "explained")))
    return row, judged, added


def line(program, level, row):
    print(f"{program:12} {level:8}" + "".join(f"{row[column]:>10}" for column in COLUMNS))


def read_lines(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def explain(folder, program, level, second):
    """What a policy broke: the first line that differs, and what run refused."""
    enforced = os.path.join(folder, program, level, "enforced")
    if not os.path.exists(os.path.join(enforced, "explained")):
        return
    plain, printed = read_lines(folder, program, "record-" + second, "plain") + ["(end)"], read_lines(enforced, "printed") + ["(end)"]
    at = next((i for i, (one, other) in enumerate(zip(plain, printed)) if one != other), 0)
    print(f"  {program}, {level}: line {at + 1} is {printed[at][:90]!r}, without a filter {plain[at][:90]!r}")
    calls = collections.Counter(re.sub(r" \[.*", "", text) for text in read_lines(enforced, "refused"))
    print("    refused: " + ", ".join(f"{call} {count}x" for call, count in sorted(calls.items())))


def list_kinds(level, kinds, added):
    print(f"\nlevel {level}: denials that are not features, and what is dangerous and A did not do")
    for (kind, unit, reason), found in sorted(kinds.items()):
        if kind != "feature":
            print(f"  {kind:7} {unit:32} {len(found):3}  {reason}: {' '.join(sorted(found))}")
    for call, what in sorted(added):
        print(f"  danger  {call:32} {added[call, what]:3}  {what}")


def report(folder, first, second, levels, programs):
    sums, kinds, opened = ({level: kind() for level in levels} for kind in (collections.Counter, lambda: collections.defaultdict(set), collections.Counter))
    print(LEGEND)
    print(f"{'program':12} {'level':8}" + "".join(f"{column:>10}" for column in COLUMNS))
    for program in programs:
        recorded, held = (read_trace(os.path.join(folder, program, "record-" + letter, "trace")) for letter in (first, second))
        for level in levels:
            row, judged, added = measure(os.path.join(folder, program, level), recorded, held)
            line(program, level, row)
            sums[level].update(row)
            opened[level].update(added)
            for unit, (kind, reason) in judged.items():
                kinds[level][kind, spelled(unit), reason].add(program)
    for level in levels:
        line(f"sum of {len(programs)}", level, sums[level])
    for level in levels:
        list_kinds(level, kinds[level], opened[level])
    print("\nB under A's policy, with B's features allowed, printed something else:")
    for program in programs:
        for level in levels:
            explain(folder, program, level, second)


def row_for(finding):
    """A row of a rule that allows the finding, by its selectors alone if it has any."""
    args = {role: value for role, value in finding["args"].items() if role in SELECTORS} or finding["args"]
    return {role: [0] if value == "0" else {"bits": value} if JOINS.get(role) == "BITS" else [value] for role, value in args.items()}


def allow(policy, unit, finding):
    rules = [rule for rule in policy["calls"] if rule["call"] == unit[0]]
    if not rules:
        selects = any(role in SELECTORS for role in finding["args"])
        policy["calls"].append({"call": unit[0], **({"args": [row_for(finding)]} if selects else {})})
    elif rules[0].get("action", "allow") == "allow" and rules[0].get("args"):
        rules[0]["args"].append(row_for(finding))
    else:
        rules[0].clear()
        rules[0]["call"] = unit[0]


def widen(trace, folder):
    recorded, policy = read_trace(trace), read_json(folder, "policy.json")
    for unit, findings in read_findings(os.path.join(folder, "check.json"))[0].items():
        if judge(unit, recorded)[0] == "feature":
            for finding in findings:
                allow(policy, unit, finding)
    json.dump(policy, sys.stdout, indent=1)


def main():
    if sys.argv[1] == "widen":
        widen(*sys.argv[2:])
    else:
        folder, first, second, levels = sys.argv[2:6]
        report(folder, first, second, levels.split(), sys.argv[6:])


main()
