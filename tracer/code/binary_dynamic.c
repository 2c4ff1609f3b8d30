/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The dynamic section: names, symbols with their versions, relocations. Read
 * through the segments, as the loader does; section headers may be missing.
 */
#include <elf.h>
#include <string.h>

#include "tracer/code/binary.h"

enum { TAGS = 64, VERSIONS = 4096, DYNAMIC_MOST = 4096 };

struct dynamic {
	uint64_t tag[TAGS];                   /* values of DT_0 … DT_63 */
	uint64_t versym, verdef, verneed, relr, relr_size, gnu_hash;
	const char *version[VERSIONS];        /* names by index */
};

static bool copy(const struct binary *binary, uint64_t at, void *to, size_t size)
{
	const unsigned char *bytes = binary_at(binary, at, size);

	if (bytes)
		memcpy(to, bytes, size);
	return bytes;
}

/* Names live as long as the bytes of the file. */
static const char *name_at(const struct binary *binary, const struct dynamic *dynamic, uint64_t offset)
{
	const char *name = offset < dynamic->tag[DT_STRSZ] ? binary_string(binary, dynamic->tag[DT_STRTAB] + offset) : NULL;

	return name ? name : "";
}

static void read_tag(struct dynamic *dynamic, const Elf64_Dyn *entry)
{
	if (entry->d_tag >= 0 && entry->d_tag < TAGS)
		dynamic->tag[entry->d_tag] = entry->d_un.d_val;
	switch (entry->d_tag) {
	case DT_VERSYM: dynamic->versym = entry->d_un.d_val; break;
	case DT_VERDEF: dynamic->verdef = entry->d_un.d_val; break;
	case DT_VERNEED: dynamic->verneed = entry->d_un.d_val; break;
	case DT_GNU_HASH: dynamic->gnu_hash = entry->d_un.d_val; break;
	case 36: dynamic->relr = entry->d_un.d_val; break;            /* DT_RELR */
	case 35: dynamic->relr_size = entry->d_un.d_val; break;       /* DT_RELRSZ */
	}
}

static void read_names(struct binary *binary, const struct dynamic *dynamic, uint64_t at, uint64_t count)
{
	Elf64_Dyn entry;

	for (uint64_t i = 0; i < count && copy(binary, at + i * sizeof(entry), &entry, sizeof(entry)) && entry.d_tag != DT_NULL; i++) {
		const char *name = name_at(binary, dynamic, entry.d_un.d_val);
		if (entry.d_tag == DT_NEEDED && binary->needed_count < BINARY_NEEDED)
			binary->needed[binary->needed_count++] = name;
		if (entry.d_tag == DT_SONAME)
			binary->soname = name;
		if (entry.d_tag == DT_RUNPATH)
			binary->runpath = name;
		if (entry.d_tag == DT_RPATH)
			binary->rpath = name;
	}
}

/* --- versions --- */

static void set_version(struct dynamic *dynamic, uint64_t index, const char *name)
{
	if ((index & 0x7fff) < VERSIONS)
		dynamic->version[index & 0x7fff] = name;
}

static void read_verdef(const struct binary *binary, struct dynamic *dynamic)
{
	uint64_t at = dynamic->verdef;
	Elf64_Verdef entry;
	Elf64_Verdaux name;

	for (unsigned i = 0; at && i < VERSIONS && copy(binary, at, &entry, sizeof(entry)); i++) {
		if (!(entry.vd_flags & VER_FLG_BASE) && copy(binary, at + entry.vd_aux, &name, sizeof(name)))
			set_version(dynamic, entry.vd_ndx, name_at(binary, dynamic, name.vda_name));
		if (!entry.vd_next)
			break;
		at += entry.vd_next;
	}
}

static void read_verneed_names(const struct binary *binary, struct dynamic *dynamic, uint64_t at)
{
	Elf64_Vernaux name;

	for (unsigned i = 0; i < VERSIONS && copy(binary, at, &name, sizeof(name)); i++) {
		set_version(dynamic, name.vna_other, name_at(binary, dynamic, name.vna_name));
		if (!name.vna_next)
			break;
		at += name.vna_next;
	}
}

static void read_verneed(const struct binary *binary, struct dynamic *dynamic)
{
	uint64_t at = dynamic->verneed;
	Elf64_Verneed entry;

	for (unsigned i = 0; at && i < BINARY_NEEDED && copy(binary, at, &entry, sizeof(entry)); i++) {
		read_verneed_names(binary, dynamic, at + entry.vn_aux);
		if (!entry.vn_next)
			break;
		at += entry.vn_next;
	}
}

/* --- symbols --- */

static uint64_t chain_end(const struct binary *binary, uint64_t chains, uint64_t symbol, uint64_t first)
{
	uint64_t word;

	while (symbol < BINARY_SYMBOLS_MOST && binary_word(binary, chains + (symbol - first) * 4, 4, &word)) {
		symbol++;
		if (word & 1)
			break;
	}
	return symbol;
}

/* The last chain of the GNU hash table ends at the last symbol. */
static uint64_t count_by_gnu_hash(const struct binary *binary, uint64_t at)
{
	uint64_t buckets, first, blooms, bucket, highest = 0;

	if (!binary_word(binary, at, 4, &buckets) || !binary_word(binary, at + 4, 4, &first) || !binary_word(binary, at + 8, 4, &blooms))
		return 0;
	uint64_t table = at + 16 + blooms * 8;
	for (uint64_t i = 0; i < buckets && i < BINARY_SYMBOLS_MOST && binary_word(binary, table + i * 4, 4, &bucket); i++)
		highest = bucket > highest ? bucket : highest;
	if (highest < first)
		return first < BINARY_SYMBOLS_MOST ? first : 0;
	return chain_end(binary, table + buckets * 4, highest, first);
}

