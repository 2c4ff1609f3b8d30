# SPDX-License-Identifier: Apache-2.0
#
# make            builds ./seccord
# make start      builds, records a real program, and runs it under its own policy
# make check      builds and runs every test; one closing line counts them
# make unit       builds the unit tests, and what replays the corpora of the fuzzers
# make layers     checks that no room includes a room beside it
# make torture    storms, random kills, random policies and ten thousand merged traces (SEED=, ROUNDS=; not part of check)
# make truth      real programs beside strace and the kernel's tracepoint (root; ONLY=, ROUNDS=; not part of check)
# make bench      speeds and sizes, as ratios side by side (not part of check)
# make bench-filter  our filters beside those of other compilers (MINIJAIL=, ONLY=; not part of check)
# make fuzz-filter   millions of calls to random policies (SEED=, CASES=; not part of check)
# make fuzz       the readers under libFuzzer (clang), FUZZ_TIME seconds each
# make install    PREFIX=/usr/local DESTDIR=
# make clean
#
# CC=clang, SAN=address,undefined and WERROR=1 (warnings are errors) may be given
# with each. Objects of each combination have a folder of their own under build/.
# What must be installed first: ./bootstrap

CC      ?= cc
SAN     ?=
PREFIX  ?= /usr/local
comma   := ,
BUILD   ?= build/$(notdir $(CC))$(if $(SAN),-$(subst $(comma),-,$(SAN)))

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
PACKAGES := jansson yaml-0.1 libelf libdw libunwind-ptrace libunwind-generic
CPPFLAGS += -I. -D_GNU_SOURCE $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
CFLAGS  ?= -O2 -g
CFLAGS  += -std=c11 $(WARN) $(if $(WERROR),-Werror) $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
LDFLAGS += $(if $(SAN),-fsanitize=$(SAN))

# The rooms, in the order of the data. A room's link line holds what it may use.
CORE := err mem printable file json arch capability category role ioctl values tuples box syscall structs uring equivalence vdso implied envelope \
        errno verdict nearest values_json trace trace_end trace_names trace_merge trace_sort trace_ids trace_tuples trace_read_call trace_read trace_write \
        driver caller policy policy_verdict policy_args policy_read policy_write deep plan
TRACER := memory x86/registers x86/probe_code vdso_image origin space probe guard elf_file debug_file symbol mapped locate stack walk stop call task change resume birth \
        together family interrupt tighten proc_stat proc_status attach tree signals limits launch engine request deep driver uring_read urings uring answer \
        observe notice entry record deputy supervise run import_lines import_summary imported import_strace_prefix import_strace_text import_strace_fd \
        import_strace_frame import_strace_trap import_strace_arch import_strace import_perf_event import_perf_trace import_perf import_audit_line import_audit import_bpftrace import dump
ANALYZER := deep deep_row derive draft overlay close infer infer_deep envelope envelope_policy list tell_deep tell rows words command remedy form \
        check check_text check_deep usage column by why report witness deep_compare change atoms diff diff_json
# The proof judges the compiler, so it has none of it: it is linked alone in tests, and layers.sh reads this list.
PROOF := filter machine diagram diagram_walk word symbolic meaning replay differences prove
EMIT := $(PROOF) compare merge merge_answers merge_clash merge_decide merge_deep merge_keys merge_list merge_number merge_prove \
        merge_rest merge_row merge_rows merge_words \
        reach assemble search weights pieces prune arguments compile proved shape_forms shape_terms shape_cut shape cover_grow cover \
        lift_apart lift_ordered lift_rows lift \
        listing warnings emit out out_bpf out_c out_asm out_oci out_kubernetes out_libseccomp out_systemd out_firejail \
        out_lxc out_minijail out_kafel out_firecracker out_pledge out_io_uring out_io_uring_bpf out_json rings dialect \
        cubes regions comparisons unroll spoken spoken_rules entries in in_source in_answers in_unsaid in_scmp in_text in_document in_oci in_oci_entry in_oci_standing \
        in_yaml in_kubernetes in_systemd in_systemd_filters in_minijail in_minijail_filter in_minijail_words in_firejail in_firejail_calls in_firejail_filters \
        in_firecracker
