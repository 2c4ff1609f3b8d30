# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="gcc g++ libc6-dev"

a()
{
	printf '#include <stdio.h>\nint main(void) { puts("hi"); return 0; }\n' >a.c
	run gcc -O1 -Wall -o a a.c && ./a
	run gcc -c a.c && run gcc a.o -o b && ./b
	printf 'int f( {' >bad.c && run gcc -c bad.c 2>&1 | grep -c error
}

b()
{
	printf '#include <vector>\n#include <iostream>\nint main() { std::vector<int> v{1, 2}; std::cout << v.size() << "\\n"; }\n' >a.cc
	run g++ -O2 -g -flto -pipe a.cc -o a && ./a
	seq 200 | sed 's/.*/int f&(int a) { return a * &; }/' >many.c && printf 'int main(void) { return 0; }\n' >>many.c
	run gcc -O2 -save-temps -MMD -flto=2 -fprofile-arcs -ftest-coverage many.c -o many && ./many && ls many.d
	printf '#include "h.h"\nint main(void) { return H; }\n' >h.c && echo '#define H 0' >h.h && run gcc h.h && run gcc h.c -o h && rm h.h.gch; run gcc -shared -fPIC -Wl,-soname,l h.c -o libl.so && run gcc -static h.c -o h && ./h
	run gcc -fsanitize=address h.c -o s && run gcc -print-search-dirs | wc -l; run gcc -E -dM -x c /dev/null | grep -c __GNUC__
	run gcc missing.c; run gcc -o /missing/x h.c; printf 'int main(void) { return g(); }' >u.c && run gcc -w u.c 2>&1 | grep -c undefined
	run gcc -c many.c -o /dev/full 2>&1 | grep -c error
	TMPDIR=/missing run gcc h.c -o t && ./t
	run gcc -O2 -x c -c - -o slow.o < <(sleep 20) &
	sleep 0.5
	kill $!
	wait $!
}
