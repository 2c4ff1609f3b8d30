/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loop over questions. It cannot open files: the recorder sends the descriptor
 * of the file with the question, and those of debug files when asked for them.
 */
#include "tracer/confine/service.h"

#include <stddef.h>
#include <unistd.h>

#include "tracer/image/symbol.h"

struct service {
	struct channel *channel;
	struct symbol_file *files[SERVICE_FILES];
	int sent;                             /* the file itself, not opened yet; or -1 */
};

static int open_by_asking(void *context, const char *path)
{
	struct service *service = context;
	struct confined_message want = { .kind = MESSAGE_WANT, .text = { path }, .fd = -1 }, file;
	int fd = service->sent;

	service->sent = -1;
	if (fd >= 0)
		return fd;
	if (!message_send(service->channel, &want) || !message_receive(service->channel, &file) || file.kind != MESSAGE_FILE)
		_exit(1);
	return file.fd;
}

static bool is_file(const struct service *service, int file)
{
	return file >= 0 && file < SERVICE_FILES && service->files[file];
}

static struct confined_message opened(struct symbol_file *file)
{
	return (struct confined_message){
		.kind = MESSAGE_OPENED,
		.number = symbol_prefork(file),
		.text = { symbol_build_id(file), symbol_arch(file), symbol_package(file)->name, symbol_package(file)->version },
		.fd = -1,
	};
}

static bool answer_open(struct service *service, const struct confined_message *question)
{
	struct symbol_source source = { question->text[0], "", question->text[1], open_by_asking, service };
	struct confined_message answer = { .kind = MESSAGE_OPENED, .number = -1, .fd = -1 };

	if (question->file < 0 || question->file >= SERVICE_FILES || service->files[question->file])
		return false;
	service->sent = question->fd;
	struct symbol_file *file = service->files[question->file] = symbol_open_by(&source);
	if (service->sent >= 0)
		close(service->sent);
	service->sent = -1;
	if (file)
		answer = opened(file);
	return message_send(service->channel, &answer);
}

static bool answer_site(struct service *service, const struct confined_message *question)
{
	struct confined_message answer = { .kind = MESSAGE_FOUND, .fd = -1 };
	unsigned line = 0;

	if (!is_file(service, question->file))
		return false;
	struct symbol_file *file = service->files[question->file];
	answer.text[0] = symbol_at(file, question->offset, &answer.offset);
	answer.text[1] = question->number ? symbol_line(file, question->offset, &line) : NULL;
	answer.number = line;
	return message_send(service->channel, &answer);
}

static bool close_file(struct service *service, int file)
{
	if (!is_file(service, file))
		return false;
	symbol_close(service->files[file]);
	service->files[file] = NULL;
	return message_send(service->channel, &(struct confined_message){ .kind = MESSAGE_CLOSED, .fd = -1 });
}

static bool answer(struct service *service, const struct confined_message *question)
{
	switch (question->kind) {
	case MESSAGE_OPEN:
		return answer_open(service, question);
	case MESSAGE_SITE:
		return answer_site(service, question);
	case MESSAGE_CLOSE:
		return close_file(service, question->file);
	default:
		return false;
	}
}

void service_run(struct channel *channel)
{
	struct service service = { .channel = channel, .sent = -1 };
	struct confined_message question;

	while (message_receive(channel, &question) && answer(&service, &question))
		;
}
