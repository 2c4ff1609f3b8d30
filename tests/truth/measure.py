# SPDX-License-Identifier: Apache-2.0
"""measure.py report FOLDER A B LEVELS PROGRAM...: the tables of truth-heldout.
measure.py widen TRACE FOLDER: the policy of FOLDER, with what B's features need.

Counts by units: a unit is a call, with the value of a selector if it has one, such
as fcntl:F_SETFD. A denial is a unit that check says is or may be stopped; answers
that the policy plans are none. Facts are rows of truth/classes, truth/dangerous and
core/kernel/roles.def; nothing here knows a program or a call by its name."""
import collections
import fnmatch
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def rows(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]


def read_roles():
    """Of each selector, and each argument of bits: its join."""
    with open(os.path.join(HERE, "../../core/kernel/roles.def"), encoding="utf-8") as file:
        found = re.findall(r"^ROLE\((\w+),\s*\w+,\s*(\w+),\s*(\w+),", file.read(), re.M)
    return {role: join for role, join, _ in found}, {role for role, _, selector in found if selector == "true"}


JOINS, SELECTORS = read_roles()
DANGEROUS = dict(row.split(None, 1) for row in rows("dangerous"))
CLASSES = [[part.strip() for part in row.split("|")] for row in rows("classes")]


def read_json(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return json.load(file)


def units(call, args):
    """The units of a recorded call: ("fcntl", "F_SETFD"), or ("read", "")."""
    chosen = [str(value) for role, values in args.items() if role in SELECTORS
              for value in (values if isinstance(values, list) else [values])]
    return {(call, value) for value in chosen} or {(call, "")}


def read_trace(path):
    """The units of all recorded calls, without those that the vDSO handled."""
    found = set()
    with open(path, encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            if "call" in entry and entry.get("origin") not in ("vdso-hidden", "vsyscall"):
                found |= units(entry.get("name", str(entry["nr"])), entry.get("args", {}))
    return found


def spelled(unit):
    return ":".join(filter(None, unit))


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


def read_findings(folder):
    """The denials by unit, each with its findings, and the number of planned answers."""
    denials, planned = collections.defaultdict(list), set()
    for finding in read_json(folder, "check.json")["findings"]:
        call = finding.get("call") or str(finding["nr"])
        found = units(call, finding["args"])
        if finding["planned"]:
            planned |= found
            continue
        for unit in found:
            denials[unit].append(finding)
    return denials, len(planned)


def allowed(folder):
    """The calls with a rule that allows them, with or without conditions."""
    calls = read_json(folder, "policy.json")["calls"]
    return {str(rule["call"]) for rule in calls
            if rule.get("action", "allow") == "allow" or any(row.get("action") == "allow" for row in rule.get("args", []))}


def measure(folder, recorded, held):
    """A row of the table, as a Counter, and the denials with their class."""
    denials, planned = read_findings(folder)
    judged = {unit: judge(unit, recorded) for unit in denials}
    calls, names = allowed(folder), {call for call, _ in recorded}
    row = collections.Counter(kind for kind, _ in judged.values())
    row.update(new=len(held - recorded), planned=planned, denied=len(denials),
               by_args=sum(call in calls for call, _ in denials),
               rules=len(calls), dangerous=len(calls & DANGEROUS.keys()),
               added=len((calls & DANGEROUS.keys()) - names))
    row["differs"] = differs(folder)
    return row, judged


def differs(folder):
    """Whether B printed something else under the policy: None if it was not run."""
    printed = os.path.join(folder, "enforced", "printed")
    if not os.path.exists(printed):
        return 0
    return int(os.path.exists(os.path.join(folder, "enforced", "explained")))


COLUMNS = ["new", "denied", "strong", "weak", "feature", "by_args", "planned", "rules", "dangerous", "added", "differs"]


def line(program, level, row):
    print(f"{program:12} {level:8}" + "".join(f"{row[column]:>10}" for column in COLUMNS))


def explain(folder, program, level, second):
    """What a policy broke: the first line that differs, and what run refused."""
    enforced = os.path.join(folder, program, level, "enforced")
    if not os.path.exists(os.path.join(enforced, "explained")):
        return
    with open(os.path.join(folder, program, "record-" + second, "plain"), encoding="utf-8", errors="replace") as file:
        plain = file.read().splitlines()
    with open(os.path.join(enforced, "printed"), encoding="utf-8", errors="replace") as file:
        printed = file.read().splitlines()
    at = next((i for i, (one, other) in enumerate(zip(plain, printed)) if one != other), min(len(plain), len(printed)))
    print(f"  {program}, {level}: line {at + 1} is {(printed + ['(end)'])[at][:90]!r}, without a filter {(plain + ['(end)'])[at][:90]!r}")
    refused = os.path.join(enforced, "refused")
    if os.path.exists(refused):
        with open(refused, encoding="utf-8", errors="replace") as file:
            calls = collections.Counter(re.sub(r" \[.*", "", text.strip()) for text in file)
        print("    refused: " + ", ".join(f"{call} {count}x" for call, count in sorted(calls.items())))


def report(folder, first, second, levels, programs):
    sums = {level: collections.Counter() for level in levels}
    kinds = {level: collections.defaultdict(set) for level in levels}
    print(f"{'program':12} {'level':8}" + "".join(f"{column:>10}" for column in COLUMNS))
    for program in programs:
        recorded, held = (read_trace(os.path.join(folder, program, "record-" + letter, "trace")) for letter in (first, second))
        for level in levels:
            row, judged = measure(os.path.join(folder, program, level), recorded, held)
            line(program, level, row)
            sums[level].update(row)
            for unit, kind in judged.items():
                kinds[level][kind[0], spelled(unit), kind[1]].add(program)
    for level in levels:
        line(f"sum of {len(programs)}", level, sums[level])
    for level in levels:
        print(f"\nlevel {level}: denials that are not features, and dangerous calls that A did not make")
        for (kind, unit, reason), found in sorted(kinds[level].items()):
            if kind != "feature":
                print(f"  {kind:7} {unit:32} {len(found):3}  {reason}: {' '.join(sorted(found))}")
        list_dangerous(folder, first, level, programs)
    print("\nB under A's policy, with B's features allowed, printed something else:")
    for program in programs:
        for level in levels:
            explain(folder, program, level, second)


def list_dangerous(folder, first, level, programs):
    found = collections.defaultdict(list)
    for program in programs:
        names = {call for call, _ in read_trace(os.path.join(folder, program, "record-" + first, "trace"))}
        for call in (allowed(os.path.join(folder, program, level)) & DANGEROUS.keys()) - names:
            found[call].append(program)
    for call in sorted(found):
        print(f"  danger  {call:32} {len(found[call]):3}  {DANGEROUS[call]}")


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
    denials, _ = read_findings(folder)
    for unit, findings in denials.items():
        if judge(unit, recorded)[0] == "feature":
            for finding in findings:
                allow(policy, unit, finding)
    json.dump(policy, sys.stdout, indent=1)


def main():
    if sys.argv[1] == "widen":
        widen(*sys.argv[2:])
    else:
        folder, first, second, levels = sys.argv[2:6]
        report(folder, first, second, levels.split(","), sys.argv[6:])


main()
