/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scmp_filter: the bytes of a filter that libseccomp makes.
 */
#ifndef TESTS_EMIT_SCMP_FILTER_H
#define TESTS_EMIT_SCMP_FILTER_H

#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "emit/filter/filter.h"

/* A filter for an arch of the other byte order is exported in that: begins with a load all the same. */
static inline void scmp_to_host(struct filter *filter)
{
	if (!filter->length || filter->insn->code == (BPF_LD | BPF_W | BPF_ABS))
		return;
	for (size_t i = 0; i < filter->length; i++) {
		filter->insn[i].code = __builtin_bswap16(filter->insn[i].code);
		filter->insn[i].k = __builtin_bswap32(filter->insn[i].k);
	}
}

/* 0, or the negative errno of what did not work. Free with filter_free(). */
static inline int scmp_filter(scmp_filter_ctx context, struct filter *filter)
{
	int fd = memfd_create("filter", 0);
	int failed = seccomp_export_bpf(context, fd);
	off_t size = failed ? 0 : lseek(fd, 0, SEEK_END);

	filter->length = (size_t)size / sizeof(*filter->insn);
	filter->insn = mem_alloc((size_t)size + 1);
	if (!failed && pread(fd, filter->insn, (size_t)size, 0) != size)
		failed = -1;
	close(fd);
	scmp_to_host(filter);
	return failed;
}

#endif
