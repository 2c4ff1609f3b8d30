#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# seccord diff for reviewers: danger first, the cause of each change, equivalents
# apart from new power, and the formats of code review.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

# policy CALLS: a policy with these rules, on stdout
policy()
{
	printf '{"seccord": 2, "archs": ["x86_64"], "calls": [%s]}\n' "$1"
}

# build NAME CODE: builds a program from this C code, which gets the usual headers
build()
{
	printf '#define _GNU_SOURCE\n#include <stdio.h>\n#include <stdlib.h>\n#include <sys/socket.h>\n#include <sys/stat.h>\n#include <sys/syscall.h>\n#include <unistd.h>\n%s\n' "$2" >"$1.c"
	${CC:-cc} -g -O1 -o "$1" "$1.c" 2>log || skip "no programs here"
}

@test "text and Markdown count calls alike" {
	seccord record -q -o old.trace -- true
	seccord policy -o old.json old.trace
	seccord record -q -o new.trace -- sh -c 'mkdir d; mv d e; rmdir e; chmod 700 .'
	seccord diff old.json new.trace >text || [ $? = 1 ]
	seccord diff --format=markdown old.json new.trace >markdown || [ $? = 1 ]
	gained=$(sed -n 's/^calls: \([0-9]*\) gained, .*/\1/p' text)
	[ "$gained" -gt 3 ]
	head -n 1 markdown | grep -q "[ :]$gained gained"
}

@test "dangers come first, and each change has its cause" {
	build old 'int main(void) { return getppid() < 0; }'
	build new '__attribute__((noinline)) void trace_me(void) { syscall(SYS_bpf, 0, 0, 0); }
		int main(void) { trace_me(); return chdir("/") + (getppid() < 0); }'
	seccord record -q --stacks -o old.trace -- ./old
	seccord record -q --stacks -o new.trace -- ./new
	run seccord diff old.trace new.trace
	echo "$output"
	[ "$status" = 1 ]
	[[ ${lines[0]} == "! "*": bpf: "* ]]
	grep -A3 '^    + bpf' <<<"$output" | grep -q '^        dangerous: '
	grep -A3 '^    + bpf' <<<"$output" | grep -q '^        from new trace_me (new.c:[0-9]*)'
	grep -A1 '^    + chdir' <<<"$output" | grep -q 'from new main (new.c:'
	[ "$(tail -n 1 <<<"$output" | cut -d: -f1)" = calls ]
}

@test "an equivalent of an allowed call adds no power" {
	policy '{"call": "stat"}, {"call": "openat"}' >old.json
	policy '{"call": "stat"}, {"call": "openat"}, {"call": "newfstatat"}, {"call": "statx"}, {"call": "chroot"}' >new.json
	run seccord diff old.json new.json
	echo "$output"
	grep -A2 '^    + newfstatat' <<<"$output" | grep -q 'same power as stat, which was allowed'
	grep -A2 '^    + chroot' <<<"$output" >chroot
	not grep -q 'same power' chroot
	policy '{"call": "openat", "args": [{"oflags": {"bits": "O_CLOEXEC"}}]}' >narrow.json
	policy '{"call": "openat", "args": [{"oflags": {"bits": "O_CLOEXEC"}}]}, {"call": "open"}' >open.json
	run seccord diff narrow.json open.json
	echo "$output"
	[[ $output == *"+ open"* && $output != *"same power"* ]]
}

@test "--fail-on decides what fails" {
	policy '{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}' >old.json
	policy '{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_INET"]}]}' >wider.json
	policy '{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}, {"call": "getppid"}' >more.json
	policy '{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}, {"call": "bpf"}' >bpf.json
	local cases=("old old gained,widened,lost,danger 0" "old wider gained 0" "old wider widened 1" "old wider lost 0" "wider old widened 0"
		"old more gained 1" "old more danger 0" "old more lost,widened 0" "more old lost 1" "more old gained 0" "old bpf danger 1"
		"old bpf danger:kernel 1" "old bpf danger:information 0" "bpf old danger 0" "old bpf lost,danger:kernel 1")
	local before after what expected
	for case in "${cases[@]}"; do
		read -r before after what expected <<<"$case"
		run seccord diff "--fail-on=$what" "$before.json" "$after.json"
		echo "$case: $status"
		[ "$status" = "$expected" ]
	done
	run seccord diff --fail-on=danger:cats old.json bpf.json
	one_line_of_trouble --fail-on=danger:cats
	run seccord diff --format=html old.json bpf.json
	one_line_of_trouble --format=html
}

@test "lost calls are no longer made, or perhaps just not seen this time" {
	build both 'int main(int count, char **word) { (void)word; return count > 1 && getpgid(0) < 0; }'
	for n in 1 2 3; do
		seccord record -q -o "with$n.trace" -- ./both x
	done
	seccord record -q -o without.trace -- ./both
	seccord merge -o always.trace with1.trace with2.trace with3.trace
	seccord merge -o once.trace with1.trace without.trace without.trace
	seccord policy --exact -o exact.json without.trace
	run seccord diff always.trace exact.json
	echo "$output"
	grep -A2 '^    - getpgid' <<<"$output" | grep -q 'seen in 3 of 3 recordings before: gone'
	run seccord diff once.trace exact.json
	echo "$output"
	grep -A2 '^    - getpgid' <<<"$output" | grep -q 'seen in 1 of 3 recordings before: perhaps just not seen this time'
}

