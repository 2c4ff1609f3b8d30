/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "includes" and "excludes" of an entry, as Docker and Podman read them:
 * everything included must be present, nothing excluded may be. The host's arch
 * is known. Capabilities are those of the container's bounding set: given, or
 * else unsaid. The kernel version is unsaid, unless it is older than any that can
 * run seccord's policies.
 */
#include "emit/in/oci.h"

#include <stdio.h>
#include <string.h>

#include "core/base/json.h"

/* The first Linux that can kill a process and log a call, which any policy may need. */
enum { KERNEL_MAJOR = 4, KERNEL_MINOR = 14 };

enum { CAP_MOST = 39 };                       /* letters */
static const char cap_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* The engines compare words, with the name that libseccomp's Go binding gives the host; another name of it matches nothing. */
static bool is_name_of_host(const char *word, int arch)
{
	return !strcmp(word, arch == ARCH_X86_64 ? "amd64" : arch == ARCH_I386 ? "x86" : arch_info((enum arch)arch)->name);
}

/* Whether the host is one of those named. */
static int is_one_of(const json_t *names, arch_set main, bool *is, struct err *err)
{
	const char *name;

	for (size_t i = 0; i < json_array_size(names); i++) {
		if (in_oci_string(names, i, "arches", &name, err))
			return -1;
		int arch = arch_by_name(name);
		*is |= arch >= 0 && main & ARCH_BIT(arch) && is_name_of_host(name, arch);
	}
	return 0;
}

struct filter_of {                            /* "includes" or "excludes" */
	json_t *caps, *arches;
	const char *kernel;
};

static int read_filter(const json_t *entry, const char *key, struct filter_of *filter, struct err *err)
{
	json_t *object = NULL;

	*filter = (struct filter_of){ 0 };
	if (json_is_null(json_object_get(entry, key)))
		return 0;
	if (json_get_object(entry, key, &object, err))
		return -1;
	if (!object)
		return 0;
	if (in_oci_array(object, "caps", &filter->caps, err) ||
	    in_oci_array(object, "arches", &filter->arches, err) || json_get_string(object, "minKernel", &filter->kernel, err))
		return err_context(err, "\"%s\"", key);
	return 0;
}

/* The archs on which the entry applies. */
static int archs_of(const struct in_profile *p, const struct filter_of *in, const struct filter_of *out, arch_set *archs,
                    struct err *err)
{
	*archs = 0;
	for (size_t i = 0; i < p->hosts; i++) {
		bool included = !json_array_size(in->arches), excluded = false;
		if (is_one_of(in->arches, p->host[i].main, &included, err) || is_one_of(out->arches, p->host[i].main, &excluded, err))
			return -1;
		if (included && !excluded)
			*archs |= p->host[i].archs;
	}
	*archs &= p->source->archs;
	return 0;
}

static bool is_held(const struct in_options *how, const char *name)
{
	int nr = capability_by_name(name);

	return how->caps == CAPS_ALL || (nr >= 0 && how->caps >> nr & 1);
}

static int add_unsaid(struct in_profile *p, struct in_unsaid what, uint64_t *bits, struct err *err)
{
	uint64_t bit = in_source_unsaid(p->source, what);

	*bits |= bit;
	return bit ? 0 : err_set(err, "more than %d different capabilities and kernels", IN_UNSAID);
}

/* The entry depends on having a capability or, with `held` false, on not having it.
 * */
static int hang_on_caps(struct in_profile *p, const json_t *caps, bool held, uint64_t *bits, bool *stands, struct err *err)
{
	const char *name;

	for (size_t i = 0; i < json_array_size(caps); i++) {
		if (in_oci_string(caps, i, "caps", &name, err))
			return -1;
		if (strlen(name) > CAP_MOST || strspn(name, cap_letters) != strlen(name))
			return err_set(err, "\"caps\": invalid capability name '%.40s'", name);
		if (p->how->caps_known)
			*stands &= is_held(p->how, name) == held;
		else if (add_unsaid(p, (struct in_unsaid){ name, "read for a container without capabilities; set them with --cap=", false }, bits, err))
			return -1;
	}
	return 0;
}

/* Docker before 20.10 also reads a third number, and compares it. */
static int read_kernel(struct in_profile *p, const char *version, unsigned *major, unsigned *minor, struct err *err)
{
	unsigned third;
	int length = 0, parts = sscanf(version, "%3u.%3u%n.%3u%n", major, minor, &length, &third, &length);

	if (parts < 2 || version[length])
		return err_set(err, "\"minKernel\": expected MAJOR.MINOR, not '%.40s'", version);
	if (parts == 3)
		in_source_inexact(p->source, 0, NULL, "\"minKernel\" has three numbers, which Docker since 20.10 refuses; read as the first two");
	return 0;
}

