/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mostly a fallback's system call instruction is in the vDSO itself, so the
 * instruction pointer identifies it. But on i386 both libc and the vDSO's
 * functions make their calls in one function of the vDSO (abi.h), so only its
 * return address distinguishes them. Signal trampolines in the vDSO are not
 * fallbacks.
 */
#include "tracer/origin.h"

#include <string.h>

#include "tracer/process/abi.h"

static bool in_vdso(const struct origin_input *input, uint64_t address)
{
	return input->vdso && address >= input->vdso && address - input->vdso < input->image->size;
}

/* The instruction before an address, a call that may end its function. */
static const char *function_before(const struct origin_input *input, uint64_t address)
{
	const struct vdso_symbol *symbol = vdso_image_at(input->image, address - 1 - input->vdso);

	return symbol ? symbol->name : NULL;
}

static bool is_call_function(const struct origin_input *input, const char *function)
{
	const char *call_function = abi_of(input->arch)->call_function;

	return function && call_function && !strcmp(function, call_function);
}

bool origin_wants_return(const struct origin_input *input)
{
	return in_vdso(input, input->ip) && is_call_function(input, function_before(input, input->ip));
}

static bool is_trampoline(int id)
{
	return id == CALL_sigreturn || id == CALL_rt_sigreturn;
}

struct origin_answer origin_decide(const struct origin_input *input)
{
	uint64_t site = input->return_address ? input->return_address : input->ip;

	if (abi_is_vsyscall(input->ip))
		return (struct origin_answer){ ORIGIN_VSYSCALL, NULL, input->ip };
	if (!in_vdso(input, site) || is_trampoline(input->id))
		return (struct origin_answer){ ORIGIN_DIRECT, NULL, site };
	const char *function = function_before(input, site);
	if (!function || is_call_function(input, function))
		return (struct origin_answer){ ORIGIN_DIRECT, NULL, site };
	return (struct origin_answer){ ORIGIN_VDSO, function, site };
}
