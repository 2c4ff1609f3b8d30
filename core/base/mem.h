/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem: the three ways this program owns memory.
 *
 * An arena owns everything that belongs to one trace or policy and is freed as
 * a whole. A growing array is grown by mem_grow. A struct text is a string
 * under construction. None of them can fail: when memory runs out the program
 * ends with one line and exit status 2.
 */
#ifndef CORE_MEM_H
#define CORE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);                 /* zeroed; release with free */
void *mem_resize(void *old, size_t size);     /* as realloc */

/* Makes room for one more element after `count`; returns the array to use
 * from now on. *room is its capacity in elements. */
void *mem_grow(void *array, size_t count, size_t *room, size_t element);

struct arena {
	struct arena_block *blocks;
};
void *arena_alloc(struct arena *arena, size_t size);          /* zeroed, aligned for any type */
/* As mem_grow, of an array in the arena; the old one stays valid. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *room, size_t element);
char *arena_string(struct arena *arena, const char *string);  /* NULL stays NULL */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_free(struct arena *arena);                         /* the arena can be used again */

/* A growing string. Always terminated; `at` is NULL only before the first write. */
struct text {
	char *at;
	size_t length, room;
	struct text_marks *marks;             /* core/base/mark.h; NULL: none */
};
void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const void *bytes, size_t size);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/* Frees what a variable points to when it goes out of scope. */
void mem_cleanup(void *pointer_to_pointer);
#define AUTO_FREE __attribute__((cleanup(mem_cleanup)))
#define AUTO_TEXT __attribute__((cleanup(text_free)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
