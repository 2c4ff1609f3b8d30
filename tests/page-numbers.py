#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""page-numbers.py SECCORD [--policy=FILE] [--against=OLD] TRACE...: compares a page with the other commands.

Writes the page of `seccord report` for these arguments and finds every number of it in the JSON of `show`,
`check` and `diff`: cards, calls with their functions, categories, programs, dangers, refusals, changes, coverage.
"""
import collections
import html.parser
import json
import re
import subprocess
import sys

VOID = {"meta", "input", "br"}


class Node:
    def __init__(self, tag, attrs=()):
        self.tag, self.attrs, self.children = tag, dict(attrs), []

    def text(self):
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)

    def all(self, tag, kind=None):
        for child in self.children:
            if isinstance(child, Node):
                if child.tag == tag and (kind is None or kind in child.attrs.get("class", "").split()):
                    yield child
                yield from child.all(tag, kind)

    def first(self, tag, kind=None):
        return next(self.all(tag, kind))

    def rows(self):
        return [[c for c in row.children if isinstance(c, Node)] for row in self.all("tr", "row")]


class Tree(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open = [Node("page")]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs)
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text.replace("\u202f", ""))]


class Seccord:
    def __init__(self, program):
        self.program = program

    def text(self, *args):
        done = subprocess.run([self.program, *args], stdout=subprocess.PIPE, text=True, timeout=300, check=False)
        assert done.returncode in (0, 1), args
        return done.stdout

    def json(self, *args):
        return json.loads(self.text(*args))


def same(what, page, other):
    assert page == other, f"{what}: the page has {page}, and seccord says {other}"


def section(page, name):
    return next((s for s in page.all("section") if s.attrs["aria-labelledby"] == name), None)


def card(page, name):
    cards = [c for c in page.first("ul", "cards").all("a") if c.attrs["href"] == f"#{name}"]
    return numbers(cards[0].first("strong").text())[0] if cards else None


def check_calls(page, shown):
    calls = {f"call-{c['arch']}-{c['nr']}": c for category in shown["categories"] for c in category["calls"]}
    entries = {d.attrs["id"]: d for d in page.all("details", "call")}
    same("calls", sorted(entries), sorted(calls))
    same("the card of calls", card(page, "calls"), len(calls))
    for name, entry in entries.items():
        same(name, numbers(entry.first("summary").first("span").text()), [calls[name]["count"]])
        same(f"order of {name}", int(entry.attrs["data-times"]), calls[name]["count"])
        same(f"functions of {name}", sum(int(c.attrs["data-sort"]) for c in entry.all("td", "number")), calls[name]["count"])
        seen = re.search(r"(\d+) of (\d+) recording", entry.text())
        if shown["shards"] > 1:
            same(f"recordings of {name}", [int(seen[1]), int(seen[2])], [calls[name]["seen"], shown["shards"]])
    groups = {g.first("h3").text(): numbers(g.first("small").text()) for g in page.all("details", "group")}
    same("categories", groups, {c["category"] or "without a name": [len(c["calls"]), sum(i["count"] for i in c["calls"])]
                                for c in shown["categories"]})


def check_programs(page, groups):
    """The command joins programs that differ by their build alone."""
    times = collections.Counter()
    for entry in section(page, "programs").all("details"):
        summary, anchors = entry.first("summary"), [a for dl in list(entry.all("dl", "categories"))[:1] for a in dl.all("a")]
        count, total = numbers(summary.first("small").text() if "shim" not in summary.text() else list(summary.all("small"))[-1].text())
        same(f"calls of {summary.text()}", count, len(anchors))
        named = list(summary.all("code"))
        times[named[0].text() if named else "unknown program"] += total
    other = collections.Counter()
    for group in groups:
        other[group["who"]] += group["count"]
    same("times of programs", sorted(times.items()), sorted(other.items()))


def check_danger(page, shown):
    rows = [[row[0].text().split(",")[0], row[1].text(), row[2].text()] for row in section(page, "danger").rows()]
    same("dangers", rows, [["dangerous" if d["dangerous"] else "worth knowing", d["class"],
                            " + ".join(d["calls"] + (["conditions"] if d["conditions"] else []))] for d in shown["dangers"]])
    same("the card of dangers", card(page, "danger"), sum(d["dangerous"] for d in shown["dangers"]))
    lines = [numbers(li.text()) for li in section(page, "danger").all("li")]
    same("defaults", [[n[0], n[-1]] for n in lines], [[p["beyond"], p["calls"]] for p in shown["profiles"]])


def check_coverage(page, shown):
    rows = section(page, "coverage").rows()[:len(shown["files"])]
    same("coverage", [[int(c.attrs["data-sort"]) for c in row[1:4]] for row in rows],
         [[f["shards"], f["calls"], f["new"]] for f in shown["files"]])
    same("the card of recordings", card(page, "coverage"), shown["shards"])


def check_refused(page, findings):
    sure = [f for f in findings if not (f["maybe"] or f["planned"] or f["deep"])]
    same("the card of refusals", card(page, "refused"), len(sure))
    rows = section(page, "refused").rows()
    shown = sum(n for row in rows for small in row[2].all("small") for n in numbers(small.text()))
    if not any("more place" in row[2].text() for row in rows):
        same("times of refusals", shown, sum(f["count"] for f in findings if not f["deep"]))
    same("refused calls", sorted({re.split(r"[( ]", row[0].text())[0] for row in rows}),
         sorted({str(f["call"] or f["nr"]) for f in findings if not f["deep"]}))


def check_changes(page, shown):
    changes = [c for part in shown["sections"] for c in part["changes"]]
    rows = section(page, "changes").rows()
    same("the card of changes", card(page, "changes"), len(rows))
    same("changes", sorted((row[0].text().replace("dangerous ", ""), row[1].text().split(" with ")[0]) for row in rows),
         sorted((c["kind"], str(c["call"])) for c in changes))
    same("dangerous changes", sorted(row[1].text().split(" with ")[0] for row in rows if "dangerous" in row[0].text()),
         sorted(c["call"] for c in changes if c["danger"] and c["danger"]["dangerous"]))


def main(program, *args):
    seccord, traces = Seccord(program), [a for a in args if not a.startswith("--")]
    chosen = dict(a[2:].split("=", 1) for a in args if a.startswith("--"))
    page = Tree(seccord.text("report", *args)).open[0]
    merged = traces
    if len(traces) > 1:
        seccord.text("merge", "-o", "merged.trace", *traces)
        merged = ["merged.trace"]
    check_calls(page, seccord.json("show", "--json", *traces))
    check_programs(page, seccord.json("show", "--json", "--by=exe", *traces)["groups"])
    check_danger(page, seccord.json("show", "--json", "--danger", *merged))
    check_coverage(page, seccord.json("show", "--json", "--coverage", *traces))
    if "policy" in chosen:
        check_refused(page, seccord.json("check", "--json", chosen["policy"], *merged)["findings"])
    if "against" in chosen:
        check_changes(page, seccord.json("diff", "--format=json", chosen["against"], *merged))


main(*sys.argv[1:])