@test "a new build of a library is named" {
	printf 'int work(void) { return 0; }\n' >one.c
	printf '#include <unistd.h>\nint work(void) { return chdir("/"); }\n' >two.c
	printf 'int work(void);\nint main(void) { return work(); }\n' >main.c
	${CC:-cc} -g -shared -fPIC -Wl,--build-id -o libwork.so.1 -Wl,-soname,libwork.so.1 one.c 2>log || skip "no libraries here"
	ln -s libwork.so.1 libwork.so
	${CC:-cc} -g -o main main.c -L. -lwork -Wl,-rpath,"$PWD"
	seccord record -q --stacks -o old.trace -- ./main
	rm libwork.so.1
	${CC:-cc} -g -shared -fPIC -Wl,--build-id -o libwork.so.1 -Wl,-soname,libwork.so.1 two.c
	seccord record -q --stacks -o new.trace -- ./main
	run seccord diff old.trace new.trace
	echo "$output"
	grep -A2 '^    + chdir' <<<"$output" | grep -q 'from libwork.so.1 work (two.c:2)'
}

# packaged NAME VERSION BODY: builds libwork.so.4, which says that it is of this package (none: "")
packaged()
{
	local note=
	rm -f libwork.so.4
	[ -z "$1" ] || note='__asm__(".pushsection .note.package, \"a\", @note; .balign 4; .long 4, 4f - 3f, 0xcafe1a7e; .asciz \"FDO\"; 3: .asciz \"{\\\"type\\\": \\\"deb\\\", \\\"name\\\": \\\"'$1'\\\", \\\"version\\\": \\\"'$2'\\\"}\"; 4: .balign 4; .popsection");'
	printf '#include <unistd.h>\n#include <sys/stat.h>\n%s\nint work(void) { return %s; }\n' "$note" "$3" >work.c
	${CC:-cc} -shared -fPIC -Wl,--build-id -o libwork.so.4 -Wl,-soname,libwork.so.4 work.c 2>log || skip "no libraries with notes here"
}

@test "the versions of a library before and after are named, in every format" {
	packaged libwork4 7.88.1-10 '0'
	printf 'int work(void);\nint main(void) { return work(); }\n' >main.c
	${CC:-cc} -o main main.c ./libwork.so.4 -Wl,-rpath,"$PWD"
	# a library is in the trace if it makes a call, or is the caller of one
	packaged libwork4 7.88.1-10 'umask(0) < 0'
	seccord record -q --stacks -o old.trace -- ./main
	packaged libwork4t64 8.14.1-2 'umask(0) < 0 || chdir("/")'
	seccord record -q --stacks -o renamed.trace -- ./main
	packaged libwork4 8.14.1-2 'umask(0) < 0 || chdir("/")'
	seccord record -q --stacks -o new.trace -- ./main
	packaged '' '' 'umask(0) < 0 || chdir("/") || getpid() < 0'
	seccord record -q --stacks -o none.trace -- ./main
	grep -q '^{"image": [0-9]*, "path": "[^"]*/libwork.so.4", .*"package": "libwork4", "version": "8.14.1-2"}$' new.trace
	run seccord diff old.trace new.trace
	echo "$output"
	grep -A2 '^    + chdir' <<<"$output" | grep -qE 'from libwork.so.4 work \(libwork4 7.88.1-10 -> 8.14.1-2; build [0-9a-f]{8}, before [0-9a-f]{8}\)'
	run seccord diff new.trace old.trace
	grep -A3 '^    - chdir' <<<"$output" | grep -qE 'from libwork.so.4 work \(libwork4 8.14.1-2 -> 7.88.1-10; build [0-9a-f]{8}, now [0-9a-f]{8}\)'
	run seccord diff old.trace renamed.trace
	grep -A2 '^    + chdir' <<<"$output" | grep -qE '\(libwork4 7.88.1-10 -> libwork4t64 8.14.1-2; build '
	run seccord diff old.trace none.trace
	grep -A2 '^    + chdir' <<<"$output" | grep -qE '\(libwork4 7.88.1-10 before; build '
	packaged libwork4 7.88.1-10 'umask(0) < 0 || chdir("/")'
	seccord record -q --stacks -o rebuilt.trace -- ./main
	run seccord diff old.trace rebuilt.trace
	grep -A2 '^    + chdir' <<<"$output" | grep -qE '\(libwork4 7.88.1-10; build [0-9a-f]{8}, before [0-9a-f]{8}\)'
	seccord diff -f markdown old.trace new.trace >comment || true
	# shellcheck disable=SC2016 # backquotes are Markdown
	grep -q '^  - `from libwork.so.4 work (libwork4 7.88.1-10 -> 8.14.1-2; build .*`$' comment
	seccord diff -f sarif old.trace new.trace >review.sarif || true
	grep -q 'from libwork.so.4 work (libwork4 7.88.1-10 -> 8.14.1-2; build ' review.sarif
	seccord diff --json old.trace new.trace >diff.json || true
	grep -q '"package": "libwork4", "version": "8.14.1-2", "package_before": "libwork4", "version_before": "7.88.1-10"' diff.json
	need_jsonschema
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/diff.schema.json" diff.json
}

