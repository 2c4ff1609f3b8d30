/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The vDSO is a small shared object without a file: its bytes are read from the
 * tracee and parsed by libelf, which checks every length against the size.
 */
#include "tracer/image/vdso_image.h"

#include <gelf.h>
#include <libelf.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static void add_value(struct vdso_symbol *symbol, uint64_t value_at)
{
	if (symbol->values < VDSO_ALIASES)
		symbol->value_at[symbol->values++] = value_at;
}

static void add_symbol(struct vdso_image *image, const char *name, const GElf_Sym *sym, uint64_t value_at)
{
	struct vdso_symbol *symbol = NULL;

	for (size_t i = 0; i < image->count && !symbol; i++)
		if (image->symbol[i].offset == sym->st_value)
			symbol = &image->symbol[i];
	if (!symbol && image->count == VDSO_SYMBOLS)
		return;
	bool alias = symbol && strncmp(name, "__", 2) != 0;
	if (!symbol)
		symbol = &image->symbol[image->count++];
	add_value(symbol, value_at);
	if (alias)
		return;
	snprintf(symbol->name, sizeof(symbol->name), "%s", name);
	symbol->offset = sym->st_value;
	symbol->size = sym->st_size;
}

static void read_symbols(struct vdso_image *image, Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	size_t entry = image->word == 8 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	size_t value = image->word == 8 ? offsetof(Elf64_Sym, st_value) : offsetof(Elf32_Sym, st_value);
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym sym;

	image->symbols = header->sh_offset;
	image->symbols_size = data ? data->d_size : 0;
	for (int i = 0; data && gelf_getsym(data, i, &sym); i++) {
		const char *name = elf_strptr(elf, header->sh_link, sym.st_name);
		if (name && GELF_ST_TYPE(sym.st_info) == STT_FUNC && sym.st_shndx != SHN_UNDEF && sym.st_value < image->size)
			add_symbol(image, name, &sym, header->sh_offset + (uint64_t)i * entry + value);
	}
}

static void read_build_id(struct vdso_image *image, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t name, at, next = 0;
	GElf_Nhdr note;

	while (data && (next = gelf_getnote(data, next, &note, &name, &at)) > 0) {
		if (note.n_type != NT_GNU_BUILD_ID || note.n_descsz > 20)
			continue;
		for (size_t i = 0; i < note.n_descsz; i++)
			sprintf(image->build_id + 2 * i, "%02x", ((unsigned char *)data->d_buf)[at + i]);
	}
}

static void read_sections(struct vdso_image *image, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		if (header.sh_type == SHT_DYNSYM)
			read_symbols(image, elf, section, &header);
		if (header.sh_type == SHT_NOTE)
			read_build_id(image, section);
	}
}

/* --- unused memory --- */

enum { PAGE = 4096, ROOM_ALIGN = 32 };

static uint64_t end_of(Elf *elf)
{
	GElf_Ehdr header;
	GElf_Phdr part;
	uint64_t end = 0;

	if (!gelf_getehdr(elf, &header))
		return UINT64_MAX;
	for (int i = 0; i < header.e_phnum && gelf_getphdr(elf, i, &part); i++)
		if (part.p_offset + part.p_filesz > end)
			end = part.p_offset + part.p_filesz;
	uint64_t headers = header.e_shoff + (uint64_t)header.e_shnum * header.e_shentsize;
	return headers > end ? headers : end;
}

/* The image has the same layout in memory as in its file, from address 0. */
static bool is_loaded_as_it_is(Elf *elf)
{
	GElf_Phdr part;

	for (int i = 0; gelf_getphdr(elf, i, &part); i++)
		if (part.p_type == PT_LOAD)
			return part.p_offset == 0 && part.p_vaddr == 0;
	return false;
}

static bool is_zero(const unsigned char *bytes, uint64_t from, uint64_t to)
{
	while (from < to && !bytes[from])
		from++;
	return from == to;
}

static void find_room(struct vdso_image *image, Elf *elf, const unsigned char *bytes)
{
	uint64_t end = end_of(elf);

	if (end > image->size || !is_loaded_as_it_is(elf))
		return;
	uint64_t from = (end + ROOM_ALIGN - 1) / ROOM_ALIGN * ROOM_ALIGN, to = (end + PAGE - 1) / PAGE * PAGE;
	if (from >= to || to > image->size || !is_zero(bytes, from, to))
		return;
	image->room = from;
	image->room_end = to;
}

int vdso_image_parse(struct vdso_image *image, const void *bytes, size_t size, struct err *err)
{
	*image = (struct vdso_image){ .size = size };
	elf_version(EV_CURRENT);
	Elf *elf = elf_memory((char *)(uintptr_t)bytes, size);
	if (!elf || elf_kind(elf) != ELF_K_ELF) {
		elf_end(elf);
		image->size = 0;
		return err_set(err, "the vDSO is not an ELF image: %s", elf_errmsg(-1));
	}
	image->word = gelf_getclass(elf) == ELFCLASS32 ? 4 : 8;
	read_sections(image, elf);
	find_room(image, elf, bytes);
	elf_end(elf);
	return 0;
}

const struct vdso_symbol *vdso_image_find(const struct vdso_image *image, const char *name)
{
	for (size_t i = 0; i < image->count; i++)
		if (!strcmp(image->symbol[i].name, name))
			return &image->symbol[i];
	return NULL;
}

const struct vdso_symbol *vdso_image_at(const struct vdso_image *image, uint64_t offset)
{
	for (size_t i = 0; i < image->count; i++) {
		const struct vdso_symbol *symbol = &image->symbol[i];
		if (offset >= symbol->offset && offset - symbol->offset < symbol->size)
			return symbol;
	}
	return NULL;
}
