#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# layers.sh TREE checks the rules of docs/architecture.md that one can see in the sources:
#
# - A folder includes only itself and what its row names; a name that ends in a slash is a whole room.
# - A folder includes and names nothing that its row in `forbidden` excludes.
# - A struct, enum or union that a header defines is defined nowhere else.
# - A folder of sources has at most 36 files, and only .c, .h and .def files.
#
# It reads the sources twice: as text without comments and line breaks, whatever
# the conditionals say (lexed), and as the compiler resolves them (resolved).
# The text must have every include in its plain form, from the top of the tree.
cd "$1" || exit 2

rooms='
core
core/base
core/verdict      core/base
core/kernel       core/base
core/values       core/base core/kernel
core/policy       core/base core/verdict core/kernel core/values
core/libc         core/base core/verdict core/kernel core/policy
core/trace        core/base core/verdict core/kernel core/values core/policy
tracer            core/ tracer/process tracer/image tracer/confine tracer/space tracer/signals tracer/follow tracer/learn tracer/adopt
tracer/process    core/
tracer/image      core/
tracer/confine    core/ tracer/image
tracer/code       core/ tracer/image
tracer/reach      core/ tracer/code
tracer/space      core/ tracer/process tracer/image tracer/confine
tracer/learn      core/
tracer/signals    core/ tracer/process
tracer/follow     core/ tracer/process tracer/space tracer/signals
tracer/adopt      core/ tracer/process tracer/space tracer/signals tracer/follow
tracer/x86        core/ tracer/process tracer/space
tracer/arm64      core/ tracer/process tracer/space
tracer/import     core/
tracer/refusal    core/ tracer/import tracer/image tracer/code
analyzer          core/
analyzer/text     core/
analyzer/rows     core/
analyzer/derive   core/ analyzer/rows analyzer/text
analyzer/check    core/ analyzer/rows analyzer/text
analyzer/report   core/ analyzer/rows analyzer/check analyzer/text
analyzer/explain  core/ analyzer/rows analyzer/check analyzer/derive analyzer/text
analyzer/diff     core/ analyzer/rows analyzer/text analyzer/derive
analyzer/review   core/ analyzer/rows analyzer/text analyzer/derive analyzer/check analyzer/report analyzer/diff
analyzer/page     core/ analyzer/rows analyzer/text analyzer/check analyzer/report analyzer/diff analyzer/review
emit              core/
emit/filter       core/
emit/proof        core/ emit/filter
emit/compile      core/ emit/filter emit/proof
emit/lift         core/ emit/filter emit/proof
emit/merge        core/ emit/proof
emit/systemd      core/
emit/in           core/ emit emit/systemd emit/proof emit/lift emit/scmp
emit/defaults     core/
emit/scmp         core/ emit/proof
emit/container    core/ emit/defaults emit/in
emit/kafel        core/ emit/in
emit/minijail     core/ emit emit/in
emit/firecracker  core/ emit/in
emit/terms        core/
emit/out          core/ emit emit/systemd emit/filter emit/compile emit/terms
emit/ring         core/ emit/out emit/terms
emit/oci          core/ emit/out emit/terms
cli               core/ tracer/ analyzer/ emit/ cli/common cli/completion cli/doctor cli/terminal
cli/common        core/ tracer/ analyzer/ emit/ cli/terminal
cli/completion    core/ cli/common
cli/doctor        core/ tracer/
cli/terminal      core/
tests
tests/core        core/ tests
tests/tracer      core/ tracer/
tests/analyzer    core/ analyzer/ tests
tests/emit        core/ emit/ tests
tests/cli         core/ cli/
tests/fuzz        core/ tracer/ emit/
tests/bench       core/ emit/ tests/emit
tests/oracle
tests/programs
tests/truth
tests/truth/libc
'

# Folders, or whole rooms, that must not use ptrace: neither these headers nor these names.
ptrace='sys/ptrace.h linux/ptrace.h asm/ptrace.h asm/ptrace-abi.h sys/user.h asm/user.h sys/reg.h libunwind-ptrace.h ptrace SYS_ptrace __NR_ptrace'
forbidden="
core/             $ptrace
tracer/image      $ptrace
tracer/confine    $ptrace
tracer/code       $ptrace
tracer/reach      $ptrace
tracer/signals    $ptrace
tracer/import     $ptrace
analyzer/         $ptrace
emit/             $ptrace
cli/              $ptrace
"

most_files=36

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

# report FILE MESSAGE: prints the findings in FILE, if there are any, and what they break.
report()
{
	[ -s "$1" ] || return 0
	sort -u "$1"
	echo "layers: $2" >&2
	failed=1
}

find core tracer analyzer emit cli tests -name '*.[ch]' -o -name '*.def' | sort >"$work/files"

