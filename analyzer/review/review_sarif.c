/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SARIF 2.1.0, as code scanning services read it: a rule per call, a result per
 * change that gives more power, located at the source line of its caller, or of the
 * caller of the call whose equivalent it is, where the trace has it, else at the first
 * line of the policy. Sources outside of the root
 * are not named. Limits are GitHub's: 5,000 results, 20 tags.
 * Source: OASIS SARIF 2.1.0, GitHub "SARIF support for code scanning".
 */
#include "analyzer/review/review.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/path.h"

enum { RESULTS_MOST = 5000 };

static bool is_result(const struct review_item *item)
{
	return !item->doubtful && (item->kind == REVIEW_GAINED || item->kind == REVIEW_WIDENED);
}

static const char *level_of(const struct review_item *item)
{
	return review_is_grave(item) ? "error" : item->danger && !item->same_as ? "warning" : "note";
}

/* "[text](target)" would be a link, so brackets of such a text are escaped: SARIF 2.1.0, 3.11.6. */
static json_t *json_message(const char *words)
{
	AUTO_TEXT struct text plain = {0};
	json_t *object = json_object();

	for (const char *at = words; *at && strstr(words, "]("); at++)
		text_format(&plain, *at == '[' || *at == ']' ? "\\%c" : "%c", *at);
	json_object_set_new(object, "text", format_json(plain.at ? plain.at : words));
	return object;
}

/* --- rules --- */

static void rule_id(const struct review_item *item, struct text *out)
{
	text_format(out, "%s/%s", item->category == CATEGORY_NONE ? "without-a-name" : category_name(item->category), item->name);
}

static json_t *json_tags(const struct review_item *item)
{
	json_t *tags = json_array(), *object = json_object();

	json_array_append_new(tags, json_string("security"));
	json_array_append_new(tags, json_string("seccomp"));
	if (item->danger)
		json_array_append_new(tags, json_string(danger_class_name(item->danger->class)));
	json_object_set_new(object, "tags", tags);
	json_object_set_new(object, "security-severity", json_string(review_is_grave(item) ? "8.0" : item->danger ? "5.0" : "2.0"));
	return object;
}

/* GitHub shows it beside each alert of the rule. */
static void add_help(const struct review_item *item, struct text *out)
{
	text_format(out, "The policy before this change does not allow %s, or not with these arguments.", item->name);
	if (item->id != CALL_UNKNOWN)
		text_format(out, " `seccord explain %s` prints what the call does and what it gives an attacker.", item->name);
	text_add(out, " If the program should make it, add it to the policy; otherwise change the code that is named.");
}

static json_t *json_rule(const struct review_item *item, const char *id)
{
	AUTO_TEXT struct text words = {0}, help = {0};
	json_t *rule = json_object();

	text_format(&words, "The program needs %s", item->name);
	if (item->danger)
		text_format(&words, ": %s", item->danger->what);
	json_object_set_new(rule, "id", json_string(id));
	add_help(item, &help);
	json_object_set_new(rule, "shortDescription", json_message(words.at));
	json_object_set_new(rule, "fullDescription", json_message(help.at));
	json_object_set_new(rule, "help", json_message(help.at));
	json_object_set_new(rule, "properties", json_tags(item));
	return rule;
}

/* The index of the rule of this name, or how many there are. */
static size_t find_rule(const json_t *rules, const char *id)
{
	size_t i;
	json_t *rule;

	json_array_foreach(rules, i, rule)
		if (!strcmp(json_string_value(json_object_get(rule, "id")), id))
			break;
	return i;
}

/* --- places --- */

/* The path below the root, or NULL. */
static const char *below_root(const struct review *review, const char *file)
{
	size_t length = review->root ? strlen(review->root) : 0;

	if (!file || strstr(file, ".."))
		return NULL;
	if (file[0] != '/')
		return file;
	return length > 1 && !strncmp(file, review->root, length) && file[length] == '/' ? file + length + 1 : NULL;
}

/* As RFC 3986 has it. */
static void add_uri(const char *path, struct text *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

	for (; *path; path++)
		text_format(out, strchr(plain, *path) ? "%c" : "%%%02X", (unsigned char)*path);
}

