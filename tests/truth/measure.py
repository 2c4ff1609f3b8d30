# SPDX-License-Identifier: Apache-2.0
"""What heldout.py and libc.py share: traces, policies and findings by units.

A unit is a call, with the value of a selector if it has one, such as fcntl:F_SETFD.
A denial is a unit that check says is or may be stopped. Answers that the policy
plans are none, nor are deep rows, which no filter asks. What is dangerous is what
`seccord show --danger` says. Facts are rows of core/kernel/roles.def; nothing here
knows a call by its name."""
import collections
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))


def rows(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]


def read_roles():
    """The join of each argument, and the selectors."""
    with open(os.path.join(HERE, "../../core/kernel/roles.def"), encoding="utf-8") as file:
        found = re.findall(r"^ROLE\((\w+),\s*\w+,\s*(\w+),\s*(\w+),", file.read(), re.M)
    return {role: join for role, join, _ in found}, {role for role, _, selector in found if selector == "true"}


JOINS, SELECTORS = read_roles()


def read_json(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return json.load(file)


def units(call, args):
    """The units of a recorded call: ("fcntl", "F_SETFD"), or ("read", "")."""
    chosen = [str(value) for role, values in args.items() if role in SELECTORS
              for value in (values if isinstance(values, list) else [values])]
    return {(call, value) for value in chosen} or {(call, "")}


def spelled(unit):
    return ":".join(filter(None, unit))


def read_trace(path):
    """The units of all recorded calls, without those that the vDSO handled."""
    found = set()
    with open(path, encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            if "call" in entry and entry.get("origin") not in ("vdso-hidden", "vsyscall"):
                found |= units(entry.get("name", str(entry["nr"])), entry.get("args", {}))
    return found


def read_findings(path):
    """The denials by unit, each with its findings, and the number of planned answers."""
    denials, planned = collections.defaultdict(list), set()
    for finding in read_json(path)["findings"]:
        found = units(finding.get("call") or str(finding["nr"]), finding["args"])
        if finding["planned"] or finding["deep"]:
            planned |= found
            continue
        for unit in found:
            denials[unit].append(finding)
    return denials, len(planned)


def allowed(path):
    """The calls with a rule that allows them, with or without conditions."""
    return {str(rule["call"]) for rule in read_json(path)["calls"]
            if rule.get("action", "allow") == "allow" or any(row.get("action") == "allow" for row in rule.get("args", []))}


def dangers(path):
    """The dangerous rows of show --danger, each with its reason, without those about
    the conditions of a policy, which a trace cannot have."""
    return {(" + ".join(row["calls"]), row["what"]) for row in read_json(path)["dangers"] if row["dangerous"] and not row["conditions"]}
