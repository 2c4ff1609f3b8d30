/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses libdw's offline mode: it reads the file on disk and needs no process.
 * The separate debug file of a stripped file is searched at the first query;
 * names are as the linker knows them.
 *
 * The file may be truncated at any time. So every access runs under a guard,
 * and results are copied; after one failure a file is not queried again, and
 * what libdw holds for it leaks.
 */
#include "tracer/image/symbol.h"

#include <elfutils/libdwelf.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/kernel/arch.h"
#include "core/base/mem.h"
#include "tracer/image/debug_file.h"
#include "tracer/image/elf_file.h"
#include "tracer/image/guard.h"
#include "tracer/image/imports.h"
#include "tracer/image/symbol_index.h"

struct symbol_file {
	Dwfl *dwfl;
	Dwfl_Module *module;
	Elf *elf;
	GElf_Addr bias;
	struct debug_place place;
	struct symbol_index *index;           /* NULL: not made yet, or not at all */
	bool indexed;
	enum { LINES_UNKNOWN, LINES_NONE, LINES_READY } lines;
	Dwarf *alternate;                     /* what dwz moved out of its debug information */
	int alternate_fd;
	bool broken;
	char build_id[2 * 64 + 1];
	struct package_note package;
	char *function, *source;              /* the last results */
};

/* A query on a file, and its result. */
struct question {
	struct symbol_file *file;
	const char *at;                       /* path where it is opened */
	uint64_t offset;
	uint64_t into;
	unsigned line;
	const char *arch;
	bool prefork;
};

static bool ask(struct question *question, void (*look)(void *question))
{
	if (question->file->broken)
		return false;
	question->file->broken = !guard_run(look, question);
	return !question->file->broken;
}

/* Names are truncated as in the trace. */
static char *replace(char *old, const char *name, size_t length)
{
	enum { NAME_MOST = 64 * 1024 };

	free(old);
	return length ? strndup(name, length < NAME_MOST ? length : NAME_MOST) : NULL;
}

/* Without the version, which only some files have: clock_gettime@@GLIBC_2.17. */
static size_t name_length(const char *name)
{
	return name && *name ? 1 + strcspn(name + 1, "@") : 0;
}

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

/* libdw closes the descriptor that it accepts. */
static Dwfl_Module *report_file(Dwfl *dwfl, const struct debug_place *place, const char *path)
{
	int fd = elf_file_check(place->open(place->context, path));

	if (fd < 0)
		return NULL;
	dwfl_report_begin(dwfl);
	Dwfl_Module *module = dwfl_report_offline(dwfl, path, path, fd);
	dwfl_report_end(dwfl, NULL, NULL);
	if (!module)
		close(fd);
	return module;
}

static void report(struct symbol_file *file, const char *at)
{
	void **userdata;

	if (!file->dwfl)
		return;
	file->module = report_file(file->dwfl, &file->place, at);
	if (file->module && dwfl_module_info(file->module, &userdata, NULL, NULL, NULL, NULL, NULL, NULL))
		*userdata = &file->place;
}

static void open_file(void *context)
{
	const struct question *question = context;
	struct symbol_file *file = question->file;

	file->dwfl = dwfl_begin(&callbacks);
	report(file, question->at);
	if (file->module)
		file->elf = dwfl_module_getelf(file->module, &file->bias);
	if (!file->elf)
		return;
	read_build_id(file);
	package_note_read(&file->package, file->elf);
}

static int open_directly(void *context, const char *path)
{
	(void)context;
	return elf_file_open_any(path);
}

struct symbol_file *symbol_open_by(const struct symbol_source *source)
{
	struct symbol_file *file = mem_alloc(sizeof(*file));

	file->place = (struct debug_place){ strdup(source->root), strdup(source->path), source->open ? source->open : open_directly, source->context };
	if (ask(&(struct question){ .file = file, .at = source->at }, open_file) && file->elf)
		return file;
	symbol_close(file);
	return NULL;
}

struct symbol_file *symbol_open(const char *root, const char *path)
{
	AUTO_FREE char *at = NULL;

	if (asprintf(&at, "%s%s", root, path) < 0)
		return NULL;
	return symbol_open_by(&(struct symbol_source){ at, root, path, NULL, NULL });
}

static void close_alternate(struct symbol_file *file)
{
	if (!file->alternate)
		return;
	dwarf_end(file->alternate);
	close(file->alternate_fd);
}

