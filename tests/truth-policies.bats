#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What make truth-heldout, truth-libc, truth-projection and truth-debian stand on: rows that name real
# calls, judgements by kind, the loader, and a corpus that builds. The targets
# themselves take minutes, need root and assert nothing.

# shellcheck disable=SC2154 # status and output are set by bats
load helper

truth=$BATS_TEST_DIRNAME/truth

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	[ -x /usr/bin/python3 ] || skip "python3 is not installed"
}

# trace FILE CALL...: a trace of x86_64 with these calls: NAME/NR, or NAME/NR/ROLE/VALUE
trace()
{
	local file=$1 call name nr role value i=0
	shift
	echo '{"seccord-trace": 2, "host": "x86_64"}' >"$file"
	for call; do
		IFS=/ read -r name nr role value <<<"$call"
		echo "{\"call\": $((i++)), \"arch\": \"x86_64\", \"nr\": $nr, \"name\": \"$name\", \"origin\": \"direct\"${role:+, \"args\": {\"$role\": [\"$value\"]\}}, \"count\": 1}"
	done >>"$file"
	echo '{"end": true, "status": 0}' >>"$file"
}

# held A B [OPTION]: the row of a program at level exact, and what follows the table
held()
{
	mkdir -p f/p/record-a f/p/record-b f/p/exact
	cp "$1" f/p/record-a/trace && cp "$2" f/p/record-b/trace
	seccord policy --exact -o f/p/exact/policy.json ${3:+"$3"} "$1"
	seccord show --danger --json -o f/p/exact/danger.json f/p/exact/policy.json
	seccord show --danger --json -o f/p/exact/danger-made.json "$1"
	seccord check --json -o f/p/exact/check.json f/p/exact/policy.json "$2" || [ $? = 1 ]
	/usr/bin/python3 "$truth/heldout.py" report f a b exact p
}

@test "the rows name calls of the table" {
	sed -n 's/^SYSCALL(\([a-z0-9_]*\),.*/\1/p' "$HERE/../core/kernel/syscalls.def" | sort >known
	grep -v '^#' "$truth/classes" | cut -d'|' -f2,3 | sed 's/[ |]/\n/g' | grep -vE '^[-=]?$' | sed 's/:.*//' | sort -u | comm -23 - known >unknown
	cat unknown
	[ ! -s unknown ]
	[ -z "$(grep -v '^#' "$truth/classes" | awk -F'|' 'NF != 4 || $1 !~ /^(strong|weak) $/')" ]
}

@test "a denial is judged by its kind and by what was recorded" {
	trace a.trace execve/59 read/0 dup2/33 fcntl/72/fcntl_cmd/F_GETFL
	trace b.trace execve/59 read/0 dup3/292 getppid/110 mkdir/83 fcntl/72/fcntl_cmd/F_SETFL
	run held a.trace b.trace
	echo "$output"
	# new, denied, strong, weak, features
	grep -qE '^p +exact +4 +4 +2 +1 +1 ' <<<"$output"
	[[ $output == *"strong  dup3 "* && $output == *"strong  fcntl:F_SETFL "* && $output == *"weak    getppid "* && $output != *" mkdir "* ]]
	trace a.trace execve/59 read/0
	run held a.trace b.trace
	echo "$output"
	[[ $output != *"strong  dup3"* && $output == *"weak    getppid"* ]]
}

@test "what is dangerous counts as added if it was not done" {
	trace a.trace execve/59 read/0 mprotect/10/prot/PROT_READ chroot/161
	run held a.trace a.trace
	echo "$output"
	# rules, dangerous, added
	grep -qE '^p +exact( +0){7} +[0-9]+ +1 +0 ' <<<"$output"
	[[ $output != *"  danger  "* ]]
	run held a.trace a.trace --no-args
	echo "$output"
	grep -qE '^p +exact( +0){7} +[0-9]+ +2 +1 ' <<<"$output"
	[[ $output == *"  danger  mprotect  "* && $output != *"  danger  chroot "* ]]
}

