#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Three real programs in each sandbox, under the policy from their recording
# plus the calls of the sandbox itself: output and status are the same, and
# other calls are denied as the policy says. A sandbox is a function enter_NAME
# that runs a command under the emitted file `profile`.

# shellcheck disable=SC2001,SC2015,SC2016,SC2028,SC2154,SC2317 # scripts are quoted; output is set by bats; enter_ by name
load helper
load roots

setup_file()
{
	cd "$BATS_FILE_TMPDIR" || return
	echo 'seq 100 | sort -r | md5sum; ls / >/dev/null; exit 4' >script.1
	echo 'exec perl -e '\''my %h = map { $_ => $_ * $_ } 1 .. 500; my $s = 0; $s += $h{$_} for keys %h; print "$s\n"; exit 5'\' >script.2
	echo 'tar --numeric-owner -C /usr/lib -cf - os-release | gzip -nc | gunzip | md5sum; exit 6' >script.3
	echo 'mkdir /tmp/refused && exit 99; exit 7' >script.mkdir
	echo 'while :; do :; done' >script.spin
	for script in 1 2 3; do
		"$SECCORD" record -q -o $script.trace -- sh "$PWD/script.$script" >$script.out || echo $? >$script.status
	done
	${CC:-cc} -static -nostdlib -O1 -o payload "$HERE/../testdata/envelopes/payload.c" 2>/dev/null || true
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "exit_group"}]}' >least.json
}

# known NAME COMMAND: skips if the envelope of this version was not recorded.
known()
{
	local version
	version=$("$2" --version 2>&1 | grep -Eo '[0-9]+(\.[0-9]+)*' | head -n 1)
	[ "$(uname -m)" = x86_64 ] || skip "envelopes are known of x86_64 only"
	run seccord policy --for=none "$BATS_FILE_TMPDIR/1.trace"
	[[ "$output," == *" $1 $version,"* ]] || skip "no envelope is known of $1 $version"
}

# script_root FOLDER: a root with the scripts.
script_root()
{
	a_root "$1"
	cp "$BATS_FILE_TMPDIR"/script.* "$1/"
	[ ! -x "$BATS_FILE_TMPDIR/payload" ] || cp "$BATS_FILE_TMPDIR/payload" "$1/"
}

# profile FORMAT TRACE OPTION...: emits the policy derived with these options.
profile()
{
	seccord policy "${@:3}" -o policy.json "$2" 2>/dev/null
	seccord emit -f "$1" --arch="$(uname -m)" -o profile policy.json 2>notes
}

# loaded NAME FOLDER OPTION...: the filter that the sandbox has loaded, dumped from
# the kernel, allows no call that the policy denies. Of several filters the
# strictest answer wins, so it suffices that one does. `wider` holds the
# options that widen the policy to what the sandbox's format can express.
wider=()

# beside_x32 POLICY OPTION...: adds x32 to POLICY without conditions: libseccomp compares
# only the lower halves of its registers. lxc gives each name to i386 too, also mmap, which
# is another call there.
beside_x32()
{
	sed -i '0,/^ "calls": \[/s//&{"call": "mmap", "archs": ["i386"]}, /' "$1"
	seccord policy --arch=x32 --no-args "${@:2}" -o both.json "$BATS_FILE_TMPDIR/1.trace" 2>/dev/null
	python3 - <<-'END' >x32.json
		import json
		both = json.load(open("both.json"))
		kept = [rule for rule in both["calls"] if "x32" in rule.get("archs", ["x32"])]
		for rule in kept:
		    rule.pop("archs", None)
		print(json.dumps({**both, "archs": ["x32"], "calls": kept}))
	END
	seccord merge -o joined.json "$1" x32.json
	mv joined.json "$1"
}