static void close_file(void *context)
{
	struct symbol_file *file = ((struct question *)context)->file;

	dwfl_end(file->dwfl);
	close_alternate(file);
}

void symbol_close(struct symbol_file *file)
{
	if (!file)
		return;
	ask(&(struct question){ .file = file }, close_file);
	symbol_index_free(file->index);
	free(file->function);
	free(file->source);
	free(file->place.root);
	free(file->place.path);
	free(file);
}

const char *symbol_build_id(const struct symbol_file *file)
{
	return file->build_id;
}

const struct package_note *symbol_package(const struct symbol_file *file)
{
	return &file->package;
}

static void look_for_arch(void *context)
{
	struct question *question = context;
	GElf_Ehdr header;

	if (!gelf_getehdr(question->file->elf, &header))
		return;
	int arch = arch_of_elf(header.e_machine, header.e_ident[EI_CLASS] == ELFCLASS64, header.e_ident[EI_DATA] == ELFDATA2MSB);
	if (arch >= 0)
		question->arch = arch_info((enum arch)arch)->name;
}

const char *symbol_arch(struct symbol_file *file)
{
	struct question question = { .file = file };

	return ask(&question, look_for_arch) ? question.arch : NULL;
}

static void look_at_imports(void *context)
{
	struct question *question = context;

	question->prefork = imports_prefork(question->file->elf);
}

bool symbol_prefork(struct symbol_file *file)
{
	struct question question = { .file = file };

	return ask(&question, look_at_imports) && question.prefork;
}

/* Maps an offset in the file to the address of that byte when loaded. */
static bool address_of(const struct symbol_file *file, uint64_t offset, GElf_Addr *address)
{
	size_t count = 0;
	GElf_Phdr header;

	elf_getphdrnum(file->elf, &count);    /* as the file claims: it may be up to 4 billion */
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

static const char *function_at(struct symbol_file *file, GElf_Addr address, GElf_Off *into)
{
	const char *name;
	GElf_Sym sym;

	if (!file->indexed)
		file->index = symbol_index_new(file->module);
	file->indexed = true;
	if (file->index && symbol_index_find(file->index, address, &name, into))
		return name;
	return dwfl_module_addrinfo(file->module, address, into, &sym, NULL, NULL, NULL);
}

static void look_for_function(void *context)
{
	struct question *question = context;
	struct symbol_file *file = question->file;
	const char *name = NULL;
	GElf_Addr address;
	GElf_Off behind = 0;

	if (address_of(file, question->offset, &address))
		name = function_at(file, address, &behind);
	question->into = behind;
	file->function = replace(file->function, name, name_length(name));
}

const char *symbol_at(struct symbol_file *file, uint64_t offset, uint64_t *into)
{
	struct question question = { .file = file, .offset = offset };

	if (!ask(&question, look_for_function))
		return NULL;
	*into = question.into;
	return file->function;
}

static bool has_index(const struct symbol_file *file)
{
	Dwarf_Addr bias;
	Dwarf *dwarf = dwfl_module_getdwarf(file->module, &bias);
	Dwarf_Aranges *ranges;
	size_t count = 0;

	return !dwarf || (!dwarf_getaranges(dwarf, &ranges, &count) && count);
}

/* Compilers other than gcc write no address index: then each unit is searched. */
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

/* On its own, libdw would open any path that the file names: a FIFO without a
 * writer, or a device. So it must have nothing left to look for. */
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

static void look_for_line(void *context)
{
	struct question *question = context;
	struct symbol_file *file = question->file;
	GElf_Addr address;
	Dwarf_Addr bias = 0;
	int number = 0;

	file->source = replace(file->source, NULL, 0);
	if (!address_of(file, question->offset, &address) || !has_lines(file))
		return;
	Dwarf_Die *unit = unit_at(file, address, &bias);
	Dwarf_Line *at = unit ? dwarf_getsrc_die(unit, address - bias) : NULL;
	if (!at || dwarf_lineno(at, &number) || number <= 0)
		return;
	question->line = (unsigned)number;
	const char *source = dwarf_linesrc(at, NULL, NULL);
	file->source = replace(file->source, source, source ? strlen(source) : 0);
}

const char *symbol_line(struct symbol_file *file, uint64_t offset, unsigned *line)
{
	struct question question = { .file = file, .offset = offset };

	if (!ask(&question, look_for_line) || !file->source)
		return NULL;
	*line = question.line;
	return file->source;
}
