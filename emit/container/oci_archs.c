/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archs of a profile: a list, to which runtimes add the host's, or a map of hosts with the archs beside each. What seccord
 * does not know is left out; so is a host whose archs runtimes refuse.
 */
#include "emit/container/oci.h"

#include <string.h>

#include "core/base/json.h"

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
