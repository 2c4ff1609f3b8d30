/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML as JSON, from libyaml's events: a stack of open containers, and each value
 * goes into the innermost. Tags are rejected. An alias shares its anchor's value
 * without a copy, but each node that it expands to is counted again, so walking
 * the result stays within the bound.
 */
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/base/json.h"
#include "emit/in/readers.h"

enum { DEPTH_MOST = 64, NODES_MOST = 1000000, ANCHORS_MOST = 1000, DIGITS_MOST = 18, HEX_DIGITS_MOST = 15 };

struct open {                                 /* a mapping or list being read */
	json_t *value;                        /* owned */
	const char *key;                      /* of a mapping: the key of its next value, or merge_key; or NULL */
	json_t *merged;                       /* the members that a merge gave, which others replace; owned, or NULL */
	const char *anchor;                   /* or NULL */
	size_t nodes;                         /* the count when it began */
};

struct anchor {
	const char *name;
	json_t *value;
	size_t nodes;
};

struct yaml {
	yaml_parser_t parser;
	yaml_event_t event;
	struct arena arena;                   /* owns keys and anchors' names */
	struct open open[DEPTH_MOST];
	size_t depth;
	struct anchor anchors[ANCHORS_MOST];
	size_t anchor_count, nodes;
	json_t *documents;
	const struct in_bytes *bytes;
	struct err *err;
};

static const char merge_key[] = "<<";

static int fail_at(struct yaml *y, size_t line, const char *what)
{
	return err_set(y->err, "%s:%zu: %s", y->bytes->name, line + 1, what);
}

static int fail(struct yaml *y, const char *what)
{
	return fail_at(y, y->event.start_mark.line, what);
}

static int count_nodes(struct yaml *y, size_t nodes)
{
	y->nodes += nodes;
	return y->nodes > NODES_MOST ? fail(y, "YAML too large: more than 1000000 values, with aliases expanded") : 0;
}

/* Registers an anchor; a name may be reused. */
static int keep_anchor(struct yaml *y, const char *name, json_t *value, size_t nodes)
{
	if (!name)
		return 0;
	if (y->anchor_count == ANCHORS_MOST)
		return fail(y, "more than 1000 anchors");
	y->anchors[y->anchor_count++] = (struct anchor){ name, json_incref(value), nodes };
	return 0;
}

static void drop_anchors(struct yaml *y)
{
	while (y->anchor_count)
		json_decref(y->anchors[--y->anchor_count].value);
}

/* Of several mappings, the first that has a member gives it. */
static int join_merged(struct yaml *y, json_t *members, const json_t *value)
{
	size_t several = json_is_array(value) ? json_array_size(value) : 1;

	for (size_t i = 0; i < several; i++)
		if (json_object_update_missing(members, json_is_array(value) ? json_array_get(value, i) : (json_t *)value))
			return fail(y, "a merge (<<) of what is not a mapping");
	return 0;
}

/* Members before a merge win in YAML, and lose in Kubernetes' tools. */
static int add_merge(struct yaml *y, struct open *to, const json_t *value)
{
	json_t *members = json_object(), *member;
	const char *key;
	int failed = to->merged ? fail(y, "unsupported YAML: a second merge (<<) in a mapping") : join_merged(y, members, value);

	json_object_foreach(members, key, member)
		failed = failed || (json_object_get(to->value, key) && fail(y, "unsupported YAML: a merge (<<) after a member that it has too"));
	failed = failed || json_object_update(to->value, members);
	to->merged = to->merged ? to->merged : json_incref(members);
	json_decref(members);
	return failed;
}

static int add_member(struct yaml *y, struct open *to, json_t *value)
{
	int failed = 0;

	if (to->key == merge_key)
		failed = add_merge(y, to, value);
	else if (json_object_get(to->value, to->key) && json_object_del(to->merged, to->key))
		failed = fail(y, "duplicate key");
	else if (!json_is_comment(to->key, value))
		failed = json_object_set(to->value, to->key, value);
	to->key = NULL;
	return failed;
}

/* Adds a complete value to the innermost container, or as a document. Takes over the reference.
 * */
static int add_value(struct yaml *y, json_t *value)
{
	struct open *to = y->depth ? &y->open[y->depth - 1] : NULL;
	int failed;

	if (!to)
		failed = json_array_append(y->documents, value);
	else if (json_is_array(to->value))
		failed = json_array_append(to->value, value);
	else if (to->key)
		failed = add_member(y, to, value);
	else
		failed = fail(y, "unsupported YAML: a key that is not a plain word");
	json_decref(value);
	return failed;
}

static bool is_key_next(const struct yaml *y)
{
	return y->depth && json_is_object(y->open[y->depth - 1].value) && !y->open[y->depth - 1].key;
}

static bool is_word(const char *at, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(at, *words))
			return true;
	return false;
}

