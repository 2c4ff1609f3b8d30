/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over a flat array is fast enough: a look-up happens once per call
 * site of a trace. Among aliases libdw prefers global to weak to local symbols,
 * and of those the first.
 */
#include "tracer/image/symbol_index.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/base/mem.h"

enum { SYMBOLS_MOST = 1 << 20 };

struct entry {
	GElf_Addr start;
	GElf_Xword size;
	const char *name;                     /* in the file's string table */
	int rank;                             /* of its binding; 0: libdw decides */
};

struct symbol_index {
	struct entry *at;
	size_t count;
	GElf_Addr lowest_label;               /* of symbols without a size */
};

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

static bool is_considered(const char *name, const GElf_Sym *sym, GElf_Word section)
{
	unsigned char type = GELF_ST_TYPE(sym->st_info);

	return name && *name && section != SHN_UNDEF && type != STT_SECTION && type != STT_FILE && type != STT_TLS;
}

/* A label names what follows it in its section, but only the very address if it has none. */
static void add_label(struct symbol_index *index, const struct entry *label, GElf_Word section)
{
	if (section < SHN_LORESERVE && label->start < index->lowest_label)
		index->lowest_label = label->start;
	else if (section >= SHN_LORESERVE)
		index->at[index->count++] = (struct entry){ label->start, 1, label->name, 0 };
}

static void add(struct symbol_index *index, Dwfl_Module *module, int symbol)
{
	GElf_Addr start;
	GElf_Word section;
	GElf_Sym sym;
	const char *name = dwfl_module_getsym_info(module, symbol, &sym, &start, &section, NULL, NULL);
	struct entry entry = { start, sym.st_size, name, rank_of(&sym) };

	if (!is_considered(name, &sym, section))
		return;
	if (entry.size)
		index->at[index->count++] = entry;
	else
		add_label(index, &entry, section);
}

struct symbol_index *symbol_index_new(Dwfl_Module *module)
{
	int count = dwfl_module_getsymtab(module);

	if (count <= 0 || count > SYMBOLS_MOST)
		return NULL;
	struct symbol_index *index = mem_alloc(sizeof(*index));
	index->at = mem_alloc((size_t)count * sizeof(*index->at));
	index->lowest_label = UINT64_MAX;
	for (int i = 0; i < count; i++)
		add(index, module, i);
	return index;
}

static bool same_range(const struct entry *a, const struct entry *b)
{
	return a->start == b->start && a->size == b->size;
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
	*name = found ? found->name : NULL;
	*into = found ? address - found->start : 0;
	return found || address < index->lowest_label;
}

void symbol_index_free(struct symbol_index *index)
{
	if (index)
		free(index->at);
	free(index);
}
