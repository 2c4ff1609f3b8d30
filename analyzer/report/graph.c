/* SPDX-License-Identifier: Apache-2.0 */
/* A row per language. Labels are paths of programs, which may hold anything, so each language has its escapes. */
#include "analyzer/report/graph.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/order.h"

/* Mermaid renders labels as HTML and has entities of its own. */
static void add_mermaid(char byte, struct text *out)
{
	if (strchr("\"#&<>`\\", byte))
		text_format(out, "#%d;", (unsigned char)byte);
	else
		text_add_bytes(out, &byte, 1);
}

static void add_dot(char byte, struct text *out)
{
	if (byte == '"' || byte == '\\')
		text_add(out, "\\");
	text_add_bytes(out, &byte, 1);
}

static const struct language {
	const char *name, *begin, *node, *node_end, *edge, *exec, *edge_end, *end;
	void (*add)(char byte, struct text *out);
} languages[GRAPH_COUNT] = {
	[GRAPH_MERMAID] = {"mermaid", "flowchart LR\n", "[\"", "\"]\n", " --> ", " -- exec --> ", "\n", "", add_mermaid},
	[GRAPH_DOT] = {"dot", "digraph programs {\n\trankdir=LR;\n\tnode [shape=box];\n", " [label=\"", "\"];\n", " -> ", " -> ", ";\n", "}\n", add_dot},
};

const char *graph_name_at(unsigned i)
{
	return i < GRAPH_COUNT ? languages[i].name : NULL;
}

int graph_find(const char *name)
{
	for (int graph = 0; graph < GRAPH_COUNT; graph++)
		if (!strcmp(languages[graph].name, name))
			return graph;
	return -1;
}

static void add_node(const struct trace *trace, int program, const struct language *language, struct text *out)
{
	AUTO_TEXT struct text words = {0};

	format_program(trace, program, &words);
	text_format(out, "\tp%d%s", program, language->node);
	for (const char *at = words.at; *at; at++)
		language->add(*at, out);
	text_add(out, language->node_end);
}

static void add_edge(const struct trace_start *start, enum drawing graph, struct text *out)
{
	const struct language *language = &languages[graph];

	text_format(out, "\tp%d%sp%d", start->by, start->replaced ? language->exec : language->edge, start->program);
	text_add(out, start->replaced && graph == GRAPH_DOT ? " [label=exec]" : "");
	text_add(out, language->edge_end);
}

static int start_order(const void *left, const void *right)
{
	const struct trace_start *a = left, *b = right;
	int order = number_order((uint64_t)(a->by + 1), (uint64_t)(b->by + 1));

	if (!order)
		order = number_order((uint64_t)a->program, (uint64_t)b->program);
	return order ? order : number_order(a->replaced, b->replaced);
}

void graph_text(const struct trace *trace, enum drawing graph, struct text *out)
{
	AUTO_FREE struct trace_start *starts = mem_alloc((trace->start_count + 1) * sizeof(*starts));

	for (size_t i = 0; i < trace->start_count; i++)
		starts[i] = trace->starts[i];
	qsort(starts, trace->start_count, sizeof(*starts), start_order);
	text_add(out, languages[graph].begin);
	for (size_t i = 0; i < trace->program_count; i++)
		add_node(trace, (int)i, &languages[graph], out);
	for (size_t i = 0; i < trace->start_count; i++)
		if (starts[i].by != TRACE_NOWHERE)
			add_edge(&starts[i], graph, out);
	text_add(out, languages[graph].end);
}
