"""Reads a sweep as Optuna does. Usage: optuna_study.py JOURNAL NAME. Prints JSON; the journal gets one trial more."""

import json
import sys

import optuna
from optuna.importance import FanovaImportanceEvaluator, get_param_importances
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.WARNING)
study = optuna.load_study(study_name=sys.argv[2], storage=JournalStorage(JournalFileBackend(sys.argv[1])))
trials = study.get_trials()
importance = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=1))

print(
    json.dumps(
        {
            "version": optuna.__version__,
            "trials": [
                {
                    "state": trial.state.name,
                    "value": trial.value,
                    "params": trial.params,
                    "intermediate": {str(step): value for step, value in trial.intermediate_values.items()},
                }
                for trial in trials
            ],
            "best": study.best_trial.number,
            "importance": importance,
            # The one that waits is taken up first, and then one is new.
            "asked": [study.ask().number, study.ask().number],
        }
    )
)