# FILE:LINE:CODE of every source: comments removed, and continued lines joined.
# shellcheck disable=SC2016 # awk's own
lexed()
{
	xargs awk '
		function flush() {
			if (code !~ /^[[:space:]]*$/)
				print file ":" start ":" code
			code = ""
		}
		FNR == 1 { flush(); file = FILENAME; comment = 0; continued = 0 }
		{
			if (!continued && !comment) {
				flush()
				start = FNR
			}
			rest = $0
			continued = sub(/\\$/, "", rest)
			if (!continued && !comment && rest !~ /["\047\/]/) {
				code = code rest
				next
			}
			while (rest != "") {
				if (comment) {
					end = index(rest, "*/")
					if (!end)
						break
					rest = substr(rest, end + 2)
					comment = 0
					code = code " "
				} else if (match(rest, /"([^"\\]|\\.)*"|\047([^\047\\]|\\.)*\047|\/\*|\/\//)) {
					token = substr(rest, RSTART, RLENGTH)
					code = code substr(rest, 1, RSTART - 1)
					rest = substr(rest, RSTART + RLENGTH)
					if (token == "//") {
						rest = ""
					} else if (token == "/*") {
						comment = 1
					} else {
						code = code token
					}
				} else {
					code = code rest
					rest = ""
				}
			}
		}
		END { flush() }
	' <"$work/files"
}
lexed >"$work/lexed"

grep -E '^[^:]*:[0-9]*:[[:space:]]*(#|%:|\?\?=)' "$work/lexed" |
	grep -E '^[^:]*:[0-9]*:[[:space:]]*(#|%:|\?\?=)[[:space:]]*(include|import|embed)' >"$work/includes"
grep -E '\?\?[=/()!<>-]' "$work/lexed" | sed 's/$/ (a trigraph)/' >"$work/odd"
grep -vE ':[[:space:]]*#[[:space:]]*include[[:space:]]*("[^"]*"|<[^>]*>)[[:space:]]*$' "$work/includes" >>"$work/odd"
report "$work/odd" 'the lines above are not plain: write #include "path/from/the/top.h" or #include <system.h>'

# FILE:LINE:NAME as the text has it.
sed -E 's|^([^:]*:[0-9]*:)[^"<]*["<]([^">]*)[">].*|\1\2|' "$work/includes" >"$work/plain"

# The compiler resolves the includes of each file that no other file includes.
# System headers are empty: only their names count, and this is ten times as fast.
grep -E '^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*include[[:space:]]*<' "$work/includes" |
	sed -E 's/.*<([^>]*)>.*/\1/' | sort -u | grep -vE '\.\.|^(core|tracer|analyzer|emit|cli|tests)/' |
	sed "s|^|$work/system/|" >"$work/headers"
sed 's|/[^/]*$||' "$work/headers" | sort -u | xargs mkdir -p "$work/system"
xargs touch "$work/system/none.h" <"$work/headers"
awk -F: -v files="$work/files" '
	{ included[$3] = 1 }
	END {
		while ((getline file < files) > 0)
			if (!(file in included))
				print file
	}
' "$work/plain" >"$work/roots"
# shellcheck disable=SC2016 # expanded by the inner shell
WORK=$work CC=${CC:-cc} xargs -P 2 -n 64 sh -c '
	$CC -E -dI -x c -std=c11 -nostdinc -isystem "$WORK/system" -I. -D_GNU_SOURCE "$@" >"$WORK/resolved.$$" 2>"$WORK/errors.$$"
	exit 0
' compile <"$work/roots"
# Other errors come from the macros that empty headers lack.
grep -h 'fatal error' "$work"/errors.* >"$work/fatal"
report "$work/fatal" 'the compiler cannot resolve the includes above'

