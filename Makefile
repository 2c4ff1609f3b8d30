# SPDX-License-Identifier: Apache-2.0
#
# make            builds ./seccord, and what make install installs beside it
# make start      builds, records a real program, and runs it under its own policy
# make check      builds and runs every test, and prints their number
# make objects    compiles all sources without linking (CC='clang --target=aarch64-linux-gnu' compiles for arm64)
# make test-objects  the same for the sources of the unit tests
# make unit       builds the unit tests and the programs that replay the fuzzing corpora
# make programs   builds the small programs that the tests record
# make static     builds one static program, build/CC-static/seccord-static, for images that have nothing
# make check-static  tests it (not part of check, since everything is compiled once more)
# make layers     checks what each folder includes and uses against tests/layers.sh
# make torture    stress tests: all cases of the unit tests that check samples, storms, random kills, random policies, 10,000 merged traces (SEED=, ROUNDS=, ENGINES=; not part of check)
# make truth      compares recordings with strace and the kernel's tracepoint (root; ONLY=, ROUNDS=; not part of check)
# make truth-heldout  holds policies of real programs to a workload that was not recorded (root; A=, B=, LEVELS=, ONLY=, AGAIN=; not part of check)
# make truth-libc     holds policies of libc's functions across libcs (root; PAIRS=, LEVELS=, ONLY=, AGAIN=, DEBIAN13=; not part of check)
# make truth-debian   runs Debian 13's programs under policies of this machine's (root; LEVELS=, ONLY=, DEBIAN13=; not part of check)
# make truth-projection  holds policies for other archs to recordings made in virtual machines (root; PORTS=, LEVELS=, ONLY=, AGAIN=, FROM=; not part of check)
# make truth-reach    compares recordings with what the code can reach (ONLY=; not part of check)
# make units      runs programs as units of booted systemds, of this machine and Debian 13, under emitted drop-ins (root; SUITES=, ONLY=, TREES=; not part of check)
# make truth-containers  compares recordings of nginx, node and Go in containers, from outside and inside (root; ONLY=, ROUNDS=; not part of check)
# make truth-engines  compares what the engines record of real programs (ONLY=, ROUNDS=; not part of check)
# make cpython    runs tests of CPython alone and recorded, which must end alike (ROUNDS=, ENGINES=, ONLY=; not part of check)
# make truth-profiles  compares random profiles of minijail, kafel and lxc with what these tools compile (MINIJAIL=, ARCH_JSON=, KAFEL=, FIRST=, LAST=;
#                 see tests/profiles/compare.sh; not part of check)
# make bench      compares the cost of recording with other tools', and operations a second of servers (RUNS=, CPUS=, ONLY=,
#                 TOOLS=; not part of check)
# make bench-filter  compares filters with those of other compilers (MINIJAIL=, ONLY=; not part of check)
# make fuzz-filter   tests random policies with millions of calls (SEED=, CASES=; not part of check)
# make confine-filter   records what reading ELF files needs, and writes its filter (not part of check)
# make fuzz       fuzzes the parsers with libFuzzer (clang), FUZZ_TIME seconds each
# make pages      makes the manual page of each command
# make install    installs the stripped program, its manual pages, completions and docs (PREFIX=/usr/local DESTDIR= STRIP=strip)
# make uninstall  removes them again (the same variables)
# make dist       writes the tarball of a release, build/dist/seccord-VERSION.tar.gz (git)
# make release    does that, and builds the Debian package from it, for this Debian (DEBFULLNAME=, DEBEMAIL=; git, dpkg-dev, debhelper)
# make clean
#
# Each target accepts CC=clang, SAN=address,undefined, STATIC=1, WERROR=1 (warnings are errors) and V=1 (prints whole commands).
# Each combination of CC, SAN and STATIC has its own folder under build/.
# ./bootstrap installs the requirements.

