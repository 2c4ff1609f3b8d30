/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filters that firejail 0.9.72 loads on x86_64, each a layer per arch that it mentions. x86_64 filters deny
 * all numbers from 2^30 up, x32's included. They are loaded in reverse order of preparation, so of two errnos the
 * filter prepared first decides.
 */
#include <errno.h>

#include "emit/in/firejail.h"

enum kind { PROTOCOL, BLOCK, SECONDARY, DEFAULT, MORE, DROP, KEEP, MDWX, NAMESPACES };

struct load {                                 /* a filter, as prepared */
	enum kind kind;
	enum arch arch;                       /* of its names; KEEP for i386 still uses x86_64's */
	bool other;                           /* its list is a seccomp.32 one */
	struct verdict denied;
};
enum { LOADS_MOST = 12 };

struct loads {
	struct firejail *jail;
	struct load at[LOADS_MOST];
	size_t count;
};

/* A rule denies if (low 32 bits of the argument & mask) is nonzero, equals mask, or is 0. */
enum test { ALWAYS, ANY_OF, ALL_OF, NOTHING };
struct argument_denial {
	enum arch arch;
	enum syscall_id id;
	unsigned arg;
	enum test test;
	uint32_t mask;
};

static const struct argument_denial mdwx[] = {
	{ ARCH_X86_64, CALL_mmap,          2, ALL_OF, 0x6 },          /* PROT_WRITE|PROT_EXEC */
	{ ARCH_X86_64, CALL_mprotect,      2, ALL_OF, 0x4 },
	{ ARCH_X86_64, CALL_pkey_mprotect, 2, ALL_OF, 0x4 },
	{ ARCH_X86_64, CALL_shmat,         2, ALL_OF, 0x8000 },       /* SHM_EXEC */
	{ ARCH_X86_64, CALL_memfd_create,  0, ALWAYS, 0 },
	{ ARCH_I386,   CALL_mmap,          0, ALWAYS, 0 },
	{ ARCH_I386,   CALL_mmap2,         2, ALL_OF, 0x6 },
	{ ARCH_I386,   CALL_mprotect,      2, ALL_OF, 0x4 },
	{ ARCH_I386,   CALL_pkey_mprotect, 2, ALL_OF, 0x4 },
	{ ARCH_I386,   CALL_shmat,         2, ALL_OF, 0x8000 },
	{ ARCH_I386,   CALL_memfd_create,  0, ALWAYS, 0 },
};

/* What "seccomp" denies on i386, regardless of its list. */
static const enum syscall_id secondary[] = {
	CALL_mount, CALL_umount2, CALL_ptrace, CALL_kexec_load, CALL_name_to_handle_at, CALL_open_by_handle_at, CALL_create_module,
	CALL_init_module, CALL_finit_module, CALL_delete_module, CALL_iopl, CALL_ioperm, CALL_ioprio_set, CALL_swapon, CALL_swapoff,
	CALL_syslog, CALL_process_vm_readv, CALL_process_vm_writev, CALL_sysfs, CALL__sysctl, CALL_adjtimex, CALL_clock_adjtime,
	CALL_lookup_dcookie, CALL_perf_event_open, CALL_fanotify_init, CALL_kcmp, CALL_add_key, CALL_request_key, CALL_keyctl,
	CALL_uselib, CALL_acct, CALL_modify_ldt, CALL_pivot_root, CALL_io_setup, CALL_io_destroy, CALL_io_getevents, CALL_io_submit,
	CALL_io_cancel, CALL_remap_file_pages, CALL_mbind, CALL_set_mempolicy, CALL_migrate_pages, CALL_move_pages, CALL_vmsplice,
	CALL_chroot, CALL_reboot, CALL_nfsservctl, CALL_get_kernel_syms,
};

static const struct verdict allow = { ACTION_ALLOW, 0 }, eperm = { ACTION_ERRNO, EPERM };

static void add_load(struct loads *loads, enum kind kind, bool other, struct verdict denied)
{
	loads->at[loads->count++] = (struct load){ kind, other ? ARCH_I386 : ARCH_X86_64, other, denied };
}

/* The second filter for the calls of x86_64: an i386 list, unless secondary archs are blocked. */
static void add_beside(struct loads *loads, bool built)
{
	const struct firejail *jail = loads->jail;

	if (jail->block_secondary)            /* without rebuilding, it was built for EPERM */
		add_load(loads, BLOCK, false, built ? jail->denied : eperm);
	else
		add_load(loads, SECONDARY, true, jail->denied);
}

