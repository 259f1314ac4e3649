"""Runs the steps of a client's program, and prints a line of JSON for each.

The last argument of the program is the task as JSON: see ../support/steps.ts.
"""

import json
import os
import sys
import time
import traceback

MAX_CHARACTERS = 500
STEP_TIMEOUT_S = 30


def task():
    return json.loads(sys.argv[-1])


def report(step, run):
    """Runs one step. `run` returns nothing, and raises if the step failed."""
    try:
        run()
        print(json.dumps({"step": step}), flush=True)
    except BaseException:  # a client may raise anything
        print(json.dumps({"step": step, "error": traceback.format_exc()[-MAX_CHARACTERS:]}), flush=True)


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, not {actual!r}")


def until(holds, work, timeout_s=STEP_TIMEOUT_S):
    """Does the work again and again until something holds."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"nothing held within {timeout_s} s")
        work()


def end():
    """Ends the process at once: a client may keep threads after its last step."""
    sys.stdout.flush()
    os._exit(0)
