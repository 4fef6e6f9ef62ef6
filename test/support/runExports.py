"""Runs exported networks as their users would and prints their logits as one JSON object.

usage: python runExports.py torch|keras FOLDER

FOLDER holds a folder for each network: NAME.py and NAME.npz as they were exported, and images.npz with one array, "images", in the
layout that the framework's users have. With weights.txt absent ("without weights") nothing is loaded.
"""

import importlib.util
import json
import pathlib
import sys

import numpy as np


def module_of(path: pathlib.Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def torch_logits(module, weights, images):
    import torch

    (model_class,) = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    model = module.load_weights(model_class(), weights).eval()
    with torch.no_grad():
        return model(torch.from_numpy(images)).numpy()


def keras_logits(module, weights, images):
    model = module.load_weights(module.build_model(), weights)
    return np.asarray(model(images, training=False))


def main() -> None:
    framework, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    run = {"torch": torch_logits, "keras": keras_logits}[framework]
    cases = {}
    for case in sorted(folder.iterdir()):
        (source,) = case.glob("*.py")
        with np.load(case / "images.npz") as arrays:
            images = arrays["images"]
        logits = run(module_of(source), str(source.with_suffix(".npz")), images)
        cases[case.name] = [float(value) for value in logits.reshape(-1)]
    versions = [f"{name} {sys.modules[name].__version__}" for name in ("torch", "keras", "tensorflow", "numpy") if name in sys.modules]
    print(json.dumps({"versions": f"Python {sys.version.split()[0]}, {', '.join(versions)}", "cases": cases}))


main()
