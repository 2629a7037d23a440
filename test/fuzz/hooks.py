"""What Schemathesis has to know about this API, and our own checks beside its own."""

import itertools
import json
import os

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

ROLES = ["nobody", "viewer", "operator", "approver", "admin"]
ROLE = os.environ["FUZZ_ROLE"]

# A request that is as the schema says is refused for what no schema can say.
STATE = {
    "INVALID_PAGE": "a cursor is opaque: only what an answer gave is one",
    "SETTINGS_CHANGED": "an ETag is that of the settings as they are now, or not",
    "IDEMPOTENCY_KEY_REUSED": "a key was used before, or not",
    "INVALID_TARGETS": "percents have a sum",
    "INVALID_POLICY": "decimals have bounds",
    "POLICY_CONTRADICTS": "fields have bounds together",
    "INVALID_RULES": "a limit and symbols go with a kind, and each rule is there once",
    "RULE_UNMEETABLE": "the targets of the portfolios that there are have to fit the rules",
    "INVALID_WEBHOOK": "a URL has a host, no user and no fragment",
    "INVALID_WITHDRAWAL": "a time is to come, or not",
    "INVALID_ACTOR": "a principal has a form for each kind",
}

numbers = itertools.count(1)


# The examples of the contract. With the same key, and this ETag, nearly all requests would be refused as repeats.
EXAMPLE_KEY = "9f0c5c1e-8a8b-4c59-9a4e-4f2f6f0c7f0b"
EXAMPLE_ETAG = '"s17"'
# What parameters of the path can name, together. Drawn ones name nothing.
KNOWN = json.loads(os.environ["FUZZ_KNOWN"])


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.headers and case.headers.get("Idempotency-Key") == EXAMPLE_KEY:
        case.headers["Idempotency-Key"] = f"fuzz-{next(numbers)}"
    if case.headers and case.headers.get("If-Match") == EXAMPLE_ETAG:
        case.headers["If-Match"] = "*"
    names = [name for name in case.path_parameters or {} if name in KNOWN]
    if names and is_valid(case) and next(numbers) % 2 == 0:
        case.path_parameters.update({name: KNOWN[name] for name in names})


def is_valid(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.check
def role_is_kept(ctx, response, case):
    least = case.operation.definition.raw["x-role"]
    may = ROLES.index(ROLE) >= ROLES.index(least)
    if not may and response.status_code < 400:
        raise AssertionError(f"{ROLE} was let in where the contract asks for {least}")
    if may and code_of(response) == "ROLE_TOO_LOW":
        raise AssertionError(f"{ROLE} was kept out where the contract asks for {least}")


@schemathesis.check
def valid_request_is_not_refused(ctx, response, case):
    """As positive_data_acceptance, but for what depends on more than the request."""
    if code_of(response) not in STATE:
        return positive_data_acceptance(ctx, response, case)
    return None


def code_of(response):
    if response.headers.get("content-type") != ["application/problem+json"]:
        return None
    return response.json().get("code")