static uint64_t symbols_of(const struct binary *binary, const struct dynamic *dynamic)
{
	uint64_t count = 0;

	if (dynamic->tag[DT_HASH] && binary_word(binary, dynamic->tag[DT_HASH] + 4, 4, &count))
		return count;
	return dynamic->gnu_hash ? count_by_gnu_hash(binary, dynamic->gnu_hash) : 0;
}

/* The GNU hash table leaves out undefined symbols, which relocations name. */
static uint64_t symbols_with_relocated(const struct binary *binary, const struct dynamic *dynamic)
{
	uint64_t count = symbols_of(binary, dynamic);

	for (size_t i = 0; i < binary->relocation_count; i++)
		if (binary->relocations[i].symbol >= count && binary->relocations[i].symbol < BINARY_SYMBOLS_MOST)
			count = (uint64_t)binary->relocations[i].symbol + 1;
	return count;
}

static void read_symbols(struct binary *binary, const struct dynamic *dynamic)
{
	uint64_t count = symbols_with_relocated(binary, dynamic), version;
	Elf64_Sym from;

	for (uint64_t i = 0; i < count && copy(binary, dynamic->tag[DT_SYMTAB] + i * sizeof(from), &from, sizeof(from)); i++) {
		struct symbol *symbol = binary_add_symbol(binary);
		symbol->name = name_at(binary, dynamic, from.st_name);
		symbol->at = from.st_value;
		symbol->size = from.st_size;
		symbol->kind = ELF64_ST_TYPE(from.st_info);
		symbol->defined = from.st_shndx != SHN_UNDEF && ELF64_ST_BIND(from.st_info) != STB_LOCAL && symbol->kind != STT_TLS;
		symbol->dynamic = true;
		if (!dynamic->versym || !binary_word(binary, dynamic->versym + i * 2, 2, &version))
			continue;
		symbol->hidden = version & 0x8000;
		symbol->version = (version & 0x7fff) < VERSIONS ? dynamic->version[version & 0x7fff] : NULL;
	}
	binary->dynamic_count = binary->symbol_count;
}

/* --- relocations --- */

static void read_relocations(struct binary *binary, uint64_t at, uint64_t size)
{
	Elf64_Rela from;

	for (uint64_t i = 0; i < size / sizeof(from) && copy(binary, at + i * sizeof(from), &from, sizeof(from)); i++) {
		struct relocation relocation = {from.r_offset, from.r_addend, (uint32_t)ELF64_R_SYM(from.r_info), (uint32_t)ELF64_R_TYPE(from.r_info)};
		binary_add_relocation(binary, &relocation);
	}
}

static void add_relative(struct binary *binary, uint64_t at)
{
	struct relocation relocation = {.at = at, .type = R_X86_64_RELATIVE};
	uint64_t word;

	if (binary_word(binary, at, 8, &word)) {
		relocation.addend = (int64_t)word;
		binary_add_relocation(binary, &relocation);
	}
}

/* Packed relative relocations: an address, then bitmaps for the 63 words behind the last one. */
static void read_packed(struct binary *binary, uint64_t at, uint64_t size)
{
	uint64_t word, where = 0;

	for (uint64_t i = 0; i < size / 8 && binary_word(binary, at + i * 8, 8, &word); i++) {
		if (!(word & 1)) {
			add_relative(binary, word);
			where = word + 8;
			continue;
		}
		for (unsigned bit = 1; bit < 64; bit++)
			if (word >> bit & 1)
				add_relative(binary, where + (bit - 1) * 8);
		where += 63 * 8;
	}
}

static void set_arrays(struct binary *binary, const struct dynamic *dynamic)
{
	static const int tags[3][2] = {{DT_PREINIT_ARRAY, DT_PREINIT_ARRAYSZ}, {DT_INIT_ARRAY, DT_INIT_ARRAYSZ}, {DT_FINI_ARRAY, DT_FINI_ARRAYSZ}};

	for (size_t i = 0; i < COUNT_OF(tags); i++)
		for (size_t k = 0; k < 2; k++)
			binary->arrays[i][k] = dynamic->tag[tags[i][k]];
	binary->init = dynamic->tag[DT_INIT];
	binary->fini = dynamic->tag[DT_FINI];
}

void binary_read_dynamic(struct binary *binary, uint64_t at, uint64_t size)
{
	struct dynamic *dynamic = arena_alloc(&binary->arena, sizeof(*dynamic));
	uint64_t count = size / sizeof(Elf64_Dyn) < DYNAMIC_MOST ? size / sizeof(Elf64_Dyn) : DYNAMIC_MOST;
	Elf64_Dyn entry;

	for (uint64_t i = 0; i < count && copy(binary, at + i * sizeof(entry), &entry, sizeof(entry)) && entry.d_tag != DT_NULL; i++)
		read_tag(dynamic, &entry);
	read_names(binary, dynamic, at, count);
	read_verdef(binary, dynamic);
	read_verneed(binary, dynamic);
	read_relocations(binary, dynamic->tag[DT_RELA], dynamic->tag[DT_RELASZ]);
	read_relocations(binary, dynamic->tag[DT_JMPREL], dynamic->tag[DT_PLTRELSZ]);
	read_symbols(binary, dynamic);
	read_packed(binary, dynamic->relr, dynamic->relr_size);
	set_arrays(binary, dynamic);
}
