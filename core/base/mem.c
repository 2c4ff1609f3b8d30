/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory allocation that never fails: out of memory ends the program. This is
 * the only code in core/ that exits.
 */
#include "core/base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 16 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

static void *granted(void *memory)
{
	if (memory)
		return memory;
	fputs("seccord: out of memory\n", stderr);
	exit(2);
}

void *mem_alloc(size_t size)
{
	return granted(calloc(1, size ? size : 1));
}

void *mem_resize(void *old, size_t size)
{
	return granted(realloc(old, size ? size : 1));
}

/* The size in bytes of an array that grows. */
static size_t larger(size_t *room, size_t element)
{
	*room = *room ? *room * 2 : 8;
	if (*room > SIZE_MAX / element)
		granted(NULL);
	return *room * element;
}

void *mem_grow(void *array, size_t count, size_t *room, size_t element)
{
	return count < *room ? array : mem_resize(array, larger(room, element));
}

void mem_cleanup(void *pointer_to_pointer)
{
	free(*(void **)pointer_to_pointer);
}

static struct arena_block *arena_block_add(struct arena *arena, size_t size)
{
	size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;
	struct arena_block *block = mem_alloc(sizeof(*block) + room);

	block->size = room;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t align = _Alignof(max_align_t);
	struct arena_block *block = arena->blocks;

	if (size > SIZE_MAX / 2)
		granted(NULL);
	size = (size + align - 1) / align * align;
	if (!block || block->size - block->used < size)
		block = arena_block_add(arena, size);
	void *memory = block->bytes + block->used;
	block->used += size;
	return memory;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *room, size_t element)
{
	if (count < *room)
		return array;
	void *grown = arena_alloc(arena, larger(room, element));
	return count ? memcpy(grown, array, count * element) : grown;
}

char *arena_string(struct arena *arena, const char *string)
{
	if (!string)
		return NULL;
	size_t size = strlen(string) + 1;
	return memcpy(arena_alloc(arena, size), string, size);
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list ap, again;

	va_start(ap, format);
	va_copy(again, ap);
	int length = vsnprintf(NULL, 0, format, ap);
	char *string = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(string, (size_t)length + 1, format, again);
	va_end(again);
	va_end(ap);
	return string;
}

void arena_free(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *next = arena->blocks->next;
		free(arena->blocks);
		arena->blocks = next;
	}
}

static char *text_room(struct text *text, size_t more)
{
	enum { LEAST = 64 };
	size_t need = text->length + more + 1;

	if (need > text->room) {
		text->room = LEAST + need * 2;
		text->at = mem_resize(text->at, text->room);
	}
	return text->at + text->length;
}

void text_add_bytes(struct text *text, const void *bytes, size_t size)
{
	memcpy(text_room(text, size), bytes, size);
	text->length += size;
	text->at[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_format(struct text *text, const char *format, ...)
{
	va_list ap, again;

	va_start(ap, format);
	va_copy(again, ap);
	char *at = text_room(text, 0);
	size_t room = text->room - text->length, length = (size_t)vsnprintf(at, room, format, ap);
	if (length >= room)
		vsnprintf(text_room(text, length), length + 1, format, again);
	text->length += length;
	va_end(again);
	va_end(ap);
}

void text_free(struct text *text)
{
	free(text->at);
	free(text->marks);
	*text = (struct text){0};
}
