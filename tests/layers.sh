#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Holds the rooms apart: layers.sh TREE lists every #include that goes where it
# must not. A room may include itself and core/; cli/ knows all of them; the
# tests of a room see what the room sees. Within emit/ the proof (PROOF in the
# Makefile) may include nothing else of its room: it judges the compiler.
cd "$1" || exit 2

# What a file in this folder must not include, as a pattern of folders.
forbidden_to()
{
	case $1 in
	core | tests/core) echo 'tracer|analyzer|emit|cli|tests' ;;
	tracer | tests/tracer) echo 'analyzer|emit|cli' ;;
	analyzer | tests/analyzer) echo 'tracer|emit|cli' ;;
	emit | tests/emit) echo 'tracer|analyzer|cli' ;;
	esac
}

found=0
for folder in core tracer analyzer emit tests/core tests/tracer tests/analyzer tests/emit; do
	[ -d "$folder" ] || continue
	pattern="^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"](\\.\\./)*($(forbidden_to "$folder"))/"
	if grep -rnE "$pattern" "$folder" --include='*.[ch]' --include='*.def'; then
		found=1
	fi
done
proof=$(sed -n 's/^PROOF := //p' Makefile)
[ -n "$proof" ] || { echo "layers: the Makefile has no PROOF" >&2; exit 2; }
own=$(echo "$proof" | tr ' ' '|')
for name in $proof; do
	for file in "emit/$name.c" "emit/$name.h"; do
		[ -e "$file" ] || continue
		if grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"](\.\./)*emit/' "$file" |
			grep -vE "[<\"](\.\./)*emit/($own)\.h[>\"]"; then
			found=1
		fi
	done
done
if [ $found = 1 ]; then
	echo "layers: the includes above go sideways or upwards; see docs/architecture.md" >&2
	exit 1
fi
echo "layers: core tracer analyzer emit include only core/ and themselves"
