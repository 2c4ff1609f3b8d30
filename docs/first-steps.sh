#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What `make start` shows: the whole loop on a real program, in a folder that
# is gone afterwards. SECCORD is the program to use.
set -eu

step()
{
	printf '\n\033[1m%s\033[0m\n' "$1" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi
}

# Prints a command as a person would type it, and runs it.
run()
{
	echo "\$ $*"
	"$@"
}

seccord()
{
	"$SECCORD" "$@"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >report.sh <<'END'
# Files, processes, pipes and the clock: a bit of everything.
mkdir -p data && ls -l /etc >data/list
tar -cf data/list.tar data/list
date >/dev/null
sort -rn -k5 data/list | grep -c root
END

step '1. Record a program under its tests: here a shell script that lists, sorts and packs files'
run seccord record -o report.trace -- sh report.sh

step '2. What did it use?'
run seccord show report.trace | head -40
echo '   ...'

step '3. The policy that it needs; every rule says why it is there'
run seccord policy -o report.json report.trace
run head -20 report.json
echo "   ... ($(wc -l <report.json) lines in all)"

step '4. The same policy as a seccomp filter, and in the words of container engines'
run seccord emit -f bpf -o report.bpf report.json
echo "   report.bpf: $(($(wc -c <report.bpf) / 8)) instructions, ready for bwrap --seccomp"
run seccord emit -f oci -o report.oci.json report.json

step '5. Would the policy stop anything that was recorded? (exit status 0: no)'
run seccord check report.json report.trace

step '6. Run the program again, now under its own policy'
run seccord run report.json -- sh report.sh

step '7. And something that the tests never did is refused, with the line that would allow it'
status=0
run seccord run report.json -- chmod 700 data || status=$?
echo "   exit status $status"

step "Done. The program is ./seccord; seccord --help tells the rest."
