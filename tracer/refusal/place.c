/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that is here may be another version of the one that ran: where a build-id
 * is known, it decides, and a symbol is only named with it.
 */
#include "tracer/refusal/place.h"

#include <string.h>

#include "tracer/code/closure.h"
#include "tracer/image/symbol.h"

enum { PAGE = 4096, INSTRUCTIONS = 7 };       /* bytes of mov $nr, %eax; syscall */

/* --- an offset in a file --- */

static void name_offset(struct refusals *refusals, struct refusal *refusal)
{
	/* A name without a folder is not the name of a file here. */
	struct symbol_file *file = *refusal->image == '/' ? symbol_open("", refusal->image) : NULL;
	const char *here = file ? symbol_build_id(file) : "", *function;
	uint64_t into;

	if (file && *here && (!refusal->build_id || !strcmp(refusal->build_id, here))) {
		refusal->build_id = arena_string(&refusals->arena, here);
		function = refusal->function ? NULL : symbol_at(file, refusal->offset, &into);
		if (function) {
			refusal->function = arena_string(&refusals->arena, function);
			refusal->into = into;
		}
	}
	if (file)
		symbol_close(file);
}

/* --- an address --- */

struct match {
	const struct binary *binary;
	uint64_t offset;
	size_t count;
};

static bool is_entry(const struct binary *binary, uint64_t at, uint32_t nr)
{
	const unsigned char *code = binary_at(binary, at - INSTRUCTIONS, INSTRUCTIONS);
	const unsigned char wanted[INSTRUCTIONS] = {
		0xb8, (unsigned char)nr, (unsigned char)(nr >> 8), (unsigned char)(nr >> 16), (unsigned char)(nr >> 24), 0x0f, 0x05,
	};

	return code && !memcmp(code, wanted, sizeof(wanted));
}

/* One file may be here by two paths. */
static bool is_same(const struct binary *a, const struct binary *b)
{
	return a == b || (a->build_id && b->build_id && !strcmp(a->build_id, b->build_id));
}

static void take_match(struct match *match, const struct binary *binary, uint64_t offset)
{
	if (match->count && match->offset == offset && is_same(match->binary, binary))
		return;
	match->binary = binary;
	match->offset = offset;
	match->count++;
}

static void match_segment(struct match *match, const struct binary *binary, const struct elf_segment *segment,
                          const struct refusal *refusal)
{
	uint64_t first = segment->at + INSTRUCTIONS, end = segment->at + segment->size;
	uint64_t at = first + ((refusal->ip - first) & (PAGE - 1));

	for (; at < end; at += PAGE)
		if (is_entry(binary, at, refusal->nr))
			take_match(match, binary, at - segment->at + segment->offset);
}

static void match_image(struct match *match, const struct binary *binary, const struct refusal *refusal)
{
	for (size_t i = 0; i < binary->segment_count; i++)
		if (binary->segment[i].exec && binary->segment[i].size > INSTRUCTIONS)
			match_segment(match, binary, &binary->segment[i], refusal);
}

/* The images of the traces, and those of the program with the libraries that it needs. */
static void read_images(struct closure *closure, const struct refusal *refusal, const struct trace *trace)
{
	struct err err;

	if (refusal->program && *refusal->program == '/' && closure_read(closure, "", refusal->program, &err) < 0)
		*closure = (struct closure){ .root = "", .loader = -1 };
	for (size_t i = 0; trace && i < trace->image_count; i++)
		if (*trace->images[i].path == '/')
			closure_add(closure, trace->images[i].path, trace->images[i].build_id);
}

/* The images of the last program, since most records of a log are of one. */
struct images {
	const char *program;
	bool read;
	struct closure closure;
};

static void use_images(struct images *images, const struct refusal *refusal, const struct trace *trace)
{
	const char *a = images->program, *b = refusal->program;

	if (images->read && (a == b || (a && b && !strcmp(a, b))))
		return;
	if (images->read)
		closure_free(&images->closure);
	images->read = true;
	images->program = refusal->program;
	images->closure.root = "";
	read_images(&images->closure, refusal, trace);
}

static void find_address(struct refusals *refusals, struct refusal *refusal, const struct closure *closure)
{
	struct match match = {0};

	for (size_t i = 0; i < closure->count; i++)
		match_image(&match, closure->image[i], refusal);
	if (match.count != 1)
		return;
	refusal->image = arena_string(&refusals->arena, match.binary->path);
	refusal->offset = match.offset;
	refusal->matched = true;
	name_offset(refusals, refusal);
}

void refusals_place(struct refusals *refusals, const struct trace *trace)
{
	AUTO_FREE struct images *images = mem_alloc(sizeof(*images));

	for (size_t i = 0; i < refusals->count; i++) {
		struct refusal *refusal = &refusals->at[i];
		if (refusal->image && refusal->offset)
			name_offset(refusals, refusal);
		if (refusal->image || !refusal->called || !refusal->has_ip || refusal->arch != ARCH_X86_64)
			continue;
		use_images(images, refusal, trace);
		find_address(refusals, refusal, &images->closure);
	}
	if (images->read)
		closure_free(&images->closure);
}
