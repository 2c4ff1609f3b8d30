/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kubernetes: shared by the readers of SeccompProfiles and of objects that run
 * containers.
 */
#ifndef EMIT_IN_KUBERNETES_H
#define EMIT_IN_KUBERNETES_H

#include "emit/in/readers.h"

struct in_pods { struct containers *containers; };        /* NULL: no object runs any; to be freed */

/* Adds the containers of the object, if it runs some. */
int in_kubernetes_pod(struct in_pods *pods, const json_t *object, struct err *err);

/* Reads the profile that all have, or that of the container that is chosen. */
int in_kubernetes_read_pods(struct in_source *source, const struct in_bytes *bytes, const struct in_pods *pods, struct err *err);

#endif