CC      ?= cc
SAN     ?=
PREFIX  ?= /usr/local
INSTALL ?= install
STRIP   ?= strip
comma   := ,
# What a rule prints instead of its command, which V=1 shows.
quiet   = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' $(1) '$@';)
BUILD   ?= build/$(notdir $(CC))$(if $(SAN),-$(subst $(comma),-,$(SAN)))$(if $(STATIC),-static)

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
PACKAGES := jansson nettle yaml-0.1 libelf libdw capstone libunwind-ptrace libunwind-generic
CPPFLAGS += -I. -D_GNU_SOURCE $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
CFLAGS  ?= -O2 -g
CFLAGS  += -std=c11 $(WARN) $(if $(WERROR),-Werror) $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
LDFLAGS += $(if $(SAN),-fsanitize=$(SAN)) $(if $(STATIC),-static -Wl$(comma)--gc-sections$(comma)--wrap=dlopen$(comma)--wrap=dlsym)
CPPFLAGS += $(if $(STATIC),-DSECCORD_STATIC)
CFLAGS  += $(if $(STATIC),-ffunction-sections -fdata-sections)

# The folder of tracer/ that knows the processor that the compiler compiles for.
MACHINE := $(shell $(CC) -dumpmachine)
PROCESSOR_x86_64 := x86
PROCESSOR_aarch64 := arm64
PROCESSOR := $(PROCESSOR_$(firstword $(subst -, ,$(MACHINE))))
$(if $(MACHINE),$(if $(PROCESSOR),,$(error seccord cannot record on $(MACHINE), see docs/howto-add-an-arch.md)))
other_processors = $(addprefix tracer/,$(addsuffix /%,$(filter-out $(PROCESSOR),x86 arm64)))

