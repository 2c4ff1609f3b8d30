#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth-reach: records real programs (truth/reach-programs) and looks in their
# code for each call that was recorded of it. ONLY="git node" selects programs.
#
# A call, or an instruction with its number, that the code was not found to make is
# a failure, except where `seccord reach` names it as incomplete. With stacks, so that
# the libraries that a program opens are known. Prints a table,
# with the size of the answers: recorded, reachable, and what is unseen of the loader,
# the libc and the program itself.
# shellcheck disable=SC2154 # head.sh sets folder
here=$(cd "$(dirname "$0")" && pwd)
name=truth-reach
# shellcheck disable=SC1091 # read files
. "$here/head.sh"
temporary_folder
export HOME=$folder XDG_CACHE_HOME=$folder GIT_CONFIG_NOSYSTEM=1
failed=0 count=0

[ "$(uname -m)" = x86_64 ] || skip "reads x86_64 code only"
python=/usr/bin/python3
[ -x $python ] || skip "$python is not installed"

# record COMMAND CLIENT, in the current folder
record()
{
	local words recorder
	eval "words=($1)"
	command -v "${words[0]}" >/dev/null || return 77
	if [ -z "$2" ]; then
		timeout -k 5 60 "$SECCORD" record -q --stacks -o "$folder/t" -- "${words[@]}"
		return 0
	fi
	timeout -k 5 60 "$SECCORD" record -q --stacks -o "$folder/t" -- "${words[@]}" &
	recorder=$!
	recorder=$recorder timeout -k 5 30 sh -c "$2" || kill "$recorder"
	wait "$recorder"
	return 0
}

# The fields of the table, from the JSON.
figures()
{
	$python -I - "$folder/json" <<-'END'
		import json, sys
		d = json.load(open(sys.argv[1]))
		unseen = [c["class"] for c in d["reachable"] if not c["recorded"]]
		kinds = {}
		for gap in d["incomplete"]:
		    kinds[gap["kind"]] = kinds.get(gap["kind"], 0) + 1
		print(len(d["images"]), len(d["recorded"]), len(d["reachable"]), unseen.count("loader"), unseen.count("libc"), unseen.count("program"),
		      d["sites"]["recorded"], len(d["sites"]["not_found"]), len(d["recorded_not_reachable"]),
		      ",".join("%s:%d" % (k, kinds[k]) if kinds[k] > 1 else k for k in sorted(kinds)).replace(" ", "-") or "-")
		for site in d["sites"]["not_found"]:
		    print("    not found:", site)
		for call in d["recorded_not_reachable"]:
		    print("    not reachable:", call)
	END
}

line='%-14s %6s %8s %9s %6s %4s %7s %5s %9s %7s %6s  %s\n'
compare()
{
	local status out TIMEFORMAT='%U %S'
	{ time timeout -k 5 120 "$SECCORD" reach --json --no-cache "$folder/t" >"$folder/json" 2>"$folder/errors"; } 2>"$folder/time"
	status=$?
	if [ $status -gt 1 ]; then
		echo "$1: seccord reach ended with $status: $(head -n 1 "$folder/errors")"
		failed=$((failed + 1))
		return
	fi
	out=$(figures)
	# shellcheck disable=SC2046,SC2059 # fields; the format is the table's
	printf "$line" "$1" $(head -n 1 <<<"$out" | awk -v ms="$(awk '{ print int(1000 * ($1 + $2)) }' "$folder/time")" '{ print $1, $2, $3, $4, $5, $6, $7, $8, $9, ms, $10 }')
	tail -n +2 <<<"$out"
	count=$((count + 1))
	if [ "$(wc -l <<<"$out")" != 1 ]; then failed=$((failed + 1)); fi
}

# one NAME PREPARE COMMAND CLIENT
one()
{
	local status
	rm -rf "$folder/work" "$folder/t" && mkdir "$folder/work" && cd "$folder/work" || exit 2
	timeout -k 5 120 sh -c "$2" >"$folder/out" 2>&1 </dev/null || { echo "$1: SKIP, not prepared: $(tail -n 1 "$folder/out")"; return; }
	record "$3" "$4" >"$folder/out" 2>&1 </dev/null
	status=$?
	if [ $status = 77 ]; then
		echo "$1: SKIP, not installed"
	elif ! grep -qs '"call"' "$folder/t"; then
		echo "$1: SKIP, nothing was recorded: $(tail -n 1 "$folder/out")"
	else
		compare "$1"
	fi
}

# shellcheck disable=SC2059 # the format is the table's
printf "$line" program images recorded reachable loader libc program sites not-found missing ms incomplete
while IFS= read -r row <&3; do
	row=${row//\\|/$'\1'}
	IFS='|' read -r name prepare command client <<<"$row"
	read -r name <<<"$name"
	is_wanted "$name" || continue
	client=${client//$'\1'/|}
	[[ $client == *[![:space:]]* ]] || client=
	one "$name" "${prepare//$'\1'/|}" "${command//$'\1'/|}" "$client"
done 3< <(grep -v '^#' "$here/reach-programs")
echo "programs: $count, with something not found: $failed"
[ "$failed" = 0 ]
