#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Calls that a plain system call recorder would miss or misread: those that the
# vDSO handles, the vsyscall page, variants for the width of time_t.

# shellcheck disable=SC2154,SC2016 # program is set by program(); scripts are quoted
load helper

@test "a program that only reads the monotonic clock: the call is hidden but allowed, with a reason" {
	program native/clock
	seccord record -q -o t -- "$program"
	grep -q '"name": "clock_gettime", "origin": "vdso-hidden", "vdso": "__vdso_clock_gettime"' t || skip "the vDSO handles no clock here"
	run names_of t
	[[ $output != *clock_gettime* ]]
	seccord policy -o p.json t
	grep -q '"call": "clock_gettime".*"why": "vdso"' p.json
	[ "$(seccord run p.json -- "$program" 2>/dev/null)" = clock ]
	[ "$(seccord run --hide-vdso p.json -- "$program" 2>/dev/null)" = clock ]
	seccord show t | grep -q clock_gettime
}

@test "without probes the call is missing; hiding the vDSO shows it" {
	program native/clock
	seccord record -q --no-vdso-probes -o t -- "$program"
	run grep -c vdso-hidden t
	[ "$output" = 0 ]
	seccord record -q --hide-vdso -o h -- "$program"
	names_of h | grep -qx clock_gettime
	seccord record -q -o t -- "$program"
	seccord policy -o p.json t
	seccord check p.json h
}

@test "probes do not affect signals, copies, filters, moves and forks" {
	every_engine
	program native/vdso
	for what in signals copy filter moved 'race 100'; do
		echo "$what"
		read -ra words <<<"$what"
		"$program" "${words[@]}" >expected
		for engine in "${engines[@]}"; do
			ordeal 60 "$SECCORD" record -q --engine="$engine" -o t -- "$program" "${words[@]}" | diff expected -
			grep -q vdso-hidden t
			ordeal 60 "$SECCORD" record -q --engine="$engine" --no-vdso-probes -o t -- "$program" "${words[@]}" | diff expected -
		done
	done
}

@test "exact policies keep the fallback calls of the vDSO" {
	program native/clock
	seccord record -q -o t -- "$program"
	seccord policy --exact -o p.json t
	[ "$(seccord run --hide-vdso p.json -- "$program" 2>/dev/null)" = clock ]
}

need_fallback()
{
	program native/times
	seccord record -q -o t -- "$program" >/dev/null
	grep -q '"name": "clock_gettime", "origin": "vdso", "vdso": "__vdso_clock_gettime"' t || skip "the vDSO handles every clock here"
}

@test "a fallback of the vDSO is distinguished from a call of libc" {
	need_fallback
}

@test "the same for the vDSO of an i386 program" {
	need_fallback
	program m32/times
	seccord record -q -o t -- "$program" >/dev/null
	grep -q '"arch": "i386".*"origin": "vdso", "vdso": "__vdso_clock_gettime' t
}

@test "i386 programs with 32-bit and 64-bit time_t run under each other's policy" {
	program m32-time64/times
	local wide=$program
	program m32/times
	"$program" >expected
	for engine in seccomp syscall learn; do
		seccord record -q --engine=$engine -o narrow.trace -- "$program" >/dev/null
		seccord record -q --engine=$engine -o wide.trace -- "$wide" >/dev/null
		seccord policy -o narrow.json narrow.trace
		seccord policy -o wide.json wide.trace
		seccord check narrow.json wide.trace
		seccord check wide.json narrow.trace
		seccord run narrow.json -- "$wide" 2>/dev/null | cmp - expected
		seccord run wide.json -- "$program" 2>/dev/null | cmp - expected
		seccord run --hide-vdso wide.json -- "$program" 2>/dev/null | cmp - expected
	done
}

@test "the vsyscall page: recorded, with its origin, and it still works" {
	program native/vsyscall
	run "$program"
	[ "$status" = 0 ] || skip "no vsyscall page here"
	run seccord record -q --engine=seccomp -o t -- "$program"
	[ "$status" = 0 ]
	[ "$output" = time ]
	grep -q '"name": "time", "origin": "vsyscall"' t
	seccord policy -o p.json t
	[ "$(seccord run p.json -- "$program" 2>/dev/null)" = time ]
}

# The hidden calls of traces, by arch.
hidden_in()
{
	sed -n 's/^{"call": [0-9]*, "arch": "\([^"]*\)".*"origin": "vdso-hidden", "vdso": "\([^"]*\)".*/\1 \2/p' "$@" | sort -u
}

@test "programs of two archs executed in turn: each has its own vDSO" {
	every_engine
	program m32/clock
	local narrow=$program
	program native/clock
	seccord record -q -o narrow.trace -- "$narrow"
	seccord record -q -o wide.trace -- "$program"
	hidden_in narrow.trace wide.trace >expected
	[ "$(cut -d' ' -f1 expected | sort -u | wc -l)" = 2 ] || skip "a vDSO handles no clock here"
	for engine in "${engines[@]}"; do
		seccord record -q --engine="$engine" -o t -- sh -c '"$0"; "$1"; "$0"; exec "$1"' "$program" "$narrow"
		diff expected <(hidden_in t)
	done
}

@test "a program with a large environment: its vDSO and its name are found" {
	every_engine
	program native/clock
	seccord record -q -o small.trace -- "$program"
	for engine in "${engines[@]}"; do
		seccord record -q --engine="$engine" -o t -- env $(seq -f 'V%g=1' 3000) "$program"
		diff <(hidden_in small.trace) <(hidden_in t)
		grep -q '^{"program": .*/clock"' t
	done
}
