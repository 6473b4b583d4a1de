"""Reads runs as pyarrow, TensorBoard, MLflow and pypdf do. Usage: kept.py FOLDER, with csv, parquet, tensorboard, mlflow and report in it. Prints JSON."""

import json
import os
import sys

import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pypdf
import tensorboard
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

# MLflow's store of files is one that it asks to be allowed.
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

folder = sys.argv[1]


def table(read, ending):
    return read(os.path.join(folder, ending, "steps." + ending)).select(["run", "step", "loss", "error"]).to_pylist()


def scalars(run, split, tag):
    events = EventAccumulator(os.path.join(folder, "tensorboard", run, split), size_guidance={"scalars": 0})
    events.Reload()
    return [[event.step, event.value if event.value == event.value else None] for event in events.Scalars(tag)]


def pages(path):
    """Text of each page; None where it could not be printed here."""
    return [page.extract_text() for page in pypdf.PdfReader(path).pages] if os.path.exists(path) else None


client = MlflowClient("file:" + os.path.join(folder, "mlflow"))
runs = {}
for experiment in client.search_experiments():
    for run in client.search_runs([experiment.experiment_id]):
        history = client.get_metric_history(run.info.run_id, "train/loss")
        runs[run.data.tags["stagecraft.run"]] = {
            "name": run.info.run_name,
            "status": run.info.status,
            "seed": run.data.params["seed"],
            "loss": [[one.step, one.value if one.value == one.value else None] for one in history],
        }

print(
    json.dumps(
        {
            "versions": [pyarrow.__version__, tensorboard.__version__, mlflow.__version__, pypdf.__version__],
            "parquet": table(pyarrow.parquet.read_table, "parquet"),
            "csv": table(pyarrow.csv.read_csv, "csv"),
            "tensorboard": {run: scalars(run, "train", "loss") for run in os.listdir(os.path.join(folder, "tensorboard"))},
            "mlflow": runs,
            "pdf": pages(os.path.join(folder, "report", "report.pdf")),
        }
    )
)
