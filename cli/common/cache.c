/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/json.h"

enum { CACHE_FILE_MOST = 64 << 20 };

/* --- where --- */

static bool is_ours(const struct stat *status, mode_t kind)
{
	return (status->st_mode & S_IFMT) == kind && status->st_uid == geteuid() && !(status->st_mode & (S_IWGRP | S_IWOTH));
}

static bool make_folder(const char *path)
{
	struct stat status;

	if (mkdir(path, 0700) && errno != EEXIST)
		return false;
	return !lstat(path, &status) && is_ours(&status, S_IFDIR);
}

/* Makes it if there is none; false if there is no place for it that only we can write. */
static bool find_folder(struct text *folder)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && cache[0] == '/') {
		text_add(folder, cache);
	} else if (home && home[0] == '/') {
		text_format(folder, "%s/.cache", home);
	} else {
		return false;
	}
	if (mkdir(folder->at, 0700) && errno != EEXIST)
		return false;
	text_add(folder, "/seccord");
	return make_folder(folder->at);
}

/* --- which --- */

/* A line for each image; false if one has no build-id, so that its content has no name. */
static bool make_key(const struct closure *closure, struct text *key)
{
	text_format(key, "%d\n", ANSWER_VERSION);
	for (size_t i = 0; i < closure->count; i++) {
		const struct binary *image = closure->image[i];
		if (!image->build_id || !image->build_id[0])
			return false;
		text_format(key, "%s %zu %d ", image->build_id, image->bytes.length, closure->late[i]);
		json_text_of_bytes(image->path, key);
		text_add(key, "\n");
	}
	for (size_t i = 0; i < closure->missing_count; i++) {
		text_add(key, "missing ");
		json_text_of_bytes(closure->missing[i], key);
		text_add(key, "\n");
	}
	return true;
}

/* FNV-1a. The key in the file distinguishes two keys with one name. */
static uint64_t hash_of(const struct text *key)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < key->length; i++)
		hash = (hash ^ (unsigned char)key->at[i]) * 0x100000001b3u;
	return hash;
}

/* --- reading and writing --- */

static bool is_safe(const char *path)
{
	struct stat status;

	return !lstat(path, &status) && is_ours(&status, S_IFREG) && status.st_size < CACHE_FILE_MOST;
}

static bool read_answer(struct answer *answer, const char *path, const struct text *key)
{
	AUTO_TEXT struct text bytes = {0};
	struct err err;

	if (!is_safe(path) || file_read(path, &bytes, &err) < 0)
		return false;
	AUTO_JSON json_t *whole = json_parse_object(bytes.at, bytes.length, path, 1, &err);
	const char *kept = whole ? json_string_value(json_object_get(whole, "key")) : NULL;
	if (!kept || strcmp(kept, key->at) != 0)
		return false;
	return answer_read(answer, json_object_get(whole, "answer"), &err) == 0 && answer->image_count;
}

static void keep_answer(const struct answer *answer, const char *path, const struct text *key)
{
	AUTO_JSON json_t *whole = json_pack("{s:s, s:o}", "key", key->at, "answer", answer_json(answer));
	AUTO_TEXT struct text out = {0};
	struct err err;

	if (!whole)
		return;
	json_line(whole, &out);
	text_add(&out, "\n");
	mode_t mask = umask(077);
	file_write(path, out.at, out.length, &err);
	umask(mask);
}

int cache_answer(struct answer *answer, const struct closure *closure, bool use, struct progress *progress, struct err *err)
{
	AUTO_TEXT struct text path = {0}, key = {0};

	use = use && make_key(closure, &key) && find_folder(&path);
	if (use) {
		text_format(&path, "/reach-%016llx.json", (unsigned long long)hash_of(&key));
		if (read_answer(answer, path.at, &key))
			return 0;
	}
	if (answer_make(answer, closure, progress, err) < 0)
		return -1;
	if (use)
		keep_answer(answer, path.at, &key);
	return 0;
}