/* A keep list overrides a drop list, which overrides additions to the default list. */
static void add_native(struct loads *loads)
{
	const struct firejail *jail = loads->jail;
	bool listed = jail->list[FIREJAIL_KEEP] || jail->list[FIREJAIL_DROP];

	if (!listed)
		add_beside(loads, true);
	else if (jail->block_secondary)
		add_load(loads, BLOCK, false, eperm);
	add_load(loads, jail->list[FIREJAIL_KEEP] ? KEEP : jail->list[FIREJAIL_DROP] ? DROP : jail->list[FIREJAIL_MORE] ? MORE : DEFAULT,
	         false, jail->denied);
}

/* The seccomp.32 lists: which one applies depends on the x86_64 lists. */
static int add_other(struct loads *loads, struct err *err)
{
	const struct firejail *jail = loads->jail;
	bool plain = !jail->list[FIREJAIL_MORE] && verdict_equal(jail->denied, eperm);

	if (jail->block_secondary && (jail->list[FIREJAIL_KEEP_32] || jail->list[FIREJAIL_DROP]))
		add_load(loads, BLOCK, false, eperm);
	if (jail->list[FIREJAIL_KEEP_32]) {
		add_load(loads, KEEP, true, jail->denied);
		return 0;
	}
	if (jail->list[FIREJAIL_DROP]) {
		if (!jail->list[FIREJAIL_DROP_32])
			return err_set(err, "with seccomp.drop, firejail accepts seccomp.32.drop but no other seccomp.32 line");
		add_load(loads, DROP, true, jail->denied);
		return 0;
	}
	if (plain && jail->block_secondary && !jail->debuggers)
		return err_set(err, "firejail does not start: with seccomp.block-secondary it lacks the file of the default list, which a "
		                    "seccomp.32 line then stands for");
	add_beside(loads, true);
	add_load(loads, plain ? SECONDARY : jail->list[FIREJAIL_MORE_32] ? MORE : DEFAULT, true, jail->denied);
	return 0;
}

static int list_loads(struct loads *loads, struct err *err)
{
	const struct firejail *jail = loads->jail;

	if (jail->has_protocols && !jail->protocols)
		return err_set(err, "firejail does not accept an empty list of protocols");
	if (jail->has_protocols)
		add_load(loads, PROTOCOL, false, (struct verdict){ ACTION_ERRNO, ENOTSUP });
	if (jail->native)
		add_native(loads);
	if (jail->other && add_other(loads, err))
		return -1;
	for (int other = 0; other < 2 && jail->mdwx; other++)
		add_load(loads, MDWX, other, jail->denied);
	for (int other = 0; other < 2 && jail->has_namespaces; other++)
		add_load(loads, NAMESPACES, other, jail->denied);
	return loads->count ? 0 : err_set(err, "no line of the profile loads a seccomp filter");
}

static bool is_written(const struct load *load)
{
	return load->other && (load->kind == DEFAULT || load->kind == MORE || load->kind == DROP || load->kind == KEEP);
}

/* Two filters share one file, which firejail maps into memory and then rewrites. */
static void find_rewritten(const struct loads *loads)
{
	const struct load *from = loads->at, *end = loads->at + loads->count;
	bool mapped = false, rewritten = false;

	for (; from < end; from++) {
		rewritten |= mapped && is_written(from);
		mapped |= from->kind == SECONDARY;
		for (const struct load *to = from + 1; to < end && from->kind == BLOCK; to++)
			rewritten |= to->kind == BLOCK && !verdict_equal(from->denied, to->denied);
	}
	if (rewritten)
		in_source_inexact(loads->jail->source, 0, NULL, "with seccomp.32 and other lines, firejail changes a filter that it is "
		                                                "about to load; read as if it did not");
}

static int deny(struct in_source *source, const struct argument_denial *denial, struct verdict verdict, struct err *err)
{
	const struct in_test any = { denial->arg, IN_NE, denial->mask, 0 }, all = { denial->arg, IN_EQ, denial->mask, denial->mask };
	const struct in_test none = { denial->arg, IN_EQ, UINT32_MAX, 0 };
	const struct in_test *test = denial->test == ANY_OF ? &any : denial->test == ALL_OF ? &all : &none;

	return in_source_add(source, syscall_name(denial->id), ARCH_BIT(denial->arch), verdict, test, denial->test != ALWAYS, err);
}

