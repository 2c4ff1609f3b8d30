#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# generate.py DIALECT SEED [ARCH] prints a random profile of minijail (libminijail, or
# compiler: what compile_seccomp_policy.py knows beside it), kafel or lxc. The same
# seed gives the same profile. Names are those that all versions of a tool know.
import random
import sys

dialect, seed = sys.argv[1], int(sys.argv[2])
arch = sys.argv[3] if len(sys.argv) > 3 else "x86_64"
r = random.Random(f"{dialect} {seed}")
values = ["0", "1", "5", "0x10", "255", "0x7fffffff", "0x80000000", "0xffffffff", "4294967295", str(r.randint(0, 99999))]


def maybe(chance, yes, no=""):
    return yes if r.random() < chance else no


# ---------------------------------------------------------------- minijail

calls = ["read", "write", "openat", "close", "mmap", "mprotect", "socket", "ioctl", "prctl", "clone", "futex", "kill", "fcntl",
         "setsockopt", "madvise", "getrandom", "dup3", "lseek", "mremap", "prlimit64"]
words = ["PROT_READ", "PROT_WRITE", "PROT_EXEC", "AF_UNIX", "AF_INET", "CLONE_THREAD", "CLONE_VM", "EPERM", "MADV_DONTNEED", "TCGETS",
         "PR_SET_NAME", "SOL_SOCKET", "F_GETFL", "MAP_PRIVATE", "GRND_RANDOM", "SIGKILL", "MREMAP_MAYMOVE"]
more = ["0x100000001", "0xffffffffffffffff", "-1", "-2147483648", "0777"]


def minijail_value(depth=0):
    part = lambda: maybe(.25, "~") + r.choice(words + values + more)
    return ("|" if dialect == "libminijail" or r.random() < .3 else " | ").join(part() for _ in range(r.choice([1, 1, 1, 2, 3])))


def atom():
    op = r.choice(["==", "==", "!=", "<", "<=", ">", ">=", "&", "in"])
    return f"arg{r.randint(0, 5)} {op} {minijail_value()}"


def condition(most=3):
    return " || ".join(" && ".join(atom() for _ in range(r.randint(1, 2))) for _ in range(r.randint(1, most)))


def errno():
    return "return " + r.choice(["EPERM", "1", "ENOSYS", "38", "EACCES"])


def libminijail():
    lines = []
    for call in r.sample(calls, r.randint(1, 10)):
        body = r.choice(["1", condition(), condition(), errno()])
        if body.startswith("arg") and r.random() < .3:
            body += "; " + errno()
        lines.append(f"{call}:{maybe(.8, ' ')}{body}")
        if r.random() < .1:
            lines.append(r.choice(["", "# a comment", "   "]))
    return lines


def compiler_body():
    actions = ["1", "allow", "kill", "kill-process", "kill-thread", "trap", "trace", "log", "user-notify", errno()]
    kind = r.random()
    if kind < .25:
        return r.choice(actions)
    if kind < .6:
        return condition()
    if kind < .75:
        return condition() + "; " + r.choice(actions)
    arms = [condition(2) + maybe(.6, "; " + r.choice(actions)) for _ in range(r.randint(1, 3))]
    return "{ " + ", ".join(arms + ([r.choice(actions)] if r.random() < .5 else [])) + " }"


def compiler():
    lines = [r.choice(["@default " + r.choice(["kill", "trap", "log", "kill-process", "return EPERM", "return 38"]), ""])]
    if r.random() < .1:
        lines = ["@denylist"]
    for call in r.sample(calls, r.randint(1, 10)):
        names = call
        if lines[0] == "@denylist":
            lines.append(f"{call}: " + r.choice([errno(), condition() + "; " + errno(), "kill", "trap"]))
            continue
        kind = r.random()
        if kind < .1:
            names = "{" + ", ".join([call, r.choice(["epoll_wait", "poll", "access", "unlink"])]) + "}"
        elif kind < .2:
            names = f"{call}[arch={r.choice(['x86_64', 'arm64', 'x86_64,arm'])}]"
        lines.append(f"{names}: " + (compiler_body() + maybe(.1, "  # end")).replace(" || ", maybe(.1, " || \\\n    ", " || ")))
        if r.random() < .15:
            lines.append(f"{call}: {condition()}")
    return lines


# ---------------------------------------------------------------- kafel

arguments = {
    "read": "fd buf count", "write": "fd buf count", "openat": "dfd filename flags mode", "mmap": "addr len prot flags fd off",
    "mprotect": "start len prot", "socket": "family type protocol", "ioctl": "fd cmd arg", "fcntl": "fd cmd arg", "kill": "pid sig",
    "madvise": "start len_in behavior", "dup3": "oldfd newfd flags", "getrandom": "", "newfstat": "fd statbuf", "exit_group": "error_code",
}
numbers = values + ["-1", "017", "0b101", "0x100000000", "0xffffffffffffffff"]


def kafel_value(args, own, depth=0):
    if r.random() < .5 and own:
        return own if r.random() < .9 else r.choice(args)
    if r.random() < .6 or depth > 2:
        return r.choice(numbers)
    return f"({kafel_value(args, own, depth + 1)} {r.choice('&|')} {kafel_value(args, own, depth + 1)})"


