#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The manual page of each command and format, and what `make install` puts where.

# shellcheck disable=SC2154 # set by bats
load helper

commands=$(sed -n 's/^COMMAND(\([a-z]*\))$/\1/p' "$HERE/../cli/commands.def")
pages=${SECCORD%/*}/man

# run_make TARGET VARIABLE=value...: on the build that is tested, from the top of the tree. The program is as it is: other
# files of tests run it meanwhile, and a commit after the build would link it again.
run_make()
{
	local top=${HERE%/tests} build
	build=$(realpath -s --relative-to="$top" "${SECCORD%/*}")
	env -u MAKEFLAGS -u MAKELEVEL make -C "$top" --no-print-directory --old-file="$build/seccord" BUILD="$build" "$@"
}

# The options of a command by its help, and by its page: "-f --format", sorted.
help_options()
{
	seccord "$1" --help | sed -n 's/^  \(-.\), \(--[a-z-]*\).*/\1 \2/p; s/^      \(--[a-z-]*\).*/\1/p' | grep -v -e '--help' | sort
}

page_options()
{
	sed -n 's/^\.It Fl \(.\) , Fl -\([a-z-]*\).*/-\1 --\2/p; s/^\.It Fl -\([a-z-]*\).*/--\1/p' "$pages/seccord-$1.1" | sort
}

@test "the page of each command documents its options, all of them and no others" {
	for command in $commands; do
		echo "$command"
		help_options "$command" >help
		page_options "$command" >page
		[ -s help ]
		diff help page
	done
}

@test "the page of each command has its forms, and the description and the example of its help" {
	for command in $commands; do
		page=$pages/seccord-$command.1
		grep -qxF ".Nd $(seccord "$command" --help | sed -n "1s/^seccord $command: //p")" "$page"
		grep -qxF "$ $(seccord "$command" --help | sed -n '$s/^Example: //p')" "$page"
		[ "$(grep -c '^\.Nm seccord$' <(sed '/^\.Sh DESC/q' "$page"))" = \
			"$(awk '/^\.Sh/ { on = $2 == "SYNOPSIS" } on' "$HERE/../docs/seccord.1" | grep -cx ".Cm $command")" ]
	done
}

@test "the page of seccord-runtime has the settings of the script" {
	sed -n 's/^#   \(SECCORD[A-Z_]*\) .*/\1/p' "$HERE/../contrib/containers/seccord-runtime" | sort >settings
	[ "$(wc -l <settings)" = 4 ]
	sed -n 's/^\.It Ev //p' "$HERE/../docs/seccord-runtime.1" | sort | diff settings -
}

@test "the page of seccord-ci has the options of its help" {
	"$HERE/../contrib/ci/seccord-ci" --help | grep -oE '^  --[a-z-]+|--help' | tr -d ' ' | sort -u >help
	[ "$(wc -l <help)" -ge 9 ]
	sed -n 's/^\.It Fl -\([a-z-]*\).*/--\1/p' "$HERE/../docs/seccord-ci.1" | sort >page
	diff <(grep -v -e --help help) <(grep -v -e --help page)
	# its forms and variables too
	"$HERE/../contrib/ci/seccord-ci" --help >help
	[ "$(grep -c ' \[options\] ' help)" = "$(sed '/^\.Sh DESC/q' "$HERE/../docs/seccord-ci.1" | grep -c '^\.Op Ar options')" ]
	while read -r word; do
		grep -qw "$word" help
	done < <(sed -n 's/^\.\(It \)*Ev \(SECCORD[A-Z_]*\).*/\2/p' "$HERE/../docs/seccord-ci.1")
}

