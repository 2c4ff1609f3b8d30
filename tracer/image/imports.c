/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file has one table of dynamic symbols; further ones, which no linker makes, are
 * not read. Where it has a GNU hash table, its imports come first, so libc's
 * 3,000 exports are not read.
 */
#include "tracer/image/imports.h"

#include <gelf.h>
#include <string.h>

static Elf_Data *find_symbols(Elf *elf, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, header) && header->sh_type == SHT_DYNSYM)
			return elf_getdata(section, NULL);
	return NULL;
}

bool imports_symbol(Elf *elf, const char *name)
{
	GElf_Shdr header;
	GElf_Sym sym;
	Elf_Data *symbols = find_symbols(elf, &header);

	for (int i = 1; symbols && gelf_getsym(symbols, i, &sym) && sym.st_shndx == SHN_UNDEF; i++) {
		const char *found = elf_strptr(elf, header.sh_link, sym.st_name);
		if (found && !strcmp(found, name))
			return true;
	}
	return false;
}