/* For a kernel older than the minimum the answer is known. */
static int hang_on_kernel(struct in_profile *p, const char *version, bool since, uint64_t *bits, bool *stands, struct err *err)
{
	unsigned major, minor;
	char name[40];

	if (!version || !*version)
		return 0;
	if (read_kernel(p, version, &major, &minor, err))
		return -1;
	if (major < KERNEL_MAJOR || (major == KERNEL_MAJOR && minor <= KERNEL_MINOR)) {
		*stands &= since;
		return 0;
	}
	snprintf(name, sizeof(name), "Linux %u.%u or later", major, minor);
	return add_unsaid(p, (struct in_unsaid){ name, "read for the newest kernel", true }, bits, err);
}

int in_oci_standing(struct in_profile *p, const json_t *entry, struct in_standing *standing, struct err *err)
{
	struct filter_of in, out;
	struct in_when *when = &standing->when;

	*standing = (struct in_standing){ .stands = true };
	if (read_filter(entry, "includes", &in, err) || read_filter(entry, "excludes", &out, err) ||
	    archs_of(p, &in, &out, &standing->archs, err))
		return -1;
	if (hang_on_caps(p, in.caps, true, &when->all, &standing->stands, err) ||
	    hang_on_kernel(p, in.kernel, true, &when->all, &standing->stands, err))
		return err_context(err, "\"includes\"");
	if (hang_on_caps(p, out.caps, false, &when->none, &standing->stands, err) ||
	    hang_on_kernel(p, out.kernel, false, &when->none, &standing->stands, err))
		return err_context(err, "\"excludes\"");
	return 0;
}

/*
 * The archs of a profile: a list, to which runtimes add the host's, or a map of hosts with the archs beside each. What seccord
 * does not know is left out; so is a host whose archs runtimes refuse.
 */

static const char native[] = "SCMP_ARCH_NATIVE";

/* Runtimes compare words. */
static int arch_by_scmp(const char *name)
{
	int arch = arch_by_name(name);

	return arch >= 0 && !strcmp(name, arch_info((enum arch)arch)->scmp) ? arch : -1;
}

static arch_set arch_of(const char *name)
{
	int arch = arch_by_scmp(name);

	return arch >= 0 ? ARCH_BIT(arch) : 0;
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
		arch_set arch = strcmp(name, native) ? arch_of(name) : native_arch(p);
		if (!arch)
			in_text_list_once(&p->foreign, name);
		*archs |= arch;
	}
	return 0;
}

/* Archs that runtimes know and seccord does not; other names they refuse. */
static const struct {
	const char *name;
	bool big_endian;
} strange[] = {
	{ "SCMP_ARCH_MIPS", true }, { "SCMP_ARCH_MIPS64", true }, { "SCMP_ARCH_MIPS64N32", true }, { "SCMP_ARCH_MIPSEL64N32", false },
	{ "SCMP_ARCH_PPC", true }, { "SCMP_ARCH_PPC64", true }, { "SCMP_ARCH_S390", true },
};

static bool is_taken_beside(enum arch host, const char *name)
{
	int arch = arch_by_scmp(name);

	for (size_t i = 0; i < COUNT_OF(strange); i++)
		if (!strcmp(strange[i].name, name))
			return strange[i].big_endian == arch_info(host)->big_endian;
	return !strcmp(name, native) || (arch >= 0 && arch_info((enum arch)arch)->big_endian == arch_info(host)->big_endian);
}

/* The names have been checked. */
static bool are_taken(const struct in_host *host, const json_t *below)
{
	bool taken = true;

	for (size_t i = 0; i < json_array_size(below); i++)
		arch_each(arch, host->main)
			taken = taken && is_taken_beside(arch, json_string_value(json_array_get(below, i)));
	return taken;
}

/* Runtimes start no container there. */
static void leave_host_out(struct in_profile *p, const struct in_host *host)
{
	arch_each(arch, host->main)
		text_format(p->source->notes, "%s is left out: runtimes refuse its \"subArchitectures\": unknown, or of another byte order\n",
		            arch_info(arch)->name);
	p->refused = true;
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
	if (are_taken(&host, below))
		p->host[p->hosts++] = host;
	else
		leave_host_out(p, &host);
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
	return p->hosts || !p->refused ? 0 : err_set(err, "\"archMap\": runtimes refuse it on each host: \"subArchitectures\" unknown, or of another byte order");
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

int in_oci_archs(struct in_profile *p, const json_t *profile, struct err *err)
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
