/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roles and the names of their values: look-ups in core/kernel/roles.def and
 * core/kernel/words.def (core/kernel/uring.def for io_uring opcodes,
 * core/kernel/ioctl.def for ioctl commands).
 *
 * A value is spelled in two parts. In a role of flags all bits belong to the
 * second part; otherwise the first part has a single name, and the second holds
 * the bits that rules ignore (SOCK_STREAM|SOCK_CLOEXEC). Anything without a
 * name stays a number, so parsing restores the exact value.
 */
#include "core/kernel/role.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

static const struct role_info roles[] = {
#define ROLE(id, width, join, selector, ignore, what) \
	[ROLE_##id] = { #id, WIDTH_##width, JOIN_##join, selector, ignore, what },
#include "core/kernel/roles.def"
#undef ROLE
};

struct word {
	enum role role;
	const char *name;
	uint64_t value;
};

static const struct word words[] = {
#define WORD(role, name, value) { ROLE_##role, #name, value },
#include "core/kernel/words.def"
#undef WORD
#define URING(opcode, name, since, call) \
	{ (opcode) < 64 ? ROLE_uring_submit : ROLE_uring_submit_high, "IORING_OP_" #name, UINT64_C(1) << (opcode) % 64 },
#include "core/kernel/uring.def"
#undef URING
};

static const struct word ioctl_words[] = {
#define IOCTL(driver, name, value) { ROLE_ioctl_cmd, #name, value },
#include "core/kernel/ioctl.def"
#undef IOCTL
};

struct words {
	const struct word *at, *end;
};

static bool is_before(const void *element, const void *key)
{
	return (unsigned)((const struct word *)element)->role < *(const unsigned *)key;
}

/* They are in the order of their roles. */
static size_t words_before(unsigned role)
{
	return order_search(words, COUNT_OF(words), sizeof(words[0]), is_before, &role);
}

/* Half of all words are ioctl commands. */
static struct words words_of(enum role role)
{
	if (role == ROLE_ioctl_cmd)
		return (struct words){ ioctl_words, ioctl_words + COUNT_OF(ioctl_words) };
	return (struct words){ words + words_before(role), words + words_before(role + 1) };
}

const struct role_info *role_info(enum role role)
{
	return &roles[role];
}

const char *role_name_at(unsigned i)
{
	return i < ROLE_COUNT ? roles[i].name : NULL;
}

int role_by_name(const char *name)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (!strcmp(name, roles[i].name))
			return i;
	return -1;
}

bool role_is_filterable(enum role role)
{
	return roles[role].join != JOIN_NEVER;
}

bool role_is_register(enum role role)
{
	return role >= ROLE_arg0 && role <= ROLE_arg5;
}

uint64_t role_mask(enum role role, enum arch arch)
{
	if (role_is_register(role))
		return UINT64_MAX;
	bool wide = roles[role].width == WIDTH_LONG && arch_info(arch)->bits == 64;

	return (wide ? UINT64_MAX : UINT32_MAX) & ~roles[role].ignore;
}

uint64_t role_recorded(enum role role, uint64_t value)
{
	return roles[role].join == JOIN_ZERO ? !!value : value;
}

static const char *word_of(enum role role, uint64_t value)
{
	struct words of = words_of(role);

	for (const struct word *word = of.at; word < of.end; word++)
		if (word->value == value)
			return word->name;
	return NULL;
}

static void add_separator(struct text *out, size_t start)
{
	if (out->length > start)
		text_add(out, "|");
}

static void add_word(struct text *out, size_t start, const char *word)
{
	add_separator(out, start);
	text_add(out, word);
}

/* Permission bits in octal, other flags and large numbers in hexadecimal. */
static void add_number(struct text *out, size_t start, enum role role, uint64_t value)
{
	bool octal = role == ROLE_mode || role == ROLE_ipcflags;

	add_separator(out, start);
	if (!value || (roles[role].join != JOIN_BITS && value < 1024))
		text_format(out, "%" PRIu64, value);
	else
		text_format(out, octal ? "0%" PRIo64 : "0x%" PRIx64, value);
}

static void spell_bits(enum role role, uint64_t bits, struct text *out, size_t start)
{
	struct words of = words_of(role);

	for (const struct word *word = of.at; word < of.end && bits; word++) {
		if (!word->value || (bits & word->value) != word->value)
			continue;
		add_word(out, start, word->name);
		bits &= ~word->value;
	}
	const char *signal = role == ROLE_clone_flags ? word_of(ROLE_signal, bits) : NULL;
	if (bits && signal)                   /* CLONE_VM|SIGCHLD: the low byte of these flags is the exit signal */
		add_word(out, start, signal);
	else if (bits)
		add_number(out, start, role, bits);
}

void role_spell(enum role role, uint64_t value, struct text *out)
{
	size_t start = out->length;
	bool flags = roles[role].join == JOIN_BITS;
	uint64_t bits = flags ? value : value & roles[role].ignore;
	uint64_t one = value & ~bits;
	const char *word = flags && bits ? NULL : word_of(role, one);

	if (word)
		add_word(out, start, word);
	else if (one || !bits)
		add_number(out, start, role, one);
	spell_bits(role, bits, out, start);
}

static int parse_number(const char *word, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*word))
		return -1;
	errno = 0;
	*value = strtoull(word, &end, 0);
	return errno || *end ? -1 : 0;
}

