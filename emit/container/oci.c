/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OCI's JSON, with the extensions of Docker and Podman: archs that depend on
 * the host, and entries that depend on the host, its kernel and the container's
 * capabilities (emit/in/oci_standing.c).
 */
#include <errno.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "emit/container/oci.h"
#include "emit/in/scmp.h"

static const struct { const char *name; enum action action; } actions[] = {
	{ "SCMP_ACT_ALLOW", ACTION_ALLOW }, { "SCMP_ACT_LOG", ACTION_LOG }, { "SCMP_ACT_TRACE", ACTION_TRACE },
	{ "SCMP_ACT_ERRNO", ACTION_ERRNO }, { "SCMP_ACT_TRAP", ACTION_TRAP }, { "SCMP_ACT_KILL", ACTION_KILL_THREAD },
	{ "SCMP_ACT_KILL_THREAD", ACTION_KILL_THREAD }, { "SCMP_ACT_KILL_PROCESS", ACTION_KILL },
	{ "SCMP_ACT_NOTIFY", ACTION_NOTIFY },
};

enum { PREFIX = 9 };                          /* "SCMP_ACT_": names are compared without it */

static const char *action_at(unsigned i)
{
	return i < COUNT_OF(actions) ? actions[i].name + PREFIX : NULL;
}

static int unknown_action(const char *name, struct err *err)
{
	const char *near = strncmp(name, actions[0].name, PREFIX) ? NULL : nearest(name + PREFIX, action_at);

	err_set(err, "unknown action '%.40s'", name);
	return nearest_hint(err, near ? near - PREFIX : NULL);
}

static int action_of(const char *name, struct verdict *verdict, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(actions); i++)
		if (!strcmp(name, actions[i].name)) {
			*verdict = (struct verdict){ .action = actions[i].action };
			return 0;
		}
	return unknown_action(name, err);
}

/* The kernel clamps an errno, and takes 16 bits for a tracer. */
static uint16_t bounded(enum action action, uint64_t number)
{
	return (uint16_t)(action == ACTION_ERRNO && number > ERRNO_MOST ? ERRNO_MOST : number);
}

static bool takes_number(enum action action)
{
	return action == ACTION_ERRNO || action == ACTION_TRACE;
}

bool in_oci_takes_number(const json_t *object, const char *action)
{
	const char *name = json_string_value(json_object_get(object, action));
	struct verdict verdict;
	struct err ignored;

	return name && !action_of(name, &verdict, &ignored) && takes_number(verdict.action);
}

/* Without a number it is EPERM, for a tracer too. Other actions have none: runtimes check its type alone. */
int in_oci_verdict(const json_t *object, const char *action, const char *ret, const char *word,
                   struct verdict *verdict, struct err *err)
{
	const char *name = NULL, *errno_word = NULL;
	uint64_t number = EPERM;
	bool counts = in_oci_takes_number(object, action);

	if (json_get_string(object, action, &name, err) || json_get_string(object, word, &errno_word, err) ||
	    in_bare_number(object, ret, counts ? UINT16_MAX : UINT32_MAX, &number, err))
		return -1;
	if (!name)
		return err_set(err, "\"%s\" is missing", action);
	if (action_of(name, verdict, err))
		return -1;
	struct verdict named = { .data = bounded(verdict->action, number) };
	if (errno_word && *errno_word && in_errno(errno_word, &named, err))
		return -1;
	verdict->data = counts ? named.data : 0;
	return 0;
}

static bool is_given(const struct in_profile *p, const json_t *value)
{
	const char *string = json_string_value(value);
	bool zero = json_is_integer(value) && !json_integer_value(value);

	return value && !json_is_null(value) && !(string && !*string) && !(zero && p->by_operator);
}

/* "SCMP_ACT_ALLOW:errnoRet" */
static void note_number(struct in_profile *p, const char *name, const char *member)
{
	AUTO_TEXT struct text what = { 0 };

	text_format(&what, "%s:%s", name ? name : "", member);
	in_text_list_once(&p->numbers, what.at);
}

static void doubt_errno(struct in_source *source, const json_t *object, const char *ret, const char *word)
{
	AUTO_TEXT struct text reason = { 0 };
	struct verdict named = { .data = 0 };
	const json_t *number = json_object_get(object, ret);
	const char *name = json_string_value(json_object_get(object, word));
	struct err ignored;

	if (!name || !*name || !json_is_integer(number) || in_errno(name, &named, &ignored) || json_integer_value(number) == named.data)
		return;
	text_format(&reason, "\"%s\" and \"%s\" differ: Podman returns the former, other runtimes the latter; read as Podman does", word, ret);
	in_source_inexact(source, 0, NULL, reason.at);
}

