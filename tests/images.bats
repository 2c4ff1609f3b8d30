#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Executable files that change, vanish or are truncated during recording.

# shellcheck disable=SC2154,SC2016 # program is set by program(); scripts are quoted
load helper

# Three libraries: the same function at different offsets, and a second one after it.
make_libraries()
{
	need "${CC:-cc}"
	local call='long r; __asm__ volatile("syscall" : "=a"(r) : "0"(39) : "rcx", "r11", "memory"); return r;'
	[ "$(uname -m)" = x86_64 ] || skip "the libraries are for x86_64"
	echo "long go(void){ $call }" >small.c
	{
		for i in $(seq 300); do echo "__attribute__((noinline)) long f$i(void){ $call }"; done
		echo "long go(void){ return f250(); } static char pad[400000] = {1}; char *padded(void){ return pad; }"
	} >big.c
	echo "long go(void){ $call } __attribute__((aligned(64))) long go2(void){ $call }" >pair.c
	for name in small big pair; do
		${CC:-cc} -g -O1 -shared -fPIC -Wl,--build-id -o $name.so $name.c || skip "no shared libraries here"
	done
}

build_id()
{
	${READELF:-readelf} -n "$1" | sed -n 's/.*Build ID: //p'
}

# The build-ids of libx.so in trace $1, for which there is a call of getpid.
ids_with_calls()
{
	sed -n 's/^{"image": \([0-9]*\), "path": "[^"]*libx.so[^"]*", "build_id": "\([^"]*\)".*/\1 \2/p' "$1" | while read -r image id; do
		sed -n "s/^{\"site\": \([0-9]*\), \"image\": $image, .*/\1/p" "$1" | while read -r site; do
			grep -q "^{\"call\".*\"nr\": 39,.*\"site\": $site," "$1" && echo "$id"
		done
	done | sort -u
}

# The end of the last mapped part of a file; symbols and lines come after it.
size_in_memory()
{
	local offset size end=0
	while read -r offset size; do
		((offset + size > end)) && end=$((offset + size))
	done < <(readelf -lW "$1" | sed -n 's/^ *LOAD *\(0x[0-9a-f]*\) *0x[0-9a-f]* *0x[0-9a-f]* *\(0x[0-9a-f]*\).*/\1 \2/p')
	echo $end
}

@test "a library overwritten, replaced or unlinked between two processes has two build-ids" {
	program native/library
	need readelf
	make_libraries
	{ build_id small.so; build_id big.so; } | sort >expected
	local ways=('cp $2 libx.so' 'cp $2 new; mv new libx.so' 'rm libx.so; cp $2 libx.so' ': >libx.so; cat $2 >libx.so')
	for engine in seccomp syscall; do
		for order in 'small.so big.so' 'big.so small.so'; do
			for way in "${ways[@]}"; do
				for stacks in '' --stacks; do
					echo "$engine $order $way $stacks"
					rm -f libx.so
					# shellcheck disable=SC2086 # two words
					ordeal 60 "$SECCORD" record -q $stacks --engine=$engine -o t -- sh -c \
						"cp \$1 libx.so; '$program' ./libx.so; $way; '$program' ./libx.so; '$program' ./libx.so" sh $order >out
					[ "$(sort -u out)" = 1 ]
					ids_with_calls t | diff expected - || { grep -n 'libx\|"nr": 39' t; false; }
				done
			done
		done
	done
}

@test "functions have no version, which only some symbol tables have" {
	make_libraries
	echo '__asm__(".symver new_go,go@@V1");' | cat - small.c | sed 's/long go(/long new_go(/; s/(39)/(111)/' >versioned.c
	echo 'V1 { global: go; local: *; };' >versions
	${CC:-cc} -g -O1 -shared -fPIC -Wl,--build-id,--version-script=versions -o libx.so versioned.c
	${READELF:-readelf} -sW libx.so | grep -q ' go@@V1$'
	echo 'long go(void); int main(void) { return go() < 0; }' >uses.c
	${CC:-cc} -o uses uses.c ./libx.so -Wl,-rpath,"$PWD"
	seccord record -q -o t -- ./uses
	seccord show --why=getpgrp t >why
	grep -q 'libx.so go+0x' why
	seccord reach ./uses >reached || true
	grep -q 'getpgrp .* -> go\($\| \)' reached
}

