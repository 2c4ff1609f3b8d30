#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Run by `make start`: the whole loop on a real program, in a temporary folder.
# SECCORD is the path of seccord.
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
# Uses files, processes, pipes and the clock.
mkdir -p data && ls -l /etc >data/list
tar -cf data/list.tar data/list
date >/dev/null
sort -rn -k5 data/list | grep -c root
END

step '1. Record a program under its tests: here a shell script that lists, sorts and packs files'
run seccord record -o report.trace -- sh report.sh

step '2. Show what it used'
run seccord show report.trace | head -40
echo '   ...'

step '3. Write the policy that it needs; every rule states its reason'
run seccord policy -o report.json report.trace
run head -20 report.json
echo "   ... ($(wc -l <report.json) lines in all)"

step '4. Emit the policy as a seccomp filter, and in the format of container engines'
run seccord emit -f bpf -o report.bpf report.json
echo "   report.bpf: $(($(wc -c <report.bpf) / 8)) instructions, ready for bwrap --seccomp"
run seccord emit -f oci -o report.oci.json report.json

step '5. Check whether the policy would stop a recorded call (exit status 0: no)'
run seccord check report.json report.trace

step '6. Run the program again, now under its own policy'
run seccord run report.json -- sh report.sh

step '7. A call that the tests never made is refused; seccord prints the rule that would allow it'
status=0
run seccord run report.json -- chmod 700 data || status=$?
echo "   exit status $status"

step "Done. The program is ./seccord; seccord --help lists the commands."
