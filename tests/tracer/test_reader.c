/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The confined reader of files: it answers as the library does, does nothing
 * else even if a file makes it try, and its end is not the recorder's.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/confine/lent.h"
#include "tracer/confine/reader.h"
#include "tracer/image/symbol.h"

static const char *const files[] = { "/proc/self/exe", "testdata/fuzz/symbol/dwarf5", "testdata/fuzz/symbol/dwarf4-compressed",
	                             "testdata/fuzz/symbol/zdebug", "testdata/fuzz/symbol/packed-large", "testdata/bad/empty",
	                             "testdata", "/dev/zero", "/no/such/file" };

/* --- answers --- */

static void assert_same_text(const char *a, const char *b)
{
	assert_string_equal(a ? a : "(none)", b ? b : "(none)");
}

static void assert_same_site(struct reader_file *file, struct symbol_file *direct, uint64_t offset)
{
	struct reader_site site;
	uint64_t into = 0;
	unsigned line = 0;

	reader_find(file, offset, true, &site);
	const char *function = symbol_at(direct, offset, &into);
	assert_same_text(site.function, function);
	assert_true(!function || site.into == into);
	assert_same_text(site.source, symbol_line(direct, offset, &line));
	assert_int_equal(site.line, line);
}

static unsigned compare(struct elf_reader *reader, const char *path)
{
	struct reader_file *file = reader_open(reader, path, "", path);
	struct symbol_file *direct = symbol_open("", path);

	assert_int_equal(file != NULL, direct != NULL);
	if (!direct)
		return 0;
	assert_string_equal(reader_build_id(file), symbol_build_id(direct));
	assert_same_text(reader_arch(file), symbol_arch(direct));
	for (uint64_t offset = 0; offset < 1 << 18; offset += 333)
		assert_same_site(file, direct, offset);
	reader_close(file);
	symbol_close(direct);
	return 1;
}

static void it_answers_as_the_library_does(void **state)
{
	struct elf_reader reader = { 0 };
	unsigned opened = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++)
		opened += compare(&reader, files[i]);
	assert_int_equal(reader.mode, READER_CONFINED);
	assert_true(reader.starts == 1 && !reader.note);
	assert_true(opened >= 4);
	reader_free(&reader);
}

static void it_is_gone_with_the_recorder_s_end_of_the_connection(void **state)
{
	struct elf_reader reader = { 0 };

	(void)state;
	reader_close(reader_open(&reader, "/proc/self/exe", "", "/proc/self/exe"));
	pid_t process = reader.process;
	assert_int_equal(kill(process, 0), 0);
	reader_free(&reader);
	assert_true(kill(process, 0) && errno == ESRCH);
}

/* --- a hostile file --- */

static void add_result(struct text *text, const char *what, long result)
{
	text_format(text, "%s %s\n", what, result >= 0 ? "done" : strerrorname_np(errno));
}

