#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# contrib/ci and examples/: the steps of each pipeline, run here without network.
# A suite within its policy makes no comment; a change that needs more fails, and
# the comment names the call and its caller.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	export SECCORD SECCORD_CI=$BATS_TEST_DIRNAME/../contrib/ci/seccord-ci
	unset CI GITHUB_ACTIONS
}

# example NAME: a copy of it, in which the test is then
example()
{
	cp -r "$HERE/../examples/$1" project
	cd project || return
	rm -rf seccord-ci.out
}

need_pytest()
{
	for PYTHON in python3 /usr/bin/python3; do
		if "$PYTHON" -c 'import pytest' 2>/dev/null; then
			export PYTHON
			return
		fi
	done
	skip "python3 has no pytest (Debian: python3-pytest)"
}

need_node()
{
	need node
	node -e 'process.exit(require("node:test") ? 0 : 1)' 2>/dev/null || skip "node has no node:test (version 18 or later)"
}

# made_here WORD...: skips unless the policy in git was recorded with the same versions
made_here()
{
	local versions
	versions="$(uname -m), $(getconf GNU_LIBC_VERSION 2>/dev/null || echo 'another libc'), $*"
	[ "$(cat recorded-with)" = "$versions" ] || skip "the policy in git was recorded with $(cat recorded-with); here: $versions"
}

python_version()
{
	"$PYTHON" -c 'import sys; print("python %d.%d" % sys.version_info[:2])'
}

node_version()
{
	node -p '"node " + process.versions.node.split(".")[0]'
}

# unchanged: the pipeline has nothing to object to, and no comment
unchanged()
{
	run ./ci.sh
	echo "$output"
	[ "$status" = 0 ]
	[ ! -e seccord-ci.out/comment.md ]
	[ ! -e seccord-ci.out/policy.json ]
	[[ $output != *"System calls"* ]]
	no_alerts
}

# as_derived: the policy in git has all that seccord derives of the suite today. Some calls are made by some
# runs only: sched_yield, and rmdir, by which pytest removes folders of its earlier runs.
as_derived()
{
	cp seccord-ci.out/suite.trace first.trace
	./ci.sh
	seccord merge -o both.trace first.trace seccord-ci.out/suite.trace
	seccord diff --fail-on=gained,widened policy.json both.trace
}

no_alerts()
{
	grep -q '"results": *\[\]' seccord-ci.out/review.sarif
}

# refused CALL CALLER: the pipeline fails, and the comment names both
refused()
{
	run ./ci.sh
	echo "$output"
	[ "$status" = 1 ]
	grep -A9 "^- \`$1\`" seccord-ci.out/comment.md | grep -q "from .*$2"
	grep -q "\"[^\"]*/$1\"" seccord-ci.out/review.sarif
	not no_alerts
	# The proposal allows what is new, and keeps what was allowed.
	seccord check -o check.txt seccord-ci.out/policy.json seccord-ci.out/suite.trace
	seccord diff --fail-on=lost -o diff.txt policy.json seccord-ci.out/policy.json
}

# --- a C project ---

# change_c STATEMENT: the program does this too, in a function of its own
change_c()
{
	sed 's/^int main/__attribute__((noinline)) void news(void) { '"$1"'; __asm__ volatile(""); }\n&/; s/^	FILE \*from/	news();\n&/
		s/^#include <ctype.h>/&\n#include <sys\/socket.h>\n#include <sys\/syscall.h>\n#include <unistd.h>/' wordcount.c >new.c
	mv new.c wordcount.c
	rm -f wordcount
}

@test "C project: the policy in git allows the suite" {
	need make
	example c-project
	made_here C
	unchanged
	as_derived
}