loaded()
{
	local spinner="" line
	grep -q '^Seccomp:.*0$' /proc/self/status || return 0
	[ -z "${halves:-}" ] || return 0      # two filters that only together are the policy
	"enter_$1" sh "$2/script.spin" 3>&- >/dev/null 2>&1 &
	line=$!
	while [ -z "$spinner" ] && kill -0 $line; do
		spinner=$(pgrep -n -f "^sh $2/?script.spin$") || true
		grep -q '^Seccomp:.*2$' "/proc/${spinner:-none}/status" 2>/dev/null || spinner=
	done
	run seccord dump -p "$spinner" -o live.bpf
	kill -KILL "$spinner"
	wait $line || true
	[ "$status" = 0 ] || [[ $output == *CONFIG_CHECKPOINT_RESTORE* || $output == *CAP_SYS_ADMIN* ]]
	[ "$status" = 0 ] || return 0
	seccord policy "${wider[@]}" "${@:3}" -o wide.json "$BATS_FILE_TMPDIR/1.trace" 2>/dev/null
	[ -z "${with_x32:-}" ] || beside_x32 wide.json "${@:3}"
	for line in live.bpf*; do
		seccord verify --subset "$line" wide.json && return 0
	done
	return 1
}

# sandboxed NAME FORMAT FOLDER [OPTION...]: the scripts are in that folder of the sandbox.
sandboxed()
{
	local name=$1 format=$2 folder=$3
	shift 3
	for script in 1 2 3; do
		profile "$format" "$BATS_FILE_TMPDIR/$script.trace" "$@"
		keep out "enter_$name" sh "$folder/script.$script"
		[ "$kept" = "$(cat "$BATS_FILE_TMPDIR/$script.status")" ]
		same_output "$BATS_FILE_TMPDIR/$script.out" out
	done
	profile "$format" "$BATS_FILE_TMPDIR/1.trace" "$@"
	run "enter_$name" sh "$folder/script.mkdir"
	[ "$status" = 7 ]
	[[ $output == *"Operation not permitted"* ]]
	loaded "$name" "$folder" "$@"
	profile "$format" "$BATS_FILE_TMPDIR/1.trace" --default=kill "$@"
	run "enter_$name" sh "$folder/script.mkdir"
	echo "status $status: $output"
	[[ $output != *"not permitted"* ]]
	[ "$status" != 99 ]
}

# least NAME FORMAT PAYLOAD RUNTIME: a program with one call cannot start
# under its own policy, but can with the known calls of the runtime.
least()
{
	[ -x "$BATS_FILE_TMPDIR/payload" ] || skip "the compiler here makes no static payload"
	seccord record -q -o least.trace -- "$BATS_FILE_TMPDIR/payload" || [ $? = 7 ]
	profile "$2" least.trace --default=kill --exact
	run "enter_$1" "$3"
	[ "$status" != 7 ]
	profile "$2" least.trace --default=kill --exact --for="$4"
	run "enter_$1" "$3"
	echo "status $status: $output"
	[ "$status" = 7 ]
}

@test "the manual lists exactly the known runtimes" {
	run seccord policy --for=none "$BATS_FILE_TMPDIR/1.trace"
	one_line_of_trouble 'not one of .*'
	sed 's/.*not one of //' <<<"$output" | tr ',' '\n' | sed 's/^ //; s/ .*//' | sort -u >known
	[ "$(wc -l <known)" -ge 11 ]
	sed -n '/^The runtimes are /,/;$/p' "$HERE/../docs/seccord.1" | tr '\n' ' ' | sed 's/The runtimes are //; s/ and /, /; s/; $//; s/, */\n/g' | sort -u | sed '/^$/d' >named
	same_output known named
}

# ------------------------------------------------------------ bubblewrap

enter_bwrap()
{
	bwrap --bind / / --dev /dev --proc /proc --unshare-pid --seccomp 10 "$@" 10<profile
}

need_bwrap()
{
	need bwrap
	works bwrap --bind / / --dev /dev --proc /proc --unshare-pid true || skip "bubblewrap cannot make a namespace here"
	known bwrap bwrap
}

@test "bubblewrap: three programs run, other calls are denied" {
	need_bwrap
	sandboxed bwrap bpf "$BATS_FILE_TMPDIR" --for=bwrap
}

@test "bubblewrap's init needs its envelope and nothing else" {
	need_bwrap
	least bwrap bpf "$BATS_FILE_TMPDIR/payload" bwrap
}

# ------------------------------------------------------------ OCI runtimes

user='"uid": 0, "gid": 0'

