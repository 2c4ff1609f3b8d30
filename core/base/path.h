/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path: parts of file names.
 */
#ifndef CORE_PATH_H
#define CORE_PATH_H

/* What stands behind the last slash, a part of `path`; all of it if there is none. */
const char *path_base(const char *path);

#endif