@test "the package of an image is in each sum, and a hostile one is harmless" {
	packaged 'a\\\\u001b[31m`<b>' 1 'chdir("/")'
	printf 'int work(void);\nint main(void) { return work(); }\n' >main.c
	${CC:-cc} -o main main.c ./libwork.so.4 -Wl,-rpath,"$PWD"
	seccord record -q --stacks -o evil.trace -- ./main
	packaged libwork4 2 'umask(0) < 0'
	seccord record -q --stacks -o old.trace -- ./main
	run seccord diff --color=never old.trace evil.trace
	echo "$output"
	[[ $output == *'(libwork4 2 -> a\x1b[31m`<b> 1; build '* ]]
	seccord diff -f markdown old.trace evil.trace >comment || true
	grep -qF "a\\x1b[31m'<b> 1; build" comment
	seccord merge -o one.trace old.trace evil.trace
	seccord merge -o two.trace evil.trace old.trace old.trace
	[ "$(grep -c '"package": ' one.trace)" = 2 ]
	cmp <(grep '"image": [0-9]*, "path"' one.trace) <(grep '"image": [0-9]*, "path"' two.trace)
	seccord merge --map=k old.trace evil.trace | seccord merge --reduce - | cut -f 2- | tr '\t' '\n' >reduced.trace
	cmp one.trace reduced.trace
	sed 's/, "version": "2"//' old.trace >half.trace
	run seccord show half.trace
	one_line_of_trouble 'half.trace:'
}

@test "the tests that made a call are named, in every format" {
	build new 'int main(int count, char **word) { (void)word; return count > 1 ? chdir("/") : mkdir("d", 0700); }'
	build old 'int main(void) { return umask(0) < 0 || symlink("x", "y"); }'
	seccord record -q --no-command --label='test b' --label='suite <b>' -o one.trace -- ./new
	seccord record -q --label='test a' -o two.trace -- ./new x
	seccord record -q --label='test a' --label='test b' --label='suite <b>' -o old.trace -- ./old
	seccord merge -o new.trace one.trace two.trace
	seccord merge -o again.trace two.trace one.trace
	cmp new.trace again.trace
	seccord merge --map=k two.trace one.trace | seccord merge --reduce - | cut -f 2- | tr '\t' '\n' >reduced.trace
	cmp new.trace reduced.trace
	run seccord diff old.trace new.trace
	echo "$output"
	grep -A3 '^    + chdir' <<<"$output" | grep -q '; recorded in test a$'
	grep -A3 '^    + mkdir' <<<"$output" | grep -q '; recorded in suite <b>, test b$'
	grep -A3 '^    - symlink' <<<"$output" | grep -q 'seen in 1 of 1 recording before: the same tests ran again without it'
	grep -A3 '^    - symlink' <<<"$output" | grep -q '; recorded in suite <b>, test a, test b$'
	seccord diff --format=markdown old.trace new.trace >comment || true
	# shellcheck disable=SC2016 # backquotes are Markdown
	grep -q '^  - `.*; recorded in suite <b>, test b`$' comment
	seccord diff --format=sarif -o review.sarif old.trace new.trace || true
	seccord diff --json -o diff.json old.trace new.trace || true
	need_jsonschema
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/diff.schema.json" diff.json
	"$python" - <<-'END'
		import json
		results = json.load(open("review.sarif"))["runs"][0]["results"]
		chdir = [result for result in results if result["ruleId"].endswith("/chdir")][0]
		assert chdir["properties"] == {"labels": ["test a"]} and "recorded in test a" in chdir["message"]["text"]
		changes = {change["call"]: change for section in json.load(open("diff.json"))["sections"] for change in section["changes"]}
		assert changes["mkdir"]["labels"] == ["suite <b>", "test b"] and not changes["mkdir"]["more_labels"]
		assert changes["symlink"]["ran_again"] and changes["symlink"]["kind"] == "lost"
	END
	seccord show --by=label new.trace >shown
	not grep -qE 'at most|<=' shown
	sed -n '/^test a:/,/^$/p' shown | grep -q chdir
	not grep -q chdir <<<"$(sed -n '/^test b:/,/^$/p' shown)"
	seccord show --why=chdir new.trace | grep -q 'recorded in test a$'
	seccord show --json --why=chdir new.trace | grep -q '"labels": \["test a"\], "more_labels": false'
}

@test "of many labels the lowest are named" {
	local n
	for n in 1 2 3 4 5 6 7 8 9; do
		seccord record -q --label="test $n" -o "$n.trace" -- true
	done
	seccord merge -o all.trace [1-9].trace
	policy '' >none.json
	seccord diff none.json all.trace >out || true
	grep -q '; recorded in test 1, test 2, test 3, test 4, test 5, test 6, test 7, test 8 and more$' out
	not grep -q 'test 9' out
	run seccord record --label='' -- true
	one_line_of_trouble "'--label' requires an argument"
	run seccord record --label="$(printf '%0256d' 0)" -- true
	one_line_of_trouble '1 to 255 bytes'
	run seccord record --label="$(printf 'a\nb')" -- true
	one_line_of_trouble 'control character'
	run seccord record --label=1 --label=2 --label=3 --label=4 --label=5 --label=6 --label=7 --label=8 --label=9 -- true
	one_line_of_trouble 'more than 8 labels'
	[ ! -e seccord.trace ]
}