@test "C project: a socket and a call of bpf are found" {
	need make
	example c-project
	./ci.sh --accept
	unchanged
	cp wordcount.c before.c
	change_c 'socket(AF_INET, SOCK_STREAM, 0)'
	refused socket 'wordcount news (wordcount.c:'
	[ "$(ls seccord-ci.out/shard-*.trace)" = "$(printf 'seccord-ci.out/shard-%d.trace\n' 1 2)" ]
	cp before.c wordcount.c
	change_c 'syscall(SYS_bpf, 0, 0, 0)'
	refused bpf 'wordcount news (wordcount.c:'
	grep -q '^\*\*Dangerous\*\*$' seccord-ci.out/comment.md
	./ci.sh --accept
	unchanged
}

# --- a pytest project ---

@test "pytest project: the policy in git allows the suite" {
	need_pytest
	example pytest-project
	made_here "$(python_version)"
	unchanged
	as_derived
}

@test "pytest project: a call of bpf fails, and a socket is only reported" {
	need_pytest
	example pytest-project
	./ci.sh --accept
	unchanged
	cat >tests/test_more.py <<-'END'
		import socket
		def test_socket():
		    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
	END
	run ./ci.sh
	echo "$output"
	[ "$status" = 0 ]
	# shellcheck disable=SC2016 # the backquotes are Markdown
	grep -A4 '^- `socket`' seccord-ci.out/comment.md | grep -qE 'from (python|_socket)'
	cat >tests/test_more.py <<-'END'
		import ctypes
		def test_bpf():
		    ctypes.CDLL(None).syscall(321, 0, 0, 0)
	END
	[ "$(uname -m)" = x86_64 ] || skip "321 is bpf on x86_64 only"
	refused bpf 'ffi'
}

# --- a Node service ---

@test "Node service: the policy in git allows the suite" {
	need_node
	example node-service
	made_here "$(node_version)"
	unchanged
	as_derived
}

@test "Node service: a socket of another domain is found" {
	need_node
	example node-service
	./ci.sh --accept
	unchanged
	sed "s/^const http = .*/&\nrequire('node:dgram').createSocket('udp4').bind(0, '127.0.0.1', function () { this.close(); });/" server.js >new.js
	mv new.js server.js
	# libuv is in node, or a library without symbols of its own functions.
	refused socket '\(node uv_\|libuv\)'
}

# --- the script ---

@test "shards that other jobs recorded are reviewed together" {
	need make
	example c-project
	./ci.sh --accept
	"$SECCORD_CI" --shard=1/2 --only=wordcount --out=one -- sh tests/run.sh '{shard}' '{shards}'
	# shellcheck disable=SC2016 # the inner shell expands them
	"$SECCORD_CI" --shard=2/2 --only=wordcount --out=two -- sh -c 'sh tests/run.sh $SECCORD_SHARD $SECCORD_SHARDS'
	[ ! -e one/suite.trace ]
	"$SECCORD_CI" --policy=policy.json one/shard-1.trace two/shard-2.trace
	seccord merge -o both.trace two/shard-2.trace one/shard-1.trace
	cmp both.trace seccord-ci.out/suite.trace
	seccord show --by=label both.trace >shown
	grep -q '^shard 1 of 2: ' shown
	grep -q '^shard 2 of 2: ' shown
}

@test "the comment names the test, or the shard" {
	# shellcheck disable=SC2016 # the inner shell expands it
	local shell='[ $SECCORD_SHARD = 1 ] || chmod 700 file'
	touch file
	seccord record -q -o old.trace -- sh -c :
	seccord policy -o policy.json old.trace
	"$SECCORD_CI" --policy=policy.json --shards=2 -- sh -c "$shell"
	grep -q 'recorded in shard 2 of 2`$' seccord-ci.out/comment.md
	"$SECCORD_CI" --policy=policy.json --shards=2 --label='tests/{shard}.sh' -- sh -c "$shell"
	grep -q 'recorded in tests/2.sh`$' seccord-ci.out/comment.md
	"$SECCORD_CI" --policy=policy.json -- sh -c 'chmod 700 file'
	grep -q chmod seccord-ci.out/comment.md
	not grep -q 'recorded in' seccord-ci.out/comment.md
}

