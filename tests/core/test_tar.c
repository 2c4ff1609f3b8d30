/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives: what is written is read back, and damaged ones end early. The digests
 * are those of FIPS 180-2, the first rows of base64 those of RFC 4648.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/base/tar.h"

static void fill(struct text *tar)
{
	tar_add(tar, "a/", "", 0);
	tar_add(tar, "a/empty", "", 0);
	tar_add(tar, "a/word", "word", 4);
	tar_end(tar);
}

static void test_read_back(void **state)
{
	AUTO_TEXT struct text tar = { 0 };
	struct tar_member member;
	size_t at = 0;

	(void)state;
	fill(&tar);
	assert_int_equal(tar.length % 512, 0);
	assert_true(tar_is_tar(tar.at, tar.length));
	assert_true(tar_next(tar.at, tar.length, &at, &member));
	assert_string_equal(member.name, "a/");
	assert_true(tar_next(tar.at, tar.length, &at, &member));
	assert_string_equal(member.name, "a/empty");
	assert_int_equal(member.size, 0);
	assert_true(tar_next(tar.at, tar.length, &at, &member));
	assert_int_equal(member.size, 4);
	assert_memory_equal(member.bytes, "word", 4);
	assert_false(tar_next(tar.at, tar.length, &at, &member));
	assert_true(tar_find(tar.at, tar.length, "a/word", &member));
	assert_false(tar_find(tar.at, tar.length, "word", &member));
}

/* Each byte of the headers changed, and each length: nothing outside of the archive is read (valgrind, sanitizers). */
static void test_damaged(void **state)
{
	AUTO_TEXT struct text tar = { 0 };
	struct tar_member member;

	(void)state;
	fill(&tar);
	for (size_t i = 0; i < tar.length; i++) {
		AUTO_TEXT struct text copy = { 0 };
		size_t at = 0;
		text_add_bytes(&copy, tar.at, tar.length);
		copy.at[i] ^= 0x41;
		while (tar_next(copy.at, copy.length, &at, &member))
			assert_true(member.bytes + member.size <= copy.at + copy.length);
		copy.length = i;
		at = 0;
		while (tar_next(copy.at, copy.length, &at, &member))
			assert_true(member.bytes + member.size <= copy.at + copy.length);
	}
}

static void test_digest(void **state)
{
	static const char longer[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	char hex[DIGEST_HEX + 1];

	(void)state;
	digest_sha256("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_sha256(longer, strlen(longer), hex);
	assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	digest_sha256("", 0, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_base64(void **state)
{
	static const struct { const char *text, *bytes; } rows[] = {
		{ "", "" }, { "Zg==", "f" }, { "Zm8=", "fo" }, { "Zm9v", "foo" }, { "Zm9vYg==", "foob" }, { "Zm9vYmE=", "fooba" }, { "e30=", "{}" },
		{ "fn5+fz8/", "~~~\x7f??" },
		{ "Z", NULL }, { "Zg", NULL }, { "Zg=", NULL }, { "Zg==Zg==", NULL }, { "Zh==", NULL }, { "Zm9=", NULL }, { "Z===", NULL }, { "====", NULL },
		{ "Zm9v\n", "foo" }, { "Zm9-", NULL }, { "Z=g=", NULL }, { "Zm9v=", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		AUTO_TEXT struct text bytes = { 0 };
		struct err err = { "" };
		assert_int_equal(base64_decode(rows[i].text, &bytes, &err), rows[i].bytes ? 0 : -1);
		if (rows[i].bytes)
			assert_true(bytes.length == strlen(rows[i].bytes) && !memcmp(bytes.at ? bytes.at : "", rows[i].bytes, bytes.length));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_base64),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