static int put_mdwx(struct in_source *source, const struct load *load, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(mdwx); i++)
		if (mdwx[i].arch == load->arch && deny(source, &mdwx[i], load->denied, err))
			return -1;
	return 0;
}

/* clone uses the bit of time namespaces as part of the exit signal. */
static int put_namespaces(const struct firejail *jail, const struct load *load, struct err *err)
{
	uint32_t mask = 0;

	for (unsigned i = 0; firejail_namespaces[i].name; i++)
		mask |= jail->namespaces & 1u << i ? firejail_namespaces[i].value : 0;
	const struct argument_denial rows[] = {
		{ load->arch, CALL_clone, 0, ANY_OF, mask & ~0x80u }, { load->arch, CALL_unshare, 0, ANY_OF, mask },
		{ load->arch, CALL_setns, 1, ANY_OF, mask }, { load->arch, CALL_setns, 1, NOTHING, 0 },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (deny(jail->source, &rows[i], load->denied, err))
			return -1;
	return in_source_add(jail->source, "clone3", ARCH_BIT(load->arch), (struct verdict){ ACTION_ERRNO, ENOSYS }, NULL, 0, err);
}

static int put_protocols(const struct firejail *jail, arch_set archs, struct err *err)
{
	for (unsigned i = 0; firejail_protocols[i].name; i++) {
		const struct in_test test = { 0, IN_EQ, UINT32_MAX, firejail_protocols[i].value };
		if (jail->protocols & 1u << i && in_source_add(jail->source, "socket", archs, allow, &test, 1, err))
			return -1;
	}
	return in_source_add(jail->source, "socket", archs, (struct verdict){ ACTION_ERRNO, ENOTSUP }, NULL, 0, err);
}

/* personality(2) may query, and set the current value. */
static int put_block(struct in_source *source, const struct load *load, struct err *err)
{
	for (unsigned i = 0; i < 2; i++) {
		const struct in_test test = { 0, IN_EQ, UINT64_MAX, i ? UINT32_MAX : 0 };
		if (in_source_add(source, "personality", ARCH_BIT(ARCH_X86_64), allow, &test, 1, err))
			return -1;
	}
	return in_source_add(source, "personality", ARCH_BIT(ARCH_X86_64), load->denied, NULL, 0, err);
}

static int put_secondary(struct in_source *source, const struct load *load, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(secondary); i++)
		if (in_source_add(source, syscall_name(secondary[i]), ARCH_BIT(ARCH_I386), load->denied, NULL, 0, err))
			return -1;
	return 0;
}

static int put_default(struct firejail *jail, enum arch arch, struct err *err)
{
	return firejail_group(jail, jail->debuggers ? "@default" : "@default-nodebuggers", arch, FIREJAIL_DENY, err);
}

/* seccomp, with or without a list, and seccomp.drop */
static int put_drop(struct firejail *jail, const struct load *load, enum firejail_list list, struct err *err)
{
	if (load->kind != DEFAULT && firejail_calls(jail, list, load->arch, FIREJAIL_EXCEPT_ALLOW, err))
		return -1;
	if (load->kind != DROP && put_default(jail, load->arch, err))
		return -1;
	return load->kind == DEFAULT ? 0 : firejail_calls(jail, list, load->arch, FIREJAIL_DENY_FIRST, err);
}

static int put_keep(struct firejail *jail, const struct load *load, enum firejail_list list, struct err *err)
{
	(void)load;
	if (firejail_calls(jail, list, ARCH_X86_64, FIREJAIL_EXCEPT_DENY, err) ||
	    firejail_group(jail, "@default-keep", ARCH_X86_64, FIREJAIL_ALLOW, err))
		return -1;
	return firejail_calls(jail, list, ARCH_X86_64, FIREJAIL_ALLOW, err);
}

static enum firejail_list list_of(const struct load *load)
{
	unsigned list = load->kind == KEEP ? FIREJAIL_KEEP : load->kind == DROP ? FIREJAIL_DROP : FIREJAIL_MORE;

	return (enum firejail_list)(list + (load->other ? FIREJAIL_MORE_32 : 0));
}

