"""Optuna's samplers on the bench's test functions: python optuna_search.py JOB, JOB as JSON of
{"sampler": "tpe" | "tpe-independent" | "gp" | "random", "function": "branin" | "hartmann-6", "seeds": [...], "evaluations": N}.
Prints {"version": ..., "values": [[f of each evaluation, in order] for each seed]}, the functions minimised."""

import json
import logging
import math
import sys
import warnings

import optuna

ALPHA = [1.0, 1.2, 3.0, 3.2]
A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
]


def branin(trial):
    x, y = trial.suggest_float("x1", -5, 10), trial.suggest_float("x2", 0, 15)
    bowl = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return bowl**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(trial):
    x = [trial.suggest_float(f"x{i + 1}", 0, 1) for i in range(6)]
    distances = [sum(a * (xi - p / 1e4) ** 2 for a, xi, p in zip(A[k], x, P[k])) for k in range(4)]
    return -sum(alpha * math.exp(-d) for alpha, d in zip(ALPHA, distances))


FUNCTIONS = {"branin": branin, "hartmann-6": hartmann6}
SAMPLERS = {
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "tpe-independent": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
    "gp": lambda seed: optuna.samplers.GPSampler(seed=seed),
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
}


def main():
    job = json.loads(sys.argv[1])
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(logging.ERROR)
    values = []
    for seed in job["seeds"]:
        study = optuna.create_study(sampler=SAMPLERS[job["sampler"]](seed), direction="minimize")
        study.optimize(FUNCTIONS[job["function"]], n_trials=job["evaluations"])
        values.append([trial.value for trial in study.trials])
    print(json.dumps({"version": optuna.__version__, "values": values}))


if __name__ == "__main__":
    main()
