# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # status, output and lines are set by bats; tests use what is set here
#
# What the tests of the command share. SECCORD and PROGRAMS come from the
# Makefile; each test has its own directory. A test that lacks something on the
# machine is skipped and reports what is missing.

: "${SECCORD:?is set by make check} ${PROGRAMS:?is set by make check}"

# A sanitizer build looks for leaks, but where ptrace is in the way. Nothing that
# is recorded or run in a test takes five minutes, unless it hangs.
seccord()
{
	case ${1:-} in
	record | run) timeout --foreground -k 10 300 "$SECCORD" "$@" ;;
	*) ASAN_OPTIONS=detect_leaks=1 "$SECCORD" "$@" ;;
	esac
}

export ASAN_OPTIONS=detect_leaks=0
export LC_ALL=C TZ=UTC
unset COLUMNS NO_COLOR

HERE=$BATS_TEST_DIRNAME
# shellcheck disable=SC1091 # a file beside this one
. "${BASH_SOURCE[0]%/*}/common.sh"

# ordeal SECONDS COMMAND...: see ordeal.sh
ordeal()
{
	"$HERE/ordeal.sh" "$@"
}

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
}

need()
{
	local command
	for command; do
		command -v "$command" >/dev/null || skip "$command is not installed"
	done
}

# works COMMAND...: whether it ends well here, and soon: what is installed may still
# be unable to run, and then some wait for ever.
works()
{
	timeout -k 5 30 "$@" </dev/null
}

# need_python CODE WHAT: sets `python` to one that runs CODE, or skips: it has no WHAT. It is looked for once a file.
need_python()
{
	local known=$BATS_FILE_TMPDIR/python.${2%% *}
	if [ ! -e "$known" ]; then
		for python in python3 /usr/bin/python3; do
			! "$python" -c "$1" 2>/dev/null || break
			python=
		done
		echo "$python" >"$known"
	fi
	python=$(cat "$known")
	[ -n "$python" ] || skip "python3 has no $2"
}

# One that validates by JSON Schema.
need_jsonschema()
{
	need_python 'from jsonschema import Draft202012Validator' 'jsonschema (Debian: python3-jsonschema)'
}

need_yaml()
{
	need_python 'import yaml' 'yaml (Debian: python3-yaml)'
}

# shards COUNT: the names of so many traces in ./names; SEED is printed and can be set.
shards()
{
	need awk
	mkdir -p shards
	awk -v seed="${SEED:-$BATS_TEST_NUMBER}" -v count="$1" -v folder=shards -f "$HERE/shards.awk" >names
	echo "SEED=${SEED:-$BATS_TEST_NUMBER}"
}

need_root()
{
	[ "$(id -u)" = 0 ] || skip "needs root"
}

# For what a filter around the tests would change, as of a container.
need_no_filter()
{
	grep -q '^Seccomp:.*0$' /proc/self/status || skip "this process has a filter itself"
}

# Sets `engines` to those that see every call here, and reports what is left out.
every_engine()
{
	engines=(seccomp syscall learn)
	if ! grep -q '^Seccomp:.*0$' /proc/self/status; then
		engines=(syscall)
		echo "# engines seccomp and learn are left out: this process has a filter itself" >&3
	fi
}

# Inside another sandbox, firejail runs the program without one.
need_firejail()
{
	need firejail
	works firejail --quiet --noprofile --seccomp.drop=mkdir sh -c 'mkdir probe; [ ! -d probe ]' 2>/dev/null ||
		skip "firejail cannot make a sandbox here"
}

# program KIND/NAME: sets `program` to a test program, skips where it cannot be built or run.
program()
{
	program=$PROGRAMS/$1
	case $1 in
	m32*)
		need_i386
		grep -qE "^NAMES_${1%/*} := (.* )?${1#*/}( |\$)" "$HERE/../Makefile" || {
			echo "the Makefile does not name $1"
			return 1
		}
		;;
	esac
	[ -x "$program" ] || skip "the compiler here makes no $1"
}

need_i386()
{
	local lack
	lack=$(lack_of_i386)
	[ -z "$lack" ] || skip "$lack"
}

# Sets `kinds` to the kinds of test programs that run here, and reports one that is left out.
every_kind()
{
	local lack
	lack=$(lack_of_i386)
	kinds=(native)
	if [ -z "$lack" ]; then
		kinds+=(m32)
	else
		echo "# m32 is left out: $lack" >&3
	fi
}

