/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program headers, and access to what they map.
 */
#include "tracer/code/binary.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "tracer/image/elf_file.h"

const struct elf_segment *binary_segment(const struct binary *binary, uint64_t at)
{
	for (size_t i = 0; i < binary->segment_count; i++)
		if (at >= binary->segment[i].at && at - binary->segment[i].at < binary->segment[i].memory)
			return &binary->segment[i];
	return NULL;
}

bool binary_is_code(const struct binary *binary, uint64_t at)
{
	const struct elf_segment *segment = binary_segment(binary, at);

	return segment && segment->exec;
}

const unsigned char *binary_at(const struct binary *binary, uint64_t at, uint64_t size)
{
	const struct elf_segment *segment = binary_segment(binary, at);
	uint64_t from = segment ? at - segment->at : 0;

	if (!segment || from >= segment->size || size > segment->size - from)
		return NULL;
	return (const unsigned char *)binary->bytes.at + segment->offset + from;
}

bool binary_word(const struct binary *binary, uint64_t at, unsigned size, uint64_t *word)
{
	const struct elf_segment *segment = binary_segment(binary, at);
	const unsigned char *bytes = binary_at(binary, at, size);

	*word = 0;
	if (!segment || size > sizeof(*word) || size > segment->memory - (at - segment->at))
		return false;
	if (bytes)
		memcpy(word, bytes, size);
	return bytes || at - segment->at >= segment->size;
}

const char *binary_string(const struct binary *binary, uint64_t at)
{
	const struct elf_segment *segment = binary_segment(binary, at);
	const unsigned char *bytes = binary_at(binary, at, 1);

	return bytes && memchr(bytes, 0, segment->size - (at - segment->at)) ? (const char *)bytes : NULL;
}

bool binary_address(const struct binary *binary, uint64_t offset, uint64_t *at)
{
	for (size_t i = 0; i < binary->segment_count; i++) {
		const struct elf_segment *segment = &binary->segment[i];
		*at = segment->at + (offset - segment->offset);
		if (segment->exec && offset >= segment->offset && offset - segment->offset < segment->size)
			return true;
	}
	return false;
}

struct symbol *binary_add_symbol(struct binary *binary)
{
	binary->symbols = mem_grow(binary->symbols, binary->symbol_count, &binary->symbol_room, sizeof(*binary->symbols));
	memset(&binary->symbols[binary->symbol_count], 0, sizeof(*binary->symbols));
	return &binary->symbols[binary->symbol_count++];
}

void binary_add_relocation(struct binary *binary, const struct relocation *relocation)
{
	binary->relocations = mem_grow(binary->relocations, binary->relocation_count, &binary->relocation_room,
	                               sizeof(*binary->relocations));
	binary->relocations[binary->relocation_count++] = *relocation;
}

/* --- headers --- */

static int add_segment(struct binary *binary, const Elf64_Phdr *part, struct err *err)
{
	const uint64_t most = (uint64_t)1 << BINARY_ADDRESS_BITS;

	if (binary->segment_count == BINARY_SEGMENTS)
		return err_set(err, "%s: more than %d segments", binary->path, BINARY_SEGMENTS);
	if (part->p_vaddr >= most || part->p_memsz >= most || part->p_filesz > part->p_memsz)
		return err_set(err, "%s: a segment is outside of the address space", binary->path);
	if (part->p_offset > binary->bytes.length || part->p_filesz > binary->bytes.length - part->p_offset)
		return err_set(err, "%s: truncated: a segment ends behind the end of the file", binary->path);
	binary->segment[binary->segment_count++] = (struct elf_segment){
		.at = part->p_vaddr, .size = part->p_filesz, .memory = part->p_memsz, .offset = part->p_offset,
		.exec = part->p_flags & PF_X, .write = part->p_flags & PF_W,
	};
	return 0;
}

static bool part_read(const struct binary *binary, const Elf64_Ehdr *header, unsigned i, Elf64_Phdr *part)
{
	uint64_t at = header->e_phoff + (uint64_t)i * sizeof(*part);

	if (header->e_phoff > binary->bytes.length || at > binary->bytes.length || sizeof(*part) > binary->bytes.length - at)
		return false;
	memcpy(part, binary->bytes.at + at, sizeof(*part));
	return true;
}

