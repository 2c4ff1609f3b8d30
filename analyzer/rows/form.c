/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first value represents the whole: the union of bits, the lowest of others.
 */
#include "analyzer/rows/form.h"

static void form_add(struct form *form, uint64_t value)
{
	form->v[form->count++] = value;
}

struct form form_of(const struct values *seen)
{
	struct form form = {0};

	switch (seen->kind) {
	case VALUES_SET:
		for (int i = 0; i < seen->count; i++)
			form_add(&form, seen->v[i]);
		break;
	case VALUES_RANGE:
		form_add(&form, seen->v[0]);
		form_add(&form, seen->v[1]);
		break;
	case VALUES_BITS:
		form_add(&form, seen->v[0]);
		form_add(&form, 0);
		for (int bit = 0; bit < 64; bit++)
			if (seen->v[0] >> bit & 1)
				form_add(&form, UINT64_C(1) << bit);
		break;
	}
	if (!form.count) {
		form_add(&form, 0);
		form_add(&form, UINT64_MAX);
	}
	return form;
}