/* What code in a hostile file would try once it runs in the parser. */
static void attack(struct channel *channel)
{
	struct confined_message question, answer = { .kind = MESSAGE_OPENED, .fd = -1 };
	char *argv[] = { "sh", "-c", "echo attacked", NULL };
	struct text text = { 0 };

	if (!message_receive(channel, &question))
		return;
	add_result(&text, "execve", execv("/bin/sh", argv));
	add_result(&text, "open", open("/etc/passwd", O_RDONLY));
	add_result(&text, "create", syscall(SYS_openat, AT_FDCWD, "/tmp/attacked", O_CREAT | O_WRONLY, 0600));
	add_result(&text, "socket", socket(AF_INET, SOCK_STREAM, 0));
	add_result(&text, "fork", fork());
	add_result(&text, "kill", kill(getppid(), SIGTERM));
	add_result(&text, "ptrace", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
	add_result(&text, "setuid", setuid(0));
	add_result(&text, "unlink", unlink("/tmp/attacked"));
	add_result(&text, "code", mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
	add_result(&text, "protect", mprotect(channel, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
	add_result(&text, "prctl", syscall(SYS_prctl, 4, 1, 0, 0, 0));
	add_result(&text, "write", write(2, "attacked\n", 9));
	answer.text[0] = text.at;
	message_send(channel, &answer);
}

static const char refused[] = "execve EPERM\nopen EPERM\ncreate EPERM\nsocket EPERM\nfork EPERM\nkill EPERM\nptrace EPERM\nsetuid EPERM\n"
	                      "unlink EPERM\ncode EPERM\nprotect EPERM\nprctl EPERM\nwrite EPERM\n";

static void code_in_a_file_can_do_nothing(void **state)
{
	struct elf_reader reader = { .serve = attack };

	(void)state;
	struct reader_file *file = reader_open(&reader, "/proc/self/exe", "", "/proc/self/exe");
	assert_non_null(file);
	assert_string_equal(reader_build_id(file), refused);
	reader_close(file);
	reader_free(&reader);
}

/* --- which files it gets --- */

static const struct {
	const char *path, *wanted;
	bool lent;
} lent_rows[] = {
	{ "/bin/a", "/usr/lib/debug/.build-id/ab/cd.debug", true },
	{ "/bin/a", "/usr/lib/debug/.build-id/00/../../.dwz/a", true },
	{ "/bin/a", "/usr/lib/debug/../../../etc/shadow", false },
	{ "/bin/a", "/usr/lib/debug/x/../../y", false },
	{ "/bin/a", "/usr/lib/debugger/x", false },
	{ "/bin/a", "/bin/a.debug", true },
	{ "/bin/a", "/bin/.debug/a.debug", true },
	{ "/bin/a", "/bin/other/a.debug", false },
	{ "/bin/a", "/bin/..", false },
	{ "/bin/a", "/bin/.debug/../b", false },
	{ "/bin/a", "/bin/", false },
	{ "/bin/a", "/etc/shadow", false },
	{ "/bin/a", "etc/shadow", false },
	{ "/bin/a", "", false },
	{ "a", "a.debug", false },
};

static void it_gets_debug_files_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lent_rows); i++) {
		print_message("%s for %s\n", lent_rows[i].wanted, lent_rows[i].path);
		assert_int_equal(lent_may_be(lent_rows[i].path, lent_rows[i].wanted), lent_rows[i].lent);
	}
}

/* It asks for a file that it must not have. */
static void want_secrets(struct channel *channel)
{
	struct confined_message question, file, answer = { .kind = MESSAGE_OPENED, .fd = -1 };

	if (message_receive(channel, &question) &&
	    message_send(channel, &(struct confined_message){ .kind = MESSAGE_WANT, .text = { "/etc/passwd" }, .fd = -1 }) &&
	    message_receive(channel, &file)) {
		answer.text[0] = file.fd < 0 ? "refused" : "given";
		message_send(channel, &answer);
	}
}

static void a_file_that_is_none_of_its_is_refused(void **state)
{
	struct elf_reader reader = { .serve = want_secrets };

	(void)state;
	struct reader_file *file = reader_open(&reader, "/proc/self/exe", "", "/proc/self/exe");
	assert_string_equal(reader_build_id(file), "refused");
	reader_close(file);
	reader_free(&reader);
}

/* --- answers that are none --- */

static void end_at_once(struct channel *channel)
{
	(void)channel;
}

static void crash(struct channel *channel)
{
	struct confined_message question;

	if (message_receive(channel, &question))
		raise(SIGSEGV);
	__builtin_trap();
}

static void hang(struct channel *channel)
{
	struct confined_message question;

	for (;;)
		message_receive(channel, &question);
}

static void answer_something_else(struct channel *channel)
{
	struct confined_message question;

	if (message_receive(channel, &question))
		message_send(channel, &(struct confined_message){ .kind = MESSAGE_FOUND, .fd = -1 });
	hang(channel);
}

/* A head that claims more than there is; one without an end of its text; too little; nothing. */
static void send_bytes(struct channel *channel, uint32_t claimed, char last, size_t size)
{
	struct confined_message question;

	channel->out.head = (struct message_head){ .kind = MESSAGE_OPENED, .length = { claimed } };
	memset(channel->out.texts, 'a', 64);
	channel->out.texts[4] = last;
	channel->out.texts[5] = '\0';
	if (message_receive(channel, &question))
		send(channel->socket, &channel->out, size, MSG_NOSIGNAL);
	hang(channel);
}

enum { WHOLE = sizeof(struct message_head) + 6 };

static void claim_more(struct channel *channel) { send_bytes(channel, 4000000000U, '\0', WHOLE); }
static void claim_less(struct channel *channel) { send_bytes(channel, 3, '\0', WHOLE); }
static void leave_no_end(struct channel *channel) { send_bytes(channel, 4, 'a', WHOLE); }
static void send_a_half(struct channel *channel) { send_bytes(channel, 4, '\0', 20); }
static void send_more(struct channel *channel) { send_bytes(channel, 4, '\0', WHOLE + 1); }

static void (*const bad[])(struct channel *) = { end_at_once, crash, hang, answer_something_else, claim_more, claim_less, leave_no_end,
	                                         send_a_half, send_more };

static void an_answer_that_is_none_ends_the_process(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct elf_reader reader = { .serve = bad[i], .seconds = 1 };
		print_message("bad[%zu]\n", i);
		assert_null(reader_open(&reader, "/proc/self/exe", "", "/proc/self/exe"));
		assert_non_null(reader.note);
		assert_null(reader.channel);
		reader_free(&reader);
	}
}

