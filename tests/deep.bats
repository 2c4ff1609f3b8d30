#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Values behind the registers: structs, io_uring, and the commands of
# multiplexers.
# shellcheck disable=SC2154

load helper

# deep_of NAME: the structs in the last line of each call of this name.
deep_of()
{
	sed -n 's/^{"call": \([0-9]*\), .*"name": "'"$1"'".*"deep": \({[^}]*}\).*/\1 \2/p' t | awk '{ id = $1; $1 = ""; last[id] = $0 } END { for (id in last) print last[id] }'
}

# The report as one line, with wrapped lines joined.
shown()
{
	seccord show t | tr -s '\n ' ' '
}

# record_uring KIND...: records the ring program, skips where this kernel makes no such ring.
record_uring()
{
	program "${arch:-native}/uring"
	keep out seccord record -q ${engine:+--engine=$engine} -o t -- "$program" "$@"
	[ "$kept" != 77 ] || skip "this kernel makes no ring of this kind: $1"
	[ "$kept" = 0 ]
	[ "$(cat out)" = ELF ]
}

all_four='"uring_submit": ["IORING_OP_NOP", "IORING_OP_READV", "IORING_OP_OPENAT", "IORING_OP_CLOSE"]'

@test "structs are read at entry, with their size and their tail" {
	every_engine
	program native/behind
	for engine in "${engines[@]}"; do
		seccord record -q --engine="$engine" -o t -- "$program"
		deep_of openat2
		deep_of openat2 | grep -F '"oflags": ["O_DIRECTORY|O_CLOEXEC"], "mode": [0], "resolve": ["RESOLVE_NO_SYMLINKS"], "struct_size": [24, 64], "tail": true'
		grep '"name": "openat2".*"errnos": \["E2BIG", "EFAULT"\]' t
		deep_of clone3 | grep -F '"clone_flags": ["CLONE_FS|CLONE_UNTRACED|CLONE_CLEAR_SIGHAND"], "signal": ["SIGCHLD"]'
		deep_of bpf | grep -F '"bpf_map_type": ["BPF_MAP_TYPE_ARRAY"]'
	done
	shown | grep 'resolve RESOLVE_NO_SYMLINKS, a struct with unknown fields'
	seccord policy -o p.json t 2>notes
	grep 'openat2 passed oflags O_DIRECTORY|O_CLOEXEC, resolve RESOLVE_NO_SYMLINKS by pointer' notes
	seccord check p.json t
}

@test "deep rows are derived from a recording, and used by check and diff" {
	program native/behind
	seccord record -q -o t -- "$program"
	seccord policy -o p.json t 2>notes
	grep -F '"deep": [{"oflags": {"bits": "O_DIRECTORY|O_CLOEXEC"}, "mode": {"bits": 0}, "resolve": {"bits": "RESOLVE_NO_SYMLINKS"}}]' p.json
	grep '"clone3", "action": "errno".*"deep": \[{"clone_flags": {"bits": "CLONE_FS|CLONE_UNTRACED|CLONE_CLEAR_SIGHAND"}, "signal": \["SIGCHLD"\]}\]' p.json
	keep checked seccord check p.json t
	[ "$kept" = 0 ]
	[ "$(grep -c 'deep rows' checked)" = 0 ]

	sed 's/O_DIRECTORY|O_CLOEXEC/O_CLOEXEC/' p.json >narrow.json
	keep checked seccord check narrow.json t
	[ "$kept" = 1 ]
	grep 'openat2{oflags O_DIRECTORY|O_CLOEXEC, .*outside its deep rows, which no filter enforces: allow;' checked
	keep differs seccord diff p.json narrow.json
	[ "$kept" = 1 ]
	grep '~ openat2: deep: no longer oflags within O_DIRECTORY' differs

	# A supervisor refuses it, which fails the check too.
	sed '/"call": "openat2"/s/"call": "openat2"/&, "action": "supervise"/' narrow.json >supervised.json
	keep checked seccord check supervised.json t
	[ "$kept" = 1 ]
	grep 'openat2{oflags O_DIRECTORY|O_CLOEXEC, .*outside its deep rows, so that a supervisor refuses it: EPERM;' checked
	seccord check --format=junit supervised.json t >junit || [ $? = 1 ]
	grep -q 'supervisor refuses it' junit
	sed '/"call": "openat2"/s/"call": "openat2"/&, "action": "supervise"/' p.json >within.json
	seccord check within.json t

	# A call that is denied anyway does not fail the check.
	sed '/"call": "clone3"/s/CLONE_FS|//' p.json >refused.json
	keep checked seccord check refused.json t
	[ "$kept" = 0 ]
	grep 'clone3{clone_flags .*outside its deep rows, which no filter enforces: ENOSYS;' checked

	# The suggested change works in a policy file that an author edits.
	remedy=$(sed -n '/openat2{/d; s/.*add to the deep of its rule: //p' checked)
	sed '/"call": "clone3"/s/"deep": \[/&'"$remedy"', /' refused.json >mended.json
	keep checked seccord check mended.json t
	[ "$kept" = 0 ]
	[ "$(grep -c 'deep rows' checked)" = 0 ]
}

