/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libdw's offline mode: the file is looked at as it lies on disk, no process
 * is needed. Where it was stripped, its separate debug file is looked for when
 * first something is asked; names stay as the linker knows them.
 */
#include "tracer/symbol.h"

#include <elfutils/libdwelf.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arch.h"
#include "core/mem.h"
#include "tracer/debug_file.h"
#include "tracer/elf_file.h"

struct symbol_file {
	Dwfl *dwfl;
	Dwfl_Module *module;
	Elf *elf;
	GElf_Addr bias;
	struct debug_place place;
	enum { LINES_UNKNOWN, LINES_NONE, LINES_READY } lines;
	Dwarf *alternate;                     /* what dwz moved out of its debug information */
	int alternate_fd;
	char build_id[2 * 64 + 1];
};

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = debug_file_find,
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

/* libdw closes what it takes. */
static Dwfl_Module *report_file(Dwfl *dwfl, const char *path)
{
	int fd = elf_file_open(path);

	if (fd < 0)
		return NULL;
	dwfl_report_begin(dwfl);
	Dwfl_Module *module = dwfl_report_offline(dwfl, path, path, fd);
	dwfl_report_end(dwfl, NULL, NULL);
	if (!module)
		close(fd);
	return module;
}

static void report(struct symbol_file *file)
{
	char *path = NULL;
	void **userdata;

	if (!file->dwfl || asprintf(&path, "%s%s", file->place.root, file->place.path) < 0)
		return;
	file->module = report_file(file->dwfl, path);
	free(path);
	if (file->module && dwfl_module_info(file->module, &userdata, NULL, NULL, NULL, NULL, NULL, NULL))
		*userdata = &file->place;
}

struct symbol_file *symbol_open(const char *root, const char *path)
{
	struct symbol_file *file = mem_alloc(sizeof(*file));

	file->place = (struct debug_place){ strdup(root), strdup(path) };
	file->dwfl = dwfl_begin(&callbacks);
	report(file);
	if (file->module)
		file->elf = dwfl_module_getelf(file->module, &file->bias);
	if (!file->elf) {
		symbol_close(file);
		return NULL;
	}
	read_build_id(file);
	return file;
}

static void close_alternate(struct symbol_file *file)
{
	if (!file->alternate)
		return;
	dwarf_end(file->alternate);
	close(file->alternate_fd);
}

void symbol_close(struct symbol_file *file)
{
	if (!file)
		return;
	dwfl_end(file->dwfl);
	close_alternate(file);
	free(file->place.root);
	free(file->place.path);
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

	elf_getphdrnum(file->elf, &count);    /* as the file tells it: there may be none of 4 billion */
	for (size_t i = 0; i < count && gelf_getphdr(file->elf, (int)i, &header); i++) {
		if (header.p_type != PT_LOAD)
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

static bool has_index(const struct symbol_file *file)
{
	Dwarf_Addr bias;
	Dwarf *dwarf = dwfl_module_getdwarf(file->module, &bias);
	Dwarf_Aranges *ranges;
	size_t count = 0;

	return !dwarf || (!dwarf_getaranges(dwarf, &ranges, &count) && count);
}

/* Compilers other than gcc write no index of addresses: then each unit is asked. */
static Dwarf_Die *unit_at(const struct symbol_file *file, GElf_Addr address, Dwarf_Addr *bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(file->module, address, bias);

	if (unit || has_index(file))
		return unit;
	while ((unit = dwfl_module_nextcu(file->module, unit, bias)))
		if (dwarf_haspc(unit, address - *bias) > 0)
			break;
	return unit;
}

static bool has_alternate(Dwarf *dwarf, const char **name, const void **id, ssize_t *length)
{
	*length = dwelf_dwarf_gnu_debugaltlink(dwarf, name, id);
	return *length != 0;
}

/* libdw by itself would open whatever path the file names: a FIFO that nobody
 * writes to, or a device. So nothing may be left for it to look for. */
static bool has_all_parts(struct symbol_file *file, Dwarf *dwarf)
{
	const char *name;
	const void *id;
	ssize_t length;

	if (!dwarf || !has_alternate(dwarf, &name, &id, &length))
		return dwarf != NULL;
	file->alternate_fd = length > 0 ? debug_file_alternate(&file->place, name, id, (size_t)length) : -1;
	if (file->alternate_fd < 0)
		return false;
	file->alternate = dwarf_begin(file->alternate_fd, DWARF_C_READ);
	if (!file->alternate)
		close(file->alternate_fd);
	if (!file->alternate || has_alternate(file->alternate, &name, &id, &length))
		return false;
	dwarf_setalt(dwarf, file->alternate);
	return true;
}

static bool has_lines(struct symbol_file *file)
{
	Dwarf_Addr bias;

	if (file->lines == LINES_UNKNOWN)
		file->lines = has_all_parts(file, dwfl_module_getdwarf(file->module, &bias)) ? LINES_READY : LINES_NONE;
	return file->lines == LINES_READY;
}

const char *symbol_line(struct symbol_file *file, uint64_t offset, unsigned *line)
{
	GElf_Addr address;
	Dwarf_Addr bias = 0;
	int number = 0;

	if (!address_of(file, offset, &address) || !has_lines(file))
		return NULL;
	Dwarf_Die *unit = unit_at(file, address, &bias);
	Dwarf_Line *at = unit ? dwarf_getsrc_die(unit, address - bias) : NULL;
	if (!at || dwarf_lineno(at, &number) || number <= 0)
		return NULL;
	*line = (unsigned)number;
	return dwarf_linesrc(at, NULL, NULL);
}
