"""Means, intervals, Welch's tests and Holm's corrections by SciPy, of the samples of request.json in the folder given; writes figures.json there."""

import json
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

folder = Path(sys.argv[1])
samples = [np.array(values) for values in json.loads((folder / "request.json").read_text())]


def figures(values):
    n = len(values)
    error = stats.sem(values)
    return {
        "mean": values.mean(),
        "std": values.std(ddof=1),
        "standardError": error,
        "halfInterval": error * stats.t.ppf(0.975, n - 1),
    }


def welch(one, other):
    result = stats.ttest_ind(one, other, equal_var=False)
    return {"t": result.statistic, "freedom": result.df, "p": result.pvalue}


def holm(ps):
    # SciPy has no Holm: the definition, sorted, as the paper's section 3 has it.
    order = np.argsort(ps, kind="stable")
    steps = [min(1, ps[place] * (len(ps) - rank)) for rank, place in enumerate(order)]
    out = np.empty(len(ps))
    out[order] = np.maximum.accumulate(steps)
    return out.tolist()


tests = [welch(one, other) for one, other in zip(samples, samples[1:])]
result = {
    "scipy": scipy.__version__,
    "samples": [figures(values) for values in samples],
    "tests": tests,
    "holm": holm([test["p"] for test in tests]),
}
(folder / "figures.json").write_text(json.dumps(result))
