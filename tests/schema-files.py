# SPDX-License-Identifier: Apache-2.0
"""schema-files.py SCHEMA FILE...: prints each of the JSON files that the schema
refuses, as FILE: why. Exit status 0 if there is none, 1 if there are."""
import json
import sys

import jsonschema


def fault(validator, name):
    with open(name, encoding="utf-8") as file:
        error = jsonschema.exceptions.best_match(validator.iter_errors(json.load(file)))
    return error and f"{name}: {error.json_path}: {error.message[:200]}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = list(filter(None, (fault(validator, name) for name in sys.argv[2:])))
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
