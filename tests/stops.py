# SPDX-License-Identifier: Apache-2.0
"""stops.py HOW COMMAND...: waits for a command as a shell with job control does. Each time that it is stopped, prints by what,
and continues it. HOW: `pid`, its process; `group`, its process group; `none`, not at all; `pid SIGNAL`, a signal to the process
whose id is in the file pid. Exit status: as a shell has it."""
import os
import signal
import sys


def go_on(how, child):
    if how == "group":
        os.killpg(child, signal.SIGCONT)
    elif how == "pid":
        os.kill(child, signal.SIGCONT)
    elif how != "none":
        with open("pid") as file:
            os.kill(int(file.read()), getattr(signal, "SIG" + how.split()[1]))


def main():
    how, command = sys.argv[1], sys.argv[2:]
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.execvp(command[0], command)
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            break
        print("stopped", os.WSTOPSIG(status), flush=True)
        go_on(how, child)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


main()
