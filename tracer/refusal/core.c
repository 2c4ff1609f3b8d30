/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A core file as a refusal: NT_SIGINFO has the call, NT_PRSTATUS of the first
 * thread the registers, NT_FILE the mapped files, and the first page of an image,
 * where the core has it, the build-id. Nothing in the file is trusted.
 */
#include <elf.h>
#include <gelf.h>
#include <signal.h>
#include <string.h>

#include "tracer/refusal/readers.h"

enum { PROGRAM_NAME = 16, BUILD_ID_MOST = 64, NOTES_MOST = 1 << 14, FILES_MOST = 1 << 16, SYS_SECCOMP_CODE = 1 };

/* Where an arch's core has what; registers are counted in words. */
static const struct layout {
	unsigned machine, class;
	size_t word, pid, registers, name;    /* bytes; offsets in the notes */
	unsigned arg[SYSCALL_ARGS], nr, ip;
} layouts[] = {
	{ EM_X86_64, ELFCLASS64, 8, 32, 112, 40, { 14, 13, 12, 7, 9, 8 }, 15, 16 },
	{ EM_386, ELFCLASS32, 4, 24, 72, 28, { 0, 1, 2, 3, 4, 5 }, 11, 12 },
	{ EM_AARCH64, ELFCLASS64, 8, 32, 112, 40, { 0, 1, 2, 3, 4, 5 }, 8, 32 },
};

struct note {
	const char *at;                       /* NULL: the core does not have it */
	size_t size;
};

struct core {
	Elf *elf;
	const char *bytes;
	size_t size;
	const struct layout *layout;
	struct note status, info, files, process;
};

bool refusal_is_core(const char *bytes, size_t size)
{
	uint16_t type;

	if (size < sizeof(Elf32_Ehdr) || memcmp(bytes, ELFMAG, SELFMAG))
		return false;
	memcpy(&type, bytes + offsetof(Elf32_Ehdr, e_type), sizeof(type));
	return type == ET_CORE;
}

/* A number of `size` bytes, 0 outside the note. */
static uint64_t number(struct note note, size_t at, size_t size)
{
	uint64_t value = 0;

	if (at <= note.size && note.size - at >= size)
		memcpy(&value, note.at + at, size);
	return value;
}

/* --- notes --- */

static void take_note(struct core *core, uint32_t type, struct note note)
{
	struct note *to = type == NT_PRSTATUS ? &core->status : type == NT_SIGINFO ? &core->info :
	                  type == NT_FILE ? &core->files : type == NT_PRPSINFO ? &core->process : NULL;

	if (to && !to->at)
		*to = note;
}

static void read_notes(struct core *core, const GElf_Phdr *segment)
{
	Elf_Type kind = segment->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR;
	Elf_Data *data = elf_getdata_rawchunk(core->elf, (int64_t)segment->p_offset, segment->p_filesz, kind);
	size_t at = 0, name, content, next;
	GElf_Nhdr header;

	for (int i = 0; data && i < NOTES_MOST && (next = gelf_getnote(data, at, &header, &name, &content)) > 0; i++) {
		const char *owner = (const char *)data->d_buf + name;
		if (header.n_namesz == 5 && !memcmp(owner, "CORE", 5))
			take_note(core, header.n_type, (struct note){ (const char *)data->d_buf + content, header.n_descsz });
		at = next;
	}
}

static void read_segments(struct core *core)
{
	size_t count = 0;
	GElf_Phdr segment;

	if (elf_getphdrnum(core->elf, &count) < 0)
		return;
	for (size_t i = 0; i < count && i < FILES_MOST; i++)
		if (gelf_getphdr(core->elf, (int)i, &segment) && segment.p_type == PT_NOTE)
			read_notes(core, &segment);
}

/* --- memory and files --- */

