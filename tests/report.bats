#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# seccord report: a page that is well-formed HTML, loads nothing, keeps hostile
# names inert and private facts out, and works in a browser.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

# page FILE: its text, in `text`; fails if the HTML is not as it should be
page()
{
	python3 "$HERE/page.py" "$1" >text || { cat text; return 1; }
}

# two traces and a policy that stops some calls of the second
record_two()
{
	need python3
	seccord record -q --stacks -o old.trace -- sh -c 'ls / >/dev/null'
	seccord record -q --stacks -o new.trace -- sh -c 'ls / >/dev/null; uname; chmod 600 old.trace; sort old.trace >sorted' >/dev/null
	seccord policy -o policy.json old.trace
}

@test "the page has every section, and only those that were asked for" {
	record_two
	seccord report -o all.html --policy=policy.json --against=old.trace old.trace new.trace
	page all.html
	local title
	for title in Danger Refused Changes Programs Calls Policy Coverage; do
		grep -qx "$title" text
	done
	grep -q 'fchmodat' text
	grep -q 'equivalent of' text
	# what check proposes
	seccord check policy.json old.trace new.trace >checked || [ $? = 1 ]
	sed -n 's/.*; \(add {.*\)/\1/p' checked | sort -u >remedies
	grep -q '"fchmodat"' remedies
	local remedy
	while read -r remedy; do
		grep -qF "$remedy" text
	done <remedies
	grep -q 'Good-Turing' text
	seccord report -o plain.html new.trace
	page plain.html
	for title in Refused Changes Policy; do
		not grep -qx "$title" text
	done
	for title in Danger Programs Calls Coverage; do
		grep -qx "$title" text
	done
}

@test "the page names every call and program of the trace" {
	record_two
	seccord report -o page.html new.trace
	page page.html
	seccord show --json new.trace | python3 -c '
import json, sys
for category in json.load(sys.stdin)["categories"]:
    for call in category["calls"]:
        print(call["call"])' | sort -u >calls
	[ "$(wc -l <calls)" -gt 20 ]
	python3 -c '
import re, sys
page = open("page.html").read()
anchors = re.findall(r"<details class=\"row call\" id=\"[^\"]*\"[^>]*><summary><code>([^<]*)</code>", page)
print("\n".join(sorted(set(anchors))))' >shown
	diff calls shown
	local program
	for program in ls uname chmod sort; do
		grep -Eq "/$program( |\$)" text
	done
}

@test "of refused calls the dangerous ones are first, and marked" {
	need python3
	printf '%s\n' '{"seccord-trace": 3}' \
		'{"call": 0, "arch": "x86_64", "nr": 74, "origin": "direct", "count": 1}' \
		'{"call": 1, "arch": "x86_64", "nr": 272, "origin": "direct", "args": {"nsflags": ["CLONE_NEWUSER"]}, "count": 1}' \
		'{"call": 2, "arch": "x86_64", "nr": 59, "origin": "direct", "count": 1}' \
		'{"call": 3, "arch": "x86_64", "nr": 105, "origin": "direct", "count": 1}' \
		'{"call": 4, "arch": "x86_64", "nr": 10, "origin": "direct", "args": {"prot": ["PROT_READ"]}, "count": 1}' >t.trace
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "read"}]}' >policy.json
	seccord report -o page.html --policy=policy.json t.trace
	page page.html
	sed -n '/^Refused$/,/^Programs$/s/EPERM.*//p' text >order
	diff - order <<-EOF
		unshare(nsflags CLONE_NEWUSER) dangerous
		execve worth knowing
		setuid worth knowing
		fsync
		mprotect(prot PROT_READ)
	EOF
}

@test "the page is the same for the same traces, in any order but for the coverage" {
	record_two
	seccord report -o a.html --policy=policy.json --against=old.trace new.trace
	seccord report -o b.html --policy=policy.json --against=old.trace new.trace
	cmp a.html b.html
	seccord report old.trace new.trace | sed '/<h2 id="coverage"/q' >a
	seccord report new.trace old.trace | sed '/<h2 id="coverage"/q' >b
	cmp a b
}

# numbers ARGUMENT...: compares the page with `show`, `check` and `diff`
numbers()
{
	echo "$*"
	timeout -k 5 120 python3 "$HERE/page-numbers.py" "$SECCORD" "$@"
}

