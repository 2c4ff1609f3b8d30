#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# firejail profiles, compared with the filters that its helper programs write
# and with those that it loads.
# shellcheck disable=SC2154 # variables are of helper
load helper

# need_helper: sets FSECCOMP to the program that writes firejail's filters
need_helper()
{
	need firejail
	FSECCOMP=$(find /usr/lib /usr/libexec /usr/lib64 /usr/local/lib -name fseccomp -path '*firejail*' 2>/dev/null | head -n 1)
	[ -n "$FSECCOMP" ] || skip "firejail's fseccomp is not installed"
	[ "$(uname -m)" = x86_64 ] || skip "profiles are read for x86_64"
}

# need_lists: the helper of a version with the groups and names that seccord knows
need_lists()
{
	need_helper
	case $(firejail --version 2>/dev/null) in
	*"version 0.9.72"* | *"version 0.9.74"*) ;;
	*) skip "firejail is neither 0.9.72 nor 0.9.74, whose lists are read" ;;
	esac
}

# release: sets RELEASE to the installed firejail's, and skips if its lists are not known
release()
{
	RELEASE=$(firejail --version 2>/dev/null | sed -n 's/.*version \([0-9.]*\).*/\1/p' | head -n 1)
	printf 'seccomp\n' >any.profile
	seccord policy --file-version="$RELEASE" -o any.json any.profile
	! grep -q '"inexact"' any.json || skip "the lists of firejail $RELEASE are not known"
}

# profile LINE...: writes ./profile
profile()
{
	printf '%s\n' "$@" >profile
}

# helper_filter NAME ARGUMENT...: runs fseccomp to write a filter; - is the file
helper_filter()
{
	local name=$1 arguments=() argument
	shift
	for argument; do
		[ "$argument" = - ] && argument=$name
		arguments+=("$argument")
	done
	"$FSECCOMP" "${arguments[@]}" >/dev/null 2>&1
}

# same_as FILTER...: ./profile is proved equal to these filters together
same_as()
{
	seccord merge --intersect -o together "$@"
	run seccord verify profile together
	echo "$output"
	[ "$status" = 0 ]
}

@test "the default list, with the i386 calls that firejail denies" {
	need_lists
	helper_filter native default -
	helper_filter other secondary 32 -
	profile seccomp
	same_as native other
	helper_filter native default - allow-debuggers
	profile seccomp allow-debuggers
	same_as native other
}

@test "every group of firejail" {
	need_lists
	for group in aio basic-io chown clock cpu-emulation debug default default-nodebuggers file-system io-event ipc keyring \
		memlock module mount network-io obsolete privileged process raw-io reboot resources setuid signal swap sync \
		system-service timer; do
		helper_filter keep keep - post "@$group"
		profile "seccomp.keep @$group"
		run seccord verify profile keep
		echo "$group: $output"
		[ "$status" = 0 ]
	done
}

@test "the lists of other releases" {
	need_helper
	release
	helper_filter keep keep - post @mount,@process,@ipc
	profile 'seccomp.keep @mount,@process,@ipc'
	run seccord verify --file-version="$RELEASE" profile keep
	[ "$status" = 0 ] || [[ $RELEASE == 0.9.80 ]]
	profile 'seccomp.keep @sandbox,@memfd'
	run seccord policy -o out.json profile
	one_line_of_trouble "profile:1: firejail 0.9.72 has no group '@sandbox'"
	seccord policy --file-version=0.9.80 -o out.json profile
	grep -q '"call": "memfd_secret"' out.json
	not grep -q '"inexact"' out.json
	profile 'seccomp.keep openat2'
	seccord policy --file-version=0.9.78 -o out.json profile
	not grep -q '"inexact"' out.json
	seccord policy --file-version=0.9.66 -o out.json profile
	grep -q 'firejail 0.9.66 ignores this name' out.json
	for version in 0.9.64:0.9.64.2 0.9.77:0.9.78 0.9.99:0.9.80; do
		seccord policy --file-version="${version%:*}" -o out.json profile
		grep -q "the lists of firejail ${version%:*} are not known; read as those of ${version#*:}" out.json
	done
	for version in 0.9.62.4 0.9.58 0.8; do
		run seccord policy --file-version="$version" -o out.json profile
		one_line_of_trouble "--file-version=$version: before 0.9.64, firejail killed what it denied, and knew the calls of the headers"
	done
	run seccord policy --file-version=new profile
	one_line_of_trouble '--file-version=new: not a version, as 0.9.72 is'
}

