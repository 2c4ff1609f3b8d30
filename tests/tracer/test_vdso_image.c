/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of vDSO images: that of this process, and forged ones.
 */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/process/memory.h"
#include "tracer/image/symbol.h"
#include "tracer/image/vdso_image.h"

static size_t own_vdso(char *bytes)
{
	unsigned long at = getauxval(AT_SYSINFO_EHDR);

	return at ? memory_read(getpid(), at, bytes, VDSO_IMAGE_MOST) : 0;
}

static const struct vdso_symbol *named(const struct vdso_image *image, const char *name)
{
	for (size_t i = 0; i < image->count; i++)
		if (!strcmp(image->symbol[i].name, name))
			return &image->symbol[i];
	return NULL;
}

static void this_process_has_its_functions(void **state)
{
	char bytes[VDSO_IMAGE_MOST];
	struct vdso_image image;
	struct err err;
	size_t size = own_vdso(bytes);

	(void)state;
	if (!size)
		skip();
	assert_int_equal(vdso_image_parse(&image, bytes, size, &err), 0);
	const struct vdso_symbol *symbol = named(&image, "__vdso_clock_gettime");
	assert_non_null(symbol);
	assert_null(named(&image, "clock_gettime"));
	assert_ptr_equal(vdso_image_at(&image, symbol->offset), symbol);
	assert_ptr_equal(vdso_image_at(&image, symbol->offset + symbol->size - 1), symbol);
	assert_int_equal(strlen(image.build_id), 40);
}

/* What a probe needs: where offsets are stored, and unused memory. */
static void offsets_are_found_in_its_bytes(void **state)
{
	char bytes[VDSO_IMAGE_MOST];
	struct vdso_image image;
	struct err err;
	size_t size = own_vdso(bytes);

	(void)state;
	if (!size)
		skip();
	assert_int_equal(vdso_image_parse(&image, bytes, size, &err), 0);
	assert_true(image.room < image.room_end && image.room_end <= size);
	for (size_t i = 0; i < image.count; i++) {
		const struct vdso_symbol *symbol = &image.symbol[i];
		assert_true(symbol->values >= 1);
		for (unsigned name = 0; name < symbol->values; name++) {
			assert_true(symbol->value_at[name] - image.symbols < image.symbols_size);
			assert_memory_equal(bytes + symbol->value_at[name], &symbol->offset, image.word);
		}
	}
}

static void not_an_image_is_an_error(void **state)
{
	static const char *const rows[] = { "", "no ELF at all", "\177ELF", "\177ELF\2\1\1" };
	struct vdso_image image;
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (!vdso_image_parse(&image, rows[i], strlen(rows[i]), &err))
			assert_int_equal(image.count, 0);
}

/* Every truncation, and seeded noise over a real image: results may be empty, but
 * nothing crashes. */
static void damaged_images_are_handled(void **state)
{
	char bytes[VDSO_IMAGE_MOST];
	struct vdso_image image;
	struct err err;
	size_t size = own_vdso(bytes);

	(void)state;
	if (!size)
		skip();
	srand(1);
	for (int round = 0; round < 3000; round++) {
		size_t cut = (size_t)rand() % size;
		char *damaged = mem_alloc(cut + 1);
		memcpy(damaged, bytes, cut);
		for (int i = 0; i < round % 8 && cut; i++)
			damaged[(size_t)rand() % (i % 2 && cut > 512 ? 512 : cut)] = (char)rand();
		vdso_image_parse(&image, damaged, cut, &err);
		free(damaged);
	}
}

static void a_function_is_named_by_its_offset(void **state)
{
	struct symbol_file *file = symbol_open("", "/proc/self/exe");
	uint64_t into;

	(void)state;
	assert_non_null(file);
	assert_null(symbol_at(file, UINT64_MAX, &into));
	assert_null(symbol_open("", "/dev/null"));
	assert_null(symbol_open("", "/no/such/file"));
	symbol_close(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(this_process_has_its_functions),
		cmocka_unit_test(offsets_are_found_in_its_bytes),
		cmocka_unit_test(not_an_image_is_an_error),
		cmocka_unit_test(damaged_images_are_handled),
		cmocka_unit_test(a_function_is_named_by_its_offset),
	};

	return cmocka_run_group_tests_name("vdso image", tests, NULL, NULL);
}
