"""An engine's end of the benchmark: says what it is, then answers each number of steps with the milliseconds of each."""

import json
import os
import sys
import time

# Libraries print to file descriptor 1 too; the benchmark's lines go to a copy, and theirs to the errors.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def given_workload():
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def take_turns(version, parameters, step):
    """`step` does one whole step, of training or of evaluation, and waits for its loss."""
    answer({"version": version, "parameters": parameters})
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            started = time.perf_counter()
            step()
            times.append(1000 * (time.perf_counter() - started))
        answer(times)


def answer(value):
    print(json.dumps(value), file=answers, flush=True)
