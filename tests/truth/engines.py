# SPDX-License-Identifier: Apache-2.0
"""engines.py EXACT... -- LEARNED...: what recordings of one program by exact engines have and
those of engine learn lack, and the reverse; a line for each such row, and counts.

A program varies from run to run. So a row counts only if all runs of one side have it and no
run of the other; what engine learn has more was made, but a site must be one. Of the sites, docs/engines.md promises the pair of the call and the place in the
page, with the values there; a site that has another of its call at this place may be missing. Programs
and threads of a call, its drivers, errors and counts are lower bounds, and not compared."""
import itertools
import json
import sys

PAGE = 4096
MANY = 64                                 # combinations that the values of an entry stand for


def combinations(entry):
    """The values of each call that the entry stands for, as sorted pairs."""
    args, tuples = entry.get("args", {}), entry.get("tuples")
    if isinstance(tuples, list):
        return [tuple(sorted((role, str(value)) for role, value in one.items())) for one in tuples]
    lists = [[(role, str(value)) for value in values] for role, values in sorted(args.items()) if isinstance(values, list)]
    size = 1
    for values in lists:
        size *= len(values)
    if tuples or len(lists) < len(args) or size > MANY:
        return ["any"]
    return list(itertools.product(*lists))


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, path + (key,))
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, path)
    else:
        yield path + (str(value),)


def call_rows(entry, images, sites):
    call = (entry["arch"], entry.get("name", str(entry["nr"])))
    if entry.get("origin") == "vdso-hidden":
        yield ("hidden", *call, entry.get("vdso"))
        return
    yield ("call", *call, entry.get("origin", "direct"))
    for leaf in leaves(entry.get("args", {})):
        yield ("value", *call, leaf)
    for leaf in leaves(entry.get("deep", {})):
        yield ("deep", *call, leaf)
    if entry.get("high"):
        yield ("high", *call)
    image, offset = sites.get(entry.get("site"), (None, 0))
    for one in combinations(entry):
        yield ("combination", *call, one)
        if image is not None:
            yield ("pair", *call, offset % PAGE, one)
    if image is not None:
        yield ("site", *call, images[image], offset)


def rows_of(path):
    images, sites, programs, rows = {}, {}, {}, set()
    with open(path, encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            kind = next(iter(entry))
            if kind == "image":
                images[entry["image"]] = entry["path"]
            elif kind == "site":
                sites[entry["site"]] = (entry["image"], int(entry["offset"], 0))
            elif kind == "program":
                programs[entry["program"]] = (entry["path"], entry.get("as", ""))
                rows.add(("program", *programs[entry["program"]]))
            elif kind == "started":
                rows.add(("started", programs[entry["started"]], programs.get(entry.get("by")), entry.get("replaced", False)))
            elif kind == "call":
                rows.update(call_rows(entry, images, sites))
    return rows


def subject(row):
    """What a row of values is about: an argument, the arguments of a call, or those at a place."""
    if row[0] == "value":
        return (*row[:3], row[3][0])
    return row[:-1] if row[0] in ("combination", "pair") else row


def is_summary(row):
    """Too many values to list them, which depends on how many one program made: covers all of its subject."""
    return row[-1] == "any" or row[0] == "value" and (len(row[3]) > 2 or row[3][1] == "any")


def differences(of, other):
    """(rows of each run of `of` that no run of `other` has, rows that vary)"""
    have = set.union(*other)
    covered = {subject(row) for row in have if is_summary(row)}
    lacking = {row for row in set.union(*of) - have if not is_summary(row) and subject(row) not in covered}
    always = set.intersection(*of)
    return lacking & always, lacking - always


def is_site(image, offset):
    """Whether the file has a system call instruction before this place; not of [vdso] and the like."""
    if not image.startswith("/"):
        return True
    try:
        with open(image, "rb") as file:
            file.seek(offset - 2)
            return file.read(2) in (b"\x0f\x05", b"\xcd\x80", b"\x0f\x34")
    except OSError:                       # it was removed since
        return True


def main():
    at = sys.argv.index("--")
    exact = [rows_of(path) for path in sys.argv[1:at]]
    learned = [rows_of(path) for path in sys.argv[at + 1:]]
    missing, varies = differences(exact, learned)
    extra, varies_too = differences(learned, exact)
    places = {(row[:3], row[3]) for row in set.union(*learned) if row[0] == "pair"}
    hidden = {row for row in missing if row[0] == "site" and (("pair", *row[1:3]), row[4] % PAGE) in places}
    for row in sorted(missing - hidden, key=repr):
        print("missing", *row)
    for row in sorted(extra, key=repr):
        if row[0] == "site" and not is_site(*row[3:]):
            print("no such site:", *row)
    print(f"counts {len(set.intersection(*exact))} {len(missing - hidden)} {len(extra)} {len(hidden)} {len(varies) + len(varies_too)}")


main()
