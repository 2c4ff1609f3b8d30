#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""policy_eval.py POLICY CALLS [POLICY CALLS]...

What policies answer, by a program that was written from docs/policy-format.md
alone and shares no code with seccord: where the two differ, one of them or the
page is wrong. CALLS has a call a line: audit arch, number and six registers, in
hexadecimal. Prints NAME:LINE: and the value that a filter of the policy returns
for it, as eight hexadecimal digits; NAME is that of POLICY without folder and
ending. Of what is no policy it prints "NAME: refused", and on stderr why.
"""
import json
import os
import re
import sys

from facts import ARCHS, ARCH_WORDS, ERRNOS, NAMES, NUMBERS, REGISTERS, ROLES, SIGNATURES, STRUCTS, WORDS
from facts import X32, X32_BIT
from facts import c_number, positions, role_mask

# linux/seccomp.h
RETURNS = {
    "allow": 0x7FFF0000, "log": 0x7FFC0000, "trace": 0x7FF00000, "supervise": 0x7FC00000,
    "errno": 0x00050000, "trap": 0x00030000, "kill-thread": 0x00000000, "kill": 0x80000000,
}
WHYS = ["observed", "vdso", "equivalent", "implied", "fallback", "plan", "envelope", "user"]
ALL = (1 << 64) - 1
TOP = {"seccord", "archs", "calls", "default", "newer", "foreign", "inexact", "note"}
ANSWER = {"action", "errno", "ret_data"}
RULE = ANSWER | {"call", "archs", "args", "deep", "why", "by", "of", "set", "note"}


class Fault(Exception):
    """The policy is not one, by the page."""


def need(holds, *what):
    if not holds:
        raise Fault(" ".join(str(each) for each in what))


def is_number(value, most):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def read_number(value, most):
    """One outside of conditions: an integer, or hexadecimal digits in a string."""
    if isinstance(value, str) and re.fullmatch("0x[0-9a-fA-F]+", value):
        value = int(value, 16)
    need(is_number(value, most), "not a number up to %d: %r" % (most, value))
    return value


def read_list(value, what):
    need(isinstance(value, list) and value, what, "is not a list of at least one")
    return value


def read_archs(value):
    archs = [ARCH_WORDS.get(arch) for arch in read_list(value, "archs")]
    need(None not in archs, "unknown arch")
    need(len(set(archs)) == len(archs), "duplicate arch")
    return archs


# Answers

def read_errno(value):
    return ERRNOS[value] if value in ERRNOS else read_number(value, 4095)


def read_answer(members):
    """The return value of an answer, from an object that has one."""
    action = members.get("action")
    need(isinstance(action, str) and action in RETURNS, "unknown action", action)
    need(("errno" in members) == (action == "errno"), "errno goes with the action errno, and it with errno")
    need("ret_data" not in members or action in ("trap", "trace"), "ret_data goes with trap and trace")
    data = read_errno(members["errno"]) if action == "errno" else read_number(members.get("ret_data", 0), 65535)
    return RETURNS[action] | data


def read_own_answer(members, missing):
    return read_answer(members) if ANSWER & members.keys() else missing


def read_default(policy, member, missing):
    if member not in policy:
        return missing
    need(policy[member].keys() <= ANSWER, "unknown member in", member)
    return read_answer(policy[member])


# Conditions: each becomes a function of a value

def read_value(role, value, mask):
    """A word, words joined by |, or a number."""
    if is_number(value, (1 << 63) - 1):
        number = value
    else:
        need(isinstance(value, str), "not a value:", value)
        number = 0
        for word in value.split("|"):
            number |= read_word(role, word.strip())
    need(number & ~mask == 0, "%s: %#x has bits outside of the mask %#x" % (role, number, mask))
    return number


def read_word(role, word):
    known = WORDS.get(role, {})
    if word in known:
        return known[word]
    try:
        number = c_number(word)
    except ValueError:
        raise Fault("unknown word %r for %s" % (word, role)) from None
    need(number <= ALL, word, "has more than 64 bits")
    return number


def read_set(role, values, mask):
    wanted = {read_value(role, value, mask) for value in values}
    need(len(wanted) <= 16, "more than 16 values")
    return lambda x: x in wanted


def read_condition(role, condition, mask):
    def value(member):
        return read_value(role, condition[member], mask)

    if condition == "any":
        return lambda x: True
    if isinstance(condition, list):
        return read_set(role, condition, mask)
    need(isinstance(condition, dict), "not a condition:", condition)
    members = set(condition)
    if members == {"bits"}:
        m = value("bits")
        return lambda x: x & ~m == 0
    if members == {"from", "to"}:
        low, high = value("from"), value("to")
        need(low <= high, "a range that ends before it begins")
        return lambda x: low <= x <= high
    if members == {"has_all"}:
        m = value("has_all")
        return lambda x: x & m == m
    if members == {"has_any"}:
        m = value("has_any")
        return lambda x: x & m != 0
    if members == {"mask", "equals"}:
        m, v = value("mask"), value("equals")
        need(v & ~m == 0, "equals has a bit outside of mask")
        return lambda x: x & m == v
    if members == {"not"}:
        inner = read_part(role, condition["not"], mask, {"not", "and"})
        return lambda x: not inner(x)
    if members == {"and"}:
        need(len(read_list(condition["and"], "and")) <= 64, "more than 64 conditions")
        parts = [read_part(role, part, mask, {"and"}) for part in condition["and"]]
        return lambda x: all(part(x) for part in parts)
    raise Fault("not a condition: %s" % condition)


def read_part(role, condition, mask, but):
    need(not isinstance(condition, dict) or not but & condition.keys(), "not a condition within another:", condition)
    return read_condition(role, condition, mask)


def place_condition(arch, name, role, condition):
    """(register, mask, function) of a condition on an arch; None: it never holds there."""
    if role in REGISTERS:
        return REGISTERS.index(role), ALL, read_condition(role, condition, ALL)
    need(role in ROLES and role != "_", "unknown argument", role)
    need(name is not None, "a number has no roles:", role)
    found = positions(arch, name, role)
    if len(found) != 1:
        return None
    mask = role_mask(arch, name, role)
    return found[0], mask, read_condition(role, condition, mask)


def read_row(arch, name, row, rule_answer):
    """(conditions, answer) of a row; a condition is None where it never holds."""
    need(isinstance(row, dict), "not a row:", row)
    answer = read_own_answer(row, rule_answer)
    return [place_condition(arch, name, role, c) for role, c in row.items() if role not in ANSWER], answer


def row_holds(conditions, args):
    return all(c and c[2](args[c[0]] & c[1]) for c in conditions)


# Rules

class Rule:
    """A rule on one arch, for a call or, without a name, for numbers."""

    def __init__(self, arch, name, members):
        check_deep(name, members)
        self.answer = read_own_answer(members, RETURNS["allow"])
        self.rows = None
        if "args" in members:
            self.rows = [read_row(arch, name, row, self.answer) for row in read_list(members["args"], "args")]

    def eval(self, args, otherwise):
        if self.rows is None:
            return self.answer
        for conditions, answer in self.rows:
            if row_holds(conditions, args):
                return answer
        return otherwise


def check_deep(name, members):
    """deep does not affect answers, but must hold conditions of its call."""
    if "deep" not in members:
        return
    need(name in STRUCTS, "passes no known struct by pointer:", name)
    for row in read_list(members["deep"], "deep"):
        for role, condition in row.items():
            need(role in STRUCTS[name], "not behind a pointer:", role)
            read_condition(role, condition, ALL)


def check_roles(rules):
    """Each condition of the rules that an entry is on its archs can hold on one of them."""
    for rows in zip(*(rule.rows or [] for rule in rules)):
        for conditions in zip(*(row[0] for row in rows)):
            need(any(conditions), "none of the rule's archs has this argument once")


def archs_of(policy_archs, members):
    call = members["call"]
    if "archs" in members:
        archs = read_archs(members["archs"])
        need(set(archs) <= set(policy_archs), "a rule for an arch that the policy does not have")
    elif isinstance(call, str) and call in SIGNATURES:
        archs = [arch for arch in policy_archs if call in NUMBERS[arch]]
        need(archs, "no arch has", call)
    else:
        need(len(policy_archs) == 1, "a number needs archs")
        archs = policy_archs
    return archs


def arch_of(audit, nr):
    """The arch of a call, or None."""
    if audit == ARCHS[X32][0]:
        return X32 if nr & X32_BIT and nr != 0xFFFFFFFF else "x86_64"
    return next((arch for arch, facts in ARCHS.items() if facts[0] == audit), None)


def check_words(members, names):
    for name in names:
        need(isinstance(members.get(name, ""), str), name, "is not a string")


def check_inexact(entry):
    need(entry.keys() <= {"line", "call", "reason"} and "reason" in entry, "inexact:", entry)
    check_words(entry, ["call", "reason"])
    read_number(entry.get("line", 0), 0xFFFFFFFF)


class Policy:
    def __init__(self, members):
        need(isinstance(members, dict), "not an object")
        need(members.keys() <= TOP, "unknown member", members.keys() - TOP)
        check_words(members, ["note"])
        need({"seccord", "archs", "calls"} <= members.keys(), "seccord, archs or calls is missing")
        need(is_number(members["seccord"], 2) and members["seccord"] > 0, "unknown version")
        self.archs = read_archs(members["archs"])
        self.default = read_default(members, "default", RETURNS["errno"] | 1)
        self.newer = read_default(members, "newer", RETURNS["errno"] | 38)
        self.foreign = read_default(members, "foreign", RETURNS["kill"])
        self.rules = {arch: {} for arch in self.archs}
        self.ranges = {arch: [] for arch in self.archs}
        need(isinstance(members["calls"], list), "calls is not a list")
        for rule in members["calls"]:
            self.add(rule)
        for entry in members.get("inexact", []):
            check_inexact(entry)

    def add(self, members):
        need(members.keys() <= RULE and "call" in members, "unknown member, or no call", members.keys())
        check_words(members, ["by", "of", "set", "note"])
        need(members.get("why", "user") in WHYS, "unknown why")
        archs, call = archs_of(self.archs, members), members["call"]
        if isinstance(call, dict):
            self.add_range(archs, call, members)
        elif isinstance(call, str) and call in SIGNATURES:
            need(all(call in NUMBERS[arch] for arch in archs), "an arch does not have", call)
            check_roles([self.add_one(arch, NUMBERS[arch][call], members) for arch in archs])
        else:
            self.add_number(archs, read_number(call, 0xFFFFFFFF), members)

    def add_range(self, archs, call, members):
        need(call.keys() == {"from", "to"}, "not a range")
        first, last = (read_number(call[end], 0xFFFFFFFF) for end in ("from", "to"))
        need(first <= last, "an empty range")
        if first == last:
            self.add_number(archs, first, members)
            return
        for arch in archs:
            need(all(last < a or b < first for a, b, _ in self.ranges[arch]), "overlapping ranges")
            self.ranges[arch].append((first, last, Rule(arch, None, members)))

    def add_number(self, archs, nr, members):
        """A call for each of its names."""
        named = {}
        for arch in archs:
            need(arch_of(ARCHS[arch][0], nr) == arch, "not a number of", arch)
            named.setdefault(NAMES[arch].get(nr), []).append(self.add_one(arch, nr, members))
        for rules in named.values():
            check_roles(rules)

    def add_one(self, arch, nr, members):
        need(nr not in self.rules[arch], "a second rule for", members["call"])
        self.rules[arch][nr] = Rule(arch, NAMES[arch].get(nr), members)
        return self.rules[arch][nr]

    def eval(self, audit, nr, args):
        """The rules of "What it means" in the documentation, in its order."""
        arch = arch_of(audit, nr)
        if arch not in self.archs:
            return self.foreign
        rule = self.rules[arch].get(nr)
        for first, last, ranged in self.ranges[arch]:
            if rule is None and first <= nr <= last:
                rule = ranged
        if rule:
            return rule.eval(args, self.default)
        return self.default if nr in NAMES[arch] or nr <= ARCHS[arch][2] else self.newer


# Files

def once(pairs):
    need(len(pairs) == len(dict(pairs)), "duplicate member")
    return dict(pairs)


def read_policy(name):
    with open(name, encoding="utf-8") as file:
        return Policy(json.load(file, object_pairs_hook=once))


def read_calls(name):
    with open(name, encoding="ascii") as file:
        for line in file:
            audit, nr, *args = (int(word, 16) for word in line.split())
            yield audit, nr, args


def answer_calls(policy, calls, name):
    for line, call in enumerate(read_calls(calls), 1):
        print("%s:%d: %08x" % (name, line, policy.eval(*call)))


def main(names):
    if not names or len(names) % 2:
        sys.exit(__doc__)
    for path, calls in zip(names[::2], names[1::2]):
        name = os.path.basename(path).split(".")[0]
        try:
            policy = read_policy(path)
        except (Fault, ValueError) as fault:
            print("%s: refused" % name)
            print("%s: %s" % (path, fault), file=sys.stderr)
        else:
            answer_calls(policy, calls, name)


if __name__ == "__main__":
    main(sys.argv[1:])
