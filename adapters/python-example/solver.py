#!/usr/bin/env python3
"""A solver for capbench: one JSON object a line, in and out. Standard library only.

It answers questions that are arithmetic of two numbers ("What is seven plus 12?"), and declines all others. Put your own
model into `solve`; the rest is the protocol.
"""

import json
import os
import re
import sys
import time

# Standard output is for answers alone: what libraries print goes to standard error.
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
os.dup2(2, 1)

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {word: n for n, word in enumerate(UNITS)}
NUMBERS.update({word: 20 + 10 * n for n, word in enumerate(TENS)})
SIGNS = {
    "plus": "+", "add": "+", "and": "+", "+": "+",
    "minus": "-", "less": "-", "-": "-", "−": "-",
    "times": "*", "multiplied": "*", "x": "*", "×": "*", "*": "*",
}


def number(word):
    if word.isdigit():
        return int(word)
    parts = [NUMBERS.get(part) for part in word.split("-")]
    return sum(parts) if parts and None not in parts else None


def solve_question(question):
    words = re.findall(r"\d+|[a-z]+(?:-[a-z]+)?|[+*×−-]", question.lower())
    values = [(i, number(word)) for i, word in enumerate(words)]
    values = [(i, value) for i, value in values if value is not None]
    if len(values) != 2:
        return None
    (i, a), (j, b) = values
    signs = {SIGNS[word] for word in words[i + 1:j] if word in SIGNS}
    if len(signs) != 1:
        return None
    return {"+": a + b, "-": a - b, "*": a * b}[signs.pop()]


def solve(ask):
    """The answer to one challenge, and how sure it is (None where nothing is known); None to decline.

    `ask["kind"]` is "picture" (`ask["image"]`: mime, width, height, and b64, the file) or "text" (`ask["question"]`).
    """
    if ask["kind"] != "text":
        return None, None
    answer = solve_question(ask["question"])
    return (None if answer is None else str(answer)), None


def reply(**fields):
    print(json.dumps(fields), file=ANSWERS, flush=True)


for line in sys.stdin:
    ask = json.loads(line)
    if ask["op"] == "hello":
        reply(capbench=1, name="python-example", version="1", kinds=["text"])
    elif ask["op"] == "solve":
        start = time.perf_counter()
        try:
            answer, confidence = solve(ask)
            took = 1000 * (time.perf_counter() - start)
            reply(id=ask["id"], answer=answer, confidence=confidence, elapsed_ms=took)
        except Exception as error:  # one bad challenge is no reason to end
            reply(id=ask["id"], error=f"{type(error).__name__}: {error}")
    elif ask["op"] == "bye":
        break
    else:
        reply(id=ask.get("id"), error="unknown op")