/* `size` bytes of the program's memory, or NULL. */
static const char *memory(const struct core *core, uint64_t address, size_t size)
{
	size_t count = 0;
	GElf_Phdr segment;

	if (elf_getphdrnum(core->elf, &count) < 0)
		return NULL;
	for (size_t i = 0; i < count && i < FILES_MOST; i++) {
		if (!gelf_getphdr(core->elf, (int)i, &segment) || segment.p_type != PT_LOAD || address < segment.p_vaddr)
			continue;
		uint64_t into = address - segment.p_vaddr;
		if (into <= segment.p_filesz && segment.p_filesz - into >= size && segment.p_offset <= core->size &&
		    core->size - segment.p_offset >= into && core->size - segment.p_offset - into >= size)
			return core->bytes + segment.p_offset + into;
	}
	return NULL;
}

struct core_file {
	uint64_t start, end, offset;
	const char *path;                     /* within the note */
};

/* Calls `each` for the mapped files until it returns true. */
typedef bool file_each(void *context, const struct core_file *file);

static void files_each(const struct core *core, file_each *each, void *context)
{
	size_t word = core->layout->word;
	uint64_t count = number(core->files, 0, word), page = number(core->files, word, word);
	size_t at = 2 * word, names = at + (size_t)(count < FILES_MOST ? count : 0) * 3 * word;

	for (uint64_t i = 0; i < count && count < FILES_MOST && names < core->files.size; i++, at += 3 * word) {
		const char *path = core->files.at + names;
		size_t length = strnlen(path, core->files.size - names);
		struct core_file file = {
			number(core->files, at, word), number(core->files, at + word, word), number(core->files, at + 2 * word, word) * page, path,
		};
		if (length == core->files.size - names || each(context, &file))
			return;
		names += length + 1;
	}
}

struct search {
	uint64_t address;                     /* to be in the file */
	const char *path;                     /* or: the first mapping of this file's beginning */
	struct core_file found;
};

static bool is_searched(void *context, const struct core_file *file)
{
	struct search *search = context;
	bool hit = search->path ? !file->offset && !strcmp(file->path, search->path)
	                        : file->start <= search->address && search->address < file->end;

	if (hit)
		search->found = *file;
	return hit;
}

/* The build-id among the notes of an image whose header is at `base`, as hex; false if the core does not have it. */
static bool build_id_note(const char *notes, size_t size, char hex[2 * BUILD_ID_MOST + 1])
{
	for (size_t at = 0; at + sizeof(Elf64_Nhdr) <= size;) {
		Elf64_Nhdr header;
		memcpy(&header, notes + at, sizeof(header));
		size_t name = at + sizeof(header), content = name + (((size_t)header.n_namesz + 3) & ~(size_t)3);
		if (content > size || header.n_descsz > size - content)
			return false;
		bool gnu = header.n_namesz == 4 && !memcmp(notes + name, "GNU", 4);
		if (gnu && header.n_type == NT_GNU_BUILD_ID && header.n_descsz <= BUILD_ID_MOST) {
			AUTO_TEXT struct text words = {0};
			for (size_t i = 0; i < header.n_descsz; i++)
				text_format(&words, "%02x", (unsigned char)notes[content + i]);
			memcpy(hex, words.at ? words.at : "", words.length + 1);
			return words.length;
		}
		at = content + (((size_t)header.n_descsz + 3) & ~(size_t)3);
	}
	return false;
}

static bool build_id_at(const struct core *core, uint64_t base, char hex[2 * BUILD_ID_MOST + 1])
{
	const char *begin = memory(core, base, sizeof(Elf64_Ehdr));
	Elf64_Ehdr header;
	Elf64_Phdr segment;

	if (!begin || memcmp(begin, ELFMAG, SELFMAG) || begin[EI_CLASS] != ELFCLASS64)
		return false;
	memcpy(&header, begin, sizeof(header));
	for (unsigned i = 0; i < header.e_phnum && header.e_phentsize == sizeof(segment); i++) {
		const char *at = memory(core, base + header.e_phoff + i * sizeof(segment), sizeof(segment));
		if (!at)
			return false;
		memcpy(&segment, at, sizeof(segment));
		const char *notes = segment.p_type == PT_NOTE ? memory(core, base + segment.p_vaddr, segment.p_filesz) : NULL;
		if (notes && build_id_note(notes, segment.p_filesz, hex))
			return true;
	}
	return false;
}