void in_oci_doubt_errno(struct in_profile *p, const json_t *object, const char *action, const char *ret, const char *word)
{
	const char *name = json_string_value(json_object_get(object, action));

	if (in_oci_takes_number(object, action)) {
		doubt_errno(p->source, object, ret, word);
		return;
	}
	if (is_given(p, json_object_get(object, ret)))
		note_number(p, name, ret);
	if (is_given(p, json_object_get(object, word)))
		note_number(p, name, word);
}

/* `call`: NULL is the default action. libseccomp takes no errno above 4094. */
void in_oci_doubt_refused(struct in_source *source, const char *call, struct verdict verdict)
{
	bool notifies = verdict.action == ACTION_NOTIFY;

	if (notifies && !call)
		in_source_inexact(source, 0, NULL, "runtimes refuse the profile: SCMP_ACT_NOTIFY cannot be the default action");
	else if (notifies && !strcmp(call, "write"))
		in_source_inexact(source, 0, call, "runtimes refuse the profile: SCMP_ACT_NOTIFY cannot be used for it");
	else if (verdict.action == ACTION_ERRNO && verdict.data >= ERRNO_MOST)
		in_source_inexact(source, 0, call, "runtimes refuse the profile: libseccomp 2.5 takes no errno above 4094");
}

int in_oci_array(const json_t *object, const char *key, json_t **out, struct err *err)
{
	if (json_is_null(json_object_get(object, key)))
		return 0;
	return json_get_array(object, key, out, err);
}

int in_oci_string(const json_t *array, size_t i, const char *key, const char **out, struct err *err)
{
	*out = json_string_value(json_array_get(array, i));
	return *out ? 0 : err_set(err, "\"%s\" contains something other than strings", key);
}

static const char *const flags[] = {
	"SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
};

static const char *flag_at(unsigned i)
{
	return i < COUNT_OF(flags) ? flags[i] : NULL;
}

static bool is_flag(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(flags); i++)
		if (!strcmp(name, flags[i]))
			return true;
	return false;
}

/* None of them changes an answer; runtimes refuse others. */
static int check_flags(const json_t *profile, struct err *err)
{
	json_t *array = NULL;
	const char *name;

	if (in_oci_array(profile, "flags", &array, err))
		return -1;
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (in_oci_string(array, i, "flags", &name, err))
			return -1;
		if (is_flag(name))
			continue;
		err_set(err, "\"flags\": unknown flag '%.60s'", name);
		return nearest_hint(err, nearest(name, flag_at));
	}
	return 0;
}

static void report(const struct in_profile *p)
{
	struct text *notes = p->source->notes;

	syscall_report("read as by a libseccomp that knows all names; 2.5.4 or older gives these calls the default action:", p->later, notes);
	if (p->foreign.length)
		text_format(notes, "unknown archs are left out, and their calls killed: %s\n", p->foreign.at);
	if (p->numbers.length)
		text_format(notes, "an errno for an action that has none (%s): runc and youki ignore it, crun 0.19 and later refuse the profile, as OCI's specification says\n",
		            p->numbers.at);
}

static int read_profile(struct in_profile *p, const json_t *profile, struct err *err)
{
	struct in_source *source = p->source;
	json_t *entries = NULL;

	if (in_oci_array(profile, "syscalls", &entries, err) ||
	    in_oci_verdict(profile, "defaultAction", "defaultErrnoRet", "defaultErrno", &source->otherwise, err) ||
	    in_oci_archs(p, profile, err) || check_flags(profile, err))
		return -1;
	if (!p->by_operator)
		in_oci_doubt_errno(p, profile, "defaultAction", "defaultErrnoRet", "defaultErrno");
	in_oci_doubt_refused(source, NULL, source->otherwise);
	in_scmp_rest(source);
	for (size_t i = 0; i < json_array_size(entries); i++)
		if (in_oci_entry(p, json_array_get(entries, i), err))
			return err_context(err, "syscalls[%zu]", i);
	in_scmp_doubt_lone(source);
	report(p);
	return 0;
}

int in_oci_object(struct in_source *source, const struct in_options *how, const json_t *profile, enum in_oci_home home, struct err *err)
{
	struct in_profile p = { .source = source, .how = how, .host_arch = how->archs, .by_operator = home == IN_OCI_KUBERNETES };
	int result = in_oci_members(source, profile, home, err) || read_profile(&p, profile, err) ? -1 : 0;

	text_free(&p.foreign);
	text_free(&p.numbers);
	return result;
}

/* A profile, or the whole configuration of a container. */
int in_oci(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	AUTO_JSON json_t *root = in_json(bytes, err);
	bool whole = json_object_get(root, "ociVersion");
	const json_t *profile = whole ? json_object_get(json_object_get(root, "linux"), "seccomp") : root;

	if (!root)
		return -1;
	if (!json_is_object(profile))
		return err_set(err, "%s: a container's configuration without \"seccomp\"", bytes->name);
	return in_oci_object(source, bytes->how, profile, whole ? IN_OCI_CONFIGURATION : IN_OCI_FILE, err) ? err_context(err, "%s", bytes->name) : 0;
}
