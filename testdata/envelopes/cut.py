# SPDX-License-Identifier: Apache-2.0
#
# cut.py [--from-exec PATH] PAYLOAD LOG...: what a runtime called under its filter.
#
# A log is of `strace -f --decode-pids=pidns -o LOG`. A task is inside from its
# last load of a filter on (or from its execve of PATH, for an init that a
# container starts with), and what it makes is born inside. The task that becomes
# the payload is outside again; that execve is the runtime's own. A runtime may
# have other filters, for itself: by their length they are not the payload's.
# Prints the calls from inside, as strace would write them.
import re
import sys

LINE = re.compile(r'(\d+) +(?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))')
LOADS = ('SECCOMP_SET_MODE_FILTER', 'PR_SET_SECCOMP, SECCOMP_MODE_FILTER')


def entries(log):
    """(task, name, words, result) of each call: at its entry without a result, and at its end with one."""
    begun = {}
    for line in open(log, errors='replace'):
        match = LINE.match(line)
        if not match:
            continue
        task, name, words, resumed, rest = match.groups()
        if name:
            begun[task] = words.partition(' <unfinished ...>')[0]
            yield task, name, begun[task], None
        if '<unfinished ...>' not in line:
            words = begun.get(task, '') + (rest or '')
            yield task, name or resumed, words, words.rpartition(' = ')[2]


def child_of(result):
    """The task that a clone made, as strace numbers it."""
    outer = re.search(r'/\* (\d+) in strace', result)
    inner = re.match(r'\d+', result)
    return outer.group(1) if outer else inner and inner.group()


def parents(log):
    return {child_of(result): task for task, name, _, result in entries(log)
            if result and name in ('clone', 'clone3', 'fork', 'vfork')}


def loaded(name, words):
    """The length of the filter that a call loads, or None."""
    length = re.search(r'\{len=(\d+),', words)
    return length and name in ('seccomp', 'prctl') and any(load in words for load in LOADS) and length.group(1)


def calls_inside(log, payload, start):
    parent, inside, made, of_payload = parents(log), {}, {}, set()
    for task, name, words, result in entries(log):
        if task not in inside:
            inside[task] = inside.get(parent.get(task))
        if inside[task] and (result or name in ('exit', 'exit_group')):
            made.setdefault((task, inside[task]), []).append('%s %s(%s' % (task, name, words))
        if result != '0':
            continue
        if name == 'execve' and words.startswith('"%s"' % payload):
            of_payload.add(inside[task])
            inside[task] = None
        elif name == 'execve' and start and words.startswith('"%s"' % start):
            inside[task] = start
        elif not start and loaded(name, words):
            inside[task] = loaded(name, words)
            made[task, inside[task]] = []
    return [call for (_, filter), calls in made.items() if filter in of_payload for call in calls]


def main(words):
    start = None
    if words[0] == '--from-exec':
        start, words = words[1], words[2:]
    for log in words[1:]:
        for call in calls_inside(log, words[0], start):
            print(call)


main(sys.argv[1:])