static json_t *json_location(const char *path, unsigned line)
{
	AUTO_TEXT struct text uri = {0};
	json_t *artifact = json_object(), *region = json_object(), *physical = json_object(), *location = json_object();

	add_uri(path, &uri);
	json_object_set_new(artifact, "uri", json_string(uri.at ? uri.at : ""));
	json_object_set_new(region, "startLine", json_integer(line ? line : 1));
	json_object_set_new(physical, "artifactLocation", artifact);
	json_object_set_new(physical, "region", region);
	json_object_set_new(location, "physicalLocation", physical);
	return location;
}

static void add_places(const struct review *review, const struct review_item *item, json_t *list)
{
	for (size_t i = 0; i < item->place_count; i++) {
		const char *file = below_root(review, item->place[i].file);
		if (file)
			json_array_append_new(list, json_location(file, item->place[i].line));
	}
}

static json_t *json_locations(const struct review *review, const struct review_item *item)
{
	const char *name = review->policy ? review->policy : review->name[1], *file = below_root(review, name);
	json_t *list = json_array();

	add_places(review, item, list);
	for (size_t i = 0; item->cause && !json_array_size(list) && i < review->count; i++)
		if (!strcmp(review->items[i].name, item->cause))
			add_places(review, &review->items[i], list);
	if (!json_array_size(list))
		json_array_append_new(list, json_location(file ? file : path_base(name), 1));
	return list;
}

/* Stable as long as the same function needs the same call. */
static json_t *json_fingerprints(const struct review_item *item)
{
	uint64_t hash = hash_mix(hash_mix_string(0, item->name), item->archs);
	json_t *object = json_object();
	char words[32];

	hash = hash_mix_string(hash, item->what);
	hash = hash_mix_string(hash, item->place_count ? item->place[0].function : NULL);
	snprintf(words, sizeof(words), "%016" PRIx64, hash);
	json_object_set_new(object, "seccordCall/v1", json_string(words));
	return object;
}

/* --- results --- */

static json_t *json_labels(const struct review_item *item)
{
	json_t *list = json_array(), *object = json_object();

	for (int i = 0; i < TRACE_LABELS && item->labels[i]; i++)
		json_array_append_new(list, format_json(item->labels[i]));
	json_object_set_new(object, "labels", list);
	return object;
}

static json_t *json_result(const struct review *review, const struct review_item *item, json_t *rules)
{
	AUTO_TEXT struct text id = {0}, message = {0};
	json_t *result = json_object();

	rule_id(item, &id);
	size_t rule = find_rule(rules, id.at);
	if (rule == json_array_size(rules))
		json_array_append_new(rules, json_rule(item, id.at));
	text_format(&message, "%s %s", item->name, review_kind_name(item->kind));
	text_format(&message, "%s%s\n", item->what[0] ? ": " : "", item->what);
	review_facts(item, &message);
	if (item->place_count) {
		text_add(&message, "\n");
		review_cause(item, &message);
	}
	json_object_set_new(result, "ruleId", json_string(id.at));
	json_object_set_new(result, "ruleIndex", json_integer((json_int_t)rule));
	json_object_set_new(result, "level", json_string(level_of(item)));
	json_object_set_new(result, "message", json_message(message.at));
	json_object_set_new(result, "locations", json_locations(review, item));
	json_object_set_new(result, "partialFingerprints", json_fingerprints(item));
	if (item->labels[0])
		json_object_set_new(result, "properties", json_labels(item));
	return result;
}

/* --- what belongs to no call of its own --- */

struct general {                              /* a danger, or a difference that no item has */
	const char *id, *words, *help;
	const char *class;                    /* of a danger, or NULL */
};

static json_t *json_general_rule(const struct general *general)
{
	json_t *rule = json_object(), *object = json_object(), *tags = json_array();

	json_array_append_new(tags, json_string("security"));
	json_array_append_new(tags, json_string("seccomp"));
	if (general->class)
		json_array_append_new(tags, json_string(general->class));
	json_object_set_new(object, "tags", tags);
	json_object_set_new(object, "security-severity", json_string(general->class ? "8.0" : "5.0"));
	json_object_set_new(rule, "id", json_string(general->id));
	json_object_set_new(rule, "shortDescription", json_message(general->words));
	json_object_set_new(rule, "fullDescription", json_message(general->help));
	json_object_set_new(rule, "help", json_message(general->help));
	json_object_set_new(rule, "properties", object);
	return rule;
}