@test "a list that extends the default, with exceptions and errnos" {
	need_lists
	# shellcheck disable=SC2016 # $83 is a number to firejail
	list='@memlock,!chroot,!mount,mkdir:ENOENT,rmdir:kill,!read,$83,getpid:log'
	helper_filter native default drop - post "$list"
	helper_filter other secondary 32 -
	profile "seccomp $list"
	same_as native other
}

@test "a drop list, and one for i386" {
	need_lists
	# shellcheck disable=SC2016 # $83 is a number to firejail
	list='@clock,@module,ptrace:EPERM,kexec_load,!adjtimex,$165,$5000'
	helper_filter native drop - post "$list"
	profile "seccomp.drop $list"
	same_as native
	helper_filter other drop32 - post 'mkdir,!rmdir,@swap,!swapon,acct:EIO'
	profile "seccomp.drop $list" 'seccomp.32.drop mkdir,!rmdir,@swap,!swapon,acct:EIO'
	same_as native other
}

@test "a keep list, with each error action" {
	need_lists
	for action in kill log EPERM ENOSYS; do
		FIREJAIL_SECCOMP_ERROR_ACTION=$action helper_filter native keep - post '@basic-io,exit_group,!write,kill:EIO'
		profile 'seccomp.keep @basic-io,exit_group,!write,kill:EIO' "seccomp-error-action $action"
		same_as native
	done
}

@test "memory-deny-write-execute and restrict-namespaces" {
	need_helper
	helper_filter native memory-deny-write-execute -
	helper_filter other memory-deny-write-execute.32 -
	profile memory-deny-write-execute
	same_as native other
	for list in cgroup,ipc,net,mnt,pid,time,user,uts time user,net; do
		helper_filter native restrict-namespaces - "$list"
		helper_filter other restrict-namespaces.32 - "$list"
		profile "restrict-namespaces $list"
		same_as native other
	done
}

@test "seccomp.block-secondary" {
	need_lists
	export FIREJAIL_SECCOMP_ERROR_ACTION=kill
	helper_filter native default -
	helper_filter block secondary block -
	profile seccomp seccomp.block-secondary 'seccomp-error-action kill'
	same_as native block
}

# firejail's filter also tests number 359 of archs that no x86_64 machine runs: the only allowed difference.
@test "protocol" {
	need_helper
	helper_filter protocols protocol build unix,inet,netlink -
	profile 'protocol unix,netlink,packet' 'protocol inet,-packet'
	run seccord verify profile protocols
	echo "$output"
	[[ $output == *"arm64 359"* ]]
	run grep -E '^(x86_64|i386|x32) ' <<<"$output"
	[ "$status" = 1 ]
}

@test "firejail loads the policy that emit wrote" {
	need_lists
	printf '%s\n' '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "read"}, {"call": "futex_waitv"}, {"call": "uretprobe"},
	 {"call": "clone3"}], "newer": {"action": "errno", "errno": "EPERM"}}' >policy.json
	seccord emit -f firejail -o profile policy.json
	list=$(sed -n 's/^seccomp.keep //p' profile)
	helper_filter native keep - post "$list"
	helper_filter block secondary block -
	same_as native block
	for call in execve execveat prctl; do
		printf '{"seccord": 1, "archs": ["x86_64"], "newer": {"action": "errno", "errno": "EPERM"}, "calls": [{"call": "%s"}]}' $call >$call.json
	done
	seccord merge -o whole.json policy.json execve.json execveat.json prctl.json
	sed -i 's/"foreign": .*/"foreign": {"action": "errno", "errno": "EPERM"},/' whole.json
	run seccord verify whole.json together
	echo "$output"
	[ "$status" = 0 ]
}

