/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit_mounts: whether a unit executes another file than the machine has at that
 * path, since its settings mount something there.
 */
#ifndef TRACER_UNIT_MOUNTS_H
#define TRACER_UNIT_MOUNTS_H

#include <stddef.h>

/* What systemctl is to show for it, each with a comma in front. */
#define UNIT_MOUNTS ",BindPaths,BindReadOnlyPaths,TemporaryFileSystem,MountImages,ExtensionImages,ExtensionDirectories"

/* The setting that replaces the file, such as "BindPaths"; NULL: none does. `shown` is the answer of `systemctl
 * show`, `file` a path of the machine, in the unit's RootDirectory= `root` ("": none). */
const char *unit_mounts_replace(const char *shown, const char *root, const char *file);

#endif
