/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capstone: the functions of libcapstone that are used, loaded when they are
 * needed. Its tables take more memory and time than all of a recorder, so no
 * other command should load them.
 */
#ifndef TRACER_CODE_CAPSTONE_H
#define TRACER_CODE_CAPSTONE_H

#include <capstone/capstone.h>
#include <stdbool.h>

struct capstone {
	void *library;
	__typeof__(cs_version) *version;
	__typeof__(cs_open) *open;
	__typeof__(cs_option) *option;
	__typeof__(cs_malloc) *alloc;
	__typeof__(cs_free) *free;
	__typeof__(cs_close) *close;
	__typeof__(cs_disasm_iter) *disasm;
};

/* Fills a zeroed one; false if the library or one of the functions is missing. Call
 * capstone_unload in any case. */
bool capstone_load(struct capstone *capstone);
void capstone_unload(struct capstone *capstone);

#endif
