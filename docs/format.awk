# SPDX-License-Identifier: Apache-2.0
#
# The manual page of a file format:
# awk -v format=NAME -v formats="ALL, SORTED" -v commands="ALL, SORTED" -f docs/format.awk docs/seccord.1 docs/NAME-format.md
#
# The formats are described once, in Markdown. Read is what these documents use of it: a title, sections, paragraphs,
# lists of one level, tables, blocks of code, code, emphasis and links. The date is that of the manual.

function fail(what)
{
	print "format.awk: " FILENAME ":" FNR ": " what >"/dev/stderr"
	failed = 1
	exit 1
}

# --- text ---

# What roff would not print as it is.
function escaped(text)
{
	gsub(/\\/, "\\e", text)
	gsub(/…/, "\\[u2026]", text)
	gsub(/−/, "\\[u2212]", text)
	gsub(/≤/, "\\[u2264]", text)
	gsub(/³/, "\\[u00B3]", text)
	gsub(/⁴/, "\\[u2074]", text)
	gsub(/⁶/, "\\[u2076]", text)
	return text
}

function code(text)
{
	text = escaped(text)
	gsub(/-/, "\\-", text)
	return "\\fB" text (bold ? "" : "\\fR")
}

# Of a link the words are left. ** begins and ends bold, * italics.
function plain(text,   result, mark)
{
	text = escaped(text)
	gsub(/\]\([^)]*\)/, "", text)
	gsub(/\[/, "", text)
	gsub(/\\u/, "\\[u", text)
	for (result = ""; match(text, /\*\*?/); text = substr(text, RSTART + RLENGTH)) {
		mark = RLENGTH
		if (mark == 2)
			bold = !bold
		else
			italic = !italic
		result = result substr(text, 1, RSTART - 1) (mark == 2 && bold ? "\\fB" : mark == 1 && italic ? "\\fI" : "\\fR")
	}
	return result text
}

# Every other part between backticks is code.
function inline(text,   parts, part, i, result)
{
	parts = split(text, part, "`")
	if (parts % 2 == 0)
		fail("code without an end")
	result = ""
	bold = italic = 0
	for (i = 1; i <= parts; i++) {
		if (i % 2 == 0 && part[i] ~ /^seccord [a-z]/)
			named[substr(part[i], 9)] = 1
		result = result (i % 2 ? plain(part[i]) : code(part[i]))
	}
	if (bold || italic)
		fail("emphasis without an end")
	return result
}

# Arguments of a macro, none of which is a macro itself, or quoted.
function tag(text,   words, word, i)
{
	words = split(inline(text), word, " ")
	text = ""
	for (i = 1; i <= words; i++)
		text = text " \\&" word[i]
	gsub(/"/, "\\(dq", text)
	return text
}

function capital(words)
{
	return toupper(substr(words, 1, 1)) substr(words, 2)
}

# A line of text is no macro.
function safe(line)
{
	return line ~ /^[.']/ ? "\\&" line : line
}

# Each sentence begins a line, none is longer than 78 bytes but for a long word.
function put(text,   words, word, i, line)
{
	words = split(inline(text), word, " ")
	line = ""
	for (i = 1; i <= words; i++) {
		if (line != "" && (length(line) + length(word[i]) > 77 || line ~ /[.!?][)"]?(\\fR)?$/)) {
			print safe(line)
			line = ""
		}
		line = line == "" ? word[i] : line " " word[i]
	}
	if (line != "")
		print safe(line)
}

# --- blocks ---

function end_paragraph(   text)
{
	text = paragraph
	paragraph = ""
	if (text == "")
		return
	if (!fresh && !list)
		print ".Pp"
	put(text)
	fresh = 0
}

function end_list()
{
	end_paragraph()
	if (list)
		print ".El"
	list = ""
}

function end_table()
{
	if (rows)
		print ".El"
	rows = columns = 0
}

function end_all()
{
	end_list()
	end_table()
}

# The first column is the tag; of several others each has its heading, but for what that is.
function row(   cells, i, text)
{
	gsub(/\\\|/, "\001")
	cells = split($0, cell, /[ ]*\|[ ]*/)
	if (!columns) {
		columns = cells
		for (i = 1; i <= cells; i++)
			heading[i] = cell[i]
		return
	}
	if ($0 ~ /^\|[-|]+$/)
		return
	if (cells != columns)
		fail("a row of another width")
	if (!rows++)
		print ".Bl -tag -width Ds"
	for (i = 2; i < cells; i++)
		gsub(/\001/, "|", cell[i])
	print ".It" tag(cell[2])
	for (i = 3; i < cells; i++)
		if (cell[i] != "")
			put(columns == 4 || heading[i] == "what it is" ? cell[i] : capital(heading[i]) ": " cell[i] ".")
	fresh = 0
}

FNR == NR { if (/^\.Dd /) date = $0; next }

/^```/ {
	if (!literal)
		end_all()
	literal = !literal
	print literal ? ".Bd -literal -offset indent" : ".Ed"
	fresh = 0
	next
}
literal { print safe(escaped($0)); next }

/^# / {
	sub(/^# /, "")
	print ".\\\" SPDX-License-Identifier: Apache-2.0\n" date "\n.Dt SECCORD-" toupper(format) " 5\n.Os\n.Sh NAME"
	print ".Nm seccord-" format "\n.Nd " tolower(substr($0, 1, 1)) substr($0, 2) "\n.Sh DESCRIPTION"
	fresh = titled = 1
	next
}
/^##+ / {
	end_all()
	sub(/^##+ /, ".Ss ")
	print
	fresh = 1
	next
}
/^\|/ { end_list(); row(); next }
/^(-|[0-9]+\.) / {
	if (!list) {
		end_all()
		print ".Bl -" (list = /^-/ ? "bullet" : "enum")
	}
	end_paragraph()
	print ".It"
	sub(/^[^ ]+ +/, "")
	paragraph = $0
	next
}
/^ *$/ { end_paragraph(); end_table(); ended = list; next }
{
	if (list && ended && !/^  /)
		end_list()
	ended = ""
	sub(/^ +/, "")
	paragraph = paragraph == "" ? $0 : paragraph " " $0
}

END {
	if (failed)
		exit 1
	if (!titled || literal)
		fail("no title, or a block without an end")
	end_all()
	printf ".Sh SEE ALSO\n.Xr seccord 1"
	others = split(commands, other, " ")
	for (i = 1; i <= others; i++)
		if (other[i] in named)
			printf " ,\n.Xr seccord-%s 1", other[i]
	others = split(formats, other, " ")
	for (i = 1; i <= others; i++)
		if (other[i] != format)
			printf " ,\n.Xr seccord-%s 5", other[i]
	print ""
}
