#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth-engines: engine learn must record of each real program (truth/programs.sh)
# and each test program what the exact engines record: calls, values and their
# combinations, deep values, calls that the vDSO handles, programs and who started
# them; of sites what docs/engines.md promises. ONLY="git storm" selects programs. Programs
# vary, so each engine records twice, and up to ROUNDS= (6) times while something differs.
#
# Three comparisons: of runs of each engine (engines.py); of a run that knows an earlier
# one (--known), in the same way (whether its policy is the earlier one's is printed); and, as
# root, in the same run with the kernel's tracepoint: the exact policy of the
# recording must admit each call that entered the kernel, with its arguments.
# shellcheck disable=SC2154 # head.sh sets folder
here=$(cd "$(dirname "$0")" && pwd)
name=truth-engines
# shellcheck disable=SC1091 # read files
. "$here/head.sh"
: "${PROGRAMS:?is set by make truth-engines}"
rounds=${ROUNDS:-6}
temporary_folder
failed=0 count=0 helper=

python=/usr/bin/python3
[ -x $python ] || python=$(command -v python3) || skip "python3 is not installed"

# --- recordings ---

# in_new_folder COMMAND...: the same folder for each run, since paths are compared
in_new_folder()
{
	rm -rf "$folder/work"
	mkdir -m 711 "$folder/work"
	(cd "$folder/work" && "$here/../ordeal.sh" 180 "$@") >"$folder/out" 2>&1 </dev/null
}

fails()
{
	echo "    $*"
	failed=$((failed + 1))
}

# record ENGINE NAME OPTION...: merged into $folder/NAME
record()
{
	local engine=$1 name=$2 status
	shift 2
	in_new_folder "$SECCORD" record -q --engine="$engine" "$@" -o "$folder/$name.t" -- "${command[@]}"
	status=$?
	[ $status = "$plain" ] || fails "record --engine=$engine $*: ended with $status, alone with $plain: $(tail -n 1 "$folder/out")"
	"$SECCORD" merge -o "$folder/$name" "$folder/$name.t" || fails "$name: no trace"
}

# compare WHAT EXACT... -- LEARNED...: adds what is missing to `missing`; sets `figures`
compare()
{
	local what=$1 out
	shift
	out=$(cd "$folder" && $python -I "$here/engines.py" "$@") || out="cannot be compared"
	figures=$(sed -n 's/^counts //p' <<<"$out")
	out=$(grep -v '^counts ' <<<"$out") && missing+="$what: ${out//$'\n'/$'\n'$what: }"$'\n'
}

# What the policy answers as planned (clone3: ENOSYS) cannot be judged by it; and the recorder
# takes CLONE_UNTRACED from the calls that have it.
stopped_calls()
{
	"$SECCORD" check --json -o "$folder/check.json" "$folder/same.json" "$folder/kernel.t" 2>/dev/null
	$python -I - "$folder/same.json" "$folder/check.json" <<-'END'
		import json, sys
		policy, check = (json.load(open(path)) for path in sys.argv[1:])
		planned = {rule["call"] for rule in policy["calls"] if rule.get("why") == "fallback" or "CLONE_UNTRACED" in json.dumps(rule)}
		for finding in check["findings"]:
		    if finding["call"] not in planned and not finding["deep"]:
		        print(finding["call"] or finding["nr"], finding["args"])
	END
}

# The recorder has the program make one call that is not its own.
compare_with_kernel()
{
	local line
	entered=-
	[ -n "$helper" ] || return
	export KERNEL_CALLS=$folder/calls
	in_new_folder "$here/../kernel-set.sh" "$helper" "$folder/kernel" \
		"$SECCORD" record -q --engine=learn -o "$folder/same.t" -- :kernel-set: "${command[@]}"
	! grep -q '"arch": "i386"' "$folder/same.t" || return
	sed -i '/NR 317 (1, 5, /d; /NR -1 /d' "$folder/calls"
	entered=$(wc -l <"$folder/calls")
	"$SECCORD" import --from=perf -o "$folder/kernel.t" "$folder/calls" 2>/dev/null
	"$SECCORD" policy --exact -o "$folder/same.json" "$folder/same.t" 2>/dev/null
	while read -r line; do
		fails "in the same run, the kernel saw: $line"
	done < <(stopped_calls)
}

policy_is_same()
{
	local one
	for one in learn1 known1; do
		"$SECCORD" policy --exact -o "$folder/$one.json" "$folder/$one" 2>/dev/null
	done
	cmp -s "$folder/learn1.json" "$folder/known1.json"
}

row='%-16s %6s %6s %6s %6s %6s %6s %7s  %s\n'
one_program()
{
	local name=$1 before=$failed exact=() learned=() again=() known missing line round
	shift
	command=("$@")
	in_new_folder "${command[@]}"
	plain=$?
	for round in $(seq "$rounds"); do
		record seccomp "seccomp$round"
		record syscall "syscall$round"
		record learn "learn$round"
		record learn "known$round" --known="$folder/learn1.t"
		exact+=("seccomp$round" "syscall$round") learned+=("learn$round") again+=("known$round")
		[ "$round" -gt 1 ] || continue
		missing=
		compare --known "${exact[@]}" "${learned[@]}" -- "${again[@]}"
		compare engines "${exact[@]}" -- "${learned[@]}"
		[ -n "$missing" ] || break
	done
	while read -r line; do
		[ -z "$line" ] || fails "$line"
	done <<<"$missing"
	policy_is_same && known=same || known=varies
	compare_with_kernel
	count=$((count + 1))
	# shellcheck disable=SC2059,SC2086 # the format is the table's; figures are words
	printf "$row" "$name" $figures $known "$entered" "$([ $failed = $before ] && echo ok || echo DIFFERENT)"
}

# --- all programs ---

each_real_program()
{
	local name needs missing
	while read -r name needs <&3; do
		is_wanted "$name" || continue
		# shellcheck disable=SC2086 # words
		missing=$(unmet $needs)
		[ -z "$missing" ] || { echo "$name: SKIP, missing:$missing" && continue; }
		one_program "$name" /bin/sh "$here/programs.sh" "$name"
	done 3< <(sh "$here/programs.sh")
}

# Those of the test programs that end by themselves without arguments. (Strict mode fails under
# a filter, as documented.)
each_test_program()
{
	local path name
	for path in "$PROGRAMS"/native/*; do
		name=${path##*/}
		is_wanted "$name" || continue
		case $name in
		case_load | chaos | continued | many | moments | recorder | server | storm | strict | teller | under) continue ;;
		esac
		one_program "$name" "$path"
	done
}

! kernel_set "$folder/kernel-set" || helper=$folder/kernel-set # the tracepoint, which shows no archs
# shellcheck disable=SC2059 # the format is the table's
printf "$row" program rows lack more hidden varies known kernel ''
each_real_program
each_test_program
echo "rows: that all runs have; lack: engine learn lacks; more: it has more; hidden: sites that it may miss; varies: rows from run to run"
echo "known: the policy of a run with --known; kernel: distinct calls with arguments in the same run"
echo "truth-engines: $count programs, $failed differences"
[ $failed = 0 ]