def kafel_condition(args, depth=0):
    kind = r.random()
    if kind < .55 or depth > 3:
        own = r.choice(args) if args else ""
        left = own if own and r.random() < .6 else kafel_value(args, own)
        return f"{left} {r.choice(['==', '!=', '<', '<=', '>', '>='])} {kafel_value(args, own) if r.random() < .3 else r.choice(numbers)}"
    if kind < .65:
        return f"!({kafel_condition(args, depth + 1)})"
    return f"{kafel_condition(args, depth + 1)} {r.choice(['&&', '||'] if depth else ['&&', '||', ','])} {kafel_condition(args, depth + 1)}"


def kafel_filter():
    name = r.choice(list(arguments))
    args = arguments[name].split()
    kind = r.random()
    if kind < .06:
        name, args = f"SYSCALL[{r.choice([0, 1, 57, 500])}]", []
    elif kind < .12:
        name, args = name + "(a, b)", ["a", "b"]
    name += maybe(.08, " ON " + r.choice(["x86_64", "ARM64", "{x86, amd64}", "{riscv64, arm}"]))
    return name + (" { %s }" % kafel_condition(args) if args and r.random() < .5 else "")


def kafel_action():
    return r.choice(["ALLOW", "LOG", "DENY", "KILL", "KILL_PROCESS", "USER_NOTIF", "ERRNO(1)", "ERRNO(5000)", "TRACE(7)", "TRAP(3)"])


def kafel_block():
    return "%s {\n\t%s\n}" % (kafel_action(), ",\n\t".join(kafel_filter() for _ in range(r.randint(1, 5))))


def kafel():
    out, policies = [], []
    for i in range(r.randint(0, 2)):
        numbers.append(f"C{i}")
        out.append(f"#define C{i} {r.choice(['1', '0x100000000', '-1'])}")
    statement = lambda chance: "USE " + r.choice(policies) if policies and r.random() < chance else kafel_block()
    for i in range(r.randint(0, 3)):
        out.append("POLICY p%d {\n%s\n}" % (i, ",\n".join(statement(.3) for _ in range(r.randint(1, 3)))))
        policies.append(f"p{i}")
    out.append(",\n".join(statement(.6) for _ in range(r.randint(1, 3))))
    return out + [maybe(.8, "DEFAULT " + kafel_action())]


# ---------------------------------------------------------------- lxc

lxc_calls = calls + ["chown", "stat64", "semop", "connect", "setuid32", "umount2", "ptrace", "open", "mmap2", "_llseek", "accept4", "time", "ipc",
                     "socketcall", "getuid32", "rt_sigaction", "execve"]
lxc_actions = ["", "", "kill", "errno 1", "errno 13", "errno 0", "allow", "trap", "notify"]
lxc_sections = ["[all]", "[all]", "[x86]", "[x86_64]", "[x32]", "[arm]", "[arm64]", "[mips64n32]", "[X86_64]"]
lxc_masks = ["0xff", "0x1", "0xffffffff", "0xffffffff00000000", "0"]


def lxc_condition(arg):
    op = r.choice(["!=", "<", "<=", "==", ">=", ">", "&=", "SCMP_CMP_EQ", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_GT"])
    return f"[{arg},{r.choice(values + ['0x100000000', '0xffffffffffffffff'])},{op}{',' + r.choice(lxc_masks) if 'M' in op[5:] or op == '&=' else ''}]"


def lxc_rule(call, default):
    """Mostly not the action that is the default, which libseccomp refuses."""
    action = r.choice([one for one in lxc_actions if one != default or r.random() < .05])
    line = call + (" " + action if action else "")
    if action and r.random() < .4:
        line += " " + "".join(lxc_condition(arg) for arg in r.sample(range(6), r.choice([1, 1, 1, 2, 3])))
    return line + maybe(.05, "  # end")


def lxc():
    if r.random() < .1:
        return ["1", r.choice(["allowlist", "whitelist"])[:9 if r.random() < .9 else 5]] + [str(n) for n in r.sample(range(450), r.randint(1, 30))]
    style, default = r.choice(["allowlist", "denylist", "whitelist", "blacklist"]), r.choice(["", "", "kill", "errno 95", "allow", "trap", "notify"])
    denies = style in ("denylist", "blacklist")
    if default == ("kill" if denies else "allow") and r.random() < .9:
        default = ""
    out = ["2", style + (" " + default if default else "")]
    default = default or ("allow" if denies else "kill")
    names = r.sample(lxc_calls, r.randint(1, 12))
    for call in names + r.sample(names, r.randint(0, min(3, len(names)))):
        out.append(lxc_rule(call, default))
        out.append(maybe(.15, r.choice(lxc_sections + ["# a comment", "reject_force_umount", "  indented errno 1", "nosuchcall errno 1"])))
    return out


print("\n".join(line for line in {"libminijail": libminijail, "compiler": compiler, "kafel": kafel, "lxc": lxc}[dialect]() if line))
