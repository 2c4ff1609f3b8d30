# SPDX-License-Identifier: Apache-2.0
#
# The manual page of one command:
# awk -v command=NAME -v commands="ALL, SORTED" -v formats="ALL, SORTED" -f docs/page.awk cli/NAME.c docs/seccord.1
#
# The manual is written once, in seccord.1. A page has the parts of it that are about its command: its lines of SYNOPSIS,
# its section of DESCRIPTION, the options for foreign policies if it takes them, and what all commands share. The one-line
# description and the example come from the command's row of the sources, as those of --help do.

function fail(what)
{
	print "page.awk: " FILENAME ": " what >"/dev/stderr"
	failed = 1
	exit 1
}

# The text of a string of C that ends a line of an initialiser.
function initialiser(line)
{
	sub(/^[^"]*"/, "", line)
	sub(/",$/, "", line)
	return line
}

# The manual names the program by .Nm alone, which in a page would be the page.
function named(line)
{
	sub(/^\.Nm$/, ".Nm seccord", line)
	sub(/^\.Nm [.,;:)]$/, ".Nm seccord" substr(line, 4), line)
	return line
}

function add(section)
{
	text[section] = text[section] named($0) "\n"
}

FILENAME ~ /\.c$/ && /^\t\.what = "/ { what = initialiser($0) }
FILENAME ~ /\.c$/ && /^\t\.example = "/ { example = initialiser($0) }
FILENAME ~ /\.c$/ { next }

/^\.Dd / { date = $0 }
/^\.(Sh|Ss) / {
	part = $1
	title = substr($0, 5)
	if (part == ".Sh")
		section = title
	next
}

# A form of a command begins with .Nm, and its second line is the command.
section == "SYNOPSIS" && $0 == ".Nm" { form = 1; next }
section == "SYNOPSIS" && form == 1 { form = $0 == ".Cm " command ? 2 : 0; if (form) text["SYNOPSIS"] = text["SYNOPSIS"] ".Nm seccord\n" }
section == "SYNOPSIS" { if (form == 2) add("SYNOPSIS") }

section == "DESCRIPTION" && part == ".Ss" && title == command { add("DESCRIPTION") }

section == "FOREIGN POLICIES" && /^\.Bl / { list = 1 }
section == "FOREIGN POLICIES" && list { add("FOREIGN") }
section == "FOREIGN POLICIES" && /^\.El/ { list = 0 }

# An entry of ENVIRONMENT names the commands that read it.
section == "ENVIRONMENT" && /^\.(It|El)/ {
	if (mine)
		text["ENVIRONMENT"] = text["ENVIRONMENT"] entry
	entry = mine = ""
}
section == "ENVIRONMENT" { entry = entry named($0) "\n" }
section == "ENVIRONMENT" && $0 == ".Cm " command { mine = 1 }

section == "EXIT STATUS" { add("EXIT STATUS") }

END {
	if (failed)
		exit 1
	if (what == "" || example == "")
		fail("no .what or no .example of " command)
	if (text["SYNOPSIS"] == "" || text["DESCRIPTION"] == "")
		fail("no SYNOPSIS or no section of " command)
	print ".\\\" SPDX-License-Identifier: Apache-2.0\n" date "\n.Dt SECCORD-" toupper(command) " 1\n.Os\n.Sh NAME"
	print ".Nm seccord-" command "\n.Nd " what
	printf ".Sh SYNOPSIS\n%s.Sh DESCRIPTION\n%s", text["SYNOPSIS"], text["DESCRIPTION"]
	if (text["SYNOPSIS"] ~ /Fl -cap /) {
		print ".Sh FOREIGN POLICIES\nThese options are for policies in other tools' formats, which"
		printf ".Xr seccord 1\ndescribes:\n%s", text["FOREIGN"]
	}
	if (text["ENVIRONMENT"] != "")
		printf ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n%s.El\n", text["ENVIRONMENT"]
	printf ".Sh EXIT STATUS\n%s", text["EXIT STATUS"]
	print ".Sh EXAMPLES\n.Bd -literal -offset indent\n$ seccord " example "\n.Ed\n.Sh SEE ALSO"
	others = split(commands, other, " ")
	printf ".Xr seccord 1"
	for (i = 1; i <= others; i++)
		if (other[i] != command)
			printf " ,\n.Xr seccord-%s 1", other[i]
	others = split(formats, other, " ")
	for (i = 1; i <= others; i++)
		printf " ,\n.Xr seccord-%s 5", other[i]
	print ""
}