# oci_bundle NO-NEW-PRIVILEGES WORD...: bundle/config.json of a container that runs these words, as `user`
oci_bundle()
{
	python3 -I - profile "{$user}" "$@" >bundle/config.json <<-'END'
		import json, sys
		profile, user, nnp, *words = sys.argv[1:]
		print(json.dumps({
		    "ociVersion": "1.0.0", "root": {"path": "rootfs"},
		    "process": {"user": json.loads(user), "args": words, "env": ["PATH=/usr/bin", "LC_ALL=C"], "cwd": "/",
		                "noNewPrivileges": nnp == "true"},
		    "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
		               {"destination": "/usr", "type": "bind", "source": "/usr", "options": ["rbind", "ro"]}],
		    "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}],
		              "seccomp": json.load(open(profile))}}))
	END
}

# with_cgroups WORD...: with both cgroup v1 and v2 mounted, crun needs one of them only
with_cgroups()
{
	timeout -k 5 60 unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' sh "$@"
}

oci()
{
	local runtime=$1
	shift
	oci_bundle "$@"
	with_cgroups "$runtime" --root "$PWD/state" run -b "$PWD/bundle" "seccord-test-$$-$BATS_TEST_NUMBER-$((++containers))"
}
containers=0

enter_crun()
{
	oci crun false "$@"
}

enter_crun_nnp()
{
	oci crun true "$@"
}

enter_runc()
{
	oci runc false "$@"
}

enter_runc_nnp()
{
	oci runc true "$@"
}

need_oci()
{
	need_root
	need "$1" python3 unshare
	script_root bundle/rootfs
	echo '{"defaultAction": "SCMP_ACT_ALLOW"}' >profile
	oci "$1" true sh -c : >&2 || skip "$1 cannot run a container here"
	known "$1" "$1"
}

@test "crun: three programs run, other calls are denied" {
	need_oci crun
	sandboxed crun oci / --for=crun
}

@test "runc: three programs run, other calls are denied" {
	need_oci runc
	sandboxed runc oci / --for=runc
}

@test "crun needs its envelope and nothing else" {
	need_oci crun
	least crun oci /payload crun
	least crun_nnp oci /payload crun-nnp
}

@test "runc needs its envelope and nothing else" {
	need_oci runc
	least runc oci /payload runc
	least runc_nnp oci /payload runc-nnp
}

# by_engine RUNTIME NO-NEW-PRIVILEGES: as engines do, a container is created, started, and executes a further command
by_engine()
{
	local name=seccord-test-$$-$BATS_TEST_NUMBER-$((++containers))
	oci_bundle "$2" /waits
	with_cgroups sh -c 'runtime="$1 --root $3"
		$runtime create -b bundle "$2" && sleep 0.2 && $runtime start "$2" && $runtime exec "$2" /payload
		status=$?
		$runtime delete --force "$2"
		exit $status' sh "$1" "$name" "$BATS_TEST_TMPDIR/state" </dev/null
}

@test "crun and runc under their envelopes: create, start and exec, as root and as another user" {
	local name tried='' nnp user users=('"uid": 0, "gid": 0' '"uid": 1000, "gid": 1000, "additionalGids": [4, 24]')
	need_root
	need python3 unshare
	script_root bundle/rootfs
	${CC:-cc} -static -nostdlib -O1 -DWAITS -o bundle/rootfs/waits "$HERE/../testdata/envelopes/payload.c" 2>/dev/null ||
		skip "the compiler here makes no static payload"
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "kill"}, "calls": [{"call": "ppoll"}, {"call": "exit_group"}]}' >waits.json
	for name in crun runc; do
		echo '{"defaultAction": "SCMP_ACT_ALLOW"}' >profile
		command -v $name >/dev/null && (known $name $name) || continue
		run by_engine $name true
		[ "$status" = 7 ] || continue
		seccord policy --for=$name -o policy.json waits.json 2>/dev/null
		seccord emit -f oci -o profile policy.json 2>/dev/null
		for user in "${users[@]}"; do
			for nnp in true false; do
				run by_engine $name $nnp
				echo "$name, $user, noNewPrivileges $nnp: status $status: $output"
				[ "$status" = 7 ]
			done
		done
		tried=1
	done
	[ -n "$tried" ] || skip "neither crun nor runc can run a container here"
}

enter_init()
{
	enter_crun "$(command -v "$init")" -- "$@"
}