@test "the numbers of the page are those of show, check and diff" {
	record_two
	numbers new.trace
	numbers --policy=policy.json --against=old.trace new.trace
	numbers --policy=policy.json --against=new.trace old.trace new.trace
	local pairs="$HERE/../testdata/pairs"            # merged and labelled
	numbers "$pairs/coreutils-13.trace"
	numbers --policy=policy.json --against="$pairs/git-12.trace" "$pairs/git-13.trace" "$pairs/curl-13.trace"
	printf '%s\n' '{"seccord-trace": 3}' '{"program": 0, "path": "/bin/a"}' '{"program": 1, "path": "/bin/b"}' '{"started": 0}' \
		'{"call": 0, "arch": "x86_64", "nr": 59, "origin": "direct", "count": 1}' \
		'{"call": 1, "arch": "i386", "nr": 101, "origin": "direct", "program": 0, "count": 12345}' \
		'{"call": 2, "arch": "i386", "nr": 122, "origin": "direct", "program": 1, "count": 7}' \
		'{"call": 3, "arch": "x86_64", "nr": 9999, "origin": "direct", "program": 1, "count": 2}' >archs.trace
	numbers --policy=policy.json --against=old.trace archs.trace
	printf '%s\n' '{"seccord-trace": 3}' '{"call": 0, "arch": "x86_64", "nr": 0, "origin": "direct", "count": 9, "least": true}' \
		'{"call": 1, "arch": "x86_64", "nr": 321, "origin": "direct", "count": 0, "known": true}' >learned.trace
	numbers --policy=policy.json --against=archs.trace learned.trace
	numbers --policy=policy.json --against=archs.trace learned.trace archs.trace new.trace
}

@test "the title names the recordings, and what they are compared with" {
	need python3
	echo '{"seccord-trace": 3, "command": ["app", "-x"]}' >a.trace
	printf '%s\n' '{"call": 0, "arch": "x86_64", "nr": 0, "origin": "direct", "count": 1}' '{"end": true, "status": 0}' >>a.trace
	sed 's/"app"/"other"/; s/"status": 0/"status": 7/' a.trace >b.trace
	seccord merge -o both.trace a.trace b.trace
	local title
	while IFS='|' read -r args title facts; do
		# shellcheck disable=SC2086 # several words
		seccord report -o page.html $args
		page page.html
		[ "$(grep -cxF "$title" text)" = 2 ]       # the title of the window, and the heading
		[ "$(grep -xE '(Known c|C)ommand.*|Worst end.*|Ended with.*' text | tr '\n' ' ')" = "$facts " ]
	done <<-EOF
		a.trace|System calls in a.trace|Commandapp (1 argument not shown) Ended withstatus 0
		a.trace b.trace|System calls in 2 recordings|Commandseveral commands Worst endstatus 7
		both.trace|System calls in both.trace, 2 recordings|Commandseveral commands Worst endstatus 7
		a.trace a.trace|System calls in 2 recordings|Known commandapp (1 argument not shown) Worst endstatus 0
		--against=a.trace b.trace|b.trace compared with a.trace|Commandother (1 argument not shown) Ended withstatus 7
		--against=a.trace a.trace b.trace|2 recordings compared with a.trace|Commandseveral commands Worst endstatus 7
	EOF
}

@test "changes are first, and each danger says whether it is new" {
	need python3
	echo '{"seccord-trace": 3}' >old.trace
	printf '%s\n' '{"call": 0, "arch": "x86_64", "nr": 101, "origin": "direct", "args": {"ptrace_op": ["PTRACE_ATTACH"]}, "count": 1}' \
		'{"call": 1, "arch": "x86_64", "nr": 59, "origin": "direct", "count": 1}' >>old.trace
	cp old.trace new.trace
	echo '{"call": 2, "arch": "x86_64", "nr": 321, "origin": "direct", "count": 1}' >>new.trace
	seccord report -o page.html --against=old.trace new.trace
	page page.html
	grep -xE 'Changes|Danger|Programs' text | tail -n 3 | diff - <(printf '%s\n' Changes Danger Programs)
	grep -qx '2 dangerous, 1 of them new' text
	grep -q '^dangerous, new.*bpf' text
	grep -q '^dangerouscode.*ptrace' text
	grep -q '^worth knowingcode.*execve' text
	seccord report -o page.html --against=new.trace old.trace
	page page.html
	grep -qx '1 dangerous, as before' text
	seccord report -o page.html new.trace
	page page.html
	grep -qx '2 dangerous' text
}

