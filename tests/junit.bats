#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# seccord check --format=junit: a test case for each program of the trace.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

# cases FILE: "NAME: RESULT" of each case, after the counts of its suite; fails unless
# the file is as CI systems expect
cases()
{
	for python in python3 /usr/bin/python3; do
		"$python" -c '' 2>/dev/null && break
	done || skip "python3 is not installed"
	"$python" - "$1" <<-'END'
		import sys, xml.etree.ElementTree as tree
		root = tree.parse(sys.argv[1]).getroot()
		assert root.tag == "testsuites" and len(root) == 1
		suite, = root
		assert suite.tag == "testsuite"
		cases = suite[:-1] if suite[-1].tag == "system-err" else suite[:]
		results = [(case, case[0] if len(case) else None) for case in cases]
		assert all(case.tag == "testcase" for case in cases)
		def count(tag):
		    return sum(result is not None and result.tag == tag for case, result in results)
		for element in root, suite:
		    assert int(element.get("tests")) == len(results)
		    assert int(element.get("failures")) == count("failure")
		    assert int(element.get("errors")) == count("error")
		names = [(case.get("classname"), case.get("name")) for case in cases]
		assert len(set(names)) == len(names), names
		for case, result in results:
		    lines = "ok" if result is None else result.tag + " " + result.get("message") + " " + " ".join((result.text or "").split())
		    print(case.get("name") + ": " + lines)
	END
}

@test "each program is a case, which fails with the calls that are refused" {
	seccord record -q -o sh.trace -- sh -c 'mkdir d; rmdir d; true; ls / >/dev/null'
	seccord policy -o p.json sh.trace
	seccord check --format=junit -o junit.xml p.json sh.trace
	cases junit.xml >found
	cat found
	[ "$(wc -l <found)" = 4 ]
	[ "$(grep -c ': ok$' found)" = 4 ]
	seccord policy --deny=mkdir -o narrow.json sh.trace
	run seccord check --format=junit -o junit.xml narrow.json sh.trace
	[ "$status" = 1 ]
	cases junit.xml >found
	cat found
	[ "$(grep -c ': ok$' found)" = 3 ]
	grep 'mkdir: failure' found | grep -q 'failure 1 call refused or in doubt x86_64 mkdir(.*): E'
	[ "$("$SECCORD" check narrow.json sh.trace | wc -l)" = 1 ]
	seccord policy --deny=execve -o narrow.json sh.trace
	run seccord check --format=junit -o junit.xml narrow.json sh.trace
	[ "$status" = 1 ]
	cases junit.xml | grep '^unknown program: failure .* execve'
}

@test "a planned refusal is no failure, and without programs there is one case" {
	printf 'clone3({flags=CLONE_VM}, 88) = 5\nmkdir("d", 0777) = 0\n' >log.strace
	seccord import -o log.trace log.strace || [ $? = 1 ]
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "clone3", "action": "errno", "errno": "ENOSYS"}, {"call": "clone"}, {"call": "mkdir"}]}' >p.json
	seccord check -f junit -o junit.xml p.json log.trace
	[ "$(cases junit.xml)" = 'unknown program: ok' ]
	grep -v mkdir log.strace >other.strace
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "clone3"}]}' >p.json
	run seccord check --format=junit -o junit.xml p.json log.trace
	[ "$status" = 1 ]
	[[ $(cases junit.xml) == 'unknown program: failure 1 call refused or in doubt x86_64 mkdir('* ]]
}