@test "a library that is truncated while in use, and one that is gone" {
	program native/library
	need readelf
	make_libraries
	for stacks in '' --stacks; do
		for engine in seccomp syscall; do
			cp pair.so libx.so
			size=$(size_in_memory libx.so)
			"$program" ./libx.so "$size" >expected
			cp pair.so libx.so
			# shellcheck disable=SC2086 # or no word
			ordeal 60 "$SECCORD" record -q $stacks --engine=$engine -o t -- "$program" ./libx.so "$size" | diff expected -
			tail -n 1 t | grep -qx '{"end": true, "s.*}'
			cp pair.so libx.so
			ordeal 60 "$SECCORD" record -q --engine=$engine -o t -- sh -c "cp '$program' p; exec ./p ./libx.so"
			tail -n 1 t | grep -qx '{"end": true, "s.*}'
		done
	done
}

# This may kill the program, as without a recorder, but not the recorder.
@test "a library that is constantly rewritten" {
	program native/library
	make_libraries
	cp big.so libx.so
	# shellcheck disable=SC2016 # for sh
	ordeal 100 "$SECCORD" record -q --stacks -o t -- sh -c '
		(i=0; while [ $i -lt 60 ]; do cp small.so libx.so; cp big.so libx.so; i=$((i + 1)); done) &
		i=0; while [ $i -lt 40 ]; do "$1" ./libx.so >/dev/null 2>&1; i=$((i + 1)); done; wait' sh "$program" 2>trouble
	[ "$(grep -cv '^sh: \|^Bus error\|^Segmentation\|core dumped' trouble)" = 0 ]
	tail -n 1 t | grep -qx '{"end": true, "s.*}'
	seccord show t >/dev/null
}

@test "with --packages, dpkg's database names the package of each file that it has" {
	command -v dpkg-query >log || skip "no dpkg here"
	dpkg-query -S "$(readlink -f "$(command -v sort)")" >owner 2>log || skip "sort is not of a package here"
	local owner
	owner=$(sed 's/[:,].*//' owner)
	seccord record -q --packages -o p.trace -- sort /dev/null
	seccord record -q -o none.trace -- sort /dev/null
	grep -q '"package"' none.trace && skip "the files name their packages themselves"
	grep -q "/sort\", .*\"package\": \"$owner\", \"version\": \"$(dpkg-query -W -f '${Version}\n' "$owner" | head -1)\"}" p.trace
	seccord merge -o sum.trace p.trace
	[ "$(grep -c '"path": ".*/sort".*"package"' sum.trace)" = 1 ]
	[ "$(tail -1 p.trace)" = '{"end": true, "status": 0}' ]
	# a file that is not of a package, or not the one that the database describes
	cp "$(command -v sort)" own-sort
	seccord record -q --packages -o own.trace -- ./own-sort /dev/null
	run grep 'own-sort.*"package"' own.trace
	[ "$status" = 1 ]
}

@test "files that were executed keep no file system busy, and no space once they are removed" {
	need_root
	works unshare -m true || skip "no mount namespaces here"
	mkdir small
	cat >script <<-'END'
		for i in 1 2 3 4 5 6 7 8; do
			mount -t tmpfs -o size=200k none small
			cp "$(command -v true)" small/true
			small/true
			umount small || echo "busy: $i"
		done
		mount -t tmpfs -o size=200k none small
		for i in 1 2 3 4 5 6 7 8; do
			cp "$(command -v true)" small/true-$i && small/true-$i || echo "no space: $i"
			rm small/true-$i
		done
		umount small
	END
	unshare -m sh script >alone 2>&1
	[ ! -s alone ] || skip "true does not fit here"
	local engine
	for engine in seccomp syscall; do
		seccord record -q --engine=$engine -o t -- unshare -m sh script >out 2>&1
		cat out
		[ ! -s out ]
		grep '^{"program": [0-9]*, "path": "[^"]*/small/true-8"' t | grep -q build_id
	done
	seccord record -q --engine=learn -o t -- unshare -m sh script >out 2>&1
	lacks busy out
	seccord record -q --stacks -o t -- unshare -m sh script >out 2>&1
	[ ! -s out ]
}