CLI := main option input inexact output answer judge program call_text journal journal_end record import merge merge_trace merge_policy \
       show policy layers within emit verify check run diff dump

JANSSON := -ljansson
LIBS_emit := -lyaml
LIBS_tracer := -lunwind-ptrace -lunwind-generic -lunwind -ldw -lelf -lpthread
objects = $(patsubst %,$(BUILD)/$(1)/%.o,$(2))

all: seccord

seccord: $(BUILD)/seccord
	@ln -sf $< $@

$(BUILD)/libcore.a: $(call objects,core,$(CORE))
$(BUILD)/libtracer.a: $(call objects,tracer,$(TRACER))
$(BUILD)/libanalyzer.a: $(call objects,analyzer,$(ANALYZER))
$(BUILD)/libemit.a: $(call objects,emit,$(EMIT))
$(BUILD)/lib%.a:
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/seccord: $(call objects,cli,$(CLI)) $(foreach room,tracer analyzer emit core,$(BUILD)/lib$(room).a)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_tracer) $(LIBS_emit) $(JANSSON)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# A unit test links the rooms it tests and core, and no more: a sideways call does not link.
$(BUILD)/tests/core/%: $(BUILD)/tests/core/%.o $(BUILD)/libcore.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(JANSSON) -lcmocka
LIBS_test_lift_scmp := -lseccomp
LIBS_test_lift_profiles := -lseccomp
LIBS_test_oci := -lseccomp
LIBS_test_in_scmp := -lseccomp
LIBS_test_in_multiplexed := -lseccomp
LIBS_test_out_compiled := -lseccomp
LIBS_test_out_firecracker := -lseccomp
LIBS_peer_libseccomp := -lseccomp
$(BUILD)/tests/emit/test_proof_alone: $(BUILD)/tests/emit/test_proof_alone.o $(call objects,emit,$(PROOF)) $(BUILD)/libcore.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(JANSSON) -lcmocka
$(BUILD)/tests/emit/%: $(BUILD)/tests/emit/%.o $(BUILD)/libemit.a $(BUILD)/libcore.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_emit) $(JANSSON) $(LIBS_$(@F)) -lcmocka
$(BUILD)/tests/analyzer/%: $(BUILD)/tests/analyzer/%.o $(BUILD)/libanalyzer.a $(BUILD)/libcore.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(JANSSON) -lcmocka
$(BUILD)/tests/tracer/%: $(BUILD)/tests/tracer/%.o $(BUILD)/libtracer.a $(BUILD)/libcore.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_tracer) $(JANSSON) -lcmocka

$(BUILD)/tests/cli/%: $(BUILD)/tests/cli/%.o $(BUILD)/cli/option.o $(BUILD)/libcore.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(JANSSON) -lcmocka

