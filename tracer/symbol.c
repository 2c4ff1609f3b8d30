/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libdw's offline mode: the file is looked at as it lies on disk, no process
 * is needed. Separate debug files are not searched here: the name of an
 * exported or local function is what the file itself tells.
 */
#include "tracer/symbol.h"

#include <elfutils/libdwfl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/arch.h"
#include "core/mem.h"

struct symbol_file {
	Dwfl *dwfl;
	Dwfl_Module *module;
	Elf *elf;
	GElf_Addr bias;
	char build_id[2 * 64 + 1];
};

static int no_debug_file(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, const char *file,
                         const char *link, GElf_Word crc, char **found)
{
	(void)module; (void)data; (void)name; (void)base; (void)file; (void)link; (void)crc; (void)found;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = no_debug_file,
	.section_address = dwfl_offline_section_address,
};

static void read_build_id(struct symbol_file *file)
{
	const unsigned char *bits;
	GElf_Addr address;
	int length = dwfl_module_build_id(file->module, &bits, &address);

	for (int i = 0; i < length && i < 64; i++)
		sprintf(file->build_id + 2 * i, "%02x", bits[i]);
}

struct symbol_file *symbol_open(const char *path)
{
	struct symbol_file *file = mem_alloc(sizeof(*file));

	file->dwfl = dwfl_begin(&callbacks);
	if (file->dwfl) {
		dwfl_report_begin(file->dwfl);
		file->module = dwfl_report_offline(file->dwfl, path, path, -1);
		dwfl_report_end(file->dwfl, NULL, NULL);
	}
	if (file->module)
		file->elf = dwfl_module_getelf(file->module, &file->bias);
	if (!file->elf) {
		symbol_close(file);
		return NULL;
	}
	read_build_id(file);
	return file;
}

void symbol_close(struct symbol_file *file)
{
	if (!file)
		return;
	dwfl_end(file->dwfl);
	free(file);
}

const char *symbol_build_id(const struct symbol_file *file)
{
	return file->build_id;
}

const char *symbol_arch(const struct symbol_file *file)
{
	GElf_Ehdr header;

	if (!gelf_getehdr(file->elf, &header))
		return NULL;
	switch (header.e_machine) {
	case EM_386:
		return arch_info(ARCH_I386)->name;
	case EM_X86_64:
		return arch_info(header.e_ident[EI_CLASS] == ELFCLASS32 ? ARCH_X32 : ARCH_X86_64)->name;
	default:
		return NULL;
	}
}

/* From an offset in the file to the address at which that byte is meant to be. */
static bool address_of(const struct symbol_file *file, uint64_t offset, GElf_Addr *address)
{
	size_t count = 0;
	GElf_Phdr header;

	elf_getphdrnum(file->elf, &count);
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(file->elf, (int)i, &header) || header.p_type != PT_LOAD)
			continue;
		if (offset >= header.p_offset && offset - header.p_offset < header.p_filesz) {
			*address = header.p_vaddr + (offset - header.p_offset) + file->bias;
			return true;
		}
	}
	return false;
}

const char *symbol_at(struct symbol_file *file, uint64_t offset, uint64_t *into)
{
	GElf_Addr address;
	GElf_Sym sym;
	GElf_Off behind = 0;

	if (!address_of(file, offset, &address))
		return NULL;
	const char *name = dwfl_module_addrinfo(file->module, address, &behind, &sym, NULL, NULL, NULL);
	*into = behind;
	return name && *name ? name : NULL;
}
