#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A policy's io_uring rules, enforced by the kernel: a ring restricted to the
# recorded operations allows these and rejects the rest.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

# restricted POLICY: builds ./ring, a ring restricted by the header of this policy.
restricted()
{
	need cc
	printf '#include <linux/io_uring.h>\nint main(void) { return IORING_REGISTER_RESTRICTIONS; }\n' |
		cc -x c -o probe - 2>/dev/null || skip "the kernel headers here are too old for restrictions"
	seccord emit -f io_uring -o policy.h "$1"
	cc -Wall -Wextra -Werror -std=c99 -D_GNU_SOURCE -include ./policy.h -o ring "$HERE/restricted-ring.c"
	run ./ring
	[ "$status" != 77 ] || skip "this kernel does not support restricted rings"
}

@test "a ring allows what was recorded of another, and nothing else" {
	program native/uring
	keep out seccord record -q -o t -- "$program" plain
	[ "$kept" != 77 ] || skip "this kernel does not support io_uring"
	restricted t
	run ./ring 0 1 18 19 2 13 17 26
	[ "${lines[*]:0:8}" = "0 passed 1 passed 18 passed 19 passed 2 refused 13 refused 17 refused 26 refused" ]
}

@test "operations of io_uring_register: those of the policy, or all" {
	restricted "$HERE/../testdata/emit/rings.json"
	run ./ring 0 2
	[ "$output" = $'0 passed\n2 refused\nprobe refused' ]
	sed 's/"io_uring_register", .*},/"io_uring_register"},/' "$HERE/../testdata/emit/rings.json" >policy.json
	restricted policy.json
	run ./ring 0 2
	[ "$output" = $'0 passed\n2 refused\nprobe passed' ]
}

@test "the header is valid C++" {
	need g++
	seccord emit -f io_uring -o policy.h "$HERE/../testdata/emit/rings.json"
	printf '#include "policy.h"\nint main() { return seccord_io_uring_restrict(-1) ? 0 : 1; }\n' >uses.cc
	g++ -Wall -Wextra -Werror -o uses uses.cc
	./uses
}

# No kernel here has these filters: they are compiled and run by a small interpreter.
@test "filters of opcodes, as far as testable without kernel support" {
	need cc
	printf '#include <sys/syscall.h>\nint main(void) { return SYS_io_uring_register; }\n' | cc -x c -o probe - 2>/dev/null ||
		skip "the kernel headers here lack io_uring"
	local policy=$HERE/../testdata/emit/rings.json
	local sockets='1 1 0 2 1 6 2 0x80801 0 2 2 0 10 1 0 1 3 0'
	seccord emit -f io_uring_bpf -o policy.h "$policy"
	for compiler in 'g++ -x c++' 'cc -std=c99'; do
		need "${compiler%% *}"
		# shellcheck disable=SC2086 # the words of a command line
		$compiler -Wall -Wextra -Werror -D_GNU_SOURCE -include ./policy.h -o filters "$HERE/ring-filters.c"
	done
	# shellcheck disable=SC2086 # a list of numbers
	run ./filters $sockets
	[ "$output" = "1 1 1 0 0 0 100 64 45 19 18 1 0" ]
	[ "$status" = 0 ]
	sed '/"call": "socket"/s/, "args".*/}/' "$policy" >free.json
	seccord emit -f io_uring_bpf -o policy.h free.json
	cc -std=c99 -Wall -Wextra -Werror -D_GNU_SOURCE -include ./policy.h -o filters "$HERE/ring-filters.c"
	run ./filters 10 2 0
	[ "$output" = "1 100 64 45 19 18 1 0" ]
}

@test "--no-io-uring: the program's own filter takes precedence" {
	program native/refused
	for what in none 0 38 1 trap kill; do
		keep expected "$program" $what 2>/dev/null
		local alone=$kept
		# what it would let through is ENOSYS, unless a filter of the container refuses it
		case $what in none | 0) grep -q '^Seccomp:.*2' /proc/self/status && grep -q ' 1$' expected || sed -i 's/ [0-9]*$/ 38/' expected ;; esac
		for engine in seccomp syscall learn; do
			keep out ordeal 60 "$SECCORD" record -q --no-io-uring --engine=$engine -o t -- "$program" $what 2>/dev/null
			echo "$what $engine: $kept"
			[ "$kept" = "$alone" ]
			diff expected out
		done
	done
}
