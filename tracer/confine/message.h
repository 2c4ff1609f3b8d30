/* SPDX-License-Identifier: Apache-2.0 */
/*
 * message: one datagram between the recorder and its confined reader of files.
 *
 * Neither end trusts the other: a message that is not whole, or has texts that
 * are not as long as it claims, ends the connection.
 */
#ifndef TRACER_MESSAGE_H
#define TRACER_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

enum { MESSAGE_TEXT = 64 * 1024, MESSAGE_TEXTS = 4 };   /* bytes of a text without its end; longer ones are truncated */

enum message_kind {
	MESSAGE_READY,                        /* to the recorder: confined */
	MESSAGE_OPEN,                         /* to the reader, with a descriptor: file; texts: path where it is opened, its path */
	MESSAGE_OPENED,                       /* answer: texts: build-id, arch, package, its version. number: 1,
	                                         reader_prefork(), 0, or -1: not an ELF file */
	MESSAGE_SITE,                         /* to the reader: file, offset; number: whether the line is asked for */
	MESSAGE_FOUND,                        /* answer: offset: into the function; number: line; texts: function, source */
	MESSAGE_WANT,                         /* to the recorder, before an answer: texts: path of a debug file */
	MESSAGE_FILE,                         /* its answer, with a descriptor or none */
	MESSAGE_CLOSE,                        /* to the reader: file */
	MESSAGE_CLOSED,                       /* answer */
};

struct confined_message {
	enum message_kind kind;
	int file;
	int64_t number;
	uint64_t offset;
	const char *text[MESSAGE_TEXTS];      /* NULL is sent as "" */
	int fd;                               /* -1: none. Sent: stays the caller's. Received: becomes the caller's */
};

struct message_head {
	uint32_t kind;
	int32_t file;
	int64_t number;
	uint64_t offset;
	uint32_t length[MESSAGE_TEXTS];       /* bytes of each text, without its end */
};

/* A message as it is sent: the texts one after the other, each with its end. */
struct packet {
	struct message_head head;
	char texts[MESSAGE_TEXTS * (MESSAGE_TEXT + 1)];
};

/* One end of a connection. */
struct channel {
	int socket;                           /* SOCK_SEQPACKET */
	struct packet in, out;
};

/* Its packets are not cleared, which would touch half a megabyte. free() it. */
struct channel *channel_new(int socket);

/* False: the other end is gone, or did not answer in time. */
bool message_send(struct channel *channel, const struct confined_message *message);

/* The texts are valid until the next message. False: as above, or not a message. */
bool message_receive(struct channel *channel, struct confined_message *message);

#endif
