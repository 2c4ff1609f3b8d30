/* SPDX-License-Identifier: Apache-2.0 */
/*
 * readers: the readers behind the rows of emit/in/inputs.def, and their shared
 * functions.
 *
 * A reader fills a zeroed source whose `notes` is set. Errors of line-based
 * readers name file and line, those of JSON readers file and entry.
 */
#ifndef EMIT_IN_READERS_H
#define EMIT_IN_READERS_H

#include <jansson.h>

#include "emit/in/in.h"
#include "emit/in/source.h"

struct in_bytes {
	const char *name, *at;                /* at: NUL-terminated, with no NUL inside */
	size_t size;
	arch_set archs;                       /* archs given for the file; 0: as the file says */
	const struct in_options *how;         /* never NULL for a reader */
};

#define INPUT(id, ...) int in_##id(struct in_source *source, const struct in_bytes *bytes, struct err *err);
#include "emit/in/inputs.def"
#undef INPUT

/* Where an OCI object was found: who reads it. */
enum in_oci_home {
	IN_OCI_FILE,                          /* of an engine: Docker, Podman, CRI-O */
	IN_OCI_CONFIGURATION,                 /* of a container, for a runtime */
	IN_OCI_NODE,                          /* of the kubelet, for the node's engine */
	IN_OCI_KUBERNETES,                    /* a SeccompProfile */
};
int in_oci_object(struct in_source *source, const struct in_options *how, const json_t *profile, enum in_oci_home home, struct err *err);

/* The containers of Kubernetes objects that run some (emit/container/kubernetes_pod.c). */
struct in_pods { struct containers *containers; };        /* NULL: no object runs any; to be freed */
int in_kubernetes_pod(struct in_pods *pods, const json_t *object, struct err *err);

/* Reads the profile that all have, or that of the container that is chosen. */
int in_kubernetes_read_pods(struct in_source *source, const struct in_bytes *bytes, const struct in_pods *pods, struct err *err);

/* JSON with numbers up to 2^64 - 1: those too large for jansson become strings.
 * Comments are dropped. The caller owns the result. */
json_t *in_json(const struct in_bytes *bytes, struct err *err);
bool in_json_has_two_comments(const struct in_bytes *bytes);    /* in one object */

/* A decimal or 0x… number from either, at most `most`; and one that is not in quotes, as far as that shows. */
int in_number(const json_t *object, const char *key, uint64_t most, uint64_t *out, struct err *err);
int in_bare_number(const json_t *object, const char *key, uint64_t most, uint64_t *out, struct err *err);

/* The size of a byte order mark at the beginning: 3 or 0. */
size_t in_mark_size(const char *text);

/* The documents of a YAML file as a list of the same JSON. Depth, size and alias expansion are bounded. */
json_t *in_yaml(const struct in_bytes *bytes, struct err *err);

/* Lines without comments and surrounding blanks; a trailing backslash continues
 * a line. */
struct in_lines {
	struct in_bytes bytes;
	size_t at;
	unsigned number, next;                /* of this line, and of the next one */
	struct text line;
	bool comments_inside;                 /* allowed between a line and its continuation */
	bool whole;                           /* a trailing backslash is an ordinary character */
	unsigned unfinished;                  /* the last line, if it ends in a backslash */
	unsigned open_comment;                /* the last line with a comment that ends in a backslash, before one that counts */
};
bool in_lines_next(struct in_lines *lines, const char *comments);
int in_lines_err(const struct in_lines *lines, struct err *err);  /* prefixes file:line */
void in_lines_free(struct in_lines *lines);
#define AUTO_LINES __attribute__((cleanup(in_lines_free)))

/* The next word between `separators`, in place, or NULL. */
char *in_word(char **at, const char *separators);

/* Adds a word from a file to a list for a note: shortened, with unprintable characters
 * removed. */
void in_text_list(struct text *list, const char *word);
bool in_text_list_once(struct text *list, const char *word);     /* unless it is in the list; true: it was not */

/* A file and those that include it, and what limits all of them together. */
struct in_chain {
	const struct in_chain *from;          /* the including file; NULL: the one that was given */
	unsigned depth;
	uint64_t device, inode;               /* 0: not a file, such as a pipe */
};
struct in_including {
	unsigned depth_most;                  /* levels that the tool accepts */
	unsigned files;                       /* read so far, with their size */
	size_t bytes;
	bool placed;                          /* an error has the file and line where it is */
};
struct in_chain in_chain_begin(const char *name);

/* Reads a regular file that another one includes, unless it includes itself, or the limits are exceeded. */
int in_include(struct in_including *all, const struct in_chain *from, struct in_chain *chain, const char *path, struct text *text, struct err *err);

/* in_lines_err() for the innermost file only. */
int in_lines_err_inside(const struct in_lines *lines, struct in_including *all, struct err *err);

/* Appends the path of a file beside the one of that name; an absolute one as it is. */
void in_path_beside(struct text *path, const char *name, const char *included, size_t length);

/* An errno by name, or a number below 4096. */
int in_errno(const char *word, struct verdict *verdict, struct err *err);

#endif