# A library contains the files of its folder. tests/layers.sh lists what each folder may include.
sources = $(filter-out $(other_processors),$(wildcard $(1)/*.c $(1)/*/*.c))
objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
# The proof must not depend on the compiler that it checks, so a test links it alone.
PROOF := $(wildcard emit/filter/*.c emit/proof/*.c)

LIBS_core := -ljansson -lnettle
LIBS_emit := -lyaml
LIBS_tracer := -lunwind-ptrace -lunwind-generic -lunwind -ldw -lelf -ldl -lpthread
LIBS_static := $(if $(STATIC),-lcapstone -lunwind -lelf -lz -llzma -lbz2 $(shell pkg-config --exists libzstd && echo -lzstd))

# All that install installs, so that it writes nothing here as root.
all: seccord pages scripts

seccord: $(BUILD)/seccord
	@ln -sf $< $@

$(BUILD)/libcore.a: $(call objects,$(call sources,core))
$(BUILD)/libtracer.a: $(call objects,$(call sources,tracer))
$(BUILD)/libanalyzer.a: $(call objects,$(call sources,analyzer))
$(BUILD)/libemit.a: $(call objects,$(call sources,emit))
$(BUILD)/lib%.a:
	@rm -f $@
	$(call quiet,AR)ar rcs $@ $^

# Objects of a static program that stand in for parts of libraries, so they come before them.
STANDINS := $(if $(STATIC),$(call objects,tracer/code/capstone_static.c tracer/image/no_plugins.c))

$(BUILD)/seccord: $(STANDINS) $(call objects,$(call sources,cli)) $(foreach room,tracer analyzer emit core,$(BUILD)/lib$(room).a)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_tracer) $(LIBS_emit) $(LIBS_core) $(LIBS_static)$(if $(STATIC), 2>$(BUILD)/link.log || { cat $(BUILD)/link.log >&2; false; })

# What the compiler says is printed, and kept for a test, which reads whether it was nothing (tests/build.bats).
COLOUR := $(if $(MAKE_TERMERR),-fdiagnostics-color=always)
$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CPPFLAGS) $(CFLAGS) $(COLOUR) -MMD -MP -c -o $@ $< 2>$@.said; status=$$?; cat $@.said >&2; exit $$status

# The commit for --version: of git, or of the file that a release has instead.
$(BUILD)/commit: FORCE
	@mkdir -p $(@D)
	@if [ -e .git ]; then git -c safe.directory='*' describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || echo unknown; \
		else cat COMMIT 2>/dev/null || echo unknown; fi >$@.new
	@cmp -s $@ $@.new || cp $@.new $@
	@rm -f $@.new
$(BUILD)/cli/version.o: $(BUILD)/commit
$(BUILD)/cli/version.o: CPPFLAGS += -DSECCORD_COMMIT='"$(shell cat $(BUILD)/commit)"'

# What the tests of a folder share: its files that are neither a test nor a tool.
TOOL_NAMES := whole round_trip
shared = $(filter-out tests/$(1)/test_%.c $(TOOL_NAMES:%=tests/emit/%.c),$(wildcard tests/$(1)/*.c))
$(BUILD)/tests/core/shared.a: $(call objects,$(call shared,core))
$(BUILD)/tests/emit/shared.a: $(call objects,$(call shared,emit))
$(BUILD)/tests/analyzer/shared.a: $(call objects,$(call shared,analyzer))
$(BUILD)/tests/%/shared.a:
	@rm -f $@
	$(call quiet,AR)ar rcs $@ $^

# A unit test links only the libraries that it tests and core, so that forbidden calls fail to link.
$(BUILD)/tests/core/%: $(BUILD)/tests/core/%.o $(BUILD)/tests/core/shared.a $(BUILD)/libcore.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_core) -lcmocka
LIBS_test_lift_scmp := -lseccomp
LIBS_test_lift_profiles := -lseccomp
LIBS_test_oci := -lseccomp
LIBS_test_in_scmp := -lseccomp
LIBS_test_scmp_model := -lseccomp
LIBS_test_in_multiplexed := -lseccomp
LIBS_test_out_compiled := -lseccomp
LIBS_test_out_firecracker := -lseccomp
LIBS_test_in_firecracker := -lseccomp
LIBS_peer_libseccomp := -lseccomp
$(BUILD)/tests/emit/test_proof_alone: $(BUILD)/tests/emit/test_proof_alone.o $(call objects,$(PROOF)) $(BUILD)/libcore.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_core) -lcmocka
$(BUILD)/tests/emit/%: $(BUILD)/tests/emit/%.o $(BUILD)/tests/emit/shared.a $(BUILD)/libemit.a $(BUILD)/libcore.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_emit) $(LIBS_core) $(LIBS_$(@F)) -lcmocka
$(BUILD)/tests/analyzer/%: $(BUILD)/tests/analyzer/%.o $(BUILD)/tests/analyzer/shared.a $(BUILD)/libanalyzer.a $(BUILD)/libcore.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_core) -lcmocka
$(BUILD)/tests/tracer/%: $(BUILD)/tests/tracer/%.o $(BUILD)/libtracer.a $(BUILD)/libcore.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_tracer) $(LIBS_core) -lcmocka

$(BUILD)/tests/cli/%: $(BUILD)/tests/cli/%.o $(BUILD)/cli/common/option.o $(BUILD)/cli/doctor/judge.o $(BUILD)/cli/terminal/meter_line.o $(BUILD)/cli/terminal/colour.o $(BUILD)/cli/terminal/when.o $(BUILD)/libcore.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_core) -lcmocka

# Unit tests, and small programs to record; of 32 bits those that a test names, and only if the compiler supports them.
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
NAMES_native := $(patsubst tests/programs/%.c,%,$(wildcard tests/programs/*.c))
NAMES_m32 := case_libc case_stop clock clones commands every exec-thread filtered hop int80 jit opens orphan readers signals threads times unknown uring
NAMES_m32-time64 := threads times
PROGRAMS := $(foreach kind,native m32 m32-time64,$(NAMES_$(kind):%=$(BUILD)/programs/$(kind)/%))
program = @mkdir -p $(@D); $(if $(filter 1,$(V)),set -x;,printf '  %-7s %s\n' CC '$@';) $(CC) -D_GNU_SOURCE -std=c11 -O1 -g -Wall -pthread

$(BUILD)/programs/native/%: tests/programs/%.c
	$(program) -o $@ $<
$(BUILD)/programs/m32/%: tests/programs/%.c
	$(program) -m32 -o $@ $< 2>/dev/null || true
$(BUILD)/programs/m32-time64/%: tests/programs/%.c
	$(program) -m32 -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64 -o $@ $< 2>/dev/null || true

start: seccord
	@SECCORD="$(CURDIR)/seccord" sh docs/first-steps.sh

# Programs that replay the corpus of each fuzzer, built with any compiler.
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS := $(addprefix $(BUILD)/replay/,$(FUZZERS))
fuzzed_libraries = $(BUILD)/libtracer.a $(BUILD)/libemit.a $(BUILD)/libcore.a

$(BUILD)/replay/%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(fuzzed_libraries)
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_tracer) $(LIBS_emit) $(LIBS_core)

# Generators of random policies, for the bats tests and torture.
TOOLS := $(TOOL_NAMES:%=$(BUILD)/tests/emit/%) $(BUILD)/tests/tracer/read_files

objects: $(call objects,$(foreach room,core tracer analyzer emit cli,$(call sources,$(room))))
test-objects: $(call objects,$(wildcard $(foreach room,core tracer analyzer emit cli fuzz,tests/$(room)/*.c)))

unit: $(UNIT_TESTS) $(REPLAYS) $(TOOLS)

programs: $(PROGRAMS)

# The longest first, so that nothing long is left for the end. Three at a time: many of them wait for a while.
LONGEST := $(patsubst %,tests/%.bats,build arm64 learn ci containers units)
BATS := $(LONGEST) $(filter-out $(LONGEST),$(wildcard tests/*.bats))

check: $(if $(SAN),$(BUILD)/seccord,seccord) unit pages programs
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" PROGRAMS="$(CURDIR)/$(BUILD)/programs" prove -j3 --failures --directives --comments --exec tests/tap $(BATS) $(UNIT_TESTS) $(REPLAYS)

# One program without libraries, and what the linker says of it.
static:
	@$(MAKE) --no-print-directory STATIC=1 BUILD=$(BUILD)-static $(BUILD)-static/seccord-static

$(BUILD)/seccord-static: $(BUILD)/seccord
	@$(STRIP) -o $@ $<
	@ls -l $@

check-static: seccord static
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" PROGRAMS="$(CURDIR)/$(BUILD)/programs" STATIC="$(CURDIR)/$(BUILD)-static/seccord-static" \
		prove --failures --directives --comments --exec tests/tap tests/static/*.bats

layers:
	@sh tests/layers.sh .

# Tests of which make check runs a sample; here they run whole.
SAMPLED := $(patsubst %.c,$(BUILD)/%,$(shell grep -l '"tests/sample.h"' tests/*/test_*.c))