# FILE:LINE:NAME of each include, and FILE:LINE:CODE of the rest, as the compiler sees them.
awk -v edges="$work/edges" -v code="$work/code" '
	/^# [0-9]+ "/ {
		line = $2 - 1
		file = $3
		gsub(/"/, "", file)
		while (sub(/[^\/]+\/\.\.\//, "", file) || sub(/(^|\/)\.\//, "", file))
			continue
		next
	}
	{ line++ }
	file ~ /^[<\/]/ || /^[[:space:]]*$/ { next }
	/^#include/ {
		name = $2
		gsub(/[<>"]/, "", name)
		print file ":" line ":" name >edges
		next
	}
	!/^#/ && !((file, line, $0) in seen) {
		seen[file, line, $0] = 1
		print file ":" line ":" $0 >code
	}
' "$work"/resolved.*

# Every include, from both readings, against the rows.
sort -u "$work/plain" "$work/edges" | awk -F: -v rooms="$rooms" -v files="$work/files" '
	function bad(what) { print $1 ":" $2 ": " what }
	function folder(file) { return file ~ /\// ? substr(file, 1, match(file, /\/[^\/]*$/) - 1) : "" }
	BEGIN {
		count = split(rooms, row, "\n")
		for (i = 1; i <= count; i++) {
			words = split(row[i], word, " ")
			known[word[1]] = 1
			for (w = 2; w <= words; w++)
				may[word[1], word[w]] = 1
		}
		while ((getline file < files) > 0) {
			exists[file] = 1
			from = folder(file)
			if (!(from in known))
				print file ": " from " has no row in tests/layers.sh"
		}
	}
	{
		from = folder($1)
		to = folder($3)
		room = $3
		sub(/\/.*/, "", room)
		ours = room ~ /^(core|tracer|analyzer|emit|cli|tests)$/ && to != ""
		if (from ~ /^tests\// && $3 !~ /\// && exists[from "/" $3])
			next
		if ($3 ~ /^\/|(^|\/)\.\.?\// || (!ours && exists[from "/" $3]))
			bad("includes are from the top of the tree: " $3)
		else if (ours && !exists[$3])
			bad("no .h, .c or .def file: " $3)
		else if (ours && to != from && !((from, to) in may) && !((from, room "/") in may))
			bad(from " may not include " to)
	}
' >"$work/sideways"
report "$work/sideways" 'the includes above go sideways or upwards; see docs/architecture.md'

# Strings are no code.
sed -E 's/"([^"\\]|\\.)*"/""/g' "$work/lexed" >"$work/names"
sort -u "$work/plain" "$work/edges" | sed 's/$/:include/' | cat - "$work/names" | awk -v forbidden="$forbidden" '
	BEGIN {
		count = split(forbidden, row, "\n")
		for (i = 1; i <= count; i++) {
			words = split(row[i], word, " ")
			for (w = 2; w <= words; w++)
				no[word[1], word[w]] = 1
		}
	}
	{
		match($0, /^[^:]*:[0-9]*:/)
		place = substr($0, 1, RLENGTH)
		rest = substr($0, RLENGTH + 1)
		from = place
		sub(/\/[^\/]*$/, "", from)
		room = from
		sub(/(\/.*)?$/, "/", room)
		if (sub(/:include$/, "", rest)) {
			if ((from, rest) in no || (room, rest) in no)
				print place " " from " may not include <" rest ">"
			next
		}
		if (place ~ /\.def:/ || rest !~ /ptrace/) # tables name every system call
			next
		names = split(rest, name, /[^A-Za-z0-9_]+/)
		for (n = 1; n <= names; n++)
			if ((from, name[n]) in no || (room, name[n]) in no)
				print place " " from " may not use " name[n]
	}
' >"$work/named"
report "$work/named" 'the lines above use what their row in tests/layers.sh forbids'

# TAG FILE of each definition: the keyword, attributes, the tag, attributes and a brace, over any number of lines.
sed -E 's/"([^"\\]|\\.)*"/""/g' "$work/code" | cat "$work/names" - | grep -v '^tests/programs/' | awk '
	{
		match($0, /^[^:]*:/)
		file = substr($0, 1, RLENGTH - 1)
		if (file != before) {
			state = 0
			before = file
		}
		rest = $0
		sub(/^[^:]*:[0-9]*:/, "", rest)
		if (rest ~ /^[[:space:]]*(#|%:)/ || (!state && rest !~ /(^|[^A-Za-z0-9_])(struct|enum|union)([^A-Za-z0-9_]|$)/))
			next
		while (match(rest, /[A-Za-z0-9_]+|[^A-Za-z0-9_[:space:]]/)) {
			token = substr(rest, RSTART, RLENGTH)
			rest = substr(rest, RSTART + RLENGTH)
			if (depth) {
				depth += token == "(" ? 1 : token == ")" ? -1 : 0
			} else if (token ~ /^(struct|enum|union)$/) {
				state = 1
				tag = ""
			} else if (!state) {
				continue
			} else if (token ~ /^(__attribute__|__attribute|_Alignas|__declspec)$/) {
				attribute = 1
			} else if (token == "(" && attribute) {
				depth = 1
				attribute = 0
			} else if (token == "[" || token == "]") {
				continue
			} else if (state == 1 && token ~ /^[A-Za-z_]/) {
				tag = token
				state = 2
			} else {
				if (state == 2 && (token == "{" || token == "<"))
					print tag " " file
				state = 0
			}
		}
	}
' | sort -u | awk '
	{
		where[$1] = where[$1] " " $2
		count[$1]++
		public[$1] += $2 ~ /\.h$/
	}
	END {
		for (tag in count)
			if (count[tag] > 1 && public[tag])
				print tag ":" where[tag]
	}
' >"$work/tags"
report "$work/tags" 'the tags above are defined in a header and once more; rename one of them'

find core tracer analyzer emit cli -type f ! -name '*.[ch]' ! -name '*.def' | sed 's/$/: not a .c, .h or .def file/' >"$work/sizes"
find core tracer analyzer emit cli tests -type l | sed 's/$/: a symbolic link/' >>"$work/sizes"
grep -v '^tests/' "$work/files" | sed 's|/[^/]*$||' | uniq -c | awk -v most=$most_files '$1 > most { print $2 ": " $1 " files" }' >>"$work/sizes"
report "$work/sizes" "a folder of sources has .c, .h and .def files only, and at most $most_files"

[ $failed = 0 ] || exit 1
echo "layers: each folder includes and uses only what its row in tests/layers.sh allows"