@test "programs without calls have nothing to open, and calls without a program are explained" {
	need python3
	printf '%s\n' '{"seccord-trace": 3}' '{"program": 0, "path": "/bin/a"}' '{"program": 1, "path": "/bin/b"}' '{"started": 0}' \
		'{"started": 1, "by": 0}' '{"call": 0, "arch": "x86_64", "nr": 59, "origin": "direct", "count": 1}' \
		'{"call": 1, "arch": "x86_64", "nr": 0, "origin": "direct", "program": 0, "count": 1}' >t.trace
	seccord report -o page.html t.trace
	page page.html
	grep -qx '/bin/b no calls known' text
	grep -q '<p id="program-1">' page.html
	grep -qx 'start of the recorded command 1 call, 1 time' text
	not grep -q 'does not name the program' text
	echo '{"call": 2, "arch": "x86_64", "nr": 1, "origin": "direct", "count": 3}' >>t.trace
	seccord report -o page.html t.trace
	page page.html
	grep -qx 'calls without a known program 2 calls, 4 times' text
	grep -q 'does not name the program' text
	seccord policy -o policy.json t.trace
	seccord report --policy=policy.json --against=t.trace t.trace t.trace | grep -o '<caption>.*</caption>' >captions
	[ "$(wc -l <captions)" = 2 ]                # of the coverage, which has two tables
}

@test "nothing in the page comes from elsewhere" {
	record_two
	seccord report -o page.html --policy=policy.json --against=old.trace new.trace
	page page.html
	not grep -qiE '(https?:)?//[a-z]|@import|url\(|<(link|img|iframe|object|embed|base|form)[ >]' page.html
}

@test "hostile names of threads, programs, functions and files are text" {
	need python3
	local evil='<img src=x onerror=alert(1)>' quote="\"' onmouseover='alert(1)"
	mkdir -p "d</script>$evil"
	cp "$(type -P true)" "d</script>$evil/<svg onload=a>"
	cp "$(type -P true)" "$quote"
	printf '#!/bin/sh\n./"%s"\n' "$(printf '%s' "$quote" | sed 's/"/\\"/g')" >run
	printf '"./d</script>%s/<svg onload=a>"\n' "$evil" >>run
	chmod +x run
	seccord record -q -o "<title><script>.trace" -- ./run '</script><script>alert(1)</script>'
	sed 's|"function": "[^"]*"|"function": "</code><script>alert(1)</script>\\u001b[2J\&amp;"|' "<title><script>.trace" >functions.trace
	printf '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "read", "note": "</q></td>%s"}]}\n' "$evil" >"<b>.json"
	seccord report --show-paths -o page.html --policy="<b>.json" --against=functions.trace "<title><script>.trace" functions.trace
	page page.html
	grep -qF "</script>$evil/<svg onload=a>" text
	grep -qF "$quote" text
	grep -qF '</script><script>alert(1)</script>' text
	grep -qF '</code><script>alert(1)</script>\x1b[2J&amp;' text
	grep -qF "</q></td>$evil" text
	not grep -qP '[\x00-\x08\x0b-\x1f\x7f]' page.html
}

@test "a password in argv and home directories stay out of the page, of Markdown and of SARIF" {
	need python3
	mkdir -p "$BATS_TEST_TMPDIR/home/alice"
	cp "$(type -P true)" "$BATS_TEST_TMPDIR/home/alice/app"
	seccord record -q -o old.trace -- true
	seccord record -q --stacks -o new.trace -- "$BATS_TEST_TMPDIR/home/alice/app" --password=hunter2 hunter2
	sed 's|"[^"]*/home/alice/|"/home/alice/|; s|"file": "[^"]*"|"file": "/root/src/app.c"|' new.trace >home.trace
	grep -q hunter2 home.trace
	seccord report -o page.html home.trace
	page page.html
	not grep -qE 'hunter2|alice|/root' page.html
	grep -q '/app (2 arguments not shown)' text
	seccord report --show-paths -o page.html home.trace
	page page.html
	grep -q '/home/alice/app --password=hunter2 hunter2' text
	local format
	for format in markdown sarif; do
		seccord diff --format=$format old.trace home.trace >out || [ $? = 1 ]
		not grep -qE 'hunter2|alice|/root' out
	done
}

