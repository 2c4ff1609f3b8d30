# SPDX-License-Identifier: Apache-2.0
"""schema-files.py SCHEMA FILE... [-- SCHEMA FILE...]...: prints each of the JSON files that
their schema refuses, as FILE: why. Exit status 0 if there is none, 1 if there are."""
import json
import sys

import jsonschema


def fault(validator, name):
    with open(name, encoding="utf-8") as file:
        error = jsonschema.exceptions.best_match(validator.iter_errors(json.load(file)))
    return error and f"{name}: {error.json_path}: {error.message[:200]}"


def faults(schema_name, *names):
    with open(schema_name, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return list(filter(None, (fault(validator, name) for name in names)))


def groups(words):
    """Parts of a list that are separated by --."""
    while "--" in words:
        end = words.index("--")
        yield words[:end]
        words = words[end + 1 :]
    yield words


def main():
    found = [text for group in groups(sys.argv[1:]) for text in faults(*group)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
