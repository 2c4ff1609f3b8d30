/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/confine/message.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/mem.h"

/* Space for one descriptor beside a message. */
union rights {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* --- sending --- */

static size_t pack(struct packet *packet, const struct confined_message *message)
{
	size_t end = 0;

	packet->head = (struct message_head){ .kind = message->kind, .file = message->file, .number = message->number,
	                                      .offset = message->offset };
	for (size_t i = 0; i < MESSAGE_TEXTS; i++) {
		const char *text = message->text[i] ? message->text[i] : "";
		size_t length = strnlen(text, MESSAGE_TEXT);
		memcpy(packet->texts + end, text, length);
		packet->texts[end + length] = '\0';
		packet->head.length[i] = (uint32_t)length;
		end += length + 1;
	}
	return offsetof(struct packet, texts) + end;
}

static void attach_descriptor(struct msghdr *header, union rights *rights, int fd)
{
	memset(rights, 0, sizeof(*rights));
	header->msg_control = rights->bytes;
	header->msg_controllen = sizeof(rights->bytes);
	rights->header = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(fd)) };
	memcpy(CMSG_DATA(&rights->header), &fd, sizeof(fd));
}

bool message_send(struct channel *channel, const struct confined_message *message)
{
	struct iovec whole = { &channel->out, pack(&channel->out, message) };
	struct msghdr header = { .msg_iov = &whole, .msg_iovlen = 1 };
	union rights rights;
	ssize_t sent;

	if (message->fd >= 0)
		attach_descriptor(&header, &rights, message->fd);
	do
		sent = sendmsg(channel->socket, &header, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)whole.iov_len;
}

/* --- receiving --- */

static int take_descriptor(struct msghdr *header)
{
	struct cmsghdr *rights = CMSG_FIRSTHDR(header);
	int fd = -1;

	if (rights && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS && rights->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(rights), sizeof(fd));
	return fd;
}

static bool unpack(const struct packet *packet, size_t size, struct confined_message *message)
{
	size_t end = offsetof(struct packet, texts);

	if (size < end)
		return false;
	message->kind = (enum message_kind)packet->head.kind;
	message->file = packet->head.file;
	message->number = packet->head.number;
	message->offset = packet->head.offset;
	for (size_t i = 0; i < MESSAGE_TEXTS; i++) {
		const char *text = (const char *)packet + end;
		size_t length = packet->head.length[i];
		if (length > MESSAGE_TEXT || length + 1 > size - end || memchr(text, '\0', length + 1) != text + length)
			return false;
		message->text[i] = text;
		end += length + 1;
	}
	return end == size;
}

struct channel *channel_new(int socket)
{
	struct channel *channel = mem_resize(NULL, sizeof(*channel));

	channel->socket = socket;
	return channel;
}

bool message_receive(struct channel *channel, struct confined_message *message)
{
	struct iovec whole = { &channel->in, sizeof(channel->in) };
	union rights rights;
	struct msghdr header = { .msg_iov = &whole, .msg_iovlen = 1, .msg_control = rights.bytes,
	                         .msg_controllen = CMSG_LEN(sizeof(int)) };   /* no room for a second one */
	ssize_t size;

	do
		size = recvmsg(channel->socket, &header, MSG_CMSG_CLOEXEC);
	while (size < 0 && errno == EINTR);
	message->fd = size > 0 ? take_descriptor(&header) : -1;
	if (size > 0 && !(header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) && unpack(&channel->in, (size_t)size, message))
		return true;
	if (message->fd >= 0)
		close(message->fd);
	message->fd = -1;
	return false;
}