@test "tini, catatonit and dumb-init in crun need their envelopes and nothing else" {
	need_oci crun
	for init in tini catatonit dumb-init; do
		command -v $init >/dev/null && (known $init $init) || continue
		seccord record -q -o least.trace -- "$BATS_FILE_TMPDIR/payload" || [ $? = 7 ]
		profile oci least.trace --default=kill --exact --for=crun
		run enter_init /payload
		[ "$status" != 7 ]
		profile oci least.trace --default=kill --exact --for=crun --for=$init
		run enter_init /payload
		echo "$init: status $status: $output"
		[ "$status" = 7 ]
		tried=1
	done
	[ -n "${tried:-}" ] || skip "neither tini nor catatonit nor dumb-init is installed"
}

# The program may signal pid 1 only; the init passes the signal on to the program.
@test "tini, catatonit and dumb-init in crun pass signals on under their envelopes" {
	need_oci crun
	${CC:-cc} -static -nostdlib -O1 -DSIGNALS -o bundle/rootfs/signals "$HERE/../testdata/envelopes/payload.c" 2>/dev/null ||
		skip "the compiler here makes no static payload"
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "kill"}, "calls": [{"call": "getppid"}, {"call": "ppoll"},
		{"call": "exit_group"}, {"call": "kill", "args": [{"arg0": [1]}]}]}' >signals.json
	for init in tini catatonit dumb-init; do
		command -v $init >/dev/null && (known $init $init) || continue
		seccord policy --for=crun --for=$init -o policy.json signals.json 2>/dev/null
		seccord emit -f oci -o profile policy.json 2>/dev/null
		run enter_init /signals
		echo "$init: status $status: $output"
		[ "$status" = 143 ]
		tried=1
	done
	[ -n "${tried:-}" ] || skip "neither tini nor catatonit nor dumb-init is installed"
}

enter_podman()
{
	cp profile profile.json
	with_cgroups podman --root "$PWD/podman/r" --runroot "$PWD/podman/u" --tmpdir "$PWD/podman/t" --storage-driver=vfs \
		--cgroup-manager=cgroupfs --events-backend=file --runtime "$runtime" run --rm --network=none \
		--ulimit nofile=1024:1024 --ulimit nproc=4096:4096 --env LC_ALL=C --volume /usr:/usr:ro --workdir / \
		--security-opt "seccomp=$PWD/profile.json" --rootfs "$PWD/root" "$@"
}

under_podman()
{
	need_root
	need podman "$1"
	script_root root
	runtime=$1
	echo '{"defaultAction": "SCMP_ACT_ALLOW"}' >profile
	enter_podman sh -c : >&2 || skip "podman cannot run a container with $1 here"
	known "$1" "$1"
	sandboxed podman oci / --for="$1"
}

@test "podman with runc: three programs run, other calls are denied" {
	under_podman runc
}

@test "podman with crun: three programs run, other calls are denied" {
	under_podman crun
}

# ------------------------------------------------------------ firejail

enter_firejail()
{
	cp profile firejail.profile
	firejail --quiet --profile=./firejail.profile "$@"
}

@test "firejail: three programs run, other calls are denied" {
	need_firejail
	halves=1
	sandboxed firejail firejail "$BATS_FILE_TMPDIR"
}

# ------------------------------------------------------------ lxc

@test "lxc: three programs run, other calls are denied" {
	script_root root
	need_lxc
	known lxc lxc-execute
	wider=("--arch=x86_64,i386") with_x32=yes
	sandboxed lxc lxc / --for=lxc
}

@test "lxc needs its envelope and nothing else" {
	script_root root
	need_lxc
	known lxc lxc-execute
	least lxc lxc /payload lxc
}

# ------------------------------------------------------------ C programs

cat_loader()
{
	cat >load.c <<-'END'
		#include <sys/prctl.h>
		#include <unistd.h>
		LOADER
		int main(int argc, char **argv)
		{
			return argc < 2 || seccord_filter_load() || execvp(argv[1], argv + 1) ? 120 : 0;
		}
	END
}

enter_header()
{
	cp profile filter.h
	cat_loader
	sed -i 's/^LOADER$/#include "filter.h"/' load.c
	${CC:-cc} -Wall -Wextra -Werror -o load load.c
	./load "$@"
}

enter_libseccomp()
{
	cp profile filter.c
	cat_loader
	sed -i 's/^LOADER$/int seccord_filter_load(void);/' load.c
	${CC:-cc} -Wall -Wextra -Werror -o load load.c filter.c -lseccomp
	./load "$@"
}

