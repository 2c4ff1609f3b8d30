# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=make

a()
{
	printf 'all: a b\n\tcat a b\na:\n\techo one >$@\nb: a\n\tcp a b\nbad:\n\tfalse\n' >Makefile
	run make
	run make
	run make bad
	run make missing
}

b()
{
	printf 'X := $(shell echo shell)\nall: 1 2 3 4 5 6\n\t@echo $(X) $(words $^)\n%%:\n\t@sleep 0.05; touch $@\n-include inc.mk\ninc.mk:\n\techo "Y = 1" >$@\nsub:\n\t@$(MAKE) -C d\nslow:\n\t@touch up; exec sleep 30\n.ONESHELL:\nbad fail:\n\tfalse\n' >Makefile
	mkdir d && printf 'all: ; @echo inside $(notdir $(wildcard /etc/passw*)) $(realpath .././d/..)\n' | sed 's/\$(realpath[^)]*)//' >d/Makefile
	run make -j3 && run make -j2 -O -l 50 sub && run make -n all | wc -l
	run make -k bad fail; run make -t 1 && run make -q 1; run make -d 2 | grep -c 'Must remake'; run make -p -f /dev/null 2>/dev/null | grep -c MAKE_VERSION
	run make -f missing.mk; run make -W 1 -B 1; run make --trace 3
	run make -j4 slow &
	until [ -e up ]; do sleep 0.1; done
	kill $!
	wait $! || echo interrupted
	printf 'all: ; @echo stdin\n' | run make -f -
	run make -s 1 >/dev/full; run make --warn-undefined-variables -j2 4 5; run make -i bad
}