static int parse_word(enum role role, const char *word, uint64_t *value, struct err *err)
{
	struct words of = words_of(role);

	if (!parse_number(word, value))       /* no word begins with a digit */
		return 0;
	for (const struct word *known = of.at; known < of.end; known++)
		if (!strcmp(known->name, word)) {
			*value = known->value;
			return 0;
		}
	if (role == ROLE_clone_flags && !strncmp(word, "SIG", 3))
		return parse_word(ROLE_signal, word, value, err);
	return err_set(err, "'%s' is neither a number nor a word for %s", word, roles[role].name);
}

int role_parse(enum role role, const char *spelled, uint64_t *value, struct err *err)
{
	char part[64];
	uint64_t sum = 0, one = 0;

	for (;;) {
		spelled += strspn(spelled, " ");
		size_t length = strcspn(spelled, "|");
		const char *rest = spelled + length;

		while (length && spelled[length - 1] == ' ')
			length--;
		if (length >= sizeof(part))
			return err_set(err, "a word of %zu letters for %s", length, roles[role].name);
		memcpy(part, spelled, length);
		part[length] = '\0';
		if (parse_word(role, part, &one, err))
			return -1;
		sum |= one;
		if (!*rest) {
			*value = sum;
			return 0;
		}
		spelled = rest + 1;
	}
}

/* --- numbers by arch --- */

/* Archs whose numbers for a role differ from those of x86. Those of one family number
 * alike, so equal rows of ARM and ARM64, or of MIPS, do not differ. */
static const struct {
	enum arch arch;
	enum role role;
	uint64_t bits;
} numberings[] = {
#define ALL UINT64_MAX
#define NUMBERING(arch, role, bits) { ARCH_##arch, ROLE_##role, bits },
#include "core/kernel/numbering.def"
#undef NUMBERING
#undef ALL
};

uint64_t role_numbers_own(enum role role, enum arch arch)
{
	for (size_t i = 0; i < COUNT_OF(numberings); i++)
		if (numberings[i].arch == arch && numberings[i].role == role)
			return numberings[i].bits;
	return 0;
}

static bool is_mips(enum arch arch)
{
	return arch == ARCH_MIPSEL || arch == ARCH_MIPSEL64;
}

static bool is_arm(enum arch arch)
{
	return arch == ARCH_ARM || arch == ARCH_ARM64;
}

uint64_t role_numbers_differ(enum role role, enum arch a, enum arch b)
{
	bool alike = a == b || (is_mips(a) && is_mips(b)) || (is_arm(a) && is_arm(b));

	return alike ? 0 : role_numbers_own(role, a) | role_numbers_own(role, b);
}
