/* SPDX-License-Identifier: Apache-2.0 */
/*
 * descriptor: which open files a process keeps, and a function.
 */
#ifndef CORE_DESCRIPTOR_H
#define CORE_DESCRIPTOR_H

#include <stddef.h>

/* Closes all descriptors from `from` on but these, which are put in order; -1 stands for none. */
void descriptor_keep(int from, int kept[], size_t count);

void descriptor_close(int *fd);               /* -1: none */
#define AUTO_FD __attribute__((cleanup(descriptor_close)))

#endif