@test "no output format drops deep rows silently" {
	program native/behind
	seccord record -q -o t -- "$program"
	seccord policy -o p.json t 2>/dev/null
	for format in bpf c asm oci json; do
		seccord emit -f $format -o out p.json 2>messages
		grep 'openat2: 1 deep row (oflags, mode, resolve behind a pointer, which a filter cannot read): it is allowed regardless' messages
		grep 'clone3: 1 deep row (clone_flags, signal behind a pointer, which a filter cannot read): it gets ENOSYS regardless, and falls back to clone' messages
	done
	# A filter is the same with them and without.
	sed 's/, "deep": \[.*\]}\(,*\)$/}\1/' p.json >bare.json
	[ "$(grep -c '"deep"' bare.json)" = 0 ]
	seccord emit -f bpf -o with.bpf p.json 2>/dev/null
	seccord emit -f bpf -o without.bpf bare.json 2>/dev/null
	cmp with.bpf without.bpf
}

@test "commands of multiplexers are recorded by name" {
	program native/behind
	seccord record -q -o t -- "$program"
	for words in '"bpf_cmd": \["BPF_MAP_CREATE"\]' '"ptrace_op": \["PTRACE_PEEKDATA"\]' '"keyctl_op": \["KEYCTL_GET_KEYRING_ID"\]' \
		'"futex_op": \["FUTEX_WAKE|FUTEX_PRIVATE_FLAG"\]' '"quotactl_cmd": \["Q_GETFMT|GRPQUOTA"\]' \
		'"seccomp_op": \["SECCOMP_GET_ACTION_AVAIL"\]' '"arch_prctl_op": \["ARCH_GET_FS"\]' '"ioctl_cmd": \["FIONREAD"\]'; do
		echo "$words"
		grep -q "$words" t
	done
}

@test "io_uring: submissions are read from a plain ring, by both engines" {
	for engine in seccomp syscall; do
		record_uring plain
		deep_of io_uring_enter | grep -F "$all_four"
		deep_of io_uring_setup | grep -F '"uring_setup": [0]'
	done
	shown | grep 'io_uring: NOP, READV (= preadv2), OPENAT (= openat), CLOSE (= close)'
	seccord policy -o p.json t 2>notes
	grep 'unseen by any filter: close, openat, preadv2' notes
	seccord check p.json t
	[ "$(seccord run p.json -- "$program" plain 2>/dev/null)" = ELF ]
}

@test "io_uring: a ring without an array of indexes" {
	record_uring no-sqarray
	deep_of io_uring_enter | grep -F "$all_four"
}

@test "io_uring: a ring in the program's own memory" {
	record_uring no-mmap
	deep_of io_uring_enter | grep -F "$all_four"
	record_uring all
	deep_of io_uring_enter | grep -F "$all_four"
}

@test "io_uring: entries of 128 bytes" {
	record_uring sqe128
	deep_of io_uring_enter | grep -F "$all_four"
}

@test "io_uring: a registered ring whose descriptor is closed" {
	record_uring registered
	deep_of io_uring_enter | grep -F "$all_four"
}

@test "io_uring: a ring that a child inherits" {
	record_uring plain fork
	deep_of io_uring_enter | grep -F 'IORING_OP_FSYNC'
}