@test "a C program with the header: three programs run, other calls are denied" {
	need cc
	sandboxed header c "$BATS_FILE_TMPDIR"
}

@test "libseccomp's functions: three programs run, other calls are denied" {
	need cc
	echo 'int main(void) { return 0; }' | cc -x c -include seccomp.h -o probe - -lseccomp 2>/dev/null || skip "no libseccomp to compile with"
	sandboxed libseccomp libseccomp "$BATS_FILE_TMPDIR"
}

# ------------------------------------------------------------ systemd

# service NAME SCRIPT: a unit that runs at boot, with the contents of `profile`.
service()
{
	local units=machine/etc/systemd/system
	mkdir -p "$units/$1.service.d"
	cp profile "$units/$1.service.d/seccomp.conf"
	cat >"$units/$1.service" <<-END
		[Unit]
		DefaultDependencies=no
		[Service]
		Type=oneshot
		Environment=LC_ALL=C
		ExecStart=/bin/sh /script.$2
		StandardOutput=file:/out/$1.out
		StandardError=file:/out/$1.err
		ExecStopPost=+/bin/sh -c 'echo "\$\$EXIT_CODE \$\$EXIT_STATUS" >/out/$1.status'
	END
	services="${services:-} $1.service"
}

boot()
{
	mkdir -p machine/etc/systemd/system
	cat >machine/etc/systemd/system/end.service <<-END
		[Unit]
		DefaultDependencies=no
		Wants=$services
		After=$services
		SuccessAction=exit-force
		[Service]
		Type=oneshot
		ExecStart=/bin/true
	END
	: >machine/etc/machine-id
	"$HERE/machine.sh" 60 -D machine --bind-ro=/usr systemd.unit=end.service </dev/null >boot.log 2>&1
}

@test "units under a booted systemd: three programs run, other calls are denied" {
	need_root
	need systemd-nspawn systemd-analyze
	[ -x /usr/lib/systemd/systemd ] || skip "there is no systemd to boot"
	known systemd systemd-analyze
	script_root machine
	boot || skip "systemd-nspawn cannot boot a machine here: $(tail -n 1 boot.log)"
	for script in 1 2 3; do
		profile systemd "$BATS_FILE_TMPDIR/$script.trace" --for=systemd
		service "program$script" $script
	done
	profile systemd "$BATS_FILE_TMPDIR/1.trace" --for=systemd
	service refused mkdir
	profile systemd "$BATS_FILE_TMPDIR/1.trace" --for=systemd --default=kill
	service killed mkdir
	boot
	cat boot.log
	for script in 1 2 3; do
		[ "$(cat machine/out/program$script.status)" = "exited $(cat "$BATS_FILE_TMPDIR/$script.status")" ]
		same_output "$BATS_FILE_TMPDIR/$script.out" machine/out/program$script.out
	done
	[ "$(cat machine/out/refused.status)" = "exited 7" ]
	grep -q "Operation not permitted" machine/out/refused.err
	# The shell or its mkdir, whichever is first to make a call that is not allowed.
	[ "$(cat machine/out/killed.status)" = "killed SYS" ] || grep -q "Bad system call" machine/out/killed.err
	[ ! -d machine/tmp/refused ]
}

@test "systemd-analyze security: the drop-in gets the expected rating" {
	need systemd-analyze python3
	profile systemd "$BATS_FILE_TMPDIR/1.trace"
	printf '[Unit]\nDescription=test\n[Service]\nType=oneshot\nExecStart=/bin/true\n' >plain.service
	cat plain.service profile >filtered.service
	for unit in plain filtered; do
		systemd-analyze security --offline=true --json=short ./$unit.service >$unit.json
	done
	python3 -I - <<-'END'
		import json
		words = ("SystemCall", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
		         "MemoryDenyWriteExecute", "LockPersonality")
		def bad(name):
		    return {row["json_field"] for row in json.load(open(name))
		            if row["json_field"].startswith(words) and float(row["exposure"] or 0)}
		plain, filtered = bad("plain.json"), bad("filtered.json")
		assert len(plain) >= 25, plain
		# prlimit64 is in @resources.
		assert filtered <= {"SystemCallFilter_resources"}, filtered
	END
}
