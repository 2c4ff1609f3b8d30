/* SPDX-License-Identifier: Apache-2.0 */
/*
 * descriptor: which open files a process keeps.
 */
#ifndef CORE_DESCRIPTOR_H
#define CORE_DESCRIPTOR_H

#include <stddef.h>

/* Closes all descriptors from `from` on but these, which are put in order; -1 stands for none. */
void descriptor_keep(int from, int kept[], size_t count);

#endif
