#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Holds the rooms apart: layers.sh TREE lists every #include that goes where it
# must not. A folder may include itself and what its row names, and nothing
# else; a name that ends in a slash is a whole room. See docs/architecture.md for why.
#
# Then it lists the tags of structs, enums and unions that a header defines and
# another file defines too: a reader of either must know which is meant.
cd "$1" || exit 2

rooms='
core
core/base
core/kernel       core/base
core/values       core/base core/kernel
core/policy       core/base core/kernel core/values
core/libc         core/base core/kernel core/policy
core/trace        core/base core/kernel core/values core/policy
tracer            core/ tracer/process tracer/image tracer/space tracer/follow tracer/learn
tracer/process    core/
tracer/image      core/
tracer/code       core/ tracer/image
tracer/reach      core/ tracer/code
tracer/space      core/ tracer/process tracer/image
tracer/learn      core/
tracer/follow     core/ tracer/process tracer/space
tracer/x86        core/ tracer/process tracer/space
tracer/arm64      core/ tracer/process tracer/space
tracer/import     core/
analyzer          core/
analyzer/text     core/
analyzer/rows     core/
analyzer/derive   core/ analyzer/rows analyzer/text
analyzer/check    core/ analyzer/rows analyzer/text
analyzer/report   core/ analyzer/check analyzer/text
analyzer/diff     core/ analyzer/rows analyzer/text analyzer/derive
analyzer/review   core/ analyzer/rows analyzer/text analyzer/derive analyzer/check analyzer/report analyzer/diff
emit              core/
emit/filter       core/
emit/proof        core/ emit/filter
emit/compile      core/ emit/filter emit/proof
emit/lift         core/ emit/filter emit/proof
emit/merge        core/ emit/proof
emit/in           core/ emit emit/proof emit/lift
emit/terms        core/
emit/out          core/ emit emit/filter emit/compile emit/terms
emit/ring         core/ emit/out emit/terms
cli               core/ tracer/ analyzer/ emit/ cli/common
cli/common        core/ tracer/ analyzer/ emit/
tests/core        core/
tests/tracer      core/ tracer/
tests/analyzer    core/ analyzer/
tests/emit        core/ emit/
tests/cli         core/ cli/
'

# FILE:LINE:FOLDER that is included
includes()
{
	grep -rnE '^[[:space:]]*#[[:space:]]*include' core tracer analyzer emit cli tests --include='*.[ch]' --include='*.def' |
		sed -E 's|^([^:]*:[0-9]*:)[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]([^>"]*)[>"].*|\1\2|; s|/[^/:]*$||'
}

if ! includes | awk -F: -v rooms="$rooms" '
	BEGIN {
		count = split(rooms, row, "\n")
		for (i = 1; i <= count; i++) {
			words = split(row[i], word, " ")
			known[word[1]] = 1
			for (w = 2; w <= words; w++)
				may[word[1], word[w]] = 1
		}
	}
	{
		from = $1
		sub(/\/[^\/]*$/, "", from)
		room = $3
		sub(/\/.*/, "", room)
		if ($3 ~ /\.\./) {
			print $1 ":" $2 ": includes are from the top of the tree: " $3
			found = 1
		}
		if (room !~ /^(core|tracer|analyzer|emit|cli|tests)$/ || $3 == from || (from ~ /^tests/ && (room == "tests" || !(from in known))))
			next
		if (!(from in known))
			print $1 ":" $2 ": " from " has no row in tests/layers.sh"
		else if (!((from, $3) in may) && !((from, room "/") in may))
			print $1 ":" $2 ": " from " may not include " $3
		else
			next
		found = 1
	}
	END { exit found }
'; then
	echo "layers: the includes above go sideways or upwards; see docs/architecture.md" >&2
	exit 1
fi

# TAG FILE
tags()
{
	grep -rnoE '^[[:space:]]*((static|const|typedef)[[:space:]]+)*(struct|enum|union)[[:space:]]+[A-Za-z_0-9]+[[:space:]]*\{' \
		core tracer analyzer emit cli tests --include='*.[ch]' |
		grep -v '^tests/programs/' |
		sed -E 's/^([^:]*):[0-9]*:.*[[:space:]]([A-Za-z_0-9]+)[[:space:]]*\{$/\2 \1/'
}

if ! tags | sort | awk '
	{
		where[$1] = where[$1] " " $2
		count[$1]++
		public[$1] += $2 ~ /\.h$/
	}
	END {
		for (tag in count)
			if (count[tag] > 1 && public[tag]) {
				print tag ":" where[tag]
				found = 1
			}
		exit found
	}
'; then
	echo "layers: the tags above are defined in a header and once more; rename one of them" >&2
	exit 1
fi
echo "layers: each folder includes only what its row in tests/layers.sh names"
