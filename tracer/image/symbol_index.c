/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table is read by libelf, which takes a quarter of the time that libdw
 * takes for a symbol; libdw then names the one that was found. One pass over a
 * flat array is fast enough: a look-up happens once per call site of a trace.
 * Among aliases libdw prefers global to weak to local symbols, and of those the
 * first.
 */
#include "tracer/image/symbol_index.h"

#include <gelf.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/base/mem.h"

enum { SYMBOLS_MOST = 1 << 20 };

struct entry {
	GElf_Addr start;
	GElf_Xword size;
	int symbol;                           /* its number in the table */
	int rank;                             /* of its binding; 0: libdw decides */
};

struct symbol_index {
	Dwfl_Module *module;
	struct entry *at;
	size_t count;
	GElf_Addr lowest_label;               /* of symbols without a size */
};

/* --- the table --- */

struct table {
	Elf_Data *data;
	int count;
	GElf_Addr moved;                      /* what libdw adds to addresses */
};

static Elf_Data *find_data(Elf *elf, GElf_Word type, int count)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == type && header.sh_entsize &&
		    header.sh_size / header.sh_entsize == (GElf_Xword)count)
			return elf_getdata(section, NULL);
	return NULL;
}

static bool is_relocatable(Elf *elf)
{
	GElf_Ehdr header;

	return !gelf_getehdr(elf, &header) || header.e_type == ET_REL;
}

static bool is_placed(GElf_Word section)
{
	return section != SHN_UNDEF && section < SHN_LORESERVE;
}

/* The one table that libdw takes its symbols from; false: it joins several, or is special. */
static bool find_table(Dwfl_Module *module, struct table *table)
{
	GElf_Sym sym;
	GElf_Addr start;
	GElf_Word section = SHN_UNDEF;
	Elf *elf = NULL;

	table->count = dwfl_module_getsymtab(module);
	if (table->count <= 0 || table->count > SYMBOLS_MOST)
		return false;
	for (int i = 1; i < table->count && !is_placed(section); i++)
		if (!dwfl_module_getsym_info(module, i, &sym, &start, &section, &elf, NULL))
			return false;
	if (!is_placed(section) || !elf || is_relocatable(elf))
		return false;
	table->moved = start - sym.st_value;
	table->data = find_data(elf, SHT_SYMTAB, table->count);
	if (!table->data)
		table->data = find_data(elf, SHT_DYNSYM, table->count);
	return table->data != NULL;
}

/* --- the index --- */

static int rank_of(const GElf_Sym *sym)
{
	switch (GELF_ST_BIND(sym->st_info)) {
	case STB_GLOBAL:
		return 3;
	case STB_WEAK:
		return 2;
	case STB_LOCAL:
		return 1;
	default:
		return 0;
	}
}

static bool is_considered(const GElf_Sym *sym)
{
	unsigned char type = GELF_ST_TYPE(sym->st_info);

	return sym->st_name && sym->st_shndx != SHN_UNDEF && type != STT_SECTION && type != STT_FILE && type != STT_TLS;
}

/* A label names what follows it in its section, but only the very address if it has none. */
static void add(struct symbol_index *index, const struct table *table, int symbol)
{
	GElf_Sym sym;

	if (!gelf_getsym(table->data, symbol, &sym) || !is_considered(&sym))
		return;
	bool in_section = sym.st_shndx < SHN_LORESERVE || sym.st_shndx == SHN_XINDEX;
	GElf_Addr start = sym.st_value + (in_section ? table->moved : 0);
	if (!sym.st_size && in_section)
		index->lowest_label = start < index->lowest_label ? start : index->lowest_label;
	else if (sym.st_size)
		index->at[index->count++] = (struct entry){ start, sym.st_size, symbol, rank_of(&sym) };
	else
		index->at[index->count++] = (struct entry){ start, 1, symbol, 0 };
}

struct symbol_index *symbol_index_new(Dwfl_Module *module)
{
	struct table table;

	if (!find_table(module, &table))
		return NULL;
	struct symbol_index *index = mem_alloc(sizeof(*index));
	*index = (struct symbol_index){ module, mem_alloc((size_t)table.count * sizeof(*index->at)), 0, UINT64_MAX };
	for (int i = 1; i < table.count; i++)
		add(index, &table, i);
	return index;
}

/* --- look-ups --- */

static bool same_range(const struct entry *a, const struct entry *b)
{
	return a->start == b->start && a->size == b->size;
}

static bool take_name(const struct symbol_index *index, const struct entry *entry, const char **name)
{
	GElf_Sym sym;
	GElf_Addr start;

	*name = dwfl_module_getsym_info(index->module, entry->symbol, &sym, &start, NULL, NULL, NULL);
	return *name && **name && start == entry->start && sym.st_size == entry->size;
}

bool symbol_index_find(const struct symbol_index *index, GElf_Addr address, const char **name, GElf_Off *into)
{
	const struct entry *found = NULL;

	for (const struct entry *entry = index->at; entry < index->at + index->count; entry++) {
		if (address - entry->start >= entry->size)      /* wraps around below the start */
			continue;
		if (!entry->rank || (found && !same_range(found, entry)))
			return false;
		if (!found || entry->rank > found->rank)
			found = entry;
	}
	*name = NULL;
	*into = found ? address - found->start : 0;
	return found ? take_name(index, found, name) : address < index->lowest_label;
}

void symbol_index_free(struct symbol_index *index)
{
	if (index)
		free(index->at);
	free(index);
}
