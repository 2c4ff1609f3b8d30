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
#include "emit/in/oci.h"
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

/* The specification has runtimes fail then, and crun does. */
static int refuse_number(const json_t *object, const char *ret, const char *name, struct err *err)
{
	const json_t *number = json_object_get(object, ret);

	return !number || json_is_null(number) ? 0 : err_set(err, "\"%s\": %.40s takes no number", ret, name);
}

/* Without a number it is EPERM, for a tracer too. */
int in_oci_verdict(const json_t *object, const char *action, const char *ret, const char *word,
                   struct verdict *verdict, struct err *err)
{
	const char *name = NULL, *errno_word = NULL;
	uint64_t number = EPERM;

	if (json_get_string(object, action, &name, err) || json_get_string(object, word, &errno_word, err) ||
	    in_bare_number(object, ret, UINT16_MAX, &number, err))
		return -1;
	if (!name)
		return err_set(err, "\"%s\" is missing", action);
	if (action_of(name, verdict, err))
		return -1;
	if (!takes_number(verdict->action))
		return refuse_number(object, ret, name, err);
	struct verdict named = { .data = bounded(verdict->action, number) };
	if (errno_word && *errno_word && in_errno(errno_word, &named, err))
		return -1;
	verdict->data = named.data;
	return 0;
}

void in_oci_doubt_errno(struct in_source *source, const json_t *object, const char *ret, const char *word)
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

/* Runtimes compare words. */
static arch_set arch_of(const char *name)
{
	int arch = arch_by_name(name);

	return arch >= 0 && !strcmp(name, arch_info((enum arch)arch)->scmp) ? ARCH_BIT(arch) : 0;
}

/* The host's, where a runtime takes it. */
static arch_set native_arch(struct in_profile *p)
{
	in_source_inexact(p->source, 0, NULL, "runc and crun refuse SCMP_ARCH_NATIVE; read as the arch of the host");
	return p->host_arch ? p->host_arch : ARCH_BIT(ARCH_X86_64);
}

static int read_archs(struct in_profile *p, const json_t *array, arch_set *archs, struct err *err)
{
	const char *name;

	for (size_t i = 0; i < json_array_size(array); i++) {
		if (in_oci_string(array, i, "architectures", &name, err))
			return -1;
		arch_set arch = strcmp(name, "SCMP_ARCH_NATIVE") ? arch_of(name) : native_arch(p);
		if (!arch)
			in_text_list_once(&p->foreign, name);
		*archs |= arch;
	}
	return 0;
}

static int read_host(struct in_profile *p, const json_t *row, struct err *err)
{
	json_t *below = NULL;
	const char *name = NULL;
	struct in_host host = { 0 };

	if (json_get_string(row, "architecture", &name, err) || in_oci_array(row, "subArchitectures", &below, err))
		return -1;
	host.main = host.archs = name ? arch_of(name) : 0;
	if (!host.main) {
		in_text_list_once(&p->foreign, name ? name : "?");
		return 0;
	}
	if (p->hosts == HOSTS_MOST)
		return err_set(err, "more than %d hosts", HOSTS_MOST);
	if (read_archs(p, below, &host.archs, err))
		return -1;
	p->host[p->hosts++] = host;
	return 0;
}

/* Entries with "includes" or "excludes" are looked up for the host: the calls of an arch of several hosts have several answers. */
static void doubt_shared(struct in_profile *p)
{
	AUTO_TEXT struct text names = { 0 }, reason = { 0 };
	arch_set seen = 0, shared = 0;

	for (size_t i = 0; i < p->hosts; i++) {
		shared |= seen & p->host[i].archs;
		seen |= p->host[i].archs;
	}
	arch_list(shared, " ", &names);
	text_format(&reason, "\"archMap\" lists %s for several hosts, whose rules can differ; read as if all applied", names.at);
	if (shared)
		in_source_inexact(p->source, 0, NULL, reason.at);
}

static int read_arch_map(struct in_profile *p, const json_t *map, struct err *err)
{
	for (size_t i = 0; i < json_array_size(map); i++)
		if (read_host(p, json_array_get(map, i), err))
			return err_context(err, "archMap[%zu]", i);
	doubt_shared(p);
	return 0;
}

/* A filter uses one byte order. A map names the archs of each host; in a list, runtimes add all. */
static void leave_endianness_out(struct in_profile *p, bool listed)
{
	arch_set big = 0;

	arch_each(arch, ARCH_ALL)
		big |= arch_info(arch)->big_endian ? ARCH_BIT(arch) : 0;
	if (!(p->source->archs & big) || !(p->source->archs & ~big))
		return;
	if (listed)
		in_source_inexact(p->source, 0, NULL, "runtimes refuse the profile: libseccomp does not mix byte orders in a filter");
	arch_each(arch, p->source->archs & big)
		text_format(p->source->notes, "%s is left out: a filter cannot mix byte orders\n", arch_info(arch)->name);
	p->source->archs &= (arch_set)~big;
}

