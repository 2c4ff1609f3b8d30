/* SPDX-License-Identifier: Apache-2.0 */
/*
 * binary: an ELF file as its loader sees it, read whole.
 *
 * Every table is copied out once with its bounds checked, so the rest of this
 * folder indexes arrays and never the file. A file is foreign: counts, offsets
 * and names are not trusted. x86_64 only; another machine is an error that
 * names it.
 */
#ifndef TRACER_CODE_BINARY_H
#define TRACER_CODE_BINARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/mem.h"

enum {
	BINARY_SEGMENTS = 64,
	BINARY_NEEDED = 512,
	BINARY_SECTIONS = 256,                /* of those that are mapped; further ones are not looked at */
	BINARY_SYMBOLS_MOST = 1 << 22,
	BINARY_ADDRESS_BITS = 47              /* an address above this is rejected */
};

struct elf_segment {
	uint64_t at, size, memory, offset;    /* `size` bytes of the file from `offset`; zeros up to `memory` */
	bool exec, write;
};

struct elf_section {
	const char *name;
	uint64_t at, size, entry;
	bool exec, write;
};

struct symbol {
	const char *name;
	const char *version;                  /* NULL: none */
	uint64_t at, size;
	uint8_t kind;                         /* STT_… */
	bool defined, dynamic, hidden;        /* hidden: matches only a reference to its version */
};

struct relocation {
	uint64_t at;
	int64_t addend;
	uint32_t symbol, type;                /* of the dynamic symbols, or 0; R_X86_64_… */
};

struct binary {
	struct arena arena;
	struct text bytes;
	const char *path;                     /* as named by its user; strings belong to the arena */
	const char *build_id, *soname, *interpreter, *runpath, *rpath;
	const char *needed[BINARY_NEEDED];
	size_t needed_count;
	struct elf_segment segment[BINARY_SEGMENTS];
	size_t segment_count;
	struct elf_section *sections;
	size_t section_count, section_room;
	struct symbol *symbols;               /* the dynamic ones first, by their index, then the others */
	size_t symbol_count, symbol_room, dynamic_count;
	struct relocation *relocations;
	size_t relocation_count, relocation_room;
	uint64_t entry, init, fini;           /* 0: none */
	uint64_t arrays[3][2];                /* preinit, init and fini: address and bytes */
	uint64_t frames[2];                   /* .eh_frame: address and bytes */
	uint64_t frame_header;                /* .eh_frame_hdr, by which it is found without section headers; or 0 */
	bool movable;                         /* position-independent: an address in data has a relocation */
};

/* Opens a regular file. Fills a zeroed binary, which is empty again on failure. `name` is kept as its path. */
int binary_open(struct binary *binary, const char *file, const char *name, struct err *err);
/* The same from memory; the bytes are copied. */
int binary_parse(struct binary *binary, const void *bytes, size_t size, const char *name, struct err *err);
void binary_free(struct binary *binary);

/* The segment that contains an address, or NULL. */
const struct elf_segment *binary_segment(const struct binary *binary, uint64_t at);
bool binary_is_code(const struct binary *binary, uint64_t at);
/* `size` bytes at an address as the file has them; NULL if not all of them are in it. */
const unsigned char *binary_at(const struct binary *binary, uint64_t at, uint64_t size);
/* A number of `size` (up to 8) bytes; false if it is not there. Memory beyond the file is 0. */
bool binary_word(const struct binary *binary, uint64_t at, unsigned size, uint64_t *word);
/* A NUL-terminated string, or NULL. */
const char *binary_string(const struct binary *binary, uint64_t at);
/* The address of an offset in the file; false if it is not mapped as code. */
bool binary_address(const struct binary *binary, uint64_t offset, uint64_t *at);

/* --- between the files of this module --- */
void binary_read_dynamic(struct binary *binary, uint64_t at, uint64_t size);
void binary_read_sections(struct binary *binary);
struct symbol *binary_add_symbol(struct binary *binary);
void binary_add_relocation(struct binary *binary, const struct relocation *relocation);

#endif