@test "what accepting keeps is no head line, and is folded" {
	need perl
	seccord record -q -o ls.trace -- ls /
	seccord policy -o ls.json ls.trace
	"$SECCORD_CI" --policy=ls.json -- perl -e 'mkdir "d"' >comment
	head -n 1 seccord-ci.out/comment.md | grep -q '^### System calls: [0-9]* gained'
	not grep -qE '^### .*(lost|narrowed)' seccord-ci.out/comment.md
	not grep -q 'No longer allowed' seccord-ci.out/comment.md
	grep -q '^<summary>Not needed this time; accepting keeps them ' seccord-ci.out/comment.md
	"$SECCORD_CI" --policy=ls.json --fail-on=lost -- perl -e 'mkdir "d"' >comment || [ $? = 1 ]
	grep -qE '^### .*lost' seccord-ci.out/comment.md
}

@test "SARIF without source lines points to the policy, and an equivalent to its cause" {
	need perl jq
	seccord record -q -o true.trace -- true
	seccord policy -o policy.json true.trace
	"$SECCORD_CI" --policy=policy.json -- perl -e 'mkdir "d"' >comment
	jq -r '.runs[0].results[].locations[].physicalLocation.artifactLocation.uri' seccord-ci.out/review.sarif | sort -u >uris
	grep -qx policy.json uris
	not grep -q 'suite.trace' uris
	need cc
	printf '#include <stdio.h>\nint main(void)\n{\n\treturn !rename("no-such", "file");\n}\n' >prog.c
	cc -g -o prog prog.c
	run "$SECCORD_CI" --policy=policy.json -- ./prog
	jq -r '.runs[0].results[] | select(.ruleId | endswith("/renameat2")) | .locations[0].physicalLocation | "\(.artifactLocation.uri):\(.region.startLine)"' \
		seccord-ci.out/review.sarif >place
	cat place
	[ "$(cat place)" = prog.c:4 ]
}

@test "JUnit has a case for each label, or for each program that was recorded" {
	seccord record -q -o policy.trace -- sh -c 'ls / >/dev/null; true'
	seccord policy -o policy.json policy.trace
	"$SECCORD_CI" --policy=policy.json --only=ls -- sh -c 'ls / >/dev/null; cat /dev/null'
	[ "$(grep -c '<testcase' seccord-ci.out/junit.xml)" = 1 ]
	grep -q 'name="[^"]*ls' seccord-ci.out/junit.xml
	# shellcheck disable=SC2016 # the inner shell expands it
	"$SECCORD_CI" --policy=policy.json --shards=2 --label='tests/{shard}.sh' -- sh -c '[ $SECCORD_SHARD = 1 ] || chmod 700 .' >comment
	grep -q 'name="tests/1.sh"/>' seccord-ci.out/junit.xml
	grep -A1 'name="tests/2.sh">' seccord-ci.out/junit.xml | grep -q failure
}

@test "--fail-on=lost asks for what the suite no longer needs" {
	seccord record -q -o true.trace -- true
	seccord record -q -o ls.trace -- ls /
	seccord policy -o ls.json ls.trace
	"$SECCORD_CI" --policy=ls.json true.trace
	run "$SECCORD_CI" --policy=ls.json --fail-on=lost,danger true.trace
	echo "$output"
	[ "$status" = 1 ]
	grep -q 'No longer allowed or needed' seccord-ci.out/comment.md
}