@test "a trace of record --no-command has no command line" {
	seccord record -q --no-command -o a.trace -- sh -c 'true --password=hunter2'
	not grep -q hunter2 a.trace
	not grep -q '"command"' a.trace
	seccord show a.trace >shown
	not grep -q '^command' shown
	seccord report -o page.html a.trace
	page page.html
	grep -q '^Commandunknown$' text
	seccord policy -o policy.json a.trace
	seccord run policy.json -- sh -c true
}

@test "a trace of many archs, unknown numbers and a tree deeper than HTML nests" {
	need python3
	python3 >t.trace <<'EOF'
print('{"seccord-trace": 3}')
for i in range(1000):
    print('{"program": %d, "path": "/bin/p%d"}' % (i, i))
    print('{"started": %d, "by": %d}' % (i, i - 1) if i else '{"started": 0}')
for i, (arch, nr) in enumerate((("x86_64", 0), ("i386", 3), ("x32", 0x40000000), ("arm64", 63), ("x86_64", 9999))):
    print('{"call": %d, "arch": "%s", "nr": %d, "origin": "direct", "program": %d, "count": %d}' % (i, arch, nr, i, 10 ** i))
EOF
	seccord report -o page.html t.trace
	page page.html
	grep -q '^/bin/p999' text
	[ "$(grep -c '^read\(x86_64\|i386\|x32\|arm64\) ' text)" = 4 ]
	grep -q '^9999x86_64 10.*000 times' text
	grep -q 'Not complete' text
}

@test "tables have a column for archs only if there are several" {
	record_two
	seccord report -o one.html --policy=policy.json --against=old.trace new.trace
	page one.html
	not grep -q 'Architectures' text
	grep -q '^Architecturex86_64$' text
	printf '%s\n' '{"seccord-trace": 3}' '{"call": 0, "arch": "x86_64", "nr": 59, "origin": "direct", "count": 1}' \
		'{"call": 1, "arch": "i386", "nr": 11, "origin": "direct", "count": 1}' >two.trace
	seccord report -o two.html --policy=policy.json --against=old.trace two.trace
	page two.html
	[ "$(grep -cE 'Architectures?$' text)" = 4 ]
	grep -q 'executes other programsx86_64 i386$' text
}

@test "the page says what a learned recording does not show" {
	need python3
	seccord record -q -o full.trace -- ls /
	seccord report -o page.html full.trace
	page page.html
	not grep -q 'engine=learn' text
	printf '%s\n' '{"seccord-trace": 3}' '{"call": 0, "arch": "x86_64", "nr": 0, "origin": "direct", "count": 9, "least": true}' \
		'{"call": 1, "arch": "x86_64", "nr": 1, "origin": "direct", "count": 0, "known": true}' >learn.trace
	seccord report -o page.html learn.trace
	page page.html
	grep -q '^Recorded with --engine=learn: calls were made at least this often' text
	grep -q 'not seen in this recording: 1 call\.$' text
}

@test "bad use ends with one line and status 2" {
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": []}' >policy.json
	seccord record -q -o a.trace -- true
	local args
	for args in "" "policy.json" "a.trace missing.trace" "--policy=a.missing a.trace" "--against=a.missing a.trace" "-o /none/x a.trace"; do
		# shellcheck disable=SC2086 # several words
		run seccord report $args
		echo "$args: $output"
		[ "$status" = 2 ]
		[ "${#lines[@]}" = 1 ]
	done
}

@test "the page works in a browser: filter, order, links, narrow and wide, light and dark" {
	need python3 chromium chromedriver
	record_two
	printf '%s\n' '{"seccord-trace": 3}' '{"call": 0, "arch": "x86_64", "nr": 435, "origin": "direct", "deep": {"clone_flags": ["CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM|CLONE_SETTLS|CLONE_PARENT_SETTID|CLONE_CHILD_CLEARTID"]}, "count": 1}' >clone.trace
	seccord report -o page.html --policy=policy.json --against=old.trace old.trace new.trace clone.trace
	run timeout -k 5 150 python3 "$HERE/page-browser.py" page.html .
	echo "$output"
	[ "$status" != 77 ] || skip "no browser runs here"
	[ "$status" = 0 ]
}