@test "Markdown folds all but what is dangerous, and cannot be broken by names" {
	# shellcheck disable=SC2016 # C code
	build new 'int main(void) { syscall(SYS_prctl, 15, "`<b>@all"); syscall(SYS_bpf, 0, 0, 0); return chdir("/"); }'
	seccord record -q --stacks -o new.trace -- ./new
	policy '' >old.json
	run seccord diff --format=markdown old.json new.trace
	echo "$output"
	[ "$status" = 1 ]
	[[ ${lines[0]} == "### System calls: 1 dangerous, "*" gained"* ]]
	[ "${lines[1]}" = '**Dangerous**' ]
	# shellcheck disable=SC2016 # backquotes are Markdown
	[[ ${lines[2]} == '- `bpf` gained'* ]]
	[ "$(grep -c '^<details>$' <<<"$output")" = "$(grep -c '^</details>$' <<<"$output")" ]
	# shellcheck disable=SC2016 # backquotes are Markdown
	grep -q "^  - \`from new main (new.c:[0-9]*); thread '<b>@all\`\$" <<<"$output"
	run seccord diff --format=markdown old.json old.json
	[ "$status" = 0 ]
	[ "${lines[0]}" = '### System calls: no call changed' ]
}

@test "a comment stays below the limit of a pull request" {
	policy '' >old.json
	python3 - >new.json <<-'END' || skip "python3 is not installed"
		rules = ", ".join('{"call": %d, "archs": ["x86_64"], "args": [{"arg0": [%d], "arg1": {"from": 1000000000, "to": 2000000000}}]}' % (5000 + 2 * i, i) for i in range(1000))
		print('{"seccord": 2, "archs": ["x86_64"], "calls": [%s]}' % rules)
	END
	run seccord diff --format=markdown old.json new.json
	[ "${#output}" -lt 65000 ]
	[[ $output == *"more (too many for a comment)"* ]]
}