@test "an --only that no program matches is trouble, not a suite within its policy" {
	seccord record -q -o true.trace -- true
	seccord policy -o policy.json true.trace
	run "$SECCORD_CI" --policy=policy.json --only=nosuch -- sh -c true
	one_line_of_trouble 'nothing to compare with the policy: no program of the suite matched --only=nosuch; these ran: sh$'
	[ ! -e seccord-ci.out/review.sarif ]
	"$SECCORD_CI" --shard=1/2 --only=nosuch --out=part -- sh -c true
	run "$SECCORD_CI" --policy=policy.json part/shard-1.trace
	one_line_of_trouble 'no program of the suite matched'
	# shellcheck disable=SC2016 # the inner shell expands it
	run "$SECCORD_CI" --policy=policy.json --shards=2 --only=ture,nosuch,true -- sh -c '[ $SECCORD_SHARD = 1 ] || /bin/true'
	echo "$output"
	[[ $output == *"note: no program matched --only=ture"* && $output == *"note: no program matched --only=nosuch"* ]]
	[[ $output != *"--only=true"* ]]
	# One shard without a match is none of all.
	"$SECCORD_CI" --shard=2/2 --only=true --out=part -- sh -c /bin/true
	"$SECCORD_CI" --policy=policy.json part/shard-1.trace part/shard-2.trace
}

@test "a first policy is shown, an accepted one is in git diff, and a failure names what of --fail-on applies" {
	need perl
	[ "$(uname -m)" = x86_64 ] || skip "321 is bpf on x86_64 only"
	run "$SECCORD_CI" --policy=fresh.json --accept -- perl -e 'syscall(321, 0, 0, 0)'
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *bpf*"wrote fresh.json; review it with seccord show fresh.json"* ]]
	seccord record -q -o true.trace -- true
	seccord policy -o policy.json true.trace
	run "$SECCORD_CI" --policy=policy.json --fail-on=lost,gained,danger:network,danger -- perl -e 'syscall(321, 0, 0, 0)'
	[ "$status" = 1 ]
	[ "${lines[-1]}" = "seccord-ci: failed: --fail-on=gained,danger applies" ]
	# shellcheck disable=SC2016 # the backquotes are Markdown
	grep -qx 'To accept: replace `policy.json` by `seccord-ci.out/policy.json` of this job.s files.' seccord-ci.out/comment.md
	run "$SECCORD_CI" --policy=policy.json --accept -- perl -e 'syscall(321, 0, 0, 0)'
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"wrote policy.json; review it with git diff"* ]]
	not grep -q 'To accept' seccord-ci.out/comment.md
	# shellcheck disable=SC2016 # the backquotes are Markdown
	grep -qx 'Accepted: `policy.json` now allows this.' seccord-ci.out/comment.md
}

@test "what the recorder noted is printed" {
	seccord record -q -o sh.trace -- sh -c true
	seccord policy -o policy.json sh.trace
	need perl
	[ "$(uname -m)" = x86_64 ] || skip "101 is ptrace on x86_64 only"
	run "$SECCORD_CI" --policy=policy.json -- perl -e 'syscall(101, 0, 0, 0, 0)'
	echo "$output"
	[[ $output == *"seccord-ci: note: "*"ptrace failed with EPERM"* ]]
}

