/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same places as in a call of the trace, joined over calls of one kind.
 */
#include "analyzer/rows/deep.h"

#include "core/base/json.h"
#include "core/values/values_json.h"

void deep_add(struct deep *deep, const struct trace_call *call)
{
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (call->deep[i].kind != VALUES_NONE)
			values_join(&deep->at[i], trace_deep_role(call, i), &call->deep[i]);
	deep->tail |= call->deep_tail;
}

uint64_t deep_bits(const struct deep *deep, int id, enum role role)
{
	int place = deep_place(id, role);
	uint64_t bits = 0;

	if (place < 0)
		return 0;
	const struct values *values = &deep->at[place];
	if (values->kind == VALUES_BITS)
		bits = values->v[0];
	for (unsigned i = 0; values->kind == VALUES_SET && i < values->count; i++)
		bits |= values->v[i];
	return bits;
}

bool deep_has_opcode(const struct deep *deep, int id, unsigned opcode)
{
	return deep_bits(deep, id, uring_role(opcode)) & uring_bit(opcode);
}

void deep_words(const struct deep *deep, int id, unsigned place, struct text *out)
{
	const struct values *values = &deep->at[place];
	enum role role = deep_role(id, place);

	if (values->kind == VALUES_NONE)
		return;
	text_format(out, "%s ", role_info(role)->name);
	if (values->kind == VALUES_ANY || values->kind == VALUES_RANGE)
		text_add(out, "of many values");
	if (values->kind == VALUES_BITS)
		role_spell(role, values->v[0], out);
	for (unsigned i = 0; values->kind == VALUES_SET && i < values->count; i++) {
		text_add(out, i ? " or " : "");
		role_spell(role, values->v[i], out);
	}
}

void deep_opcode_words(unsigned opcode, struct text *out)
{
	const struct uring_op *op = uring_op(opcode);

	if (op)
		text_add(out, op->name);
	else
		text_format(out, "%u", opcode);
	if (op && op->call != CALL_UNKNOWN)
		text_format(out, " (= %s)", syscall_name((enum syscall_id)op->call));
}

void deep_json(const struct deep *deep, int id, struct text *out)
{
	text_add(out, "{");
	for (unsigned i = 0; i < DEEP_PLACES; i++) {
		if (deep->at[i].kind == VALUES_NONE)
			continue;
		json_add_key(out, role_info(deep_role(id, i))->name);
		values_write(&deep->at[i], deep_role(id, i), out);
	}
	if (deep->tail) {
		json_add_key(out, "tail");
		text_add(out, "true");
	}
	text_add(out, "}");
}