torture: seccord $(PROGRAMS) $(TOOLS) $(BUILD)/tests/emit/test_merge $(SAMPLED)
	@for test in $(SAMPLED); do echo "torture: $$test, all cases" && SAMPLE=100 $$test || exit 1; done
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" UNITS="$(CURDIR)/$(BUILD)/tests" PROGRAMS="$(CURDIR)/$(BUILD)/programs" bash tests/torture.sh
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" bash tests/torture-merge.sh
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" UNITS="$(CURDIR)/$(BUILD)/tests" bash tests/torture-merge-policies.sh

truth: seccord $(PROGRAMS)
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" PROGRAMS="$(CURDIR)/$(BUILD)/programs" bash tests/truth.sh

truth-heldout truth-libc truth-debian truth-projection truth-reach truth-containers: seccord
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" bash tests/truth/$(patsubst truth-%,%,$@).sh

units: seccord $(PROGRAMS)
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" PROGRAMS="$(CURDIR)/$(BUILD)/programs" bash tests/units.sh

truth-engines: seccord $(PROGRAMS)
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" PROGRAMS="$(CURDIR)/$(BUILD)/programs" bash tests/truth/engines.sh

cpython: seccord
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" bash tests/cpython.sh

truth-profiles: seccord
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" bash tests/profiles/compare.sh $(FIRST) $(LAST)

bench: seccord $(PROGRAMS) $(BUILD)/tests/bench/measure $(BUILD)/tests/bench/follow
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" PROGRAMS="$(CURDIR)/$(BUILD)/programs" PEERS="$(CURDIR)/$(BUILD)/tests/bench" bash tests/bench.sh
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" sh tests/bench-servers.sh