/* runc and crun add the arch of the host, and give it the same rules. */
static void doubt_host(struct in_source *source)
{
	arch_set missing = arch_hosts_missing(source->archs);
	AUTO_TEXT struct text hosts = { 0 }, reason = { 0 };

	arch_list(missing, " ", &hosts);
	text_format(&reason, "its \"architectures\" lack %s, which runtimes add on such a host, with the same rules; "
	                     "read for other hosts (or as --file-arch= says)", hosts.at);
	if (missing)
		in_source_inexact(source, 0, NULL, reason.at);
}

/* The other listed archs that run on such a host. */
static arch_set archs_beside(arch_set listed, enum arch host)
{
	arch_set found = 0;

	arch_each(arch, listed)
		found |= arch_host(arch) == host ? ARCH_BIT(arch) : 0;
	return found;
}

/* An entry for "x86" is for hosts that are x86, not for those that have it beside their own arch. */
static void list_hosts(struct in_profile *p)
{
	arch_set listed = p->source->archs;

	if (p->host_arch) {
		p->host[p->hosts++] = (struct in_host){ p->host_arch, listed };
		return;
	}
	arch_each(arch, listed) {
		bool guest = arch_host(arch) != arch && listed & ARCH_BIT(arch_host(arch));
		if (!guest)
			p->host[p->hosts++] = (struct in_host){ ARCH_BIT(arch), arch_host(arch) == arch ? archs_beside(listed, arch) : ARCH_BIT(arch) };
	}
}

/* Names of a map matter only on such a host. */
static void doubt_foreign(const struct in_profile *p)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "its \"architectures\" name %s, unknown to seccord: runtimes refuse the profile, or give such archs the same rules; "
	                     "read as killed", p->foreign.at);
	if (p->foreign.length)
		in_source_inexact(p->source, 0, NULL, reason.at);
	if (p->source->archs & ARCH_BIT(ARCH_RISCV32))
		in_source_inexact(p->source, 0, NULL, "runtimes refuse the profile: neither they nor libseccomp know SCMP_ARCH_RISCV32");
}

/* Without a map. The given arch is that of the host. */
static int find_listed(struct in_profile *p, struct err *err)
{
	struct in_source *source = p->source;

	if (!source->archs && p->foreign.length)
		return err_set(err, "none of its archs is known to seccord");
	doubt_foreign(p);
	if (p->host_arch)
		source->archs |= p->host_arch;
	else if (source->archs)
		doubt_host(source);
	if (!source->archs) {
		text_add(source->notes, "the file names no arch; x86_64 is assumed\n");
		source->archs = ARCH_BIT(ARCH_X86_64);
	}
	list_hosts(p);
	return 0;
}

static int find_archs(struct in_profile *p, const json_t *profile, struct err *err)
{
	json_t *map = NULL, *archs = NULL;
	struct in_source *source = p->source;

	if (in_oci_array(profile, "archMap", &map, err) || in_oci_array(profile, "architectures", &archs, err))
		return -1;
	if (json_array_size(map) && json_array_size(archs))
		return err_set(err, "\"archMap\" and \"architectures\" exclude each other: Docker and Podman refuse both");
	if (read_arch_map(p, map, err) || read_archs(p, archs, &source->archs, err) || (!p->hosts && find_listed(p, err)))
		return -1;
	for (size_t i = 0; i < p->hosts; i++)
		source->archs |= p->host[i].archs;
	leave_endianness_out(p, !json_array_size(map));
	return 0;
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
}

static int read_profile(struct in_profile *p, const json_t *profile, struct err *err)
{
	struct in_source *source = p->source;
	json_t *entries = NULL;

	if (in_oci_array(profile, "syscalls", &entries, err) ||
	    in_oci_verdict(profile, "defaultAction", "defaultErrnoRet", "defaultErrno", &source->otherwise, err) ||
	    find_archs(p, profile, err) || check_flags(profile, err))
		return -1;
	in_oci_doubt_errno(source, profile, "defaultErrnoRet", "defaultErrno");
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
	struct in_profile p = { .source = source, .how = how, .host_arch = how->archs };
	int result = in_oci_members(source, profile, home, err) || read_profile(&p, profile, err) ? -1 : 0;

	text_free(&p.foreign);
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
