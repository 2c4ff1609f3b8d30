/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Call sites of this process, in a trace with room for them and in a full one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/space/locate.h"

static void here(void)
{
}

static const struct trace_image *image_of(const struct trace *trace, int site)
{
	return &trace->images[trace->sites[site].image];
}

static int place(struct locator *locator, uint64_t address)
{
	struct address_space *space = address_space_new();
	struct err err;
	int site = TRACE_NOWHERE;

	assert_int_equal(locate(locator, space, getpid(), address, &site, &err), 0);
	address_space_release(space);
	return site;
}

static void fill_images(struct trace *trace)
{
	char name[32];

	while (trace->image_count < TRACE_IMAGES_MOST - 1) {
		snprintf(name, sizeof(name), "/%zu", trace->image_count);
		trace_image(trace, &(struct trace_image){ .path = name }, NULL);
	}
}

static void fill_sites(struct trace *trace)
{
	trace_image(trace, &(struct trace_image){ .path = "/full" }, NULL);
	while (trace->site_count < TRACE_SITES_MOST - 1)
		trace_site(trace, &(struct trace_site){ .offset = trace->site_count }, NULL);
}

static const struct {
	const char *what;
	void (*fill)(struct trace *trace);
	bool has_room;
} rows[] = {
	{ "an empty trace", NULL, true },
	{ "no room for images", fill_images, false },
	{ "no room for sites", fill_sites, false },
};

static void a_full_trace_records_the_rest_without_location(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct trace trace = {0};
		struct locator locator = { .trace = &trace };
		uint64_t address = (uint64_t)(uintptr_t)here + 1;

		print_message("%s\n", rows[i].what);
		if (rows[i].fill)
			rows[i].fill(&trace);
		int first = place(&locator, address), second = place(&locator, address + 1);
		assert_int_equal(first != second, rows[i].has_room);
		assert_int_equal(locator.note == NULL, rows[i].has_room);
		assert_int_equal(strcmp(image_of(&trace, first)->path, "[others]") != 0, rows[i].has_room);
		assert_true(trace.image_count <= TRACE_IMAGES_MOST && trace.site_count <= TRACE_SITES_MOST);
		locator_free(&locator);
		trace_free(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_full_trace_records_the_rest_without_location) };

	return cmocka_run_group_tests_name("locate", tests, NULL, NULL);
}
