#!/usr/bin/env python3
"""A solver for capbench: one JSON object a line, in and out. Standard library only."""

import json
import os
import sys

# Standard output is for answers alone: what libraries print goes to standard error.
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
os.dup2(2, 1)


def solve(ask):
    """The answer to one challenge, and how sure it is (None where nothing is known); None to decline.

    `ask["kind"]` is "picture" (`ask["image"]`: mime, width, height, and b64, the file) or "text" (`ask["question"]`).
    """
    return None, None


def reply(**fields):
    print(json.dumps(fields), file=ANSWERS, flush=True)


for line in sys.stdin:
    ask = json.loads(line)
    if ask["op"] == "hello":
        reply(capbench=1, name="mine", version="1", kinds=["picture", "text"])
    elif ask["op"] == "solve":
        try:
            answer, confidence = solve(ask)
            reply(id=ask["id"], answer=answer, confidence=confidence)
        except Exception as error:  # one bad challenge is no reason to end
            reply(id=ask["id"], error=f"{type(error).__name__}: {error}")
    elif ask["op"] == "bye":
        break
    else:
        reply(id=ask.get("id"), error="unknown op")
