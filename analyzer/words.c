/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands, paths, symbols and notes come out of the program that was watched,
 * which may be hostile to whoever reads about it. An image is named by its
 * last part: where a library lies differs from machine to machine.
 */
#include "analyzer/words.h"

#include <inttypes.h>
#include <string.h>

void words_plain(const char *words, struct text *out)
{
	for (; *words; words++) {
		unsigned char byte = (unsigned char)*words;
		if (byte < 0x20 || byte == 0x7f)
			text_format(out, "\\x%02x", byte);
		else
			text_add_bytes(out, words, 1);
	}
}

static const char *image_name(const struct trace *trace, const struct trace_site *site)
{
	if (!site || site->image < 0 || (size_t)site->image >= trace->image_count)
		return "unknown code";
	const char *path = trace->images[site->image].path;
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

void words_site(const struct trace *trace, int site, struct text *out)
{
	bool known = site >= 0 && (size_t)site < trace->site_count;
	const struct trace_site *at = known ? &trace->sites[site] : NULL;

	words_plain(image_name(trace, at), out);
	if (!at)
		return;
	text_add(out, " ");
	if (at->function)
		words_plain(at->function, out);
	if (!at->function || at->into)
		text_format(out, "+0x%" PRIx64, at->function ? at->into : at->offset);
}

void words_verdict(struct verdict verdict, struct text *out)
{
	const char *name = errno_name(verdict.data);

	if (verdict.action != ACTION_ERRNO)
		text_add(out, action_name(verdict.action));
	else if (name)
		text_add(out, name);
	else
		text_format(out, "errno %u", verdict.data);
}
