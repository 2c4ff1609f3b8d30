/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A probe is armed by a byte in the tracee's memory, which a fork may copy
 * before or after another thread passes: `armed` only shows whether a call is
 * the first; the rest is done whenever a probe is hit.
 */
#include "tracer/space/probe.h"

#include <elf.h>
#include <string.h>

#include "tracer/process/memory.h"
#include "tracer/space/probe_code.h"
#include "tracer/process/registers.h"

enum { AT_IGNORED = 1 };

static uint32_t nr_of(const struct probe *probe)
{
	return (uint32_t)syscall_nr(probe->function->call[0], probe->function->arch);
}

/* --- arming --- */

static const struct vdso_symbol *symbol_of(const struct address_space *space, const struct probe *probe)
{
	return &space->seen->image.symbol[probe->symbol];
}

static size_t make_probes(struct address_space *space, unsigned char *code)
{
	for (size_t i = 0; i < space->seen->image.count && space->probe_count < ADDRESS_SPACE_PROBES; i++) {
		struct probe probe = { .symbol = i, .function = vdso_function_find(space->arch, space->seen->image.symbol[i].name) };
		size_t at = space->probe_count * PROBE_CODE;

		if (!probe.function || space->seen->image.room + at + PROBE_CODE > space->seen->image.room_end)
			continue;
		probe.slot = space->vdso + space->seen->image.room + at;
		if (probe_code(code + at, space->arch, space->vdso + space->seen->image.symbol[i].offset, nr_of(&probe)))
			space->probe[space->probe_count++] = probe;
	}
	return space->probe_count;
}

/* Makes the probe's symbols point to the probe, in the bytes of the image. */
static void point(const struct address_space *space, const struct probe *probe, unsigned char *bytes)
{
	const struct vdso_image *image = &space->seen->image;
	const struct vdso_symbol *symbol = symbol_of(space, probe);
	uint64_t value = probe->slot - space->vdso;

	for (unsigned i = 0; i < symbol->values; i++)
		if (symbol->value_at[i] >= image->symbols && symbol->value_at[i] + image->word <= image->room)
			memcpy(bytes + symbol->value_at[i], &value, image->word);
}

/* In one piece, from the symbols to the probes: two pages mostly, whose other bytes are as they were. */
static bool put_probes(struct address_space *space, pid_t tid)
{
	unsigned char bytes[VDSO_IMAGE_MOST];
	const struct vdso_image *image = &space->seen->image;
	uint64_t from = image->symbols, end = image->room + make_probes(space, bytes + image->room) * PROBE_CODE;

	if (!space->probe_count || !image->symbols_size || from + image->symbols_size > image->room)
		return false;
	memcpy(bytes + from, space->seen->bytes + from, image->room - from);
	for (size_t i = 0; i < space->probe_count; i++)
		point(space, &space->probe[i], bytes);
	return memory_write(tid, space->vdso + from, bytes + from, end - from);
}

bool probe_arm(struct address_space *space, pid_t tid)
{
	if (!space->vdso)
		return true;
	if (!put_probes(space, tid)) {
		space->probe_count = 0;
		return false;
	}
	for (size_t i = 0; i < space->probe_count; i++)
		space->probe[i].armed = true;
	return true;
}

/* --- disarming --- */

static void point_back(const struct address_space *space, pid_t tid, const struct probe *probe)
{
	const struct vdso_symbol *symbol = symbol_of(space, probe);

	for (unsigned i = 0; i < symbol->values; i++)
		memory_write(tid, space->vdso + symbol->value_at[i], &symbol->offset, space->seen->image.word);
}

static bool disarm(struct address_space *space, pid_t tid, struct probe *probe)
{
	bool first = probe->armed;

	memory_write(tid, probe->slot + probe_switch.at, &probe_switch.disarmed, 1);
	point_back(space, tid, probe);
	probe->armed = false;
	return first;
}

void probe_disarm(struct address_space *space, pid_t tid)
{
	for (size_t i = 0; i < space->probe_count; i++)
		disarm(space, tid, &space->probe[i]);
}

void probe_keep(struct address_space *space, pid_t tid, probe_test *keep, const void *context)
{
	for (size_t i = 0; i < space->probe_count; i++)
		if (!keep(context, space->probe[i].function->arch, nr_of(&space->probe[i])))
			disarm(space, tid, &space->probe[i]);
}

/* --- a vDSO that is moved --- */

void probe_move(struct address_space *space, pid_t tid, uint64_t vdso)
{
	const unsigned from = probe_switch.at + 1;
	unsigned char code[PROBE_CODE];

	for (size_t i = 0; i < space->probe_count; i++) {
		struct probe *probe = &space->probe[i];
		probe->slot = probe->slot - space->vdso + vdso;
		if (probe_code(code, space->arch, vdso + symbol_of(space, probe)->offset, nr_of(probe)))
			memory_write(tid, probe->slot + from, code + from, sizeof(code) - from);
	}
	space->vdso = vdso;
}

void probe_forget(struct address_space *space)
{
	space->vdso = 0;
	space->probe_count = 0;
}

/* --- calls --- */

static bool is_copy(const struct address_space *space, pid_t tid, const struct probe *probe, uint64_t ip)
{
	unsigned char code[PROBE_CODE], bytes[PROBE_CODE] = { 0 };
	enum arch arch = probe->function->arch;

	memory_read(tid, ip - probe_landing(arch), bytes, sizeof(bytes));
	return probe_code(code, arch, space->vdso + symbol_of(space, probe)->offset, nr_of(probe)) &&
	       probe_code_equals(code, bytes, arch);
}

struct probe *probe_of_call(struct address_space *space, pid_t tid, const struct call_info *call)
{
	for (size_t i = 0; i < space->probe_count; i++) {
		struct probe *probe = &space->probe[i];
		if (call->arch != probe->function->arch || call->nr != nr_of(probe))
			continue;
		if (call->ip == probe->slot + probe_landing(call->arch) || is_copy(space, tid, probe, call->ip))
			return probe;
	}
	return NULL;
}

void probe_take_over(struct address_space *space, pid_t tid, const struct probe *probe)
{
	probe_code_leave(tid, probe->function->arch, space->vdso + symbol_of(space, probe)->offset);
}

bool probe_serve(struct address_space *space, pid_t tid, struct probe *probe)
{
	probe_take_over(space, tid, probe);
	return disarm(space, tid, probe);
}

bool probe_let_call(struct address_space *space, pid_t tid, struct probe *probe)
{
	return disarm(space, tid, probe);
}

/* --- hiding --- */

/* argc, argv…, NULL, envp…, NULL: the vector starts after the second NULL. */
static bool find_auxv(pid_t tid, unsigned word, uint64_t *at)
{
	uint64_t value;

	*at = registers_stack_pointer(tid) + word;
	for (int nulls = 0; nulls < 2; *at += word) {
		if (!memory_read_word(tid, *at, word, &value))
			return false;
		nulls += value == 0;
	}
	return true;
}

bool probe_hide_vdso(struct address_space *space, pid_t tid)
{
	unsigned word = arch_info(space->arch)->bits / 8;
	uint64_t at, type, ignored = AT_IGNORED;

	if (!find_auxv(tid, word, &at))
		return false;
	for (; memory_read_word(tid, at, word, &type) && type != AT_NULL; at += 2 * word)
		if (type == AT_SYSINFO_EHDR || type == AT_SYSINFO)
			memory_write(tid, at, &ignored, word);
	return true;
}
