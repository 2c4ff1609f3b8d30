#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth-libc: holds policies across libcs. Each function of libc/*.c is recorded
# under several libcs; the policy from one libc is checked against the recording
# under another. Prints for how many functions a call is denied, how many of these
# fail under the filter, and which calls are denied.
#
#   PAIRS="old:new ..."  which pairs        LEVELS="..."  levels, or options such as
#   ONLY="fork stat"     functions          "default --portable=musl"; portable is
#                                           --portable with the second of each pair
#   AGAIN=1              records anew       FOLDER=build/truth/libc
#   DEBIAN13=build/debian13                 VERBOSE=1     lists functions, not counts
#
# The variants: old is this machine's glibc, new that of Debian 13, in a tree made by
# debootstrap; its programs are built there and run here with that tree's loader, so
# that nothing but the program is recorded. go is libc/corpus.go, which does what some
# of the functions do with Go's packages. Recording and checking are apart, so two
# builds of seccord judge the same recordings.
# shellcheck disable=SC2034,SC2086,SC2154 # pairs are words; name is read by common.sh, which sets levels and debian13
here=$(cd "$(dirname "$0")" && pwd)
name=truth-libc
# shellcheck disable=SC1091 # read files
. "$here/common.sh"
folder=$(realpath -m "${FOLDER:-build/truth/libc}")
pairs=${PAIRS:-old:new new:old old:musl new:musl-new musl:old musl-new:new musl:musl-new old:old-static new:new-static old-static:old musl:musl-static old:time32 time32:time64 time64:time32 old:go musl:go go:old go:musl}
levels=${LEVELS:-$levels portable}
flags="-D_GNU_SOURCE -std=gnu11 -O1 -Wall -Wextra -Wno-deprecated-declarations -pthread"
linker=/lib64/ld-linux-x86-64.so.2 libraries=$debian13/lib/x86_64-linux-gnu

