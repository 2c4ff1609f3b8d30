/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "includes" and "excludes" of an entry, as Docker and Podman read them:
 * everything included must be present, nothing excluded may be. The host's arch
 * is known. Capabilities are those of the container's bounding set: given, or
 * else unsaid. The kernel version is unsaid, unless it is older than any that can
 * run seccord's policies.
 */
#include "emit/container/oci.h"

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

/* Engines compare names as they are written: one like "cap_bpf" is never held. A later kernel may have one that is not known here. */
static bool may_be_held(const char *name)
{
	static const char prefix[] = "CAP_";

	return !strncmp(name, prefix, sizeof(prefix) - 1) && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(name);
}

static bool is_held(const struct in_options *how, const char *name)
{
	int nr = capability_by_name(name);

	return nr >= 0 && how->caps >> nr & 1;
}

/* Why it is not known whether the container has it, or NULL. */
static const char *unsaid_of(const struct in_options *how, const char *name)
{
	if (!may_be_held(name))
		return NULL;
	if (!how->caps_known)
		return "read for a container without capabilities; set them with --cap=";
	return how->caps == CAPS_ALL && capability_by_name(name) < 0 ? "which seccord does not know; read for a container without it" : NULL;
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
		const char *why = unsaid_of(p->how, name);
		if (!why)
			*stands &= is_held(p->how, name) == held;
		else if (add_unsaid(p, (struct in_unsaid){ name, why, false }, bits, err))
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
