/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON is foreign, so it is read where libelf is: in the confined process, which
 * makes no system calls for it. The parser's hash has a constant seed, since it would
 * read a random one; the note is too short for collisions to cost time.
 */
#include "tracer/image/package_note.h"

#include <gelf.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json.h"

enum { NOTE_MOST = 4096 };                    /* bytes */

#define NOTE_TYPE 0xcafe1a7eu
static const char owner[] = "FDO";

static bool is_package(const GElf_Nhdr *head, const char *name)
{
	return head->n_type == NOTE_TYPE && head->n_namesz == sizeof(owner) && !memcmp(name, owner, sizeof(owner));
}

static void take(char to[PACKAGE_NAME], const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	if (value && strlen(value) < PACKAGE_NAME)
		strcpy(to, value);
}

void package_note_parse(struct package_note *note, const char *json, size_t size)
{
	json_object_seed(1);
	AUTO_JSON json_t *object = size && size <= NOTE_MOST ? json_loadb(json, strnlen(json, size), 0, NULL) : NULL;

	take(note->name, object, "name");
	take(note->version, object, "version");
	if (!*note->name || !*note->version)
		*note = (struct package_note){0};
}

/* The notes of one segment or section. */
static void look_through(struct package_note *note, Elf_Data *data)
{
	GElf_Nhdr head;
	size_t at = 0, next, name, words;

	while (data && !*note->name && (next = gelf_getnote(data, at, &head, &name, &words)) > 0) {
		if (is_package(&head, (char *)data->d_buf + name))
			package_note_parse(note, (char *)data->d_buf + words, head.n_descsz);
		at = next;
	}
}

void package_note_read(struct package_note *note, Elf *elf)
{
	size_t count;

	if (elf_getphdrnum(elf, &count))
		return;
	for (size_t i = 0; i < count && !*note->name; i++) {
		GElf_Phdr segment;
		if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_NOTE)
			continue;
		look_through(note, elf_getdata_rawchunk(elf, (int64_t)segment.p_offset, segment.p_filesz,
		                                        segment.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR));
	}
}