/* The next file gets a new process. */
static void a_crash_costs_one_file(void **state)
{
	struct elf_reader reader = { 0 };
	struct reader_site site;

	(void)state;
	struct reader_file *before = reader_open(&reader, "/proc/self/exe", "", "/proc/self/exe");
	kill(reader.process, SIGKILL);
	reader_find(before, 4096, true, &site);
	assert_true(!site.function && reader.note);
	assert_int_equal(compare(&reader, "testdata/fuzz/symbol/dwarf5"), 1);
	reader_find(before, 4096, true, &site);
	assert_null(site.function);
	reader_close(before);
	assert_int_equal(reader.starts, 2);
	reader_free(&reader);
}

static void many_crashes_end_it(void **state)
{
	struct elf_reader reader = { .serve = crash };

	(void)state;
	for (unsigned i = 0; i < READER_STARTS + 5; i++)
		assert_null(reader_open(&reader, "/proc/self/exe", "", "/proc/self/exe"));
	assert_int_equal(reader.starts, READER_STARTS);
	assert_int_equal(reader.mode, READER_CONFINED);
	reader_free(&reader);
}

/* Its end may be met by a loop that waits for any child. */
static void a_process_that_was_waited_for_is_not_killed_again(void **state)
{
	struct elf_reader reader = { 0 };
	int status;

	(void)state;
	reader_close(reader_open(&reader, "/proc/self/exe", "", "/proc/self/exe"));
	kill(reader.process, SIGKILL);
	assert_int_equal(waitpid(-1, &status, __WALL), reader.process);
	reader_free(&reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_answers_as_the_library_does),
		cmocka_unit_test(it_is_gone_with_the_recorder_s_end_of_the_connection),
		cmocka_unit_test(code_in_a_file_can_do_nothing),
		cmocka_unit_test(it_gets_debug_files_only),
		cmocka_unit_test(a_file_that_is_none_of_its_is_refused),
		cmocka_unit_test(an_answer_that_is_none_ends_the_process),
		cmocka_unit_test(a_crash_costs_one_file),
		cmocka_unit_test(many_crashes_end_it),
		cmocka_unit_test(a_process_that_was_waited_for_is_not_killed_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