/* --- the record --- */

static uint64_t register_at(const struct core *core, unsigned which)
{
	return number(core->status, core->layout->registers + which * core->layout->word, core->layout->word);
}

static bool take_call(const struct core *core, struct refusal *refusal)
{
	size_t at = core->layout->word == 8 ? 16 : 12;
	uint32_t nr = (uint32_t)number(core->info, at + core->layout->word, 4);
	int arch = arch_of_call((uint32_t)number(core->info, at + core->layout->word + 4, 4), nr);

	if (number(core->info, 8, 4) != SYS_SECCOMP_CODE || arch < 0)
		return false;
	refusal->called = true;
	refusal->arch = (enum arch)arch;
	refusal->nr = nr;
	refusal->has_ip = true;
	refusal->ip = number(core->info, at, core->layout->word);
	return true;
}

static void take_registers(const struct core *core, struct refusal *refusal)
{
	if (core->status.size < core->layout->registers + (core->layout->ip + 1) * core->layout->word)
		return;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		refusal->args[i] = register_at(core, core->layout->arg[i]);
	refusal->known = (1u << SYSCALL_ARGS) - 1;
}

static void take_image(const struct core *core, struct refusal *refusal, char build_id[2 * BUILD_ID_MOST + 1])
{
	struct search code = { .address = refusal->ip ? refusal->ip - 1 : 0 };

	files_each(core, is_searched, &code);
	if (!code.found.path)
		return;
	struct search begin = { .path = code.found.path };
	refusal->image = code.found.path;
	refusal->offset = refusal->ip - code.found.start + code.found.offset;
	files_each(core, is_searched, &begin);
	if (begin.found.path && build_id_at(core, begin.found.start, build_id))
		refusal->build_id = build_id;
}

static int take_record(struct refusals *refusals, const struct core *core, const char *name, struct err *err)
{
	struct refusal refusal = { .kind = REFUSAL_SIGNAL, .source = "core file", .pid = number(core->status, core->layout->pid, 4) };
	uint64_t signal = core->info.at ? number(core->info, 0, 4) : number(core->status, 12, 2);
	char build_id[2 * BUILD_ID_MOST + 1], program[PROGRAM_NAME + 1] = "";

	if (signal != SIGSYS)
		return err_set(err, "%s: a core file of signal %u, not of SIGSYS: no filter ended the program", name, (unsigned)signal);
	if (core->process.size >= core->layout->name + PROGRAM_NAME)
		memcpy(program, core->process.at + core->layout->name, PROGRAM_NAME);
	refusal.program = *program ? program : NULL;
	if (take_call(core, &refusal)) {
		take_registers(core, &refusal);
		take_image(core, &refusal, build_id);
	} else {
		refusal.means = "the core file does not have the call: SIGSYS was sent by a process, or the file has no NT_SIGINFO";
	}
	refusals_add(refusals, &refusal);
	return 0;
}

static const struct layout *layout_of(Elf *elf)
{
	GElf_Ehdr header;

	if (!gelf_getehdr(elf, &header))
		return NULL;
	for (size_t i = 0; i < COUNT_OF(layouts); i++)
		if (layouts[i].machine == header.e_machine && layouts[i].class == header.e_ident[EI_CLASS])
			return &layouts[i];
	return NULL;
}

int refusal_core(struct refusals *refusals, const char *bytes, size_t size, const char *name, struct err *err)
{
	AUTO_FREE char *copy = mem_alloc(size);           /* libelf may write to it */
	struct core core = { .bytes = bytes, .size = size };
	int status;

	memcpy(copy, bytes, size);
	elf_version(EV_CURRENT);
	core.elf = elf_memory(copy, size);
	core.layout = core.elf ? layout_of(core.elf) : NULL;
	if (core.layout) {
		read_segments(&core);
		status = take_record(refusals, &core, name, err);
	} else {
		status = err_set(err, "%s: a core file of a machine whose registers are not known", name);
	}
	elf_end(core.elf);
	return status;
}