# build VARIANT OUT: false if it cannot be built here
# shellcheck disable=SC2086 # flags are words
build()
{
	local sources=("$here"/libc/*.c)
	case $1 in
	old) ${CC:-cc} $flags -o "$2" "${sources[@]}" ;;
	old-static) ${CC:-cc} $flags -static -o "$2" "${sources[@]}" ;;
	musl) musl-gcc $flags -o "$2" "${sources[@]}" ;;
	musl-static) musl-gcc $flags -static -o "$2" "${sources[@]}" ;;
	new) build_new "$2" gcc "-Wl,--dynamic-linker=$debian13$linker,-rpath,$libraries" ;;
	new-static) build_new "$2" gcc -static ;;
	musl-new) build_new "$2" musl-gcc "-Wl,--dynamic-linker=$debian13/lib/ld-musl-x86_64.so.1" ;;
	musl-new-static) build_new "$2" musl-gcc -static ;;
	time32) ${CC:-cc} $flags -m32 -o "$2" "${sources[@]}" ;;
	go) GO111MODULE=off CGO_ENABLED=0 GOCACHE=$folder/go-cache go build -o "$2" "$here/libc/corpus.go" ;;
	time64) ${CC:-cc} $flags -m32 -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64 -o "$2" "${sources[@]}" ;;
	*) fail "no variant $1" ;;
	esac 2>"$2.log"
}

# build_new OUT COMPILER OPTION: in the tree of Debian 13
# shellcheck disable=SC2086 # flags are words
build_new()
{
	need_debian13 && rm -rf "$debian13/corpus" && cp -r "$here/libc" "$debian13/corpus" || return
	(cd "$debian13" && chroot . "$2" $flags "$3" -o corpus/corpus corpus/*.c) && mv "$debian13/corpus/corpus" "$1"
}

# The version of a variant's libc.
version_of()
{
	case $1 in
	old | old-static | time32 | time64) getconf GNU_LIBC_VERSION ;;
	new | new-static) chroot "$debian13" getconf GNU_LIBC_VERSION ;;
	musl | musl-static) /lib/ld-musl-x86_64.so.1 2>&1 | sed -n 's/^Version /musl /p' ;;
	go) go version | cut -d' ' -f3 ;;
	musl-new | musl-new-static) "$debian13/lib/ld-musl-x86_64.so.1" 2>&1 | sed -n 's/^Version /musl /p' ;;
	esac
}

# portable_of VARIANT: its name for --portable
portable_of()
{
	case $1 in
	musl*) echo musl ;;
	*-static) echo static ;;
	go) echo go ;;
	*) echo glibc ;;
	esac
}

# each_function WHAT PROGRAM OUT FUNCTION...: records functions, or runs them under
# their filters, in namespaces of their own, each in a new folder with a time limit.
# Nobody answers at the name server. Prints the functions that did not do what they
# should.
each_function()
{
	local what=$1 program=$2 out=$3 place function
	shift 3
	mount -t tmpfs none /dev/shm 2>/dev/null
	ip link set lo up
	ulimit -u 4096
	place=$(mktemp -d)
	printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >"$place.conf"
	mount --bind "$place.conf" /etc/resolv.conf
	for function; do
		rm -rf "$place" && mkdir -p "$place/dir" && cd "$place" || exit 2
		seq 10 >file && head -c 300000 /dev/zero >big && ln -s file link
		"$what" "$program" "$out" "$function" || echo "$function $? $(tail -n 1 "$out/$function.log")"
	done
	cd / && rm -rf "$place" "$place.conf"
}

record_one()
{
	timeout -k 1 20 "$SECCORD" record -q -o "$2/$3.trace" -- "$1" "$3" >"$2/$3.log" 2>&1 </dev/null
}

run_one()
{
	timeout -k 1 20 "$2/load" "$2/$3.bpf" "$1" "$3" >"$2/$3.log" 2>&1 </dev/null
}

in_namespaces()
{
	timeout -s KILL 1800 unshare -mpfni --kill-child --mount-proc --propagation private bash "$here/libc.sh" each_function "$@" 2>/dev/null
}

if [ "${1:-}" = each_function ]; then
	"$@"
	exit
fi

stamp()
{
	if [ "$1" = go ]; then
		cat "$here/libc/corpus.go"
	else
		cat "$here"/libc/*.[ch]
	fi
	version_of "$1"
}

# record_variant VARIANT: builds and records it, unless that was done; false if it cannot run here
record_variant()
{
	local out=$folder/$1 functions
	mkdir -p "$out"
	if [ -z "${AGAIN:-}" ] && [ "$(stamp "$1" | cksum)" = "$(cat "$out/stamp" 2>/dev/null)" ]; then
		return 0
	fi
	rm -rf "$out" && mkdir -p "$out" && build "$1" "$out/corpus" && "$out/corpus" >"$out/functions" 2>/dev/null || return
	mapfile -t functions <"$out/functions"
	in_namespaces record_one "$out/corpus" "$out" "${functions[@]}" >"$out/failed"
	stamp "$1" | cksum >"$out/stamp"
}

# functions_of VARIANT: those that worked under it
functions_of()
{
	local function
	cut -d' ' -f1 "$folder/$1/failed" | sort | comm -23 <(sort "$folder/$1/functions") - | while read -r function; do
		! is_wanted "$function" || echo "$function"
	done
}

level_folder()
{
	local level="$2${OPTIONS:-}"
	echo "$folder/$1/level${level//[^a-z0-9.,]/-}"
}

# derive_all VARIANT LEVEL: of each function, once
declare -A derived
derive_all()
{
	local out function
	out=$(level_folder "$1" "$2")
	[ -z "${derived[$out]:-}" ] || return 0
	derived[$out]=1
	rm -rf "$out" && mkdir -p "$out"
	while read -r function; do
		derive_policy "$2" "$out/$function.json" "$folder/$1/$function.trace" 2>/dev/null || fail "no policy of $1 $function at level $2"
	done < <(functions_of "$1")
}

# enforce_pair TO FROM-FOLDER OUT: runs the functions with a denial under the filter
# of their policy. Prints those that fail.
enforce_pair()
{
	local filters=$3/filters functions function
	mapfile -t functions < <(grep -lE '"planned": ?false' "$3"/*.json | sed 's|.*/||; s|\.json$||')
	[ ${#functions[@]} -gt 0 ] || return 0
	rm -rf "$filters" && mkdir -p "$filters" && cp "$folder/load" "$filters/load"
	for function in "${functions[@]}"; do
		"$SECCORD" emit -f bpf -o "$filters/$function.bpf" "$2/$function.json" 2>/dev/null || fail "no filter for $function"
	done
	in_namespaces run_one "$folder/$1/corpus" "$filters" "${functions[@]}"
}

# check_pair FROM TO LEVEL: where FROM does not run the calls of TO's arch, its policy is carried over
check_pair()
{
	local from function out level=$3 OPTIONS=${OPTIONS:-}
	[ "$level" != portable ] || level=--portable=$(portable_of "$2")
	[[ $2 != time* || $1 == time* ]] || OPTIONS+=" --arch=i386"
	derive_all "$1" "$level"
	from=$(level_folder "$1" "$level")
	out=$from/held-$2
	mkdir -p "$out"
	while read -r function; do
		"$SECCORD" check --json -o "$out/$function.json" "$from/$function.json" "$folder/$2/$function.trace" || [ $? = 1 ] ||
			fail "cannot check $1 against $2: $function"
	done < <(comm -12 <(functions_of "$1") <(functions_of "$2"))
	enforce_pair "$2" "$from" "$out" >"$from/failed-$2"
	/usr/bin/python3 "$here/libc.py" "$1" "$2" "$level" "${VERBOSE:-}" "$out" "$from/failed-$2"
}

[ "$(id -u)" = 0 ] || skip "namespaces and packages need root"
for package in musl-tools golang-go; do
	need_packages "$package" || echo "$name: $package is not available"
done
declare -A there
for variant in $(printf '%s\n' ${pairs//:/ } | sort -u); do
	if record_variant "$variant"; then
		there[$variant]=1
		echo "$variant: $(version_of "$variant"), $(functions_of "$variant" | wc -l) of $(wc -l <"$folder/$variant/functions") functions recorded"
		sed 's/^/    did not work: /' "$folder/$variant/failed"
	else
		[ -x "$folder/$variant/corpus" ] && why="this kernel does not run it" || why=$(tail -n 1 "$folder/$variant/corpus.log" 2>/dev/null)
		echo "$variant: SKIP: ${why:-cannot be built here}"
	fi
done
${CC:-cc} -O1 -Wall -o "$folder/load" "$here/load.c" || fail "cannot build load.c"
for level in $levels; do
	for pair in $pairs; do
		[ -z "${there[${pair%:*}]:-}" ] || [ -z "${there[${pair#*:}]:-}" ] || check_pair "${pair%:*}" "${pair#*:}" "$level"
	done
done
