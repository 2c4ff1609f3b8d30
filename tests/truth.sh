#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth: compares recordings of real programs with the kernel's tracepoint in
# the same run, and with strace in other runs. ONLY="git node" selects programs,
# ROUNDS=4 is how often a program is run if the sets differ.
#
# Two comparisons. In the same run, with each engine: the recording must equal the
# tracepoint's calls. Programs vary from run to run, so both engines and strace get
# up to ROUNDS runs, and their unions must be equal. Remaining differences must be
# rows of truth/known, with a reason; otherwise the exit status is 1. The stressors
# of stress-ng come last, for calls that few programs make.
# shellcheck disable=SC2154 # head.sh sets folder
here=$(cd "$(dirname "$0")" && pwd)
name=truth
# shellcheck disable=SC1091 # read files
. "$here/truth/head.sh"
: "${PROGRAMS:?is set by make truth}"
rounds=${ROUNDS:-4}
temporary_folder
unexplained=0

command -v strace >/dev/null || skip "strace is not installed"
helper=$folder/kernel-set
kernel_set "$helper" || skip "the tracepoint needs root, x86_64, and a kernel with tracefs"

# The calls that entered the kernel: "ARCH NR NAME", the name may be missing.
calls_of()
{
	sed -n '/"origin": "vdso-hidden"/d; /"origin": "vsyscall"/d
		s/^{"call": [0-9]*, "arch": "\([^"]*\)", "nr": \([0-9]*\), "name": "\([^"]*\)".*/\1 \2 \3/p; t
		s/^{"call": [0-9]*, "arch": "\([^"]*\)", "nr": \([0-9]*\).*/\1 \2 \2/p' "$1" | sort -u
}

# in_new_folder COMMAND...: with a time limit, its output kept in $folder/out
in_new_folder()
{
	rm -rf "$folder/work" "$folder/t" "$folder/kernel" "$folder/log"
	mkdir -m 711 "$folder/work"
	(cd "$folder/work" && timeout -k 10 120 "$@") >"$folder/out" 2>&1 </dev/null
}

# add SET: the lines of standard input, to $sets/SET
add()
{
	touch "$sets/$1"
	sort -u - "$sets/$1" -o "$sets/$1"
}

