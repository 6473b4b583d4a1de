"""Learning rates of PyTorch's schedulers, step by step, for the schedules of request.json in the folder given; writes rates.json there."""

import json
import math
import sys
import warnings
from pathlib import Path

import torch
from torch.optim import lr_scheduler

# The first rate is read before any optimizer step: that is what is asked for here.
warnings.filterwarnings("ignore", category=UserWarning)


def scheduler(optimizer, schedule, steps):
    kind = schedule["kind"]
    if kind == "steps":
        return lr_scheduler.MultiStepLR(optimizer, milestones=schedule["after"], gamma=1 / schedule["divisor"])
    if kind == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps - 1, eta_min=schedule["final"])
    if kind == "one-cycle":
        # PyTorch ends the rise one step before this share of all steps; Stagecraft at this share of the way from first to last step.
        return lr_scheduler.OneCycleLR(
            optimizer,
            max_lr=schedule["peak"],
            total_steps=steps,
            pct_start=(schedule["rise"] * (steps - 1) + 1) / steps,
            div_factor=schedule["peak"] / schedule["initial"],
            final_div_factor=schedule["initial"] / schedule["final"] if schedule["final"] > 0 else math.inf,
            cycle_momentum=False,
        )
    # It divides after more bad evaluations than its patience; Stagecraft after as many.
    return lr_scheduler.ReduceLROnPlateau(
        optimizer,
        factor=1 / schedule["divisor"],
        patience=schedule["patience"] - 1,
        threshold=0,
        min_lr=schedule["least"],
        eps=0,
    )


def rates(case):
    schedule, warm_up, steps, errors = case["learningRate"], case["warmUp"], case["steps"], case["errors"]
    weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer = torch.optim.SGD([weight], lr=schedule.get("peak", schedule.get("initial")))
    main = scheduler(optimizer, schedule, steps)
    factors = [1.0] * steps
    if warm_up["kind"] == "linear":
        # LinearLR begins at its start factor and has 1 after total_iters; Stagecraft has the first part at step 0 and 1 at its last.
        start = warm_up["from"] + (1 - warm_up["from"]) / warm_up["steps"]
        shadow = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        linear = lr_scheduler.LinearLR(shadow, start_factor=start, end_factor=1.0, total_iters=warm_up["steps"] - 1)
        for step in range(steps):
            factors[step] = shadow.param_groups[0]["lr"]
            linear.step()
    seen = []
    for step in range(steps):
        seen.append(optimizer.param_groups[0]["lr"] * factors[step])
        if schedule["kind"] == "plateau":
            main.step(errors[step])
        elif step < steps - 1:
            main.step()
    return seen


folder = Path(sys.argv[1])
request = json.loads((folder / "request.json").read_text())
result = {"torch": torch.__version__, "rates": {case["name"]: rates(case) for case in request["cases"]}}
(folder / "rates.json").write_text(json.dumps(result))
