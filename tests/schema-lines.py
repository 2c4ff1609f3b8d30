# SPDX-License-Identifier: Apache-2.0
"""schema-lines.py SCHEMA FILE...: prints each line of the files that the schema
refuses, as FILE:LINE: why. Exit status 0 if there is none, 1 if there are."""
import json
import sys

import jsonschema


def faults(validator, name):
    with open(name, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            error = jsonschema.exceptions.best_match(validator.iter_errors(json.loads(line)))
            if error:
                yield f"{name}:{number}: {error.json_path}: {error.message[:200]}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = [fault for name in sys.argv[2:] for fault in faults(validator, name)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
