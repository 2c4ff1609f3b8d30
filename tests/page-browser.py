#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""page-browser.py FILE DIRECTORY: uses a page of `seccord report` in headless Chromium.

Drives chromedriver by the WebDriver protocol, which needs no package. Filters,
sorts, follows a link into a folded part by keyboard, looks at it narrow and wide, light and dark,
writes screenshots into DIRECTORY, and fails if the console has an entry. Exit status 77: no browser works here.
"""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"]
ENTER = "\ue007"


class Browser:
    def __init__(self, profile):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = next((m[1] for line in self.driver.stdout if (m := re.search(r"started successfully on port (\d+)", line))), None)
        self.at = f"http://127.0.0.1:{port}"
        options = {"args": ARGUMENTS + [f"--user-data-dir={profile}"]}
        self.at += "/session/" + self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:loggingPrefs": {"browser": "ALL"}, "goog:chromeOptions": options}}})["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.at + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def run(self, script, *args):
        return self.call("POST", "/execute/sync", {"script": script, "args": args})

    def element(self, css):
        return next(iter(self.call("POST", "/element", {"using": "css selector", "value": css}).values()))

    def type(self, css, keys):
        self.call("POST", f"/element/{self.element(css)}/value", {"text": keys})

    def click(self, css):
        self.call("POST", f"/element/{self.element(css)}/click", {})

    def devtools(self, command, **parameters):
        self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def view(self, width, height, scheme):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def end(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()


def shown(browser, css):
    return browser.run("return [...document.querySelectorAll(arguments[0])].filter(e => e.offsetParent).map(e => e.textContent)", css)


def use(browser):
    calls = shown(browser, ".call > summary code")
    assert len(calls) > 5, calls
    browser.type("#filter", "openat")
    found = shown(browser, ".call > summary code")
    assert found and len(found) < len(calls), found
    assert all("openat" in text for text in shown(browser, ".call")), "the filter keeps what does not fit"
    assert "entries" in shown(browser, "#found")[0]
    assert shown(browser, ".rules tbody th"), "a rule that fits stays folded"
    heads = shown(browser, "main thead tr")
    browser.type("#filter", "-nothing")
    assert shown(browser, "main thead tr") == [], f"heads of tables without rows, of {heads}"
    assert not shown(browser, "main summary"), "a group without entries stays"
    sections = browser.run("return document.querySelectorAll('main section:has(.row)').length")
    assert len(shown(browser, ".nothing")) == sections > 5, "a section does not say that nothing matches"
    browser.run("let f = document.getElementById('filter'); f.value = ''; f.dispatchEvent(new Event('input'))")
    assert not shown(browser, ".nothing")
    assert len(shown(browser, "main thead tr")) >= len(heads) > 1, heads
    assert shown(browser, ".call > summary code") == calls, "an empty filter hides something"

    browser.run("let o = document.getElementById('order'); o.value = 'times'; o.dispatchEvent(new Event('change'))")
    times = browser.run("return [...document.querySelector('.list').children].map(e => Number(e.dataset.times))")
    assert times == sorted(times, reverse=True), times

    name = "table:has(caption):has(td[data-sort])"
    browser.click(f"{name} th.number button")
    assert browser.run(f"return document.querySelector('{name} th.number').getAttribute('aria-sort')") == "ascending"

    browser.run("document.querySelector('.tree details').open = true")
    browser.type(".categories a", ENTER)
    target = "return document.querySelector(location.hash).open"
    assert browser.run(target), "a link does not unfold its target"
    browser.click("#unfold")
    assert browser.run("return [...document.querySelectorAll('details')].every(e => e.open || !e.closest('main'))")
    browser.click("#unfold")


BROKEN = """
const words = [];
for (const cell of document.querySelectorAll('.mark, td:not(.names), thead th')) {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walk.nextNode())
        for (const word of walk.currentNode.data.matchAll(/[a-z]+/gi)) {
            range.setStart(walk.currentNode, word.index);
            range.setEnd(walk.currentNode, word.index + word[0].length);
            if (range.getClientRects().length > 1) words.push(word[0]);
        }
}
return words"""
CUT = """
return [...document.querySelectorAll('.frame')].filter(e => e.scrollWidth > e.clientWidth)
    .map(e => getComputedStyle(e).backgroundAttachment)"""


def look_narrow(browser):
    """Words of ours are whole, and a frame that hides columns shows that."""
    for width in (320, 375):
        browser.view(width, 900, "light")
        broken = browser.run(BROKEN)
        assert not broken, f"words are broken at {width} pixels: {broken}"
        cut = browser.run(CUT)
        assert cut and all("local" in edges for edges in cut), f"nothing shows that columns are hidden: {cut}"


def pages(browser):
    return len(re.findall(rb"/Type */Page\b", base64.b64decode(browser.call("POST", "/print", {}))))


def look_printed(browser):
    """The rules of the policy are the last, and are printed if they are unfolded."""
    assert browser.run("return [...document.querySelectorAll('main h2')].pop().id") == "policy"
    folded = pages(browser)
    browser.run("document.querySelector('.rules').open = true")
    unfolded = pages(browser)
    browser.run("document.querySelector('.rules').open = false")
    assert 0 < folded < unfolded, (folded, unfolded)


def look(browser, directory):
    colours = set()
    for width in (1280, 400):
        for scheme in ("light", "dark"):
            browser.view(width, 900, scheme)
            browser.run("location.hash = ''; scrollTo(0, 0)")
            for state in ("folded", "unfolded"):
                assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), f"{state}, wider than {width} pixels"
                browser.click("#unfold")
            colours.add(browser.run("return getComputedStyle(document.body).backgroundColor"))
            with open(os.path.join(directory, f"{scheme}-{width}.png"), "wb") as file:
                file.write(base64.b64decode(browser.call("GET", "/screenshot")))
    assert len(colours) == 2, colours


def main(name, directory):
    with tempfile.TemporaryDirectory() as profile:
        try:
            browser = Browser(profile)
        except (OSError, KeyError) as error:
            print(f"no browser: {error}", file=sys.stderr)
            return 77
        try:
            browser.call("POST", "/url", {"url": "file://" + os.path.abspath(name)})
            look_printed(browser)
            use(browser)
            look_narrow(browser)
            look(browser, directory)
            log = browser.call("POST", "/se/log", {"type": "browser"})
            assert not log, log
        finally:
            browser.end()
    return 0


sys.exit(main(*sys.argv[1:]))
