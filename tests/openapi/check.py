"""Holds the simulator's answers and our client's requests against Intercom's API description.

    check.py --binary target/release/intercom-mcp [--description ../shared/openapi]

The description's folder may also come from OPENAPI_DIR. First every endpoint of the simulator is asked
directly, in what it grants and in what it refuses; then the server runs against the simulator through a
proxy that validates whatever passes. `exceptions.json` lists what may differ, each with its reason; an
exception that nothing needs any more fails the run.
"""

import argparse
import json
import os
import re
import sys
from pathlib import Path

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from scenario import ask_simulator, run_tools, running

HERE = Path(__file__).parent
ERROR_SCHEMA = "error"


class Description:
    """Intercom's OpenAPI description, and what may differ from it."""

    def __init__(self, folder):
        path = Path(folder) / "intercom-2.16.yaml"
        if not path.is_file():
            sys.exit(f"{path} is missing; set OPENAPI_DIR to the folder that holds Intercom's description")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.document = yaml.load(path.read_text(), Loader=loader)
        mend(self.document)
        self.document["servers"] = [{"url": "http://intercom.test"}]
        self.openapi = OpenAPI.from_dict(
            # What the description does not name must not be there.
            self.document, config=Config(spec_validator_cls=None, additional_properties_default_policy="forbid")
        )
        self.exceptions = json.loads((HERE / "exceptions.json").read_text())
        self.used = set()
        self.problems = {}
        self.counts = {"requests": 0, "answers": 0, "errors in the documented shape": 0}
        self.templates = [
            (re.compile("^" + re.sub(r"\{([^}]+)\}", r"(?P<\1>[^/]+)", template) + "$"), template)
            for template in sorted(self.document["paths"], key=lambda template: template.count("{"))
        ]

    def template(self, path):
        """The description's path, and the values of its parameters."""
        matches = ((template, pattern.match(path)) for pattern, template in self.templates)
        return next(((template, match.groupdict()) for template, match in matches if match), (None, {}))

    def check(self, method, path, query, headers, body, status, answer_headers, answer):
        """Validates one exchange; `path` without the region."""
        template, parameters = self.template(path)
        where = f"{method.upper()} {template or path}"
        if template is None:
            return self.note(where, status, "no such path in the description")
        media = next((value for name, value in headers.items() if name.lower() == "content-type"), "application/json")
        request = MockRequest(
            "http://intercom.test", method.lower(), path, path_pattern=template, args=query, view_args=parameters,
            headers=dict(headers), data=body or None, content_type=media.split(";")[0],
        )
        if status < 400:
            self.counts["requests"] += 1
            for problem in self.errors(lambda: self.openapi.iter_request_errors(request)):
                self.note(where, "request", problem)
        documented = self.document["paths"][template].get(method.lower(), {}).get("responses", {})
        if str(status) not in documented:
            return self.check_error(where, status, answer)
        response = MockResponse(answer, status_code=status, headers=dict(answer_headers), content_type="application/json")
        self.counts["answers"] += 1
        for problem in self.errors(lambda: self.openapi.iter_response_errors(request, response)):
            self.note(where, status, problem)

    def check_error(self, where, status, answer):
        """A status that the description does not list for this path: its general error shape holds."""
        if status < 400:
            return self.note(where, status, "a success that the description does not know")
        body = json.loads(answer)
        self.counts["errors in the documented shape"] += 1
        if body.get("type") != "error.list" or not all("code" in error for error in body.get("errors", [{}])):
            self.note(where, status, f"no error.list: {body}")

    @staticmethod
    def errors(iterate):
        for error in iterate():
            nested = getattr(error, "schema_errors", None) or getattr(getattr(error, "__cause__", None), "schema_errors", None)
            if not nested:
                yield f"{error} {error.__cause__ or ''}".strip()
            for schema_error in nested or []:
                yield from flatten(schema_error)

    def note(self, where, status, problem):
        text = f"{where} {status}: {problem}"
        for index, exception in enumerate(self.exceptions):
            if re.search(exception["pattern"], text):
                self.used.add(index)
                return
        self.problems.setdefault(text, 0)
        self.problems[text] += 1

    def report(self):
        for text, count in sorted(self.problems.items()):
            print(f"{count:5} × {text[:600]}")
        unused = [exception["pattern"] for index, exception in enumerate(self.exceptions) if index not in self.used]
        for pattern in unused:
            print(f"exception that nothing needs: {pattern}")
        print(", ".join(f"{count} {what}" for what, count in self.counts.items()), "checked")
        good = sum(self.counts.values())
        print(f"{good} passed, {len(self.problems) + len(unused)} failed")
        return 1 if self.problems or unused or good < 200 else 0


def mend(schema):
    """Says in OpenAPI 3.0's terms what the description means and a validator would not see.

    `nullable` beside `$ref` or a combination is void there, and an object without properties is a free one.
    """
    if isinstance(schema, list):
        for item in schema:
            mend(item)
    if not isinstance(schema, dict):
        return
    for key, item in schema.items():
        if key not in ("example", "examples"):
            mend(item)
    combined = [key for key in ("$ref", "oneOf", "anyOf", "allOf") if key in schema]
    if schema.get("nullable") is True and combined:
        inner = {key: schema.pop(key) for key in combined}
        schema["anyOf"] = [inner, {"nullable": True, "enum": [None]}]
    if schema.get("type") == "object" and not any(key in schema for key in ("properties", "additionalProperties", "allOf")):
        schema["additionalProperties"] = True


def flatten(error):
    """The innermost reasons of a validation error, with the place in the body; list indexes folded."""
    place = "/".join("*" if isinstance(step, int) else str(step) for step in error.absolute_path)
    if error.context:
        best = min(error.context, key=lambda nested: -len(nested.absolute_path))
        yield from flatten(best)
    else:
        # What was found differs from case to case; that it is not what was expected does not.
        message = re.sub(r"^.* is not (of type|valid|a )", r"… is not \1", error.message, flags=re.S)
        yield f"at `{place}`: {message[:400]}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--description", default=os.environ.get("OPENAPI_DIR", "../shared/openapi"))
    arguments = arguments.parse_args()
    description = Description(arguments.description)
    with running(arguments.binary, description.check) as (simulator, server):
        ask_simulator(simulator, description.check)
        run_tools(server)
    sys.exit(description.report())


if __name__ == "__main__":
    main()
