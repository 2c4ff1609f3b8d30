/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Not supported: there are no probes, so the calls that the vDSO handles are not
 * recorded, and a note in the trace says so. --hide-vdso makes them real calls.
 */
#include "tracer/space/probe_code.h"

const struct probe_switch probe_switch = { 0, 0 };

bool probe_code(unsigned char code[PROBE_CODE], enum arch arch, uint64_t function, uint32_t nr)
{
	(void)code; (void)arch; (void)function; (void)nr;
	return false;
}

/* Without a probe, none of these is reached. */

unsigned probe_landing(enum arch arch)
{
	(void)arch;
	return 0;
}

void probe_code_leave(pid_t tid, enum arch arch, uint64_t function)
{
	(void)tid; (void)arch; (void)function;
}

bool probe_code_equals(const unsigned char *code, const unsigned char *bytes, enum arch arch)
{
	(void)code; (void)bytes; (void)arch;
	return false;
}
