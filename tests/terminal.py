# SPDX-License-Identifier: Apache-2.0
"""terminal.py OUT COLUMNS COMMAND...: runs a command in a session of its own, on a terminal of that
width. What it prints there is in OUT at once. Exit status: the command's."""
import fcntl
import os
import pty
import struct
import sys
import termios


def main():
    out, columns, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    with open(out, "wb", buffering=0) as file:
        pid, terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.execvp(command[0], command)
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:  # EIO: nobody has the terminal open any more
                break
            if not data:
                break
            file.write(data)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


main()