@test "io_uring: a 32-bit program" {
	arch=m32 record_uring plain
	deep_of io_uring_enter | grep -F "$all_four"
	grep '"arch": "i386".*"name": "io_uring_enter"' t
}

@test "io_uring: kernel-side polling is reported" {
	record_uring sqpoll
	deep_of io_uring_setup | grep -F '"uring_setup": ["IORING_SETUP_SQPOLL"]'
	deep_of io_uring_setup | grep -F "$all_four"
	grep '"note": "io_uring with SQPOLL: the kernel polls the ring' t
}

@test "record --no-io-uring returns ENOSYS, and so does the policy" {
	every_engine
	program native/uring
	keep out "$program" plain
	[ "$kept" != 77 ] || need_no_filter               # which answers with its own errno
	for engine in "${engines[@]}"; do
		run seccord record -q --no-io-uring --engine="$engine" -o t -- "$program" plain
		[ "$status" = 77 ]
		grep '"note": "recorded with --no-io-uring' t
		grep '"name": "io_uring_setup".*"errnos": \["ENOSYS"\]' t
		seccord policy -o p.json t 2>notes
		grep 'io_uring returned ENOSYS while recording' notes
		grep '"call": "io_uring_setup", "action": "errno", "errno": "ENOSYS"' p.json
		seccord check p.json t
		run seccord run p.json -- "$program" plain
		[ "$status" = 77 ]
	done
}

fio_job()
{
	need fio
	printf '[j]\nfilename=data\nsize=256k\nbs=4k\nrw=randrw\nioengine=io_uring\niodepth=8\nthread\n%s\n' "$1" >job
	fio --minimal job >/dev/null 2>&1 || skip "fio has no io_uring here"
	seccord record -q -o t -- fio --minimal job >/dev/null
}

@test "fio by io_uring" {
	fio_job ''
	deep_of io_uring_enter | grep 'IORING_OP_READ.*IORING_OP_WRITE'
}

@test "fio by io_uring with SQPOLL" {
	fio_job sqthread_poll=1
	deep_of io_uring_setup | grep 'IORING_SETUP_SQPOLL.*IORING_OP_READ'
	grep '"note": "io_uring with SQPOLL: the kernel polls the ring' t
}

@test "a program of liburing" {
	cat >ring.c <<-'END'
		#include <liburing.h>
		int main(void)
		{
			struct io_uring ring;
			struct io_uring_cqe *cqe;
			if (io_uring_queue_init(8, &ring, 0))
				return 77;
			io_uring_register_ring_fd(&ring);
			io_uring_prep_nop(io_uring_get_sqe(&ring));
			io_uring_prep_openat(io_uring_get_sqe(&ring), -100, "/", 0, 0);
			io_uring_submit_and_wait(&ring, 2);
			io_uring_wait_cqe(&ring, &cqe);
			io_uring_queue_exit(&ring);
			return 0;
		}
	END
	${CC:-cc} -o ring ring.c -luring 2>/dev/null || skip "no liburing to build with"
	./ring || skip "this kernel makes no ring"
	seccord record -q -o t -- ./ring
	deep_of io_uring_enter | grep -F '"uring_submit": ["IORING_OP_NOP", "IORING_OP_OPENAT"]'
}

@test "io_uring: a ring whose setup was not seen is reported" {
	need python3
	cat >stranger.py <<-'END'
		import ctypes, os, subprocess, sys
		libc = ctypes.CDLL(None)
		if len(sys.argv) > 1:
		    libc.syscall(426, int(sys.argv[1]), 1, 0, 0, None, 0)
		    sys.exit(0)
		fd = libc.syscall(425, 4, ctypes.create_string_buffer(120))
		if fd < 0:
		    sys.exit(77)
		os.set_inheritable(fd, True)
		os.execv(sys.executable, [sys.executable, "-I", "stranger.py", str(fd)])
	END
	keep out seccord record -q -o t -- python3 -I stranger.py
	[ "$kept" != 77 ] || skip "this kernel makes no ring"
	[ "$kept" = 0 ]
	grep '"note": "io_uring: a ring whose creation was not recorded' t
}
