#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Files and pages that the recorded program itself provides or permits to open: who reads them waits for a task that waits for the recorder.

# shellcheck disable=SC2154 # variables are of bats and helper
load helper
load containers

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
}

teardown()
{
	while umount -l "$BATS_TEST_TMPDIR/served" 2>/dev/null; do :; done
}

note_on_structs='^{"note": "a struct that a call passes could not be read'

@test "a struct in a page of userfaultfd is not waited for, and may have any values" {
	local engine policy program
	program native/faults
	run "$program"
	[ "$status" != 77 ] || skip "userfaultfd cannot be used here"
	for engine in seccomp syscall learn; do
		run timeout -k 1 60 "$SECCORD" record -q --engine=$engine -o t -- "$program"
		[ "$status" = 0 ]
		[ -z "$output" ]
		grep -q "$note_on_structs" t
		grep '"name": "clone3"' t | grep -q '"clone_flags": "any"'
		grep '"name": "openat2"' t | grep -q '"oflags": "any"'
		is_complete t
	done
	seccord policy -o p t 2>/dev/null
	seccord check p t
	policy=$(grep '"call": "clone3"' p)
	[[ $policy != *deep* ]]
}

@test "a file that is opened only if a thread permits it is executed, and the recorder does not open it" {
	local engine program
	program native/listens
	cp "$(command -v date)" file
	run "$program" "$PWD/file"
	[ "$status" != 77 ] || skip "fanotify cannot be used here"
	for engine in seccomp syscall learn; do
		run timeout -k 1 60 "$SECCORD" record -q --engine=$engine -o t -- "$program" "$PWD/file"
		[ "$status" = 0 ]
		grep -q '^{"program": [0-9]*, "path": "[^"]*/file"}' t
		grep -q '^{"note": "a program that was recorded may provide files (FUSE) or permit to open them' t
		is_complete t
	done
}

@test "a program in memory is read, although the tree mounts and no mount shows its device" {
	command -v /usr/bin/python3 >/dev/null || skip "python3 is not installed"
	cat >script <<-'END'
		import ctypes, os, subprocess
		memory = os.memfd_create("program", 0)
		os.write(memory, open("/bin/date", "rb").read())
		ctypes.CDLL(None).mount(b"none", b"/none", b"tmpfs", 0, 0)
		subprocess.run(["/proc/self/fd/%d" % memory, "+%s"], pass_fds=[memory], stdout=subprocess.DEVNULL, check=True)
	END
	seccord record -q -o t -- /usr/bin/python3 script
	names_of t | grep -qx mount
	grep -q '^{"program": [0-9]*, "path": "/memfd:program (deleted)", "build_id"' t
	not grep -q '^{"note": "a program that was recorded may provide' t
}

# The kernel's name of the file system that is mounted here: its connection can be ended, without which a deadlock would stay.
abort_fuse()
{
	local device
	device=$(awk -v at="$PWD/served" '$5 == at { split($3, number, ":"); print number[2] }' /proc/self/mountinfo)
	mountpoint -q /sys/fs/fuse/connections || mount -t fusectl none /sys/fs/fuse/connections
	[ -z "$device" ] || echo 1 >"/sys/fs/fuse/connections/$device/abort"
}

# within SECONDS COMMAND...: its status and output; 124 if it has not ended by then.
within()
{
	local left=$(($1 * 10)) command
	shift
	"$@" >output 2>&1 &
	command=$!
	while kill -0 $command 2>/dev/null; do
		if [ $((left--)) = 0 ]; then
			abort_fuse
			kill -9 $command
			status=124
			return
		fi
		sleep 0.1
	done
	status=0
	wait $command || status=$?
	cat output
}

@test "a program on a file system that FUSE has, provided by a program that is recorded too" {
	need_root
	need fuse-overlayfs mountpoint
	mkdir lower upper work served
	cp "$(command -v date)" lower/
	cat >script <<-'END'
		fuse-overlayfs -o lowerdir=lower,upperdir=upper,workdir=work served 2>/dev/null || exit 77
		served/date +%s >/dev/null
		status=$?
		umount served
		exit $status
	END
	within 60 sh script
	[ "$status" != 77 ] || skip "FUSE cannot be used here"
	[ "$status" = 0 ]
	local how
	for how in --engine=seccomp --engine=syscall --engine=learn --stacks --packages; do
		within 60 "$SECCORD" record -q $how -o t -- sh script
		echo "$how: $status"
		[ "$status" = 0 ]
		grep -q '^{"program": [0-9]*, "path": "[^"]*/served/date"}' t
		grep -q '^{"note": "a program that was recorded may provide files (FUSE) or permit to open them' t
		is_complete t
	done
	# outside it, programs have what they always have
	grep -q '^{"program": 0, .*"build_id"' t
	seccord policy -o p t 2>/dev/null
	within 60 "$SECCORD" run p -- sh script
	[ "$status" = 0 ]
	# the code of a refused call
	grep -v '"call": "clock_gettime"\|"call": "newfstatat"' p >less
	within 60 "$SECCORD" run less -- sh script
	[ "$status" != 124 ]
}