@test "SARIF locates a change at the caller's source line, with a stable fingerprint" {
	need python3
	build new '__attribute__((noinline)) void probe(void) { syscall(SYS_bpf, 0, 0, 0); }
		int main(void) { probe(); return chdir("/"); }'
	mkdir -p src
	cp new.c src/new.c
	${CC:-cc} -g -O1 -o new "$PWD/src/new.c"
	policy '' >old.json
	seccord record -q --stacks -o one.trace -- ./new
	seccord record -q --stacks -o two.trace -- ./new
	run seccord diff --format=sarif --fail-on=lost -o one.sarif old.json one.trace
	[ "$status" = 0 ]
	seccord diff --format=sarif -o two.sarif old.json two.trace || true
	python3 - <<-'END'
		import json
		one, two = (json.load(open(name)) for name in ("one.sarif", "two.sarif"))
		assert one["version"] == "2.1.0" and len(one["runs"]) == 1
		run = one["runs"][0]
		rules = run["tool"]["driver"]["rules"]
		assert len({rule["id"] for rule in rules}) == len(rules)
		for result in run["results"]:
		    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
		    assert result["level"] in ("error", "warning", "note") and result["locations"] and result["message"]["text"]
		    for location in result["locations"]:
		        physical = location["physicalLocation"]
		        assert not physical["artifactLocation"]["uri"].startswith("/") and physical["region"]["startLine"] > 0
		bpf = [result for result in run["results"] if result["ruleId"].endswith("/bpf")][0]
		assert bpf["level"] == "error"
		assert bpf["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/new.c"
		assert bpf["locations"][0]["physicalLocation"]["region"]["startLine"] == 8
		prints = lambda log: [result["partialFingerprints"] for result in log["runs"][0]["results"]]
		assert prints(one) == prints(two)
	END
}

@test "sources outside of the root and arguments of the program are not printed" {
	build new 'int main(void) { return chdir("/"); }'
	seccord record -q --stacks -o new.trace -- ./new --password=hunter2
	policy '' >old.json
	mkdir root
	for format in text json markdown sarif; do
		seccord diff --format=$format --source-root=root old.json new.trace >out || true
		not grep -q hunter2 out
	done
	not grep -q "$PWD" out
}

@test "the JSON contains everything in the text" {
	need python3
	build new 'int main(void) { return syscall(SYS_bpf, 0, 0, 0) > 0 || chdir("/"); }'
	seccord record -q --stacks -o new.trace -- ./new
	policy '{"call": "stat"}' >old.json
	seccord diff --json -o diff.json old.json new.trace || true
	python3 - <<-'END'
		import json
		diff = json.load(open("diff.json"))
		assert diff["version"] == 1 and diff["same"] is False
		assert any(entry["calls"] == ["bpf"] and entry["dangerous"] for entry in diff["opened"])
		changes = {change["call"]: change for section in diff["sections"] for change in section["changes"]}
		assert changes["bpf"]["kind"] == "gained" and changes["bpf"]["danger"]["dangerous"]
		assert changes["chdir"]["places"][0]["file"].endswith("new.c") and changes["chdir"]["seen"] == 1
	END
}

@test "the JSON matches its schema" {
	need_jsonschema
	build new 'int main(void) { return syscall(SYS_bpf, 0, 0, 0) > 0 || chdir("/"); }'
	seccord record -q --stacks -o new.trace -- ./new
	policy '{"call": "stat"}, {"call": {"from": 5000, "to": 6000}, "action": "kill"}' >old.json
	printf '{"seccord": 2, "archs": ["x86_64", "arm64"], "default": {"action": "kill"}, "foreign": {"action": "errno", "errno": "EPERM"}, "calls": [{"call": "statx"}]}\n' >other.json
	local left right
	for left in old.json other.json new.trace; do
		for right in old.json other.json new.trace; do
			seccord diff --json -o "$left-$right" "$left" "$right" || true
		done
	done
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/diff.schema.json" ./*.json-* ./*.trace-*
}

# kind OLD NEW KIND: the only change from OLD to NEW, both files, is of this kind, and --fail-on sees it; text and bytes of filters agree
kind()
{
	local what status
	seccord diff --json -o diff.json "$1" "$2" || true
	echo "$1 $2: $(grep -o '"kind": "[a-z]*"' diff.json | tr '\n' ' '), expected $3"
	[ "$(grep -o '"kind": "[a-z]*"' diff.json)" = "\"kind\": \"$3\"" ]
	for what in gained widened lost; do
		status=0
		seccord diff "--fail-on=$what" "$1" "$2" >out || status=$?
		[ "$status" = "$([ "$what" = "$3" ] && echo 1 || echo 0)" ]
	done
}

@test "the power of an answer decides what is widened" {
	local action before after rule
	for action in allow log supervise trace errno; do
		rule='{"call": "bpf", "action": "'$action'"'
		[ "$action" != errno ] || rule+=', "errno": "EACCES"'
		policy "$rule}" >"$action.json"
	done
	policy '{"call": "bpf", "action": "trace", "ret_data": 7}' >trace7.json
	while read -r before after kind; do
		kind "$before.json" "$after.json" "$kind"
	done <<-'END'
		supervise allow widened
		supervise log widened
		allow supervise narrowed
		log supervise narrowed
		log allow changed
		allow log changed
		trace allow gained
		trace supervise gained
		errno trace widened
		trace errno narrowed
		trace trace7 widened
		errno supervise gained
		supervise errno lost
		supervise trace widened
	END
	policy '{"call": "openat2", "action": "supervise", "deep": [{"oflags": ["O_CLOEXEC"]}]}' >deep.json
	policy '{"call": "openat2", "action": "supervise", "deep": [{"oflags": ["O_CLOEXEC", "O_RDWR"]}]}' >more.json
	policy '{"call": "openat2", "action": "supervise", "deep": [{"oflags": ["O_RDWR"]}]}' >moved.json
	policy '{"call": "openat2", "action": "supervise"}' >any.json
	kind deep.json more.json widened
	kind more.json deep.json narrowed
	kind deep.json moved.json widened
	kind moved.json deep.json widened
	kind deep.json any.json widened
	kind any.json deep.json narrowed
	run seccord diff --fail-on=danger supervise.json allow.json
	[ "$status" = 1 ]
	[[ ${lines[0]} == "! kernel: bpf: "* ]]
	run seccord diff --fail-on=danger allow.json supervise.json
	[ "$status" = 0 ]
}

@test "a general answer that supervises no longer is widened" {
	printf '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "supervise"}, "calls": [{"call": "read"}]}\n' >ask.json
	printf '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "allow"}, "calls": [{"call": "read"}]}\n' >allow.json
	local case before after what expected
	for case in "ask allow widened 1" "ask allow gained 0" "ask allow lost 0" "ask allow danger 1" "allow ask widened 0" "allow ask danger 0"; do
		read -r before after what expected <<<"$case"
		run seccord diff "--fail-on=$what" "$before.json" "$after.json"
		echo "$case: $status"
		[ "$status" = "$expected" ]
	done
	seccord diff --format=sarif ask.json allow.json | grep -q '"ruleId": "general/default"'
}

@test "what a list of refused calls lets through is widened" {
	blocks()
	{
		printf '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "allow"}, "newer": {"action": "allow"}, "calls": [%s]}\n' "$1"
	}
	blocks '{"call": "ioctl", "args": [{"ioctl_cmd": ["TIOCSTI"], "action": "errno", "errno": "EPERM"}]}' >sti.json
	blocks '{"call": "ioctl", "args": [{"ioctl_cmd": ["TIOCLINUX"], "action": "errno", "errno": "EPERM"}]}' >linux.json
	blocks '{"call": "ioctl", "args": [{"ioctl_cmd": ["TIOCLINUX", "TIOCSTI"], "action": "errno", "errno": "EPERM"}]}' >both.json
	kind sti.json linux.json widened
	kind linux.json sti.json widened
	kind both.json sti.json widened
	kind sti.json both.json narrowed
	local name
	for name in sti linux both; do
		seccord emit -f bpf -o "$name.bpf" "$name.json" 2>/dev/null
	done
	kind sti.bpf linux.bpf widened
	kind both.bpf sti.json widened
	kind sti.json both.bpf narrowed
	run seccord diff --fail-on=danger sti.bpf linux.bpf
	[ "$status" = 1 ]
	[[ ${lines[0]} == "! privilege: ioctl: "* ]]
	[[ $output == *"such as (ioctl_cmd TIOCSTI): now allow, before EPERM"* ]]
	run seccord diff --fail-on=danger sti.json both.json
	[ "$status" = 0 ]
	seccord diff --format=sarif sti.json linux.json | grep -q '"ruleId": "device/ioctl"'
	blocks '{"call": "bpf", "action": "errno", "errno": "EPERM"}, {"call": "mount", "action": "errno", "errno": "EPERM"}' >two.json
	blocks '{"call": "bpf", "action": "errno", "errno": "EPERM"}' >one.json
	kind two.json one.json gained
}

@test "what cannot be known fails with 2, unless one side settles it" {
	printf '{"seccord": 2, "archs": ["x86_64"], "inexact": [{"call": "bpf", "reason": "depends on CAP_BPF"}], "calls": [{"call": "read"}]}\n' >half.json
	printf '{"seccord": 2, "archs": ["x86_64"], "inexact": [{"call": "getppid", "reason": "a fold"}], "calls": [{"call": "read"}]}\n' >mild.json
	printf '{"seccord": 2, "archs": ["x86_64"], "inexact": [{"reason": "a fold"}], "calls": [{"call": "read"}]}\n' >vague.json
	policy '{"call": "read"}, {"call": "bpf"}' >bpf.json
	policy '{"call": "read"}, {"call": "getppid"}' >more.json
	policy '{"call": "getppid"}' >less.json
	policy '' >none.json
	local case before after what expected
	for case in "half bpf gained 2" "half bpf widened 2" "half bpf lost 2" "half less lost 1" "half none gained 0" "half none widened 0" \
		"half none danger 0" "half more gained 1" "half less danger 0" "bpf half lost 2" "bpf half gained 2" "none half lost 0" \
		"mild more gained 2" "mild less danger 0" "vague none gained 2" "vague less gained 2" "vague none danger 2" "none vague danger 2" "less half danger 2"; do
		read -r before after what expected <<<"$case"
		run seccord diff "--fail-on=$what" "$before.json" "$after.json"
		echo "$case: $status $output"
		[ "$status" = "$expected" ]
	done
	printf '{"seccord": 2, "archs": ["x86_64"], "inexact": [{"call": "bpf", "reason": "depends on CAP_BPF"}], "calls": [{"call": "read"}, {"call": "chdir"}]}\n' >half.json
	policy '{"call": "read"}, {"call": "bpf"}' >new.json
	run seccord diff --fail-on=gained half.json new.json
	[ "$status" = 2 ]
	[[ ${lines[-1]} == "seccord diff: cannot rule out 'gained': half.json was read inexactly: bpf: depends on CAP_BPF" ]]
}

@test "an arch whose foreign calls pass is gained when it is dropped" {
	printf '{"seccord": 2, "archs": ["x86_64", "i386"], "foreign": {"action": "allow"}, "calls": [{"call": "read"}]}\n' >two.json
	printf '{"seccord": 2, "archs": ["x86_64"], "foreign": {"action": "allow"}, "calls": [{"call": "read"}]}\n' >one.json
	printf '{"seccord": 2, "archs": ["x86_64"], "foreign": {"action": "kill"}, "calls": [{"call": "read"}]}\n' >strict.json
	local case before after what expected name
	for name in one two strict; do
		seccord emit -f bpf -o "$name.bpf" "$name.json" 2>/dev/null
	done
	for case in "two one gained 1" "two one danger 1" "two one lost 0" "one two gained 0" "one two widened 0" "one two danger 0" "one two lost 1" \
		"two strict gained 0" "two strict lost 1" "strict two gained 1" "strict one gained 1" "strict one danger 1" "one strict lost 1"; do
		read -r before after what expected <<<"$case"
		run seccord diff "--fail-on=$what" "$before.json" "$after.json"
		echo "$case: $status"
		[ "$status" = "$expected" ]
		run seccord diff "--fail-on=$what" "$before.bpf" "$after.bpf"
		echo "$case, filters: $status"
		[ "$status" = "$expected" ]
	done
	seccord diff two.json one.json | grep -q '^- arch i386, with 1 call; more passes now, such as i386 .*: now allow, before EPERM$'
	seccord diff --json two.json one.json | grep -q '"archs_widened": \["i386"\]'
	seccord diff --format=sarif two.json one.json | grep -q 'archs lost of which more passes now: i386'
	seccord diff --format=markdown two.json one.json | grep -q '^- arch i386: more passes now'
}

# power OLD NEW CALL: the call that was gained has the same power as CALL; "none": new power
power()
{
	policy "$1" >old.json
	policy "$1, $2" >new.json
	seccord diff old.json new.json >out || true
	echo "$1 -> $2: $(grep -o 'same power as [a-z0-9]*' out)"
	if [ "$3" = none ]; then
		not grep -q 'same power' out
	else
		grep -q "same power as $3, which" out
	fi
}

@test "the same power is only what the old rule gives under the conditions of its set" {
	local old new of
	while IFS='|' read -r old new of; do
		power "$old" "$new" "$of"
	done <<-'END'
		{"call": "unlink"}|{"call": "unlinkat"}|none
		{"call": "unlink"}|{"call": "unlinkat", "args": [{"atflags": ["AT_REMOVEDIR"]}]}|none
		{"call": "unlink"}|{"call": "unlinkat", "args": [{"atflags": [0]}]}|unlink
		{"call": "rmdir"}|{"call": "unlinkat", "args": [{"atflags": ["AT_REMOVEDIR"]}]}|rmdir
		{"call": "unlinkat"}|{"call": "rmdir"}|unlinkat
		{"call": "unlinkat", "args": [{"atflags": [0]}]}|{"call": "rmdir"}|none
		{"call": "unlinkat", "args": [{"atflags": {"not": {"has_any": "AT_REMOVEDIR"}}}]}|{"call": "unlink"}|unlinkat
		{"call": "unlinkat", "args": [{"atflags": {"not": {"has_any": "AT_REMOVEDIR"}}}]}|{"call": "rmdir"}|none
		{"call": "rename"}|{"call": "renameat2"}|none
		{"call": "rename"}|{"call": "renameat2", "args": [{"rename_flags": ["RENAME_WHITEOUT"]}]}|none
		{"call": "rename"}|{"call": "renameat2", "args": [{"rename_flags": [0]}]}|rename
		{"call": "dup"}|{"call": "fcntl"}|none
		{"call": "dup"}|{"call": "fcntl", "args": [{"fcntl_cmd": ["F_SETOWN"]}]}|none
		{"call": "dup"}|{"call": "fcntl", "args": [{"fcntl_cmd": ["F_DUPFD"]}]}|dup
		{"call": "getrlimit"}|{"call": "prlimit64"}|none
		{"call": "getrlimit"}|{"call": "prlimit64", "args": [{"target": [0], "new_limit": [0]}]}|getrlimit
		{"call": "fstat"}|{"call": "newfstatat"}|none
		{"call": "openat", "args": [{"oflags": ["O_RDONLY"]}]}|{"call": "open", "args": [{"oflags": ["O_RDWR"]}]}|none
		{"call": "openat", "args": [{"oflags": ["O_RDONLY"]}]}|{"call": "open", "args": [{"oflags": ["O_RDONLY"]}]}|openat
		{"call": "openat", "args": [{"oflags": ["O_RDONLY"]}]}|{"call": "openat2"}|none
		{"call": "openat", "args": [{"oflags": ["O_RDONLY"], "arg0": [5]}]}|{"call": "open", "args": [{"oflags": ["O_RDONLY"]}]}|none
		{"call": "openat"}|{"call": "openat2"}|openat
		{"call": "vfork"}|{"call": "clone"}|none
		{"call": "vfork"}|{"call": "clone", "args": [{"clone_flags": ["CLONE_NEWUSER"]}]}|none
		{"call": "vfork"}|{"call": "clone3"}|none
		{"call": "openat2", "action": "supervise"}|{"call": "openat"}|none
		{"call": "openat2", "action": "supervise"}|{"call": "openat", "action": "supervise"}|openat2
		{"call": "write", "args": [{"arg0": [1]}]}|{"call": "writev"}|none
		{"call": "write"}|{"call": "writev"}|write
	END
	policy '{"call": "fstat"}, {"call": "creat"}' >old.json
	policy '{"call": "fstat"}, {"call": "creat"}, {"call": "newfstatat"}, {"call": "openat"}' >new.json
	seccord diff old.json new.json >out || true
	not grep -q 'newfstatat (with openat)' out
	not grep -q 'same power as fstat' out
}

# --- odd inputs ---

@test "a default or an arch that lets more pass is gained, dangerous and in every format" {
	policy '' >none.json
	printf '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "allow"}, "calls": []}\n' >all.json
	printf '{"seccord": 2, "archs": ["arm64"], "calls": [{"call": "ptrace"}]}\n' >arm.json
	local case before after what expected
	for case in "none all gained 1" "all none gained 0" "none all lost 0" "all none lost 1" "none all danger 1" "all none danger 0" \
		"none arm gained 1" "none arm danger 1" "none arm lost 1"; do
		read -r before after what expected <<<"$case"
		run seccord diff "--fail-on=$what" "$before.json" "$after.json"
		echo "$case: $status"
		[ "$status" = "$expected" ]
	done
	seccord diff --format=markdown none.json all.json >comment || true
	grep -q '^### System calls: [0-9]* dangerous$' comment
	grep -qx -- '- default: now allow, before EPERM' comment
	# shellcheck disable=SC2016 # backquotes are Markdown
	grep -qx -- '- `ptrace`: code: reads and changes other processes' comment
	seccord diff --format=markdown all.json none.json >comment || true
	grep -qx '### System calls: only archs or general answers changed' comment
	seccord diff none.json arm.json >out || true
	grep -qx '+ arch arm64, with 1 call' out
	grep -q '^! code: ptrace: ' out
	for after in all arm; do
		seccord diff --format=sarif -o "$after.sarif" none.json "$after.json" || true
	done
	need python3
	python3 - <<-'END'
		import json
		for name, wanted in (("all", {"general/default", "danger/ptrace", "danger/memfd_create + execveat"}), ("arm", {"general/archs", "danger/ptrace"})):
		    run = json.load(open(name + ".sarif"))["runs"][0]
		    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
		    assert len(set(rules)) == len(rules) and wanted <= set(rules), rules
		    for result in run["results"]:
		        assert rules[result["ruleIndex"]] == result["ruleId"]
		        assert (result["level"] == "error") == result["ruleId"].startswith("danger/")
	END
}

@test "no name from a trace or a policy leaves its place" {
	need python3
	python3 - <<-'END'
		import json
		bad = "x`@all\n# head\x1b[31m</details><img src=x>[a](http://b)"
		trace = [{"seccord-trace": 3, "command": [bad]}, {"program": 0, "path": "/bin/" + bad, "build_id": "\x1b]0;t\x07", "as": bad},
		         {"image": 0, "path": "/lib/" + bad + ".so.1", "build_id": "\x1b[31m@a\n", "arch": "x86_64"},
		         {"site": 0, "image": 0, "offset": "0x10", "function": bad, "into": 1, "file": "/s/" + bad + ".c", "line": 3},
		         {"call": 0, "arch": "x86_64", "nr": 321, "site": 0, "program": 0, "count": 1, "threads": ["`@all\n<b>"], "labels": [bad, "@org/team"]},
		         {"end": True, "status": 0}]
		def write(name):
		    open(name, "w").write("\n".join(map(json.dumps, trace)) + "\n")
		write("bad.trace")
		trace[2]["build_id"], trace[2]["path"] = "other\n", "/lib/" + bad + ".so.2"
		trace[4]["nr"] = 80
		write("other.trace")
		json.dump({"seccord": 2, "archs": ["x86_64"], "inexact": [{"line": 7, "call": "clone", "reason": bad}],
		           "calls": [{"call": "clone"}, {"call": "bpf", "why": "implied", "by": bad}, {"call": "chdir", "why": "equivalent", "of": bad, "set": bad}]},
		          open("bad.json", "w"))
	END
	policy '' >none.json
	local format pair
	for pair in "none.json bad.trace" "bad.trace other.trace" "none.json bad.json"; do
		for format in text markdown; do
			# shellcheck disable=SC2086 # two words
			seccord diff --format=$format $pair >out || true
			grep -q 'x.@all' out
			not grep -q '^ *# head\|^@a' out
			not grep -qP '[\x00-\x09\x0b-\x1f\x7f]' out
		done
		# Outside of code spans, which no name ends, nothing of the names is left.
		# shellcheck disable=SC2016 # backquotes are Markdown
		sed 's/`[^`]*`//g' out >prose
		not grep -q '@\|<img\|\](' prose
		# shellcheck disable=SC2086 # two words
		seccord diff --format=sarif -o out.sarif $pair || true
		python3 - <<-'END'
			import json, re
			for result in json.load(open("out.sarif"))["runs"][0]["results"]:
			    assert not re.search(r"(?<!\\)\]\(", result["message"]["text"]), result["message"]
		END
	done
}

@test "names of any length leave a comment below the limit" {
	need python3
	python3 - <<-'END'
		import json
		trace = [{"seccord-trace": 3}, {"image": 0, "path": "/lib/" + "i" * 60000 + ".so.1", "build_id": "ab", "arch": "x86_64"},
		         {"site": 0, "image": 0, "offset": "0x10", "function": "f" * 60000, "into": 1, "file": "/s/" + "\u00e9" * 20000, "line": 3}]
		for i in range(300):
		    trace.append({"call": i, "arch": "x86_64", "nr": i, "site": 0, "count": 1, "labels": ["%d%s" % (n, "\u00e9" * 120) for n in range(8)]})
		open("long.trace", "w").write("\n".join(map(json.dumps, trace)) + "\n")
	END
	policy '' >none.json
	seccord diff --format=markdown none.json long.trace 2>/dev/null >out || true
	[ "$(wc -c <out)" -lt 65536 ]
	[ "$(grep -c '^<details>$' out)" = "$(grep -c '^</details>$' out)" ]
	iconv -f utf-8 -t utf-8 out >/dev/null
}

@test "a trace that was cut off does not say that calls are gone" {
	build both 'int main(int count, char **word) { (void)word; return count > 1 && mkdir("d", 0700); }'
	local n
	for n in 1 2 3; do
		seccord record -q --label=a -o "$n.trace" -- ./both x
		rm -rf d
	done
	seccord merge -o old.trace 1.trace 2.trace 3.trace
	seccord record -q --label=a -o whole.trace -- ./both
	grep -v '^{"end"' whole.trace >cut.trace
	seccord diff old.trace whole.trace | grep -A1 -- '- mkdir' | grep -q 'before: gone$'
	run seccord diff old.trace cut.trace
	echo "$output"
	[ "${lines[0]}" = 'seccord: note: cut.trace is incomplete (interrupted): calls may be missing' ]
	grep -A1 -- '- mkdir' <<<"$output" | grep -q 'before: perhaps just not seen this time$'
	seccord diff --format=markdown old.trace cut.trace 2>/dev/null >out || true
	grep -qx 'The new recording is incomplete: calls may be missing.' out
	seccord diff --json old.trace cut.trace 2>/dev/null | grep -q '"incomplete": \["new"\]'
	echo '{"seccord-trace": 3}' >empty.trace
	run seccord diff old.trace empty.trace
	one_line_of_trouble 'empty.trace: the trace contains no calls'
}

@test "many pairs of odd inputs: each says the same in every format, and only of itself that it is the same" {
	policy '{"call": "read"}' >read.json
	policy '{"call": "read"}, {"call": "mkdir"}' >more.json
	printf '{"seccord": 2, "archs": ["x86_64", "i386"], "calls": [{"call": "read"}]}\n' >two.json
	printf '{"seccord": 1, "archs": ["arm64"], "calls": [{"call": "read"}]}\n' >arm.json
	printf '\x06\x00\x00\x00\x00\x00\xff\x7f' >allow.bpf
	seccord emit -f bpf -o read.bpf read.json 2>/dev/null
	seccord emit -f docker -o docker.json more.json 2>/dev/null
	seccord emit -f systemd -o unit.conf read.json 2>/dev/null
	seccord record -q -o true.trace -- true
	seccord emit -f minijail -o read.minijail read.json 2>/dev/null
	local left right format status expected count=0
	local names=(read.json more.json two.json arm.json allow.bpf read.bpf docker.json unit.conf true.trace read.minijail)
	for left in "${names[@]}"; do
		for right in "${names[@]}"; do
			expected=
			for format in text json markdown sarif; do
				status=0
				seccord diff --format=$format "$left" "$right" >out 2>/dev/null || status=$?
				expected=${expected:-$status}
				echo "$left $right $format: $status"
				[ "$status" = "$expected" ] && [ "$status" -le 1 ]
				case $format in
				text) [ "$status" = 1 ] || [ ! -s out ] ;;
				json) grep -q "\"same\": $([ "$status" = 0 ] && echo true || echo false)" out ;;
				markdown) [ "$status" = 1 ] || grep -qx 'Both sides give the same answer to every call.' out ;;
				*) [ -s out ] ;;
				esac
			done
			case $left:$right in
			read.json:read.bpf | read.bpf:read.json | "$left:$left") [ "$expected" = 0 ] ;;
			*) [ "$expected" = 1 ] ;;
			esac
			count=$((count + 1))
		done
	done
	[ "$count" = 100 ]
}
