/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bounds and names of Go's functions from .gopclntab, which a Go program needs
 * at run time and so has even when stripped. Formats of Go 1.16, 1.18 and 1.20.
 */
#include <string.h>

#include "tracer/code/extent.h"

enum { FUNCTIONS_MOST = 1 << 22 };

struct table {
	const struct binary *binary;
	uint64_t at, size;                    /* of the section */
	uint64_t count, text, names, functions;
	unsigned word;                        /* bytes of an entry of the index: 4 from Go 1.18 on, else 8 */
};

static bool find_table(const struct binary *binary, struct table *table)
{
	for (size_t i = 0; i < binary->section_count; i++) {
		const struct elf_section *section = &binary->sections[i];
		if (strcmp(section->name, ".gopclntab") != 0 && strcmp(section->name, ".data.rel.ro.gopclntab") != 0)
			continue;
		*table = (struct table){.binary = binary, .at = section->at, .size = section->size};
		return true;
	}
	return false;
}

static uint64_t word(const struct table *table, uint64_t offset, unsigned size)
{
	uint64_t value;

	return binary_word(table->binary, table->at + offset, size, &value) ? value : 0;
}

static uint64_t text_start(const struct binary *binary)
{
	for (size_t i = 0; i < binary->symbol_count; i++)
		if (!strcmp(binary->symbols[i].name, "runtime.text"))
			return binary->symbols[i].at;
	for (size_t i = 0; i < binary->section_count; i++)
		if (!strcmp(binary->sections[i].name, ".text"))
			return binary->sections[i].at;
	return 0;
}

/* The header: magic, 0, 0, quantum, pointer size, then words. */
static bool read_header(struct table *table)
{
	uint64_t magic = word(table, 0, 4);

	if ((magic != 0xfffffffa && magic != 0xfffffff0 && magic != 0xfffffff1) || word(table, 7, 1) != 8)
		return false;
	unsigned extra = magic == 0xfffffffa ? 0 : 8;                 /* 1.18 added the start of the text */
	table->word = extra ? 4 : 8;
	table->count = word(table, 8, 8);
	table->text = extra ? word(table, 24, 8) : 0;
	if (extra && !table->text)                                    /* relocated, or since Go 1.26 left out */
		table->text = text_start(table->binary);
	table->names = word(table, 24 + extra, 8);
	table->functions = word(table, 56 + extra, 8);
	return table->count < FUNCTIONS_MOST && table->names < table->size && table->functions < table->size;
}

static const char *name_of(const struct table *table, uint64_t function)
{
	uint64_t name = word(table, table->functions + function + table->word, 4);

	return name < table->size ? binary_string(table->binary, table->at + table->names + name) : NULL;
}

bool starts_of_go(struct starts *starts, const struct binary *binary)
{
	struct table table;

	if (!find_table(binary, &table) || !read_header(&table))
		return false;
	for (uint64_t i = 0; i < table.count; i++) {
		uint64_t entry = table.functions + i * 2 * table.word;
		uint64_t from = table.text + word(&table, entry, table.word);
		uint64_t to = table.text + word(&table, entry + 2 * table.word, table.word);
		starts_add(starts, from, to, name_of(&table, word(&table, entry + table.word, table.word)));
	}
	return table.count;
}