# sandbox_filters: dumps the filters of a process in the sandbox of ./profile, as loaded.N
sandbox_filters()
{
	local pid='' tries=0 jail
	timeout -k 5 60 firejail --quiet --profile=./profile sleep 31.41592 3>&- &
	jail=$!
	while [ -z "$pid" ] && [ $((tries += 1)) -lt 100 ]; do
		pid=$(pgrep -x -f 'sleep 31.41592') || sleep 0.1
	done
	timeout -k 5 30 "$SECCORD" dump -p "$pid" -o loaded
	local status=$?
	kill "$pid"
	wait "$jail" || true
	return $status
}

@test "included files: those of a user may be missing" {
	mkdir -p a
	printf 'include b.inc\ninclude c.local\ninclude a/d.local\n' >a/main.profile
	printf 'seccomp mkdir\ninclude b.local\n' >a/b.inc
	run seccord policy -o out.json a/main.profile
	[ "$status" = 0 ]
	[[ $output == *'note: included files that do not exist here: b.local c.local'* ]]
	[[ $output == *'skipped: include a/d.local'* ]]
	sed -i '/a.d.local/d' a/main.profile
	seccord policy -o out.json a/main.profile
	not grep -q inexact out.json
	printf 'seccomp.drop rmdir\n' >a/c.local
	seccord policy -o out.json a/main.profile
	grep -q '"call": "rmdir"' out.json
	not grep -q '"call": "mkdir"' out.json
	mv a/b.inc a/e.inc
	seccord policy -o out.json a/main.profile
	grep -q '"reason": "neither in the profile.s directory nor in /etc/firejail; skipped: include b.inc"' out.json
}

@test "the filters that firejail loads, all together" {
	need_root
	need_lists
	need pgrep
	need_firejail
	profile 'seccomp mkdir,rmdir:EIO' seccomp.block-secondary restrict-namespaces memory-deny-write-execute \
		'seccomp-error-action kill'
	sandbox_filters || skip "filters cannot be dumped here"
	[ -e loaded.5 ]
	same_as loaded.?
}

# The list alone would answer EPERM to clone3, and a C library that tries it first would start no thread.
@test "a program with threads runs under the profile that emit wrote, with the lines that compare arguments" {
	need_root
	need python3
	need_firejail
	threads='import threading; t = threading.Thread(target=print, args=("from a thread",)); t.start(); t.join()'
	seccord record -q -o thread.trace -- /usr/bin/python3 -I -S -c "$threads" >out
	seccord policy --for=firejail -o thread.json thread.trace 2>/dev/null
	seccord emit -f firejail -o thread.profile thread.json 2>notes
	grep -qx memory-deny-write-execute thread.profile
	grep -qx restrict-namespaces thread.profile
	lacks 'instead of ENOSYS.* clone3' notes
	firejail --quiet --profile=./thread.profile /usr/bin/python3 -I -S -c "$threads" >under
	diff out under
}

# Its lists are for calls of x86_64, and other filters than block-secondary let those of i386 pass.
@test "a profile that emit wrote for i386 lets no 32-bit program run unfiltered" {
	need_firejail
	[ "$(uname -m)" = x86_64 ] || skip "firejail is not built for x86_64"
	program m32/threads
	firejail --quiet --noprofile "$program" >/dev/null || skip "32-bit programs do not run in firejail here"
	echo '{"seccord": 2, "archs": ["i386"], "calls": [{"call": "read"}, {"call": "write"}, {"call": "execve"}]}' >policy.json
	seccord emit -f firejail -o thirty-two.profile policy.json
	run timeout -k 5 60 firejail --quiet --profile=./thirty-two.profile "$program"
	echo "$output"
	[ "$status" != 0 ] && [ "$status" != 124 ]
	[[ $output != *"No such file"* ]]
}