# differ KIND: prints each call of standard input with its reason, if it has one.
differ()
{
	local arch name reason
	while read -r arch _ name; do
		reason=$(awk -v program="$program" -v kind="$1" -v name="$name" '
			/^#/ { next }
			kind ~ /^(only|not)-/ { kind = "runs" }
			($1 == program || $1 == "*") && $2 == kind && $3 == name { $1 = $2 = $3 = ""; sub(/^ */, ""); print; exit }' "$here/truth/known")
		echo "$1 $arch $name: ${reason:-UNEXPLAINED}" >>"$sets/differences"
	done
}

# The tracepoint shows no arch, and starts with kernel-set's own execve; before it
# kernel-set makes four calls: write, open, close and getpid of x86_64. With engine
# learn the recorder has the program make three: mmap, seccomp and munmap.
compare_with_kernel()
{
	calls_of "$folder/t" >"$sets/now" 2>/dev/null
	[ -s "$sets/now" ] || echo "untold any any: nothing was recorded, UNEXPLAINED" >>"$sets/differences"
	cut -d' ' -f2 "$sets/now" | sort -u >"$folder/numbers"
	touch "$folder/kernel"
	[ "$1" != learn ] || sed -i '/^317$/d' "$folder/kernel"
	comm -13 "$folder/numbers" "$folder/kernel" | sed 's/.*/any & &/' | differ missed
	comm -23 "$folder/numbers" "$folder/kernel" | grep -vxE '1|2|3|39' | join -1 2 -o 1.1,0,1.3 <(sort -k2,2 "$sets/now") - | differ untold
}

status_differs()
{
	echo "status: $1 ended with $2, plain with $plain, after '$(tail -n 1 "$folder/out")': UNEXPLAINED" >>"$sets/differences"
}

record()
{
	in_new_folder "$here/kernel-set.sh" "$helper" "$folder/kernel" \
		"$SECCORD" record -q --engine="$1" -o "$folder/t" -- :kernel-set: "${command[@]}"
	local status=$?
	[ $status = "$plain" ] || status_differs "record --engine=$1" $status
	compare_with_kernel "$1"
	add "$1" <"$sets/now"
	add kernel <"$folder/kernel"
}

# With kernel-set as well, so that both see the same calls.
trace_with_strace()
{
	in_new_folder strace -f -n -o "$folder/log" "$helper" /dev/null "${command[@]}"
	local status=$?
	[ $status = "$plain" ] || status_differs strace $status
	"$SECCORD" import --from=strace -o "$folder/t" "$folder/log" 2>/dev/null
	calls_of "$folder/t" | add strace
}

all_agree()
{
	cmp -s "$sets/seccomp" "$sets/syscall" && cmp -s "$sets/seccomp" "$sets/strace"
}

compare_unions()
{
	comm -23 "$sets/seccomp" "$sets/syscall" | differ only-seccomp
	comm -13 "$sets/seccomp" "$sets/syscall" | differ only-syscall
	sort -u "$sets/seccomp" "$sets/syscall" >"$folder/recorded"
	comm -13 "$folder/recorded" "$sets/strace" | differ only-strace
	comm -23 "$folder/recorded" "$sets/strace" | differ not-strace
}

size()
{
	[ -e "$sets/$1" ] && wc -l <"$sets/$1" || echo -
}

# kinds KIND...: the number of differences of these kinds
kinds()
{
	grep -cE "^($(IFS='|'; echo "$*")) " "$sets/differences"
}

line='%-14s %7s %7s %7s %7s %6s %6s %6s  %s\n'
report()
{
	sort -u -o "$sets/differences" "$sets/differences"
	local count verdict=same
	count=$(grep -c UNEXPLAINED "$sets/differences")
	unexplained=$((unexplained + count))
	[ ! -s "$sets/differences" ] || verdict=explained
	[ "$count" = 0 ] || verdict=UNEXPLAINED
	# shellcheck disable=SC2059 # the format is the table's
	printf "$line" "$program" "$(size seccomp)" "$(size syscall)" "$(size kernel)" "$(size strace)" "$1" \
		"$(kinds missed only-strace)" "$(kinds untold not-strace only-seccomp only-syscall)" "$verdict"
	sed 's/^/    /' "$sets/differences"
}

# begin PROGRAM COMMAND...: sets the variables of the other functions, and runs it once unrecorded
begin()
{
	program=$1 sets=$folder/sets/$1
	shift
	command=("$@")
	mkdir -p "$sets"
	: >"$sets/differences"
	in_new_folder "${command[@]}"
	plain=$?
}

one_program()
{
	local round
	begin "$1" /bin/sh "$here/truth/programs.sh" "$1"
	[ $plain = 0 ] || { echo "$1: SKIP, fails here: $(tail -n 1 "$folder/out")" && return; }
	for round in $(seq "$rounds"); do
		record seccomp
		record syscall
		record learn
		trace_with_strace
		! all_agree || break
	done
	compare_unions
	report "$round"
}

each_program()
{
	local name needs missing
	while read -r name needs <&3; do
		is_wanted "$name" || continue
		# shellcheck disable=SC2086 # words
		missing=$(unmet $needs)
		if [ -n "$missing" ]; then
			echo "$name: SKIP, missing:$missing"
		else
			one_program "$name"
		fi
	done 3< <(sh "$here/truth/programs.sh")
}

# Both engines against the tracepoint only: what a stressor does is random.
each_stressor()
{
	local name
	while read -r name <&3; do
		is_wanted "$name" || continue
		begin "$name" "$(command -v stress-ng)" -q --timeout 2 --"$name" 1 --"$name"-ops 2
		record seccomp
		record syscall
		record learn
		report 1
	done 3< <(grep -v '^#' "$here/truth/stressors" | tr ' ' '\n')
}

# coverage ARCH COLUMN: distinct calls of all runs, and of the table
coverage()
{
	echo "distinct calls of $1: $(sort -u "$folder"/sets/*/seccomp | grep -c "^$1 .*[a-z]\w*$") of" \
		"$(awk -F, -v column="$2" '/^SYSCALL/ && $column >= 0' "$here/../core/kernel/syscalls.def" | wc -l)"
}

# shellcheck disable=SC2059 # the format is the table's
printf "$line" program seccomp syscall kernel strace rounds missed other ''
each_program
if command -v stress-ng >/dev/null; then each_stressor; else echo "stress-ng: SKIP, not installed"; fi
coverage x86_64 2
coverage i386 3
echo "unexplained: $unexplained"
[ $unexplained = 0 ]
