/* SPDX-License-Identifier: Apache-2.0 */
/* Only the major version that the headers describe has these functions as declared. */
#include "tracer/code/capstone.h"

#include <dlfcn.h>
#include <string.h>

#define TEXT_OF(number) #number
#define VERSION_OF(number) TEXT_OF(number)
#define CAPSTONE "libcapstone.so." VERSION_OF(CS_API_MAJOR)

/* ISO C has no conversion of dlsym()'s result to a function; POSIX has its bits. */
static bool take(void *library, const char *name, void *function)
{
	void *symbol = library ? dlsym(library, name) : NULL;

	memcpy(function, &symbol, sizeof(symbol));
	return symbol;
}

bool capstone_load(struct capstone *capstone)
{
	void *library = capstone->library = dlopen(CAPSTONE, RTLD_NOW | RTLD_LOCAL);

	return take(library, "cs_version", &capstone->version) && take(library, "cs_open", &capstone->open) && take(library, "cs_option", &capstone->option) &&
	       take(library, "cs_malloc", &capstone->alloc) && take(library, "cs_free", &capstone->free) &&
	       take(library, "cs_close", &capstone->close) && take(library, "cs_disasm_iter", &capstone->disasm);
}

void capstone_unload(struct capstone *capstone)
{
	if (capstone->library)
		dlclose(capstone->library);
}