# What the tests run: unit tests, and small programs to record, 32-bit ones only where the compiler can.
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
PROGRAM_NAMES := $(patsubst tests/programs/%.c,%,$(wildcard tests/programs/*.c))
PROGRAMS := $(foreach kind,native m32 m32-time64,$(addprefix $(BUILD)/programs/$(kind)/,$(PROGRAM_NAMES)))
program = @mkdir -p $(@D); $(CC) -D_GNU_SOURCE -std=c11 -O1 -g -Wall -pthread

$(BUILD)/programs/native/%: tests/programs/%.c
	$(program) -o $@ $<
$(BUILD)/programs/m32/%: tests/programs/%.c
	$(program) -m32 -o $@ $< 2>/dev/null || true
$(BUILD)/programs/m32-time64/%: tests/programs/%.c
	$(program) -m32 -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64 -o $@ $< 2>/dev/null || true

start: seccord
	@SECCORD=$(CURDIR)/seccord sh docs/first-steps.sh

# The corpus of each fuzzer, given to its body by any compiler.
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS := $(addprefix $(BUILD)/replay/,$(FUZZERS))
fuzzed_libraries = $(BUILD)/libtracer.a $(BUILD)/libemit.a $(BUILD)/libcore.a

$(BUILD)/replay/%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(fuzzed_libraries)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_tracer) $(LIBS_emit) $(JANSSON)

# Random policies, for the shell's tests and for torture.
TOOLS := $(addprefix $(BUILD)/tests/emit/,whole round_trip)

unit: $(UNIT_TESTS) $(REPLAYS) $(TOOLS)

check: $(if $(SAN),$(BUILD)/seccord,seccord) layers unit $(PROGRAMS)
	@SECCORD=$(abspath $(BUILD)/seccord) PROGRAMS=$(abspath $(BUILD)/programs) prove --failures --directives --comments --exec tests/tap $(UNIT_TESTS) $(REPLAYS) tests/*.bats

layers:
	@sh tests/layers.sh .

torture: seccord $(PROGRAMS) $(TOOLS) $(BUILD)/tests/emit/test_merge
	@SECCORD=$(abspath $(BUILD)/seccord) UNITS=$(abspath $(BUILD)/tests) PROGRAMS=$(abspath $(BUILD)/programs) bash $(CURDIR)/tests/torture.sh
	@SECCORD=$(abspath $(BUILD)/seccord) bash $(CURDIR)/tests/torture-merge.sh
	@SECCORD=$(abspath $(BUILD)/seccord) UNITS=$(abspath $(BUILD)/tests) bash $(CURDIR)/tests/torture-merge-policies.sh

truth: seccord $(PROGRAMS)
	@SECCORD=$(abspath $(BUILD)/seccord) PROGRAMS=$(abspath $(BUILD)/programs) bash tests/truth.sh

bench: seccord $(PROGRAMS)
	@SECCORD=$(abspath $(BUILD)/seccord) PROGRAMS=$(abspath $(BUILD)/programs) sh tests/bench.sh

# The compilers that filters are compared with, and what compares them.
BENCH := $(addprefix $(BUILD)/tests/bench/,$(patsubst tests/bench/%.c,%,$(wildcard tests/bench/*.c)))
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libemit.a $(BUILD)/libcore.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_emit) $(JANSSON) $(LIBS_$(@F))

bench-filter: seccord $(BENCH)
	@SECCORD=$(abspath $(BUILD)/seccord) PEERS=$(abspath $(BUILD)/tests/bench) sh tests/bench-filter.sh

# SEED is printed, and may be given.
fuzz-filter: $(BUILD)/tests/bench/fuzz_filter
	@$< $(or $(CASES),5000000) $(SEED)

# Starts from testdata/fuzz, and keeps what it learns under the build folder.
FUZZ_TIME ?= 60
fuzz:
	@$(MAKE) --no-print-directory CC=clang SAN=fuzzer-no-link,address,undefined BUILD=build/fuzz \
		$(addprefix build/fuzz/fuzz_,$(FUZZERS))
	@for name in $(FUZZERS); do mkdir -p build/fuzz/corpus/$$name && echo "fuzz: $$name" && \
		build/fuzz/fuzz_$$name -max_total_time=$(FUZZ_TIME) -verbosity=0 -artifact_prefix=build/fuzz/ \
			build/fuzz/corpus/$$name testdata/fuzz/$$name testdata/bad || exit 1; done

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(fuzzed_libraries)
	$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS_tracer) $(LIBS_emit) $(JANSSON)

install: $(BUILD)/seccord
	install -D -m 755 $(BUILD)/seccord $(DESTDIR)$(PREFIX)/bin/seccord
	install -D -m 644 docs/seccord.1 $(DESTDIR)$(PREFIX)/share/man/man1/seccord.1

.PHONY: all start unit check layers torture truth bench bench-filter fuzz-filter fuzz install clean
.PRECIOUS: $(BUILD)/%.o
clean:
	rm -rf build seccord

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
