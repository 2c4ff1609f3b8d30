# SPDX-License-Identifier: Apache-2.0
"""pairs.py STORY: compares pair.json, pair.text and pair.markdown with a story, and
new.calls and old.calls, which `show` printed. Prints each difference; exit status 1
if there is one. testdata/pairs/README.md has the kinds of facts."""
import json
import re
import shlex
import sys

KINDS = {"gained": "new", "widened": "more", "lost": "gone", "narrowed": "less"}


def read_story(name):
    """The words of each fact, and the facts of some versions only, whose kinds end in ?."""
    with open(name, encoding="utf-8") as file:
        lines = [shlex.split(line) for line in file if line.strip() and not line.startswith("#")]
    return ({(kind.rstrip("?"), call): words for kind, call, *words in lines},
            {(kind[:-1], call) for kind, call, *_ in lines if kind.endswith("?")})


def made(name):
    """The calls of a trace."""
    with open(name, encoding="utf-8") as file:
        return {call["call"] for category in json.load(file)["categories"] for call in category["calls"]}


def changes(diff):
    for section in diff["sections"]:
        for change in section["changes"]:
            yield change


def told(diff, old, new):
    """What the comparison says, as facts: of calls that a program made, and of all that lose or gain power."""
    facts, listed = set(), set()
    for change in changes(diff):
        kind = KINDS.get(change["kind"])
        names = [change["call"], *change["with"]]
        if not kind or (kind == "new" and change["same_as"]):
            continue
        listed.update(names)
        facts.add((kind, change["call"]))
    facts |= {("same", call) for call in new - old - listed}
    facts |= {("idle", call) for call in old - new - listed}
    facts |= {("danger", call) for entry in diff["opened"] if entry["dangerous"] for call in entry["calls"]}
    return facts


def paragraphs(text, first):
    """The lines below each line that matches, by the call that it names."""
    found, call = {}, None
    for line in text.splitlines():
        match = re.match(first, line)
        call = match.group(1) if match else call
        if call:
            found[call] = found.get(call, "") + line + "\n"
    return found


def missing_words(story, form, found):
    for (kind, call), words in story.items():
        for word in words:
            if word not in found.get(call, ""):
                yield f"{form}: {kind} {call}: nothing says '{word}'"


def main():
    story, some_versions = read_story(sys.argv[1])
    with open("pair.json", encoding="utf-8") as file:
        facts = told(json.load(file), made("old.calls"), made("new.calls"))
    story = {fact: words for fact, words in story.items() if fact in facts or fact not in some_versions}
    faults = [f"not told: {kind} {call}" for kind, call in sorted(set(story) - facts)]
    faults += [f"not in the story: {kind} {call}" for kind, call in sorted(facts - set(story))]
    with open("pair.text", encoding="utf-8") as file:
        faults += missing_words(story, "text", paragraphs(file.read(), r"    [-+~] ([a-z0-9_]+)"))
    with open("pair.markdown", encoding="utf-8") as file:
        faults += missing_words(story, "Markdown", paragraphs(file.read(), r"- `([a-z0-9_]+)`"))
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