static json_t *json_general(const struct review *review, const struct general *general, json_t *rules)
{
	const struct review_item none = { .name = general->id, .what = general->words };
	json_t *result = json_object();
	size_t rule = find_rule(rules, general->id);

	if (rule == json_array_size(rules))
		json_array_append_new(rules, json_general_rule(general));
	json_object_set_new(result, "ruleId", json_string(general->id));
	json_object_set_new(result, "ruleIndex", json_integer((json_int_t)rule));
	json_object_set_new(result, "level", json_string(general->class ? "error" : "warning"));
	json_object_set_new(result, "message", json_message(general->words));
	json_object_set_new(result, "locations", json_locations(review, &none));
	json_object_set_new(result, "partialFingerprints", json_fingerprints(&none));
	return result;
}

static void add_apart(const struct review *review, json_t *rules, json_t *results)
{
	for (size_t i = 0; i < review->opened_count; i++) {
		const struct danger_found *found = review->opened[i];
		AUTO_TEXT struct text calls = {0}, id = {0}, words = {0};
		if (!review_is_apart(review, found))
			continue;
		review_danger_words(found, &calls);
		text_format(&id, "danger/%s", calls.at);
		text_format(&words, "%s: %s: %s", calls.at, danger_class_name(danger_found_class(found)), danger_found_what(found));
		const struct general general = {
			id.at, words.at, "The policy before this change does not allow it. `seccord show --danger` explains why it is dangerous.",
			danger_class_name(danger_found_class(found)),
		};
		json_array_append_new(results, json_general(review, &general, rules));
	}
}

static void add_archs(const char *what, arch_set archs, struct text *out)
{
	if (!archs)
		return;
	text_format(out, "%s%s: ", out->length ? "; " : "", what);
	arch_list(archs, ", ", out);
}

/* Archs and general answers with which calls may do more. */
static void add_generals(const struct review *review, json_t *rules, json_t *results)
{
	static const char help[] = "This applies to every call that no rule names, so it can allow more than any rule.";
	AUTO_TEXT struct text archs = {0};

	for (size_t i = 0; i < DIFF_GENERAL_LINES; i++) {
		AUTO_TEXT struct text words = {0}, id = {0};
		if (!diff_general_words(review->diff, i, &words) ||
		    (!diff_general_passes(review->diff, i, 1) && !diff_general_widens(review->diff, i)))
			continue;
		text_format(&id, "general/%s", i < DIFF_GENERALS ? diff_general_at(i)->name : "elsewhere");
		json_array_append_new(results, json_general(review, &(struct general){ id.at, words.at, help, NULL }, rules));
	}
	add_archs("archs gained", review->diff->gained & review->diff->widened, &archs);
	add_archs("archs lost of which more passes now", review->diff->lost & review->diff->widened, &archs);
	if (archs.length)
		json_array_append_new(results, json_general(review, &(struct general){ "general/archs", archs.at, help, NULL }, rules));
}

/* --- the log --- */

static json_t *json_tool(const struct review *review, json_t *rules)
{
	json_t *driver = json_object(), *tool = json_object();

	json_object_set_new(driver, "name", json_string("seccord"));
	json_object_set_new(driver, "semanticVersion", json_string(review->version));
	json_object_set_new(driver, "rules", rules);
	json_object_set_new(tool, "driver", driver);
	return tool;
}

static json_t *json_run(const struct review *review)
{
	json_t *rules = json_array(), *results = json_array(), *run = json_object();

	add_apart(review, rules, results);
	add_generals(review, rules, results);
	for (size_t i = 0; i < review->count && json_array_size(results) < RESULTS_MOST; i++)
		if (is_result(&review->items[i]))
			json_array_append_new(results, json_result(review, &review->items[i], rules));
	json_object_set_new(run, "tool", json_tool(review, rules));
	json_object_set_new(run, "results", results);
	return run;
}

void review_sarif(const struct review *review, struct text *out)
{
	AUTO_JSON json_t *object = json_object();
	json_t *runs = json_array();

	json_array_append_new(runs, json_run(review));
	json_object_set_new(object, "$schema", json_string("https://json.schemastore.org/sarif-2.1.0.json"));
	json_object_set_new(object, "version", json_string("2.1.0"));
	json_object_set_new(object, "runs", runs);
	json_line(object, out);
	text_add(out, "\n");
}