# Programs that compare filters with those of other compilers.
BENCH := $(addprefix $(BUILD)/tests/bench/,$(patsubst tests/bench/%.c,%,$(wildcard tests/bench/*.c)))
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/tests/emit/shared.a $(BUILD)/libemit.a $(BUILD)/libcore.a
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_emit) $(LIBS_core) $(LIBS_$(@F))

bench-filter: seccord $(BENCH)
	@SECCORD="$(CURDIR)/$(BUILD)/seccord" PEERS="$(CURDIR)/$(BUILD)/tests/bench" sh tests/bench-filter.sh

# Prints SEED; set it to repeat a run.
fuzz-filter: $(BUILD)/tests/bench/fuzz_filter
	@$< $(or $(CASES),5000000) $(SEED)

# The filter of the process that reads ELF files, from a new recording of it.
confine-filter: $(BUILD)/seccord $(BUILD)/tests/tracer/read_files
	sh testdata/confine/record.sh $(BUILD)/seccord $(BUILD)/tests/tracer/read_files testdata/confine/policy.json
	{ echo '/* SPDX-License-Identifier: Apache-2.0 */'; $(BUILD)/seccord emit -f c testdata/confine/policy.json; } >tracer/confine/filter.h

# Starts from testdata/fuzz, and stores new inputs under build/fuzz.
FUZZ_TIME ?= 60
fuzz:
	@$(MAKE) --no-print-directory CC=clang SAN=fuzzer-no-link,address,undefined BUILD=build/fuzz \
		$(addprefix build/fuzz/fuzz_,$(FUZZERS))
	@for name in $(FUZZERS); do mkdir -p build/fuzz/corpus/$$name && echo "fuzz: $$name" && \
		build/fuzz/fuzz_$$name -max_total_time=$(FUZZ_TIME) -verbosity=0 -artifact_prefix=build/fuzz/ \
			build/fuzz/corpus/$$name testdata/fuzz/$$name testdata/bad || exit 1; done

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(fuzzed_libraries)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS_tracer) $(LIBS_emit) $(LIBS_core)

# A manual page for each command, made of the manual; those of scripts are written by hand.
COMMANDS := $(sort $(shell sed -n 's/^COMMAND(\(.*\))$$/\1/p' cli/commands.def))
SCRIPT_PAGES := docs/seccord-ci.1 docs/seccord-runtime.1
PAGES := $(COMMANDS:%=$(BUILD)/man/seccord-%.1) $(SCRIPT_PAGES)
$(BUILD)/man/seccord-%.1: cli/%.c docs/seccord.1 docs/page.awk cli/commands.def
	@mkdir -p $(@D)
	$(call quiet,MAN)awk -v command=$* -v commands="$(COMMANDS)" -v formats="$(FORMATS)" -f docs/page.awk cli/$*.c docs/seccord.1 >$@.new
	@mv $@.new $@

# And for each format of a file, made of its document.
FORMATS := policy trace
FORMAT_PAGES := $(FORMATS:%=$(BUILD)/man/seccord-%.5)
$(BUILD)/man/seccord-%.5: docs/%-format.md docs/seccord.1 docs/format.awk cli/commands.def
	@mkdir -p $(@D)
	$(call quiet,MAN)awk -v format=$* -v formats="$(FORMATS)" -v commands="$(COMMANDS)" -f docs/format.awk docs/seccord.1 $< >$@.new
	@mv $@.new $@

pages: $(PAGES) $(FORMAT_PAGES)

# Completion scripts; SECCORD_HERE is a seccord that runs on this machine, for a cross build.
SECCORD_HERE ?= $(BUILD)/seccord
SHELLS := bash zsh fish
SCRIPTS := $(SHELLS:%=$(BUILD)/completion/%)
$(BUILD)/completion/%: $(BUILD)/seccord
	@mkdir -p $(@D)
	$(call quiet,WRITE)$(SECCORD_HERE) completion -o $@ $*

scripts: $(SCRIPTS)

root     = $(DESTDIR)$(PREFIX)
mandir   = $(root)/share/man
docdir   = $(root)/share/doc/seccord
bashdir  = $(root)/share/bash-completion/completions
zshdir   = $(root)/share/zsh/site-functions
fishdir  = $(root)/share/fish/vendor_completions.d
DOCUMENTS := README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE $(wildcard docs/*.md docs/*.png)
SCHEMAS   := $(wildcard docs/schema/*.json)
# What the documents refer to; of the examples no results.
EXTRAS    := $(wildcard contrib/ci/*.yml contrib/fleet/*) \
	$(foreach kind,Makefile recorded-with *.c *.js *.json *.py *.sh *.yml,$(wildcard $(foreach part,* */notes */tests,examples/$(part)/$(kind))))

