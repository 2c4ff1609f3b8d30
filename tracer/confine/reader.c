/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process is a child of ours, so a wait for any of the program's tasks
 * may return its end. It ends by itself when its socket is closed.
 */
#include "tracer/confine/reader.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/kernel/arch.h"
#include "tracer/confine/lent.h"
#include "tracer/confine/sandbox.h"
#include "tracer/image/elf_file.h"
#include "tracer/image/symbol.h"

struct reader_file {
	struct elf_reader *reader;
	unsigned start;                       /* of the process that has it */
	int number;
	struct symbol_file *direct;           /* read by ourselves */
	char *root, *path;
	const char *arch;
	char *build_id;
	bool prefork;
	char *package, *version;              /* NULL: not known */
};

/* --- the process --- */

static void be_reader(struct elf_reader *reader, int socket)
{
	struct channel *channel = channel_new(socket);
	struct confined_message ready = { .kind = MESSAGE_READY, .fd = -1 };

	if (reader->mode == READER_RECORDED)
		sandbox_prepare(socket);
	else if (!sandbox_enter(socket))
		_exit(1);
	if (message_send(channel, &ready))
		(reader->serve ? reader->serve : service_run)(channel);
	_exit(0);
}

/* The loop over the program's tasks may have waited for it already: then its pid may be another's. */
static void end_process(pid_t pid)
{
	if (pid <= 0 || waitpid(pid, NULL, __WALL | WNOHANG))
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

static void stop(struct elf_reader *reader)
{
	if (!reader->channel)
		return;
	close(reader->channel->socket);
	end_process(reader->process);
	free(reader->channel);
	reader->channel = NULL;
	memset(reader->is_open, 0, sizeof(reader->is_open));
}

static bool receive(struct elf_reader *reader, struct confined_message *message)
{
	bool got = message_receive(reader->channel, message);

	if (got && message->fd >= 0)
		close(message->fd);
	return got;
}

static bool begin(struct elf_reader *reader)
{
	const struct timeval most = { .tv_sec = reader->seconds ? reader->seconds : READER_SECONDS };
	struct confined_message ready;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return false;
	reader->process = fork();
	if (reader->process == 0)
		be_reader(reader, ends[1]);
	close(ends[1]);
	reader->channel = channel_new(ends[0]);
	setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	return reader->process > 0 && receive(reader, &ready) && ready.kind == MESSAGE_READY;
}

static bool is_ready(struct elf_reader *reader)
{
	if (reader->channel)
		return true;
	if (reader->mode == READER_DIRECT || reader->starts == READER_STARTS)
		return false;
	reader->starts++;
	if (begin(reader))
		return true;
	stop(reader);
	if (reader->starts == 1) {
		reader->mode = READER_DIRECT;
		reader->note = "the files of the program were read without a sandbox: none could be started";
	}
	return false;
}

void reader_free(struct elf_reader *reader)
{
	stop(reader);
}

/* --- questions --- */

static bool lend(struct elf_reader *reader, const struct reader_file *file, const char *wanted)
{
	struct confined_message lent = { .kind = MESSAGE_FILE, .fd = lent_open(file->root, file->path, wanted) };
	bool sent = message_send(reader->channel, &lent);

	if (lent.fd >= 0)
		close(lent.fd);
	return sent;
}

/* Lends what the process asks for meanwhile. */
static bool ask(const struct reader_file *file, const struct confined_message *question, struct confined_message *answer)
{
	struct elf_reader *reader = file->reader;

	if (!message_send(reader->channel, question))
		return false;
	while (receive(reader, answer))
		if (answer->kind != MESSAGE_WANT)
			return true;
		else if (!lend(reader, file, answer->text[0]))
			return false;
	return false;
}

static bool has_answer(const struct reader_file *file, const struct confined_message *question, enum message_kind kind,
                       struct confined_message *answer)
{
	struct elf_reader *reader = file->reader;

	if (ask(file, question, answer) && answer->kind == kind)
		return true;
	stop(reader);
	reader->note = "an ELF file of the program could not be parsed: the functions of some calls are not known";
	return false;
}

/* --- files --- */

static void take_package(struct reader_file *file, const char *name, const char *version)
{
	if (!*name || !*version)
		return;
	file->package = strdup(name);
	file->version = strdup(version);
}

static void open_direct(struct reader_file *file, const char *at)
{
	file->direct = symbol_open_by(&(struct symbol_source){ at, file->root, file->path, NULL, NULL });
	if (!file->direct)
		return;
	file->build_id = strdup(symbol_build_id(file->direct));
	file->arch = symbol_arch(file->direct);
	file->prefork = symbol_prefork(file->direct);
	take_package(file, symbol_package(file->direct)->name, symbol_package(file->direct)->version);
}

static int free_number(const struct elf_reader *reader)
{
	int number = 0;

	while (number < SERVICE_FILES - 1 && reader->is_open[number])
		number++;
	return number;
}

static void open_confined(struct reader_file *file, const char *at)
{
	struct elf_reader *reader = file->reader;
	struct confined_message answer, open = { .kind = MESSAGE_OPEN, .text = { at, file->path }, .fd = elf_file_open_any(at) };

	open.file = file->number = free_number(reader);
	file->start = reader->starts;
	if (open.fd < 0)
		return;
	bool opened = has_answer(file, &open, MESSAGE_OPENED, &answer) && answer.number >= 0;
	close(open.fd);
	if (!opened)
		return;
	reader->is_open[file->number] = true;
	file->build_id = strdup(answer.text[0]);
	file->prefork = answer.number == 1;
	int arch = arch_by_name(answer.text[1]);
	file->arch = arch >= 0 ? arch_info((enum arch)arch)->name : NULL;
	take_package(file, answer.text[2], answer.text[3]);
}

struct reader_file *reader_open(struct elf_reader *reader, const char *at, const char *root, const char *path)
{
	struct reader_file *file = mem_alloc(sizeof(*file));

	*file = (struct reader_file){ .reader = reader, .root = strdup(root), .path = strdup(path) };
	if (is_ready(reader))
		open_confined(file, at);
	else if (reader->mode == READER_DIRECT)
		open_direct(file, at);
	if (file->build_id)
		return file;
	reader_close(file);
	return NULL;
}

static bool is_confined(const struct reader_file *file)
{
	return file->build_id && !file->direct && file->reader->channel && file->reader->starts == file->start;
}

void reader_close(struct reader_file *file)
{
	if (!file)
		return;
	if (is_confined(file)) {
		struct confined_message answer;
		has_answer(file, &(struct confined_message){ .kind = MESSAGE_CLOSE, .file = file->number, .fd = -1 }, MESSAGE_CLOSED, &answer);
		file->reader->is_open[file->number] = false;
	}
	symbol_close(file->direct);
	free(file->root);
	free(file->path);
	free(file->build_id);
	free(file->package);
	free(file->version);
	free(file);
}

const char *reader_build_id(const struct reader_file *file)
{
	return file->build_id;
}

const char *reader_arch(const struct reader_file *file)
{
	return file->arch;
}

bool reader_prefork(const struct reader_file *file)
{
	return file->prefork;
}

const char *reader_package(const struct reader_file *file, const char **version)
{
	*version = file->version;
	return file->package;
}

static const char *unless_empty(const char *name)
{
	return *name ? name : NULL;
}

static void find_confined(const struct reader_file *file, uint64_t offset, bool with_line, struct reader_site *site)
{
	struct confined_message question = { .kind = MESSAGE_SITE, .file = file->number, .number = with_line, .offset = offset, .fd = -1 };
	struct confined_message answer;

	if (!has_answer(file, &question, MESSAGE_FOUND, &answer))
		return;
	site->function = unless_empty(answer.text[0]);
	site->into = answer.offset;
	site->source = answer.number > 0 && answer.number <= INT_MAX ? unless_empty(answer.text[1]) : NULL;
	site->line = site->source ? (unsigned)answer.number : 0;
}

void reader_find(struct reader_file *file, uint64_t offset, bool with_line, struct reader_site *site)
{
	*site = (struct reader_site){ 0 };
	if (is_confined(file))
		find_confined(file, offset, with_line, site);
	if (!file->direct)
		return;
	site->function = symbol_at(file->direct, offset, &site->into);
	site->source = with_line ? symbol_line(file->direct, offset, &site->line) : NULL;
}