@test "trouble is one line, and no results of another run stay" {
	seccord record -q -o true.trace -- true
	seccord policy -o policy.json true.trace
	"$SECCORD_CI" --policy=policy.json true.trace
	local -a wrong=('--policy=policy.json' '--shards=1 true.trace' '--policy=policy.json --shards=0 true.trace'
		'--shard=3/2 -- true' '--shard=2 -- true' '--shard=1/x -- true' '--shard=1/2 true.trace -- true' '--policy=policy.json --fial-on=x true.trace' '--policy policy.json true.trace')
	for words in "${wrong[@]}"; do
		# shellcheck disable=SC2086 # words of a command line
		run "$SECCORD_CI" $words
		one_line_of_trouble ''
	done
	run "$SECCORD_CI" --policy=policy.json -- sh -c 'exit 3'
	one_line_of_trouble 'the suite failed; shard 1: exit status 3'
	[ ! -e seccord-ci.out/review.sarif ]
	run "$SECCORD_CI" --policy=policy.json -- sh -c 'exit 127'
	one_line_of_trouble 'the suite failed; shard 1: exit status 127 .a command was not found.$'
	run "$SECCORD_CI" --policy=policy.json -- no-such-command
	one_line_of_trouble 'cannot run no-such-command: no such command in PATH'
	run "$SECCORD_CI" --shard=1/1 -- ./policy.json
	one_line_of_trouble 'cannot run ./policy.json: not an executable file'
	run "$SECCORD_CI" --shard=1/2/3 -- true
	one_line_of_trouble '--shard=1/2/3: expected I/N'
	local option
	for option in --policy=policy.json --shards=2 --fail-on=gained --source-root=. --accept; do
		run "$SECCORD_CI" "$option" --shard=1/2 -- true
		one_line_of_trouble "$option does not apply to --shard"
	done
	run "$SECCORD_CI" --policy=policy.json --shards=0 true.trace
	one_line_of_trouble '--shards=0: not a whole number above 0'
	run "$SECCORD_CI" --policy=policy.json missing.trace
	one_line_of_trouble 'missing.trace: No such file'
	# Before the suite runs: what is wrong is known then.
	run "$SECCORD_CI" --policy=policy.json --fail-on=cats -- touch it-ran
	one_line_of_trouble 'fail-on=cats'
	echo '{' >broken.json
	run "$SECCORD_CI" --policy=broken.json -- touch it-ran
	one_line_of_trouble 'broken.json'
	[ ! -e it-ran ]
	run "$SECCORD_CI" --policy=none.json true.trace
	without_notes
	one_line_of_trouble 'none.json: no such file; seccord-ci.out/policy.json is what this suite needs'
	seccord check seccord-ci.out/policy.json true.trace
	seccord check policy.json true.trace
}

@test "a misspelt option is an error with the option that was meant" {
	local word meant
	while IFS='|' read -r word meant; do
		run "$SECCORD_CI" "$word"
		one_line_of_trouble "unknown option '$word'; ${meant/\?/[?]}\$"
	done <<-'END'
		--polcy=p.json|did you mean '--policy'?
		--shrad=1/2|did you mean '--shard'?
		--shardss=2|did you mean '--shards'?
		--acept|did you mean '--accept'?
		--pol|did you mean '--policy'?
		-policy=p.json|did you mean '--policy'?
		--hlep|did you mean '--help'?
		--xyz|see seccord-ci --help
		--sh|see seccord-ci --help
		-x|see seccord-ci --help
	END
}

@test "shards that run the same are noted" {
	seccord record -q -o true.trace -- true
	seccord policy -o policy.json true.trace
	run "$SECCORD_CI" --policy=policy.json --shards=2 -- true
	[[ $output == *"note: --shards=2, but no argument has {shard}: unless the command reads SECCORD_SHARD"* ]]
	# shellcheck disable=SC2016 # the shard replaces it
	run "$SECCORD_CI" --policy=policy.json --shards=2 -- sh -c ': {shard}'
	[[ $output != *"but no argument has"* ]]
}

@test "an argument keeps its spaces, and a command its standard output" {
	seccord record -q -o true.trace -- true
	seccord policy -o policy.json true.trace
	run "$SECCORD_CI" --policy=policy.json -- printf '%s|' 'a  b' "it's {shard} of {shards}" '*'
	[[ ${lines[0]} == "a  b|it's 1 of 1|*|"* ]]
}

# --- comments ---

# A gh that keeps comments in files: "ID BODY"
fake_gh()
{
	mkdir bin
	cat >bin/gh <<-'END'
		#!/bin/sh
		case "$*" in
		*--paginate*) [ ! -e comment ] || echo 7 ;;
		*"PATCH repos/o/n/issues/comments/7"* | *"POST repos/o/n/issues/5/comments"*) cat >comment; echo "$4" >>log ;;
		*) exit 1 ;;
		esac
	END
	chmod +x bin/gh
	PATH=$PWD/bin:$PATH
}

@test "one comment is kept up to date, and none is made for nothing" {
	fake_gh
	: >log
	"$HERE/../contrib/ci/github-comment" o/n 5 comment.md
	[ ! -e comment ]
	echo '### System calls: 1 gained' >comment.md
	"$HERE/../contrib/ci/github-comment" o/n 5 comment.md
	grep -q '1 gained' comment
	rm comment.md
	"$HERE/../contrib/ci/github-comment" o/n 5 comment.md
	grep -q 'the policy allows all' comment
	[ "$(cat log)" = "$(printf 'POST\nPATCH')" ]
}

