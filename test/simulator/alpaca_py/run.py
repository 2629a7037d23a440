"""Runs every test of this folder on both APIs, and prints a line of JSON for each: {"name", "failure"}."""

import importlib
import json
import sys
import traceback
import unittest
from pathlib import Path

from harness import OnBothApis


class Lines(unittest.TestResult):
    def say(self, test, error=None):
        failure = None if error is None else "".join(traceback.format_exception(*error))
        module = type(test).__module__
        print(json.dumps({"name": f"{test.api} {module} {test._testMethodName}", "failure": failure}), flush=True)

    def addSuccess(self, test):
        self.say(test)

    def addError(self, test, err):
        self.say(test, err)

    addFailure = addError


modules = [importlib.import_module(path.stem) for path in sorted(Path(__file__).parent.glob("check_*.py"))]
cases = [
    value
    for module in modules
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, OnBothApis) and value is not OnBothApis
]
result = Lines()
for case in cases:
    for api in ("trading", "broker"):
        for method in unittest.defaultTestLoader.getTestCaseNames(case):
            case(method, api).run(result)
sys.exit(0)