static int read_segments(struct binary *binary, const Elf64_Ehdr *header, struct err *err)
{
	Elf64_Phdr part;

	for (unsigned i = 0; i < header->e_phnum && part_read(binary, header, i, &part); i++)
		if (part.p_type == PT_LOAD && part.p_memsz && add_segment(binary, &part, err) < 0)
			return -1;
	return binary->segment_count ? 0 : err_set(err, "%s: no loadable segment", binary->path);
}

static void read_parts(struct binary *binary, const Elf64_Ehdr *header)
{
	Elf64_Phdr part;

	for (unsigned i = 0; i < header->e_phnum && part_read(binary, header, i, &part); i++) {
		if (part.p_type == PT_INTERP)
			binary->interpreter = arena_string(&binary->arena, binary_string(binary, part.p_vaddr));
		if (part.p_type == PT_GNU_EH_FRAME)
			binary->frame_header = part.p_vaddr;
		if (part.p_type == PT_DYNAMIC)
			binary_read_dynamic(binary, part.p_vaddr, part.p_filesz);
	}
}

static const char *machine_name(unsigned machine)
{
	return machine == EM_386 ? "a 32-bit x86 (i386) file" : machine == EM_AARCH64 ? "an arm64 file" :
	       machine == EM_ARM ? "a 32-bit ARM file" : machine == EM_RISCV ? "a RISC-V file" : "a file for another machine";
}

static int check_header(const struct binary *binary, Elf64_Ehdr *header, struct err *err)
{
	if (binary->bytes.length < EI_NIDENT + 4 || memcmp(binary->bytes.at, ELFMAG, SELFMAG) != 0)
		return err_set(err, "%s: not an ELF file", binary->path);
	memset(header, 0, sizeof(*header));
	memcpy(header, binary->bytes.at, binary->bytes.length < sizeof(*header) ? binary->bytes.length : sizeof(*header));
	if (header->e_machine != EM_X86_64)
		return err_set(err, "cannot say: %s is %s, and reach reads x86_64 code only", binary->path, machine_name(header->e_machine));
	if (header->e_ident[EI_CLASS] != ELFCLASS64)
		return err_set(err, "cannot say: %s is an x32 file, and reach reads x86_64 code only", binary->path);
	if (header->e_ident[EI_DATA] != ELFDATA2LSB || (header->e_type != ET_EXEC && header->e_type != ET_DYN))
		return err_set(err, "%s: neither a program nor a shared library", binary->path);
	return 0;
}

static int parse(struct binary *binary, struct err *err)
{
	Elf64_Ehdr header;

	if (check_header(binary, &header, err) < 0 || read_segments(binary, &header, err) < 0)
		return -1;
	binary->entry = header.e_entry;
	binary->movable = header.e_type == ET_DYN;
	read_parts(binary, &header);
	binary_read_sections(binary);
	return 0;
}

int binary_parse(struct binary *binary, const void *bytes, size_t size, const char *name, struct err *err)
{
	binary->path = arena_string(&binary->arena, name);
	if (!binary->bytes.at)
		text_add_bytes(&binary->bytes, bytes, size);
	if (parse(binary, err) < 0) {
		binary_free(binary);
		return -1;
	}
	return 0;
}

static int refuse(const char *file, const char *name, struct err *err)
{
	if (access(file, R_OK))
		return err_errno(err, "%s", name);
	if (elf_file_lacks_proc())
		return err_set(err, "%s: cannot be opened without /proc; mount it", name);
	return err_set(err, "%s: not an ELF file", name);
}

/* Nothing here unpacks a section, so it does not matter what size one claims. */
static bool is_elf(const char *file)
{
	char magic[SELFMAG];
	int fd = elf_file_open_any(file);
	bool elf = fd >= 0 && pread(fd, magic, SELFMAG, 0) == SELFMAG && !memcmp(magic, ELFMAG, SELFMAG);

	if (fd >= 0)
		close(fd);
	return elf;
}

int binary_open(struct binary *binary, const char *file, const char *name, struct err *err)
{
	if (!is_elf(file))
		return refuse(file, name, err);
	if (file_read(file, &binary->bytes, err) < 0) {
		binary_free(binary);
		return -1;
	}
	return binary_parse(binary, NULL, 0, name, err);
}

void binary_free(struct binary *binary)
{
	free(binary->sections);
	free(binary->symbols);
	free(binary->relocations);
	text_free(&binary->bytes);
	arena_free(&binary->arena);
	memset(binary, 0, sizeof(*binary));
}