# The hook has the path of the program.
hook = sed 's|/usr/local/bin/|$(PREFIX)/bin/|' contrib/containers/oci-hook.json >$(1) && chmod 644 $(1)

install: $(BUILD)/seccord pages scripts
	$(INSTALL) -D -m 755 $(BUILD)/seccord "$(root)/bin/seccord"
	$(STRIP) "$(root)/bin/seccord"
	$(INSTALL) -m 755 contrib/containers/seccord-runtime contrib/ci/seccord-ci "$(root)/bin"
	$(INSTALL) -d "$(root)/share/seccord/ci"
	$(INSTALL) -m 755 contrib/ci/github-comment contrib/ci/gitlab-comment "$(root)/share/seccord/ci"
	$(call hook,"$(root)/share/seccord/oci-hook.json")
	$(INSTALL) -d "$(mandir)/man1" "$(mandir)/man5" "$(docdir)/docs/schema"
	$(INSTALL) -m 644 docs/seccord.1 $(PAGES) "$(mandir)/man1"
	$(INSTALL) -m 644 $(FORMAT_PAGES) "$(mandir)/man5"
	$(INSTALL) -m 644 $(filter-out docs/%,$(DOCUMENTS)) "$(docdir)"
	$(INSTALL) -m 644 $(filter docs/%,$(DOCUMENTS)) "$(docdir)/docs"
	$(INSTALL) -m 644 $(SCHEMAS) "$(docdir)/docs/schema"
	$(foreach file,$(EXTRAS),$(INSTALL) -D -m $(if $(filter %.sh,$(file)),755,644) $(file) "$(docdir)/$(file)" &&) true
	$(INSTALL) -d "$(docdir)/contrib/containers"
	$(call hook,"$(docdir)/contrib/containers/oci-hook.json")
	$(INSTALL) -D -m 644 $(BUILD)/completion/bash "$(bashdir)/seccord"
	$(INSTALL) -D -m 644 $(BUILD)/completion/zsh "$(zshdir)/_seccord"
	$(INSTALL) -D -m 644 $(BUILD)/completion/fish "$(fishdir)/seccord.fish"
	ln -sf seccord "$(bashdir)/seccord-ci"
	ln -sf seccord.fish "$(fishdir)/seccord-ci.fish"

# The tarball of a release: the commit as it is in git, with a file COMMIT for --version; the same bytes each time.
VERSION = $(shell sed -n 's/^.define SECCORD_VERSION "\(.*\)"/\1/p' cli/version.h)
dist:
	@sh docs/dist.sh "$(VERSION)"

release:
	@sh docs/release.sh "$(VERSION)"

# Removes what install installs, and no folder that others may use.
uninstall:
	rm -f "$(bashdir)/seccord" "$(bashdir)/seccord-ci" "$(zshdir)/_seccord" "$(fishdir)/seccord.fish" "$(fishdir)/seccord-ci.fish"
	rm -f $(foreach page,seccord.1 $(notdir $(PAGES)),"$(mandir)/man1/$(page)") $(foreach page,$(notdir $(FORMAT_PAGES)),"$(mandir)/man5/$(page)")
	rm -f $(foreach name,seccord seccord-runtime seccord-ci,"$(root)/bin/$(name)")
	rm -f $(foreach name,oci-hook.json ci/github-comment ci/gitlab-comment,"$(root)/share/seccord/$(name)")
	rm -f $(foreach file,$(DOCUMENTS) $(SCHEMAS) $(EXTRAS) contrib/containers/oci-hook.json,"$(docdir)/$(file)")
	find "$(docdir)" "$(root)/share/seccord" -depth -type d -exec rmdir {} \; 2>/dev/null || true

.PHONY: all start objects test-objects unit programs check static check-static layers torture pages scripts install uninstall dist release clean
.PHONY: truth truth-heldout truth-libc truth-debian truth-projection truth-reach truth-containers truth-engines truth-profiles cpython units
.PHONY: bench bench-filter confine-filter fuzz-filter fuzz
.PRECIOUS: $(BUILD)/%.o
FORCE:
clean:
	rm -rf build seccord

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
