/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file has one table of dynamic symbols; further ones, which no linker makes, are
 * not read. Where it has a GNU hash table, its imports come first, so libc's
 * 3,000 exports are not read.
 */
#include "tracer/image/imports.h"

#include <gelf.h>
#include <string.h>

enum { LISTENS = 1, SHARES = 2 };

static const struct { const char *function; unsigned does; } wanted[] = {
	{ "listen", LISTENS }, { "shmget", SHARES }, { "shm_open", SHARES },
};

static unsigned does(const char *function)
{
	for (size_t i = 0; function && i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!strcmp(function, wanted[i].function))
			return wanted[i].does;
	return 0;
}

static Elf_Data *find_symbols(Elf *elf, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, header) && header->sh_type == SHT_DYNSYM)
			return elf_getdata(section, NULL);
	return NULL;
}

bool imports_prefork(Elf *elf)
{
	GElf_Shdr header;
	GElf_Sym sym;
	Elf_Data *symbols = find_symbols(elf, &header);
	unsigned seen = 0;

	for (int i = 1; symbols && gelf_getsym(symbols, i, &sym) && sym.st_shndx == SHN_UNDEF; i++)
		seen |= does(elf_strptr(elf, header.sh_link, sym.st_name));
	return seen == (LISTENS | SHARES);
}