# --- files ---

@test "what is given is not replaced by a result, and an empty recording is no pass" {
	seccord record -q -o suite.trace -- true
	seccord policy -o policy.json suite.trace 2>/dev/null
	cp policy.json kept.json
	cp suite.trace kept.trace
	run "$SECCORD_CI" --out=. --policy=policy.json kept.trace
	[ "$status" = 2 ]
	[[ ${lines[-1]} == "seccord-ci: --out=.: a result would replace policy.json; choose another folder" ]]
	run "$SECCORD_CI" --out=. --policy=kept.json suite.trace
	[ "$status" = 2 ]
	cmp policy.json kept.json
	cmp suite.trace kept.trace
	run "$SECCORD_CI" --policy=policy.json suite.trace
	[ "$status" = 0 ]
	head -n 1 suite.trace >empty.trace
	run "$SECCORD_CI" --policy=policy.json suite.trace empty.trace
	echo "$output"
	[ "$status" = 2 ]
	[[ ${lines[-1]} == "seccord-ci: empty.trace: a recording without a call; was its recorder killed?" ]]
}

@test "the scripts pass shellcheck" {
	need shellcheck
	cd "$HERE/.."
	shellcheck contrib/ci/seccord-ci contrib/ci/github-comment contrib/ci/gitlab-comment examples/*/ci.sh examples/*/tests/*.sh
}

# Fills the steps of the action, and of the template, as its system does.
@test "the review step of the action passes its inputs on, and reports" {
	need_yaml
	need make
	example c-project
	./ci.sh --accept
	"$python" - "$HERE/../contrib/ci/action.yml" <<-'END'
		import sys, yaml
		steps = yaml.safe_load(open(sys.argv[1]))["runs"]["steps"]
		open("review", "w").write([step["run"] for step in steps if step.get("id") == "review"][0])
	END
	export GITHUB_ACTION_PATH=$HERE/../contrib/ci GITHUB_OUTPUT=$PWD/outputs GITHUB_STEP_SUMMARY=$PWD/summary
	export POLICY=policy.json COMMAND="sh tests/run.sh '{shard}' {shards}" TRACES='' SHARDS=2 ONLY=wordcount STACKS=true
	export FAIL_ON=gained,danger SOURCE_ROOT=.
	sh -e review
	[ "$(cat outputs)" = "$(printf 'folder=seccord-ci.out\nstatus=0\nsarif=true')" ]
	[ ! -e summary ]
	rm outputs
	change_c 'socket(AF_INET, SOCK_STREAM, 0)'
	make
	sh -e review
	grep -q '^status=1$' outputs
	grep -q 'wordcount news (wordcount.c:' summary
	rm outputs
	COMMAND='' TRACES='seccord-ci.out/shard-*.trace' STACKS=false FAIL_ON=danger sh -e review
	grep -q '^status=0$' outputs
	rm outputs
	COMMAND=false sh -e review
	[ "$(cat outputs)" = "$(printf 'folder=seccord-ci.out\nstatus=2\nsarif=false')" ]
}

@test "the script of the GitLab template passes its variables on" {
	need_yaml
	need make
	example c-project
	./ci.sh --accept
	"$python" - "$HERE/../contrib/ci/gitlab.yml" <<-'END'
		import sys, yaml
		open("script", "w").write("\n".join(yaml.safe_load(open(sys.argv[1]))[".seccord"]["script"]))
	END
	mkdir bin
	printf '#!/bin/sh\necho "comment $*"\n' >bin/gitlab-comment
	ln -s "$SECCORD_CI" bin/seccord-ci
	chmod +x bin/gitlab-comment
	export SECCORD_POLICY=policy.json SECCORD_COMMAND='sh tests/run.sh {shard} {shards}' SECCORD_TRACES='' SECCORD_SHARDS=2
	export SECCORD_OPTIONS=--only=wordcount SECCORD_FAIL_ON=gained
	PATH=$PWD/bin:$PATH run sh -e script
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *'comment seccord-ci.out/comment.md' ]]
	change_c 'socket(AF_INET, SOCK_STREAM, 0)'
	make
	PATH=$PWD/bin:$PATH run sh -e script
	[ "$status" = 1 ]
	[[ $output == *'comment seccord-ci.out/comment.md' ]]
	SECCORD_COMMAND=false PATH=$PWD/bin:$PATH run sh -e script
	[ "$status" = 2 ]
	[[ $output != *'comment seccord-ci.out'* ]]
}

@test "the YAML files are YAML, and their shell steps are shell" {
	need_yaml
	"$python" - "$HERE/.." <<-'END'
		import glob, subprocess, sys, yaml
		root = sys.argv[1]
		scripts = []
		def load(name):
		    return yaml.safe_load(open(name))
		action = load(root + "/contrib/ci/action.yml")
		assert action["runs"]["using"] == "composite"
		for step in action["runs"]["steps"]:
		    if "run" in step:
		        assert step["shell"] == "sh" and "${{" not in step["run"], step
		        scripts.append(step["run"])
		scripts += load(root + "/contrib/ci/gitlab.yml")[".seccord"]["script"]
		variables = load(root + "/contrib/ci/gitlab.yml")[".seccord"]["variables"]
		files = glob.glob(root + "/examples/*/github.yml")
		assert len(files) == 3
		for name in files:
		    steps = load(name)["jobs"]["seccord"]["steps"]
		    given = steps[-1]["with"]
		    assert not set(given) - set(action["inputs"]), name
		    gitlab = load(name.replace("github", "gitlab"))["system-calls"]
		    assert gitlab["variables"]["SECCORD_COMMAND"] == given["command"]
		    assert gitlab["variables"].get("SECCORD_FAIL_ON", "danger") == given.get("fail-on", "danger")
		    assert not {v for v in gitlab["variables"] if v.startswith("SECCORD_")} - set(variables)
		    words = open(name.replace("github.yml", "ci.sh")).read().replace("'", "").replace('"${PYTHON:-python3}"', "python3")
		    assert "-- " + given["command"] in words, name
		for script in scripts:
		    subprocess.run(["sh", "-n"], input=script, text=True, check=True)
	END
}

