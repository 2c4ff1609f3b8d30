/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inotify(7) reports that a file was removed, as IN_ATTRIB for its number of links: it is closed at the next stop after a
 * call that removes. All are closed before umount. A file that is asked for later is opened again.
 */
#include "tracer/space/let_go.h"

#include <sys/inotify.h>
#include <unistd.h>

enum { STOPS = 8 };                           /* after a call that removes: other tasks may stop before it is made */

static void close_slot(struct locator *locator, size_t slot)
{
	struct located_image *image = &locator->images[locator->open[slot] - 1];

	reader_close(image->file);
	image->file = NULL;
	locator->open[slot] = 0;
}

static void close_watched(struct locator *locator, int watch)
{
	for (size_t i = 0; i < COUNT_OF(locator->open); i++)
		if (locator->open[i] && locator->images[locator->open[i] - 1].watch == watch)
			close_slot(locator, i);
}

static void close_removed(struct locator *locator)
{
	_Alignas(struct inotify_event) char bytes[4096];
	ssize_t got;

	while (locator->watching && (got = read(locator->watching - 1, bytes, sizeof(bytes))) > 0)
		for (const char *at = bytes; at < bytes + got;) {
			const struct inotify_event *event = (const void *)at;
			close_watched(locator, event->wd);
			at += sizeof(*event) + event->len;
		}
}

static void close_all(struct locator *locator)
{
	for (size_t i = 0; i < COUNT_OF(locator->open); i++)
		if (locator->open[i])
			close_slot(locator, i);
}

bool let_go_unmounts(int id)
{
	return id == CALL_umount || id == CALL_umount2;
}

static bool removes(int id)
{
	return id == CALL_unlink || id == CALL_unlinkat || id == CALL_rename || id == CALL_renameat || id == CALL_renameat2;
}

void let_go_at_call(struct locator *locator, int id)
{
	if (locator->removing) {
		locator->removing--;
		close_removed(locator);
	}
	if (removes(id))
		locator->removing = STOPS;
	if (let_go_unmounts(id))
		close_all(locator);
}

void let_go_watch(struct locator *locator, int image, const char *path)
{
	if (!locator->watching)
		locator->watching = 1 + inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (locator->watching)
		locator->images[image].watch = inotify_add_watch(locator->watching - 1, path, IN_ATTRIB | IN_ONESHOT);
}

void let_go_end(struct locator *locator)
{
	if (locator->watching)
		close(locator->watching - 1);
	locator->watching = 0;
}
