/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only section headers have: the symbols that the loader does not need,
 * PLT sections with their entry size, the build-id, and in static programs the
 * relocations. libelf checks every length against the file.
 */
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <string.h>

#include "tracer/code/binary.h"

/* Without the version that the linker leaves at a name (go@@V1); "" for a mark between code and data. */
static const char *plain_name(struct binary *binary, const char *name)
{
	char *plain = arena_string(&binary->arena, name[0] == '$' ? "" : name);

	if (plain[0])
		plain[1 + strcspn(plain + 1, "@")] = 0;
	return plain;
}

static void add_symbols(struct binary *binary, Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym from;

	for (int i = 1; data && i < BINARY_SYMBOLS_MOST && gelf_getsym(data, i, &from); i++) {
		const char *name = elf_strptr(elf, header->sh_link, from.st_name);
		unsigned kind = GELF_ST_TYPE(from.st_info);
		if (!name || from.st_shndx == SHN_UNDEF || (kind != STT_FUNC && kind != STT_OBJECT && kind != STT_NOTYPE && kind != STT_GNU_IFUNC))
			continue;
		*binary_add_symbol(binary) = (struct symbol){
			.name = plain_name(binary, name),
			.at = from.st_value, .size = from.st_size, .kind = (uint8_t)kind, .defined = true,
		};
	}
}

static void add_build_id(struct binary *binary, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t name, at, next = 0;
	GElf_Nhdr note;

	while (data && (next = gelf_getnote(data, next, &note, &name, &at)) > 0) {
		if (note.n_type != NT_GNU_BUILD_ID || note.n_descsz > 64 || note.n_namesz != 4 || memcmp((char *)data->d_buf + name, "GNU", 4) != 0)
			continue;
		char *hex = arena_alloc(&binary->arena, 2 * note.n_descsz + 1);
		for (size_t i = 0; i < note.n_descsz; i++)
			sprintf(hex + 2 * i, "%02x", ((unsigned char *)data->d_buf)[at + i]);
		binary->build_id = hex;
	}
}

static void add_section(struct binary *binary, const char *name, const GElf_Shdr *header)
{
	binary->sections = mem_grow(binary->sections, binary->section_count, &binary->section_room, sizeof(*binary->sections));
	binary->sections[binary->section_count++] = (struct elf_section){
		.name = arena_string(&binary->arena, name ? name : ""), .at = header->sh_addr, .size = header->sh_size,
		.entry = header->sh_entsize, .exec = header->sh_flags & SHF_EXECINSTR, .write = header->sh_flags & SHF_WRITE,
	};
	if (name && !strcmp(name, ".eh_frame")) {
		binary->frames[0] = header->sh_addr;
		binary->frames[1] = header->sh_size;
	}
}

/* A static program is relocated by its own code, which finds the table by symbols. */
static void add_relocations(struct binary *binary, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Rela from;

	for (int i = 0; data && gelf_getrela(data, i, &from); i++) {
		struct relocation relocation = {from.r_offset, from.r_addend, 0, (uint32_t)GELF_R_TYPE(from.r_info)};
		binary_add_relocation(binary, &relocation);
	}
}

static void read_section(struct binary *binary, Elf *elf, size_t names, Elf_Scn *section)
{
	GElf_Shdr header;

	if (!gelf_getshdr(section, &header) || header.sh_flags & SHF_COMPRESSED)
		return;
	if (header.sh_type == SHT_SYMTAB)
		add_symbols(binary, elf, section, &header);
	if (header.sh_type == SHT_NOTE)
		add_build_id(binary, section);
	if (!(header.sh_flags & SHF_ALLOC))
		return;
	if (header.sh_type == SHT_RELA && !binary->dynamic_count)
		add_relocations(binary, section);
	if (header.sh_type != SHT_NOBITS && binary->section_count < BINARY_SECTIONS && binary_at(binary, header.sh_addr, header.sh_size))
		add_section(binary, elf_strptr(elf, names, header.sh_name), &header);
}

void binary_read_sections(struct binary *binary)
{
	Elf_Scn *section = NULL;
	size_t names = 0;

	elf_version(EV_CURRENT);
	Elf *elf = elf_memory(binary->bytes.at, binary->bytes.length);
	if (!elf)
		return;
	elf_getshdrstrndx(elf, &names);
	while ((section = elf_nextscn(elf, section)))
		read_section(binary, elf, names, section);
	elf_end(elf);
}
