# SPDX-License-Identifier: Apache-2.0
"""The facts that docs/policy-format.md refers to: its table of archs, and the
rows of core/*/*.def, read as text. Nothing here knows what a policy is."""
import os
import re

CORE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "core")
X32 = "x32"
X32_BIT = 0x40000000

# name: audit arch, bits of a register, newest number. In the order of syscalls.def's columns.
ARCHS = {
    "x86_64": (0xC000003E, 64, 472),
    "i386": (0x40000003, 32, 472),
    "x32": (0xC000003E, 64, X32_BIT + 472),
    "arm64": (0xC00000B7, 64, 472),
    "arm": (0x40000028, 32, 472),
    "riscv64": (0xC00000F3, 64, 472),
    "riscv32": (0x400000F3, 32, 472),
    "ppc64le": (0xC0000015, 64, 472),
    "s390x": (0x80000016, 64, 472),
    "mipsel": (0x40000008, 32, 4472),
    "mipsel64": (0xC0000008, 64, 5472),
    "loongarch64": (0xC0000102, 64, 472),
}


def c_number(text):
    """A number in C notation. Raises ValueError for anything else."""
    if not re.fullmatch(r"0[xX][0-9a-fA-F]+|[0-9]+", text):
        raise ValueError(text)
    if text[:2] in ("0x", "0X"):
        return int(text, 16)
    return int(text, 8 if text[0] == "0" else 10)


def def_number(text):
    return c_number(re.sub(r"^UINT64_C\((.*)\)$", r"\1", text).rstrip("uU"))


def rows(name, macro, folder="kernel"):
    """The fields of each row MACRO(field, …); a field is a word, a number or a "string"."""
    with open(os.path.join(CORE, folder, name), encoding="utf-8") as file:
        for line in file:
            found = re.match(macro + r"\((.*)\)\s*(/\*.*\*/)?\s*$", line)
            if found:
                fields = re.findall(r'"[^"]*"|UINT64_C\([^)]*\)|[^\s,]+', found.group(1))
                yield [field.strip('"') for field in fields]


def read_numbers():
    """{arch: {name: number, as the kernel shows it}}"""
    numbers = {arch: {} for arch in ARCHS}
    for name, *columns in rows("syscalls.def", "SYSCALL"):
        for arch, column in zip(ARCHS, columns):
            if column != "-1":
                numbers[arch][name] = int(column) + (X32_BIT if arch == X32 else 0)
    return numbers


def read_structs():
    """{call: the roles of the fields of its struct, and of the struct's size}"""
    structs = {}
    for name, *fields in rows("structs.def", "STRUCT"):
        macros = re.findall(r"(FIELD_OF|FIELD|RING)\((\w+) ?(\w*)", " ".join(fields))
        structs[name] = {second if macro == "FIELD_OF" else first for macro, first, second in macros} | {"struct_size"}
    return structs


def read_words():
    """{role: {word: value}}; of two rows for one word the first counts."""
    words = {}
    for role, word, value in rows("words.def", "WORD"):
        words.setdefault(role, {}).setdefault(word, def_number(value))
    for _, word, value in rows("ioctl.def", "IOCTL"):
        words.setdefault("ioctl_cmd", {}).setdefault(word, def_number(value))
    return words


NUMBERS = read_numbers()
NAMES = {arch: {nr: name for name, nr in numbers.items()} for arch, numbers in NUMBERS.items()}
ROLES = {row[0]: (row[1], def_number(row[4])) for row in rows("roles.def", "ROLE")}
SIGNATURES = {name: roles for name, _, *roles in rows("signatures.def", "SIGNATURE")}
QUIRKS = {(arch.lower(), name): roles for arch, name, *roles in rows("quirks.def", "QUIRK")}
STRUCTS = read_structs()
WORDS = read_words()
ERRNOS = {name: int(number) for number, name in rows("errno.def", "ERRNO", "verdict")}
ARCH_WORDS = {word: name for _, name, scmp, alias, *_ in rows("arch.def", "ARCH") for word in (name, scmp, alias)
              if word != "NULL"}
REGISTERS = ["arg%d" % i for i in range(6)]


def positions(arch, name, role):
    """Which arguments of a call have this role."""
    roles = QUIRKS.get((arch, name)) or SIGNATURES[name]
    return [i for i, each in enumerate(roles) if each == role]


def role_mask(arch, name, role):
    """The bits of a register that are the value of a role."""
    width, ignore = ROLES[role]
    bits = 32 if width == "INT" else ARCHS[arch][1]
    if arch == X32 and NUMBERS[X32][name] - X32_BIT >= 512:
        bits = 32
    return (1 << bits) - 1 & ~ignore