/* The value of a plain scalar. Numbers too large for jansson stay strings, as in in_json(). */
static json_t *plain(const char *at)
{
	static const char *const nothing[] = { "", "~", "null", "Null", "NULL", NULL };
	/* Those of YAML 1.1, as Kubernetes' tools have them. */
	static const char *const yes[] = { "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", NULL };
	static const char *const no[] = { "false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF", NULL };
	size_t digits = strspn(at, "0123456789");
	size_t hex = strlen(at) > 2 ? strspn(at + 2, "0123456789abcdefABCDEF") : 0;

	if (is_word(at, nothing))
		return json_null();
	if (is_word(at, yes) || is_word(at, no))
		return json_boolean(is_word(at, yes));
	if (digits && !at[digits] && digits <= DIGITS_MOST)
		return json_integer((json_int_t)strtoll(at, NULL, 10));
	if (!strncmp(at, "0x", 2) && hex && !at[2 + hex] && hex <= HEX_DIGITS_MOST)
		return json_integer((json_int_t)strtoll(at, NULL, 16));
	return json_string(at);
}

/* Octal for some readers, decimal for others. */
static bool is_two_numbers(const char *at)
{
	return *at == '0' && at[1] && !at[1 + strspn(at + 1, "0123456789")];
}

static int add_scalar(struct yaml *y)
{
	const char *at = (const char *)y->event.data.scalar.value, *anchor = (const char *)y->event.data.scalar.anchor;
	bool is_plain = y->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	if (y->event.data.scalar.tag)
		return fail(y, "unsupported YAML: a tag (!...)");
	if (strlen(at) != y->event.data.scalar.length)
		return fail(y, "a NUL in a word");
	if (is_key_next(y)) {
		y->open[y->depth - 1].key = is_plain && !strcmp(at, merge_key) ? merge_key : arena_string(&y->arena, at);
		return anchor ? fail(y, "unsupported YAML: an anchor on a key") : 0;
	}
	if (is_plain && is_two_numbers(at))
		return fail(y, "ambiguous number with a leading 0 (octal or decimal): write it without the 0");
	json_t *value = is_plain ? plain(at) : json_string(at);
	if (!value)
		return fail(y, "not UTF-8");
	int failed = count_nodes(y, 1) || keep_anchor(y, arena_string(&y->arena, anchor), value, 1);
	int added = add_value(y, value);
	return failed || added ? -1 : 0;
}

static int add_alias(struct yaml *y)
{
	const char *name = (const char *)y->event.data.alias.anchor;

	for (size_t i = y->anchor_count; i-- > 0;)
		if (!strcmp(y->anchors[i].name, name))
			return count_nodes(y, y->anchors[i].nodes) ? -1 : add_value(y, json_incref(y->anchors[i].value));
	return fail(y, "alias (*...) without a preceding anchor");
}

static int begin(struct yaml *y, json_t *value, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	const char *wrong = tag ? "unsupported YAML: a tag (!...)" : is_key_next(y) ? "unsupported YAML: a key that is not a plain word" :
	                    y->depth == DEPTH_MOST ? "nested too deeply" : NULL;

	if (wrong || count_nodes(y, 1)) {
		json_decref(value);
		return wrong ? fail(y, wrong) : -1;
	}
	y->open[y->depth++] = (struct open){ value, NULL, NULL, arena_string(&y->arena, (const char *)anchor), y->nodes - 1 };
	return 0;
}

static int end(struct yaml *y)
{
	struct open last = y->open[--y->depth];

	json_decref(last.merged);
	int failed = keep_anchor(y, last.anchor, last.value, y->nodes - last.nodes);
	int added = add_value(y, last.value);

	return failed || added ? -1 : 0;
}

static int take(struct yaml *y)
{
	const yaml_event_t *event = &y->event;

	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(y);
	case YAML_ALIAS_EVENT:
		return add_alias(y);
	case YAML_MAPPING_START_EVENT:
		return begin(y, json_object(), event->data.mapping_start.anchor, event->data.mapping_start.tag);
	case YAML_SEQUENCE_START_EVENT:
		return begin(y, json_array(), event->data.sequence_start.anchor, event->data.sequence_start.tag);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		return end(y);
	case YAML_DOCUMENT_END_EVENT:
		drop_anchors(y);
		return 0;
	default:
		return 0;
	}
}

static int next(struct yaml *y, bool *last)
{
	if (!yaml_parser_parse(&y->parser, &y->event))
		return fail_at(y, y->parser.problem_mark.line, y->parser.problem ? y->parser.problem : "not YAML");
	int failed = take(y);
	*last = y->event.type == YAML_STREAM_END_EVENT;
	yaml_event_delete(&y->event);
	return failed;
}

static void drop_open(struct yaml *y)
{
	for (; y->depth; y->depth--) {
		json_decref(y->open[y->depth - 1].merged);
		json_decref(y->open[y->depth - 1].value);
	}
}

json_t *in_yaml(const struct in_bytes *bytes, struct err *err)
{
	AUTO_FREE struct yaml *y = mem_alloc(sizeof(*y));
	bool last = false, failed = !yaml_parser_initialize(&y->parser);
	size_t mark = in_mark_size(bytes->at);

	y->bytes = bytes;
	y->err = err;
	y->documents = json_array();
	yaml_parser_set_encoding(&y->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&y->parser, (const unsigned char *)bytes->at + mark, bytes->size - mark);
	while (!last && !failed)
		failed = next(y, &last);
	drop_open(y);
	drop_anchors(y);
	arena_free(&y->arena);
	yaml_parser_delete(&y->parser);
	if (!failed)
		return y->documents;
	json_decref(y->documents);
	return NULL;
}