@test "GitHub's schema accepts the action and the workflows" {
	command -v action-validator >/dev/null ||
		skip "action-validator is not installed (npm install --global @action-validator/cli @action-validator/core)"
	mkdir -p .github/workflows
	cp "$HERE/../contrib/ci/action.yml" .
	action-validator action.yml
	for name in "$HERE"/../examples/*/github.yml; do
		cp "$name" .github/workflows/seccord.yml
		action-validator .github/workflows/seccord.yml
	done
	sed 's/using: composite/using: neither/' action.yml >bad.yml
	mv bad.yml action.yml
	not action-validator action.yml
}

@test "a seccord that cannot be run is said at once, and the tests are not blamed" {
	local bad
	mkdir folder
	echo text >text
	for bad in /none/none no-such-program "$PWD/folder" "$PWD/text"; do
		SECCORD=$bad run "$SECCORD_CI" --policy=policy.json -- touch made
		[ "$status" = 2 ]
		[ "$output" = "seccord-ci: cannot run $bad; set SECCORD to the program seccord" ]
		SECCORD=$bad run "$SECCORD_CI" --shard=1/2 -- touch made
		[ "$status" = 2 ]
		[ ! -e made ]
		[ ! -e seccord-ci.out ]
	done
	SECCORD=true run "$SECCORD_CI" --policy=policy.json -- touch made
	[ "$status" = 2 ]
	[ "$output" = "seccord-ci: true is not seccord; set SECCORD to the program seccord" ]
	[ ! -e made ]
}