@test "a policy is widened by features alone" {
	trace a.trace execve/59 read/0 dup2/33 fcntl/72/fcntl_cmd/F_GETFL
	trace b.trace execve/59 read/0 dup3/292 mkdir/83 fcntl/72/fcntl_cmd/F_SETOWN
	held a.trace b.trace
	/usr/bin/python3 "$truth/heldout.py" widen a.trace f/p/exact >wide.json
	run seccord check wide.json b.trace
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *dup3* && $output != *mkdir* && $output != *F_SETOWN* ]]
}

@test "the loader runs a program under a filter, with its exit status" {
	"${CC:-cc}" -Wall -Wextra -Werror -o load "$truth/load.c"
	seccord record -q -o t.trace -- sh -c 'mkdir d; exit 3' || [ $? = 3 ]
	seccord policy -o p.json --deny=mkdir t.trace
	seccord emit -f bpf -o p.bpf p.json
	run ./load p.bpf sh -c 'mkdir e; exit 3'
	[ "$status" = 3 ]
	[ -d d ] && [ ! -e e ]
	run ./load p.json true
	[ "$status" = 2 ]
}

@test "the corpus of libc builds without a warning and has its functions once" {
	local flags=(-D_GNU_SOURCE -std=gnu11 -O1 -Wall -Wextra -Wno-deprecated-declarations -Werror -pthread)
	"${CC:-cc}" "${flags[@]}" -o corpus "$truth"/libc/*.c
	./corpus | sort >names
	[ "$(wc -l <names)" -gt 200 ]
	[ -z "$(uniq -d names)" ]
	seq 10 >file
	./corpus stat
	rm file
	run ./corpus stat
	[ "$status" = 1 ]
	! command -v musl-gcc || musl-gcc "${flags[@]}" -o corpus "$truth"/libc/*.c
}

@test "each workload has its packages and both functions" {
	for file in "$truth"/heldout/*.sh; do
		[ "$(grep -cE '^(packages=.|a\(\)|b\(\))' "$file")" = 3 ]
	done
	[ "$(find "$truth/heldout" -name '*.sh' | wc -l)" -ge 20 ]
	[ "$(grep -l 'a JIT' "$truth"/heldout/*.sh | wc -l)" -ge 4 ]
}

@test "the machines of truth-projection are of archs that seccord knows" {
	grep -v '^#' "$truth/ports" >rows
	[ "$(wc -l <rows)" -ge 3 ]
	[ -z "$(cut -d' ' -f1 rows | sort | uniq -d)" ]
	trace a.trace execve/59 read/0
	local port arch debian suite triple kernel console qemu
	while read -r port arch debian suite triple kernel console qemu; do
		echo "$port"
		[[ $debian && $suite && $triple == *-linux-gnu* && $kernel == linux-image-* && $console && $qemu == qemu-system-* ]]
		seccord policy --arch="$arch" -o "$port.json" a.trace
		grep -q "\"archs\": .*\"$arch\"" "$port.json"
	done <rows
}

@test "a policy carried to arm holds for what arm calls, and a new feature is counted" {
	trace a.trace execve/59 brk/12 mmap/9/prot/PROT_READ arch_prctl/158/arch_prctl_op/ARCH_SET_FS getrlimit/97 poll/7 exit_group/231
	cat >log <<-'END'
		1 execve("/x", ["x"], 0x1 /* 1 var */) = 0
		1 brk(NULL) = 0x1
		1 mmap2(NULL, 0x2000, 0x3, 0x22, -1, 0) = 0x1
		1 set_tls(0x1) = 0
		1 ugetrlimit(0x3, {rlim_cur=0x800000, rlim_max=RLIM_INFINITY}) = 0
		1 ppoll_time64([], 0, NULL, NULL, 0) = 0
		1 fadvise64_64(0, 0, 0, 0x2) = 0
		1 mkdir("x", 0777) = 0
		1 exit_group(0) = ?
	END
	seccord import --arch=arm -o b.trace log
	mkdir held
	seccord policy --arch=arm -o policy.json a.trace
	seccord check --json -o held/x.json policy.json b.trace || [ $? = 1 ]
	run /usr/bin/python3 "$truth/projection.py" arm default '' held
	echo "$output"
	[[ ${lines[0]} == *"1 of 1 functions are denied a call on arm" && ${lines[1]} == *arm_fadvise64_64*"1  x" && ${lines[2]} == *mkdir*"1  x" ]]
	[ "${#lines[@]}" = 3 ]
}