@test "hostile names are XML, and programs of one path have names of their own" {
	cat >odd.trace <<-'END'
		{"seccord-trace": 3}
		{"program": 0, "path": "/a\"<&>'\u0001\u001b\uffff]]>"}
		{"program": 1, "path": "/same", "build_id": "1111111111111111"}
		{"program": 2, "path": "/same", "build_id": "2222222222222222"}
		{"call": 0, "arch": "x86_64", "nr": 83, "program": 0, "count": 1}
		{"call": 1, "arch": "x86_64", "nr": 83, "program": 1, "count": 1}
		{"call": 2, "arch": "x86_64", "nr": 0, "program": 2, "count": 1}
		{"end": true}
	END
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "read"}]}' >'p<&".json'
	run seccord check --format=junit -o junit.xml 'p<&".json' odd.trace
	[ "$status" = 1 ]
	cases junit.xml >found
	cat found
	[[ $(sed -n 1p found) == '/a"<&>'\''\x01\x1b'*'failure 1 call'* ]]
	[[ $(sed -n 2p found) == '/same, build 111111111111: failure'* ]]
	[ "$(sed -n 3p found)" = '/same, build 222222222222: ok' ]
}

@test "a policy that was read inexactly passes no case" {
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "read"}], "inexact": [{"reason": "a <reason>"}]}' >p.json
	printf '{"seccord-trace": 3}\n{"call": 0, "arch": "x86_64", "nr": 0, "count": 1}\n{"end": true}\n' >read.trace
	run seccord check --format=junit -o junit.xml p.json read.trace
	one_line_of_trouble 'a <reason>'
	[[ $(cases junit.xml) == 'unknown program: error '*'a <reason>'* ]]
}

@test "json is the same by both options, and an unknown format is trouble" {
	seccord record -q -o true.trace -- true
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": []}' >p.json
	seccord check --json -o a p.json true.trace || [ $? = 1 ]
	seccord check --format=json -o b p.json true.trace || [ $? = 1 ]
	cmp a b
	seccord check --unused --json -o a p.json true.trace || [ $? = 1 ]
	seccord check --unused --format=json -o b p.json true.trace || [ $? = 1 ]
	cmp a b
	run seccord check --unused --format=junit p.json true.trace
	one_line_of_trouble 'format=junit: not one of text, json$'
	run seccord check --format=xml p.json true.trace
	one_line_of_trouble 'format=xml: not one of text, json, junit'
}

@test "home directories stay out, unless asked for" {
	printf '%s\n' '{"seccord-trace": 3, "command": ["/home/zoe/app"]}' '{"program": 0, "path": "/home/zoe/app"}' \
		'{"image": 0, "path": "/home//zoe/lib/libx.so", "build_id": "ab", "arch": "x86_64"}' '{"site": 0, "image": 0, "offset": "0x10"}' \
		'{"call": 0, "arch": "x86_64", "nr": 83, "site": 0, "program": 0, "count": 1}' '{"end": true, "status": 0}' >home.trace
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": []}' >none.json
	seccord check -f junit none.json home.trace >out || [ $? = 1 ]
	grep -q "[~]/app" out
	not grep -q zoe out
	seccord check -f junit --show-paths none.json home.trace >out || [ $? = 1 ]
	grep -q '/home/zoe/app' out
}

@test "an incomplete recording is named in every format" {
	seccord record -q -o sh.trace -- sh -c :
	seccord policy -o p.json sh.trace 2>/dev/null
	seccord check p.json sh.trace 2>&1 | not grep incomplete
	sed '/^{"end"/d' sh.trace >cut.trace
	run seccord check p.json cut.trace
	[ "$status" = 0 ]
	[ "$output" = "seccord: note: the trace is incomplete (interrupted): calls may be missing" ]
	seccord check --json p.json cut.trace 2>/dev/null | grep -q '"incomplete": "interrupted"'
	seccord check -f junit -o junit.xml p.json cut.trace 2>/dev/null
	cases junit.xml
	grep -q '<system-err>the recording is incomplete (interrupted)' junit.xml
	run seccord check --unused p.json cut.trace
	[[ $output == *"note: the trace is incomplete (interrupted)"* ]]
	local command
	for command in 'verify p.json' 'show --danger'; do
		# shellcheck disable=SC2086 # words
		run seccord $command cut.trace
		[[ $output == *"note: cut.trace is incomplete (interrupted): calls may be missing"* ]]
	done
	seccord verify --json p.json cut.trace 2>/dev/null | grep -q '"incomplete": {"right": "interrupted"}'
	run seccord check --unused --json p.json cut.trace
	[[ $output == *'"incomplete": "interrupted"'* ]]
}
