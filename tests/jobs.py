# SPDX-License-Identifier: Apache-2.0
"""jobs.py TYPED EXPECTED TYPED...: an interactive bash on a terminal of its own. Types TYPED, waits until what is printed
matches EXPECTED, and so on; its prompt is `prompt> `. Exit status: 1 if something is not printed in time."""
import os
import pty
import re
import select
import sys
import time


def wait_for(terminal, pattern, seen):
    end = time.monotonic() + 60
    while not re.search(pattern, seen):
        if time.monotonic() > end or not select.select([terminal], [], [], end - time.monotonic())[0]:
            sys.exit("no %r in %r" % (pattern, seen))
        seen += os.read(terminal, 65536).decode(errors="replace")
    return seen[re.search(pattern, seen).end():]


def main():
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["PS1"] = "prompt> "
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    seen = wait_for(terminal, "prompt> ", "")
    for i, word in enumerate(sys.argv[1:]):
        if i % 2:
            seen = wait_for(terminal, word, seen)
        else:
            os.write(terminal, word.encode())
    os.write(terminal, b"\nexit\nexit\n")


main()