# A command without privileges, in a folder that is theirs: of root as another user.
as_nobody()
{
	if [ "$(id -u)" != 0 ]; then
		"$@"
		return
	fi
	need setpriv
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all -- "$@"
}

# The distinct calls of a trace that entered the kernel: "ARCH NR", sorted.
calls_of()
{
	sed -n '/"origin": "vdso-hidden"/d; s/^{"call": [0-9]*, "arch": "\([^"]*\)", "nr": \([0-9]*\).*/\1 \2/p' "$@" | sort -u
}

# The same by name.
names_of()
{
	sed -n '/"origin": "vdso-hidden"/d; s/^{"call": .*"name": "\([^"]*\)".*/\1/p' "$@" | sort -u
}

# one_line_of_trouble PATTERN: what bats' `run` got is one line that matches, exit 2.
one_line_of_trouble()
{
	echo "status $status: $output"
	[ "$status" = 2 ]
	[ "${#lines[@]}" = 1 ]
	[[ $output == seccord* ]]
	[[ $output =~ $1 ]]
}

# without_notes: leaves out the notes on inputs, which `policy` prints before it writes, and other commands before they start.
without_notes()
{
	output=$(grep -vE '^seccord(-ci)?: note: ' <<<"$output") || true
	mapfile -t lines < <([ -z "$output" ] || printf '%s\n' "$output")
}

# says PATTERN: a line of what bats' `run` got matches.
says()
{
	echo "$output"
	grep -qE -- "$1" <<<"$output"
}

# lacks PATTERN FILE: no line of it matches.
lacks()
{
	if grep -E -- "$1" "$2"; then
		return 1
	fi
}

same_output()
{
	echo "--- $2 beside $1"
	diff "$1" "$2"
}

# not COMMAND...: fails where it does not. A line that begins with ! cannot fail in bats.
not()
{
	if "$@"; then
		return 1
	fi
}

# ended PID: it is gone, or nobody takes its status: the first process of a container may take none.
ended()
{
	local state
	state=$(ps -o stat= -p "$1") || return 0
	[[ $state == Z* ]]
}

# keep FILE COMMAND...: its output in FILE, its exit status in $kept; never fails.
keep()
{
	local to=$1
	shift
	kept=0
	"$@" >"$to" || kept=$?
}

# The whole loop on one command, which must print the same every time it runs:
# alone, recorded, and under the policy of its trace.
round_trip()
{
	keep plain.out "$@"
	local plain=$kept
	keep record.out record_beside_kernel "$@"
	[ "$kept" = "$plain" ]
	same_output plain.out record.out
	seccord policy -o policy.json program.trace
	seccord check policy.json program.trace
	seccord emit -f bpf -o policy.bpf policy.json
	seccord check policy.bpf program.trace
	keep run.out seccord run policy.json -- "$@"
	[ "$kept" = "$plain" ]
	same_output plain.out run.out
}

# Records to program.trace, and where the kernel's own tracepoint can be had
# compares what both saw. Two things differ, and are taken out: the four calls
# of kernel-set before the tracepoint is on, and the legacy vsyscall page,
# which never passes the tracepoint.
record_beside_kernel()
{
	if [ -z "${KERNEL_SET:-}" ]; then
		seccord record -q -o program.trace -- "$@"
		return
	fi
	local path
	path=$(command -v "$1")
	shift
	"$HERE/kernel-set.sh" "$KERNEL_SET" kernel.set "$SECCORD" record -q -o program.trace -- :kernel-set: "$path" "$@"
	local status=$?
	sed '/"origin": "vsyscall"/d' program.trace >entered.trace
	calls_of entered.trace | sed 's/.* //' | sort -u >recorded.set
	compare_sets >&2 || return 120
	return $status
}

compare_sets()
{
	local only_kernel only_recorded number
	only_kernel=$(comm -13 recorded.set kernel.set | tr '\n' ' ')
	only_recorded=$(comm -23 recorded.set kernel.set)
	for number in $only_recorded; do
		case $number in
		1 | 2 | 3 | 39) ;;        # write, open, close, getpid of kernel-set itself
		*)
			echo "recorded, but not by the kernel: $number"
			return 1
			;;
		esac
	done
	[ -z "$only_kernel" ] || echo "in the kernel, but not recorded: $only_kernel"
	[ -z "$only_kernel" ]
}

# Sets KERNEL_SET to the built helper where tracefs can be mounted.
use_kernel_set()
{
	kernel_set "$1/kernel-set" || return 0
	export KERNEL_SET=$1/kernel-set
}