@test "the pages pass mandoc -Tlint" {
	need mandoc
	for page in "$pages"/*.[15] "$HERE"/../docs/seccord-*.1; do
		run bash -c "mandoc -Tlint -W style '$page' 2>&1 | grep -v 'mandoc.db lacks\|manual not found'"
		echo "$output"
		[ -z "$output" ]
	done
}

@test "a page that lacks a part is an error, not an empty page" {
	run awk -v command=record -v commands=record -f "$HERE/../docs/page.awk" "$HERE/../cli/main.c" "$HERE/../docs/seccord.1"
	[ "$status" = 1 ]
	[[ $output == "page.awk: "*"no .what or no .example of record" ]]
	grep -v '^\.Ss record$' "$HERE/../docs/seccord.1" >manual
	run awk -v command=record -v commands=record -f "$HERE/../docs/page.awk" "$HERE/../cli/record.c" manual
	[ "$status" = 1 ]
	[ "${#lines[@]}" = 1 ]
}

# words_of_page FORMAT: as man prints them, one a line
words_of_page()
{
	mandoc -Tutf8 -O width=1000 "$pages/seccord-$1.5" | LC_ALL=C sed -E 's/([\xc0-\xff][\x80-\xbf]+|.)\x08//g' | tr -s ' \t' '\n'
}

# words_of_document FORMAT: without markup, and without headings and rulers of tables
words_of_document()
{
	# shellcheck disable=SC1003 # no quote is escaped
	sed -E '/^$/{n; /^\|/d}; /^```/d; /^\|[-|]+$/d; s/\]\([^)]*\)//g; s/^#+ //; s/^(-|[0-9]+\.) +//' "$HERE/../docs/$1-format.md" | tr -d '`*[]|\\' | tr -s ' \t' '\n'
}

@test "the page of each format has all words of its document" {
	need mandoc
	for format in policy trace; do
		echo "$format"
		words_of_page "$format" | tr -d '`*[]|\\.:' | LC_ALL=C sort -u >page
		words_of_document "$format" | tr -d '.:' | LC_ALL=C sort -u >document
		[ "$(wc -l <document)" -gt 500 ]
		comm -13 page document >missing
		cat missing
		[ ! -s missing ]
		[ "$(grep -c '^\.Ss ' "$pages/seccord-$format.5")" = "$(grep -c '^###* ' "$HERE/../docs/$format-format.md")" ]
	done
}

@test "a document that its page cannot show is an error" {
	printf '# The thing: what\n\n%s\n' 'code `without an end' >thing.md
	run awk -v format=thing -v formats=thing -v commands=record -f "$HERE/../docs/format.awk" "$HERE/../docs/seccord.1" thing.md
	[ "$status" = 1 ]
	[[ $output == *"format.awk: thing.md:3: code without an end"* ]]
}

@test "make prints one short line for each step, and whole commands with V=1" {
	run run_make "$PWD/out/man/seccord-record.1" BUILD="$PWD/out"
	echo "$output"
	[ "$output" = "  MAN     $PWD/out/man/seccord-record.1" ]
	run run_make -B "$PWD/out/man/seccord-record.1" BUILD="$PWD/out" V=1
	[[ $output == "awk -v command=record "* ]]
}

# links_lead_somewhere FOLDER: those of its documents to files
links_lead_somewhere()
{
	local file link
	while read -r file; do
		while read -r link; do
			[ -e "${file%/*}/$link" ] || {
				echo "$file: $link"
				return 1
			}
		done < <(grep -oE '\]\([^)#: ]+[)#]' "$file" | sed 's/^](//; s/[)#]$//')
	done < <(find "$1" -name '*.md')
}

@test "make builds all that make install installs, which writes nothing to the sources as root" {
	run_make -n all BUILD="$PWD/out" >steps
	for shell in bash zsh fish; do
		grep -qF "completion -o $PWD/out/completion/$shell" steps
	done
	grep -qF "$PWD/out/man/seccord-record.1" steps
}

@test "the examples are installed as they are in git, without what begins with a dot" {
	need git
	[ -e "$HERE/../.git" ] || skip "not a git checkout"
	run_make -pn | sed -n 's/^EXTRAS := *//p' | tr -s ' ' '\n' | grep ^examples/ | sort >installed
	git -c safe.directory='*' -C "$HERE/.." ls-files examples | grep -v '/\.' | LC_ALL=C sort | diff - <(LC_ALL=C sort installed)
}

@test "make install installs a stripped program that works, pages, completions and docs; make uninstall removes them all" {
	need strip
	local root="$PWD/a root" before
	before=$(stat -c %y "$SECCORD")
	(umask 077 && run_make install DESTDIR="$root" PREFIX=/usr)
	[ "$(stat -c %y "$SECCORD")" = "$before" ]
	[ -z "$(find "$root/usr" ! -type l ! -perm -a=r)" ]
	[ "$("$root/usr/bin/seccord" --version)" = "$(seccord --version)" ]
	"$root/usr/bin/seccord" record -q -o t -- true
	not grep -q '\.symtab' "$root/usr/bin/seccord"
	cmp "$HERE/../docs/seccord.1" "$root/usr/share/man/man1/seccord.1"
	for command in $commands; do
		cmp "$pages/seccord-$command.1" "$root/usr/share/man/man1/seccord-$command.1"
	done
	for format in policy trace; do
		cmp "$pages/seccord-$format.5" "$root/usr/share/man/man5/seccord-$format.5"
	done
	cmp "$HERE/../docs/policy-format.md" "$root/usr/share/doc/seccord/docs/policy-format.md"
	cmp "$HERE/../docs/schema/show.schema.json" "$root/usr/share/doc/seccord/docs/schema/show.schema.json"
	seccord completion bash | cmp - "$root/usr/share/bash-completion/completions/seccord"
	seccord completion zsh | cmp - "$root/usr/share/zsh/site-functions/_seccord"
	seccord completion fish | cmp - "$root/usr/share/fish/vendor_completions.d/seccord.fish"
	cmp "$HERE/../contrib/containers/seccord-runtime" "$root/usr/bin/seccord-runtime"
	cmp "$HERE/../contrib/ci/seccord-ci" "$root/usr/bin/seccord-ci"
	PATH=$root/usr/bin:$PATH seccord-ci --help >help
	[ -x "$root/usr/share/seccord/ci/github-comment" ]
	cmp "$HERE/../contrib/ci/gitlab-comment" "$root/usr/share/seccord/ci/gitlab-comment"
	grep -q '"path": "/usr/bin/seccord"' "$root/usr/share/seccord/oci-hook.json"
	cmp "$root/usr/share/seccord/oci-hook.json" "$root/usr/share/doc/seccord/contrib/containers/oci-hook.json"
	[ -x "$root/usr/share/doc/seccord/examples/c-project/tests/run.sh" ]
	links_lead_somewhere "$root/usr/share/doc/seccord"
	touch "$root/usr/bin/other"
	run_make uninstall DESTDIR="$root" PREFIX=/usr
	[ "$(find "$root" ! -type d)" = "$root/usr/bin/other" ]
	[ ! -e "$root/usr/share/doc/seccord" ]
}
