/* SPDX-License-Identifier: Apache-2.0 */
/* What may not leave a machine, and what may not become markup. */
#include "tests/analyzer/traces.h"

#include "analyzer/page/html.h"
#include "analyzer/text/redact.h"

static const struct {
	const char *words, *redacted;
} homes[] = {
	{"", ""},
	{"/home/alice", "~"},
	{"/home/alice/src/a.c", "~/src/a.c"},
	{"-I/home/alice/include:/home/bob/lib", "-I~/include:~/lib"},
	{"file:///home/alice/a", "file://~/a"},
	{"\"/home/alice\", `/home/bob`", "\"~\", `~`"},
	{"/var/home/alice/x", "/var~/x"},
	{"/home/al\033ice/x", "~/x"},
	{"/home/", "/home/"},
	{"/home//x", "~"},
	{"//home//alice//x", "/~//x"},
	{"/var/home/./alice/x", "/var~/x"},
	{"//root/x and /opt//root", "/~/x and /opt//root"},
	{"/homes/alice", "/homes/alice"},
	{"/root", "~"},
	{"/root/.ssh and '/root'", "~/.ssh and '~'"},
	{"/rootfs/x", "/rootfs/x"},
	{"/opt/root/lib", "/opt/root/lib"},
	{"a /home/a /home/b/ /", "a ~ ~/ /"},
};

static void test_homes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(homes); i++) {
		AUTO_TEXT struct text out = {0}, whole = {0};
		redact_homes(homes[i].words, &out);
		assert_string_equal(out.at ? out.at : "", homes[i].redacted);
		text_add(&whole, homes[i].words);
		redact_text(&whole);
		assert_string_equal(whole.at, homes[i].redacted);
	}
}

static const struct {
	const char *words, *html;
} escapes[] = {
	{"plain", "plain"},
	{"</script><img src=x onerror='a(\"b\")'>", "&lt;/script&gt;&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;"},
	{"&lt;", "&amp;lt;"},
	{"a\033[2J\n\xff", "a\\x1b[2J\\x0a\\xff"},
	{"\xe2\x80\xae", "\\xe2\\x80\\xae"},      /* changes the writing direction */
	{"/home/alice/<b>", "~/&lt;b&gt;"},
	{"/home/al&ice", "~"},
};

static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(escapes); i++) {
		AUTO_TEXT struct text out = {0};
		struct html html = {.out = &out};
		html_words(&html, escapes[i].words);
		assert_string_equal(out.at, escapes[i].html);
	}
}

static void test_elements(void **state)
{
	AUTO_TEXT struct text out = {0};
	struct html html = {.out = &out, .homes = true};

	(void)state;
	html_words(&html, NULL);
	html_element(&html, "td class=\"a\"", "<>");
	html_element(&html, "td", NULL);
	html_lines(&html, "/root\n\n<b>\n");
	html_cell(&html, 1234567);
	html_plural(&html, 1, "call");
	html_plural(&html, 999, "call");
	assert_string_equal(out.at, "<td class=\"a\">&lt;&gt;</td><td></td>/root<br><br>&lt;b&gt;"
	                            "<td class=\"number\" data-sort=\"1234567\">1\u202f234\u202f567</td>1 call999 calls");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_homes),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_elements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
