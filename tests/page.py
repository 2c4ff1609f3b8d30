#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""page.py FILE: checks a page of `seccord report` as HTML.

Every tag is closed in order, every id is there once, every link leads to one,
nothing is loaded or sent, no attribute runs code, and the Content-Security-Policy
has the hashes of the style and the script. Prints the text of the page.
"""
import base64
import hashlib
import html.parser
import sys

VOID = {"meta", "input", "br"}
KNOWN = set("""html head meta title style body a header h1 h2 h3 code ul li strong dl div dt dd p details summary
    nav label input select option button output main section table caption thead tbody tr th td em small span q br
    footer script""".split())
URLS = {"src", "srcset", "action", "formaction", "background", "data", "poster", "cite", "ping", "manifest", "xlink:href"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.text, self.code, self.wrong, self.policy = [], [], [], [], {}, [], ""

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        given = dict(attrs)
        if tag not in KNOWN:
            self.wrong.append(f"unexpected <{tag}>")
        if len(names) != len(set(names)):
            self.wrong.append(f"an attribute of <{tag}> is there twice")
        for name in names:
            if name.startswith("on") or name == "style" or name in URLS:
                self.wrong.append(f"<{tag} {name}>")
        if tag in ("script", "style") and (given or tag in self.code):
            self.wrong.append(f"another <{tag}>")
        if tag == "th" and "scope" not in given:
            self.wrong.append("<th> without a scope")
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-labelledby"):
            self.links += [given[name]] if name in given else []
        if "href" in given:
            if not given["href"].startswith("#"):
                self.wrong.append(f"a link to {given['href']}")
            self.links.append(given["href"][1:])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.code[self.open[-1]] = data
        else:
            self.text.append(data)

    def handle_comment(self, data):
        self.wrong.append(f"a comment: {data}")


def main(name):
    page = Page()
    with open(name, encoding="utf-8", newline="") as file:
        page.feed(file.read())
    page.close()
    if page.open:
        page.wrong.append(f"not closed: {page.open}")
    page.wrong += sorted(f"id {i} is there twice" for i in set(page.ids) if page.ids.count(i) > 1)
    page.wrong += sorted(f"nothing has the id {i}" for i in set(page.links) - set(page.ids))
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.code.get(kind, "").encode()).digest()).decode()
        if f"{kind}-src 'sha256-{digest}'" not in page.policy:
            page.wrong.append(f"analyzer/page/hashes.def: the hash of the {kind} is sha256-{digest}")
    if not page.policy.startswith("default-src 'none';"):
        page.wrong.append("the policy of the page does not begin with default-src 'none'")
    print("".join(page.text))
    for line in page.wrong:
        print(f"page: {line}", file=sys.stderr)
    return 1 if page.wrong else 0


sys.exit(main(sys.argv[1]))
