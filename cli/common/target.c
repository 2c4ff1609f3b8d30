/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oldest release that a policy is for.
 */
#include "cli/common/target.h"

static int parse(struct version *version, const char *option, const char *text, struct err *err)
{
	if (version_parse(version, text))
		return 0;
	return err_set(err, "%s=%s: expected a version, such as 5.10 or 6.1.0-18-amd64", option, text);
}

int target_parse(struct support_target *target, const char *kernel, const char *library, struct err *err)
{
	*target = (struct support_target){ .has_kernel = kernel, .has_library = library, .kernel_text = kernel, .library_text = library };
	if (kernel && parse(&target->kernel, "--min-kernel", kernel, err))
		return -1;
	return library ? parse(&target->library, "--min-libseccomp", library, err) : 0;
}