static int put_load(struct firejail *jail, const struct load *load, struct err *err)
{
	enum firejail_list list = list_of(load);

	jail->source->line = jail->line[list];
	switch (load->kind) {
	case PROTOCOL: return put_protocols(jail, ARCH_BIT(ARCH_X86_64), err);
	case BLOCK: return put_block(jail->source, load, err);
	case SECONDARY: return put_secondary(jail->source, load, err);
	case MDWX: return put_mdwx(jail->source, load, err);
	case NAMESPACES: return put_namespaces(jail, load, err);
	case KEEP: return put_keep(jail, load, list, err);
	default: return put_drop(jail, load, list, err);
	}
}

static bool is_native(const struct load *load)
{
	return load->kind == KEEP || load->arch == ARCH_X86_64;
}

/* What an x86_64 filter answers to numbers from 2^30 up. */
static struct verdict wrong_number(const struct firejail *jail, const struct load *load)
{
	return load->kind == PROTOCOL ? jail->denied : load->denied;
}

/* What is denied on archs that a filter is not for. */
static int begin(struct firejail *jail, const struct load *load, struct err *err)
{
	if (is_native(load))
		in_source_layer(jail->source, ARCH_BIT(ARCH_X32), wrong_number(jail, load));
	if (load->kind == BLOCK)
		in_source_layer(jail->source, ARCH_BIT(ARCH_I386), load->denied);
	if (load->kind == PROTOCOL) {
		in_source_layer(jail->source, ARCH_BIT(ARCH_I386), allow);
		if (put_protocols(jail, ARCH_BIT(ARCH_I386), err))
			return -1;
	}
	in_source_layer(jail->source, ARCH_BIT(is_native(load) ? ARCH_X86_64 : ARCH_I386), load->kind == KEEP ? load->denied : allow);
	return 0;
}

/* Numbers from 2^31 up without the x32 bit, and 0xFFFFFFFF. */
static void deny_high_numbers(const struct loads *loads)
{
	struct verdict verdict = allow;

	for (const struct load *load = loads->at; load < loads->at + loads->count; load++)
		if (is_native(load) && wrong_number(loads->jail, load).action > verdict.action)
			verdict = wrong_number(loads->jail, load);
	if (verdict.action != ACTION_ALLOW)
		in_source_range(loads->jail->source, (struct in_range){ 0x80000000, UINT32_MAX, ARCH_BIT(ARCH_X86_64), verdict });
}

/* Calls that firejail needs itself are denied by the library that it preloads into the
 * program. */
static int put_later(struct firejail *jail, enum firejail_list list, struct err *err)
{
	if (!jail->native || jail->list[FIREJAIL_KEEP] || !jail->list[list])
		return 0;
	jail->source->line = jail->line[list];
	in_source_layer(jail->source, ARCH_BIT(ARCH_X86_64), allow);
	return firejail_calls(jail, list, ARCH_X86_64, FIREJAIL_DENY_LATER, err);
}

static void set_defaults(const struct loads *loads)
{
	struct in_source *source = loads->jail->source;

	source->archs = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32);
	source->otherwise = source->foreign = allow;
	for (size_t i = loads->count; i--;) {
		if (loads->at[i].kind == KEEP)
			source->otherwise = loads->at[i].denied;
		if (loads->at[i].kind == BLOCK)
			source->foreign = loads->at[i].denied;
	}
	source->newer = source->otherwise;
}

static int put_all(struct loads *loads, struct err *err)
{
	struct firejail *jail = loads->jail;

	for (size_t i = loads->count; i--;)
		if (begin(jail, &loads->at[i], err) || put_load(jail, &loads->at[i], err))
			return -1;
	return put_later(jail, jail->list[FIREJAIL_DROP] ? FIREJAIL_DROP : FIREJAIL_MORE, err);
}

int firejail_filters(struct firejail *jail, struct err *err)
{
	struct loads loads = { .jail = jail };

	text_format(jail->source->notes, "read as firejail %s does on x86_64 with its default firejail.config\n", firejail_release_name(jail));
	if (jail->has_protocols)
		text_add(jail->source->notes, "protocol: firejail also filters call 359 of archs that no x86_64 machine runs; this is not modelled\n");
	if (list_loads(&loads, err))
		return -1;
	find_rewritten(&loads);
	set_defaults(&loads);
	deny_high_numbers(&loads);
	if (put_all(&loads, err))
		return -1;
	if (jail->ignored.length)
		text_format(jail->source->notes, "words that firejail ignores: %s\n", jail->ignored.at);
	return 0;
}
