"""The classifier's weights: a plain JSON file that needs no training library to be read."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tickets.reference.loader import FOLDER
from tickets.triage.errors import BrokenTriageFile
from tickets.triage.tables import answers

PACKAGED = FOLDER / "triage_weights.json"
LOCAL_NAME = "triage_weights.json"
"""What `iceta triage-train` writes into the hotline's home; it is used instead of the packaged file."""
FORMAT = 1
MODELS = ("subject", "type", "urgency")
"""Three models: the subject is a category together with its agency, so that the two always fit."""


@dataclass(frozen=True, slots=True)
class Model:
    """One linear classifier; `matrix` is features x answers.

    `trust_in_rules` multiplies the weights of the rules. The temperatures divide the sum of classifier and rules,
    `ruled` where a rule spoke and `bare` where none did: they make the confidence honest.
    """

    answers: tuple[str, ...]
    bias: NDArray[np.float64]
    matrix: NDArray[np.int8]
    scale: float
    bare: float = 1.0
    ruled: float = 1.0
    trust_in_rules: float = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """All that prediction needs, and how it did in cross-validation.

    `accuracy` is the share of right answers by target, 0 to 1; `hits` tells for each example, by its fingerprint,
    which targets came out right in the fold that had not seen it (a string of 0 and 1 in the order of TARGETS).
    """

    vocabulary: Mapping[str, int]
    idf: NDArray[np.float64]
    models: Mapping[str, Model]
    accuracy: Mapping[str, float]
    hits: Mapping[str, str]
    name: str


@cache
def packaged_weights() -> Weights:
    """The weights that come with the program, read once per process. Raises BrokenTriageFile."""
    return read_weights(PACKAGED)


def weights_in(home: Path) -> Weights:
    """The weights that were trained in this home, else the packaged ones. Raises BrokenTriageFile."""
    return read_weights(home / LOCAL_NAME) if (home / LOCAL_NAME).exists() else packaged_weights()


def read_weights(file: Path) -> Weights:
    """The weights in a file, checked. Raises BrokenTriageFile."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return _parsed(content)
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"the weights can't be read ({error})"
        cure = "train again with `iceta triage-train --force`, or delete the file to use the packaged weights"
        raise BrokenTriageFile(file=str(file), where="-", reason=reason, cure=cure) from error


def weights_text(weights: Weights) -> str:
    """The content of a weights file; the same weights give the same bytes."""
    content = {
        "format": FORMAT,
        "name": weights.name,
        "accuracy": {target: round(share, 4) for target, share in sorted(weights.accuracy.items())},
        "features": list(weights.vocabulary),
        "idf": [round(float(value), 3) for value in weights.idf],
        "models": {name: _model_content(model) for name, model in sorted(weights.models.items())},
        "hits": dict(sorted(weights.hits.items())),
    }
    return json.dumps(content, ensure_ascii=False, indent=None, separators=(",", ":")).replace('],"', '],\n"') + "\n"


def quantised(answers: tuple[str, ...], bias: NDArray[np.float64], matrix: NDArray[np.float64]) -> Model:
    """A model in whole numbers from -127 to 127 times one scale: a file of an eighth, the same answers."""
    scale = float(
        np.format_float_positional(max(1e-9, float(np.abs(matrix).max(initial=0.0)) / 127), 6, fractional=False)
    )
    whole = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
    return Model(answers, np.round(bias, 4), whole, scale)


def _model_content(model: Model) -> dict[str, Any]:
    return {
        "answers": list(model.answers),
        "bias": [round(float(value), 4) for value in model.bias],
        "scale": model.scale,
        "bare": round(model.bare, 3),
        "ruled": round(model.ruled, 3),
        "trust_in_rules": round(model.trust_in_rules, 3),
        "matrix": base64.b64encode(model.matrix.tobytes()).decode("ascii"),
    }


def _parsed(content: Mapping[str, Any]) -> Weights:
    if content["format"] != FORMAT:
        raise ValueError(f"format {content['format']}, this program reads {FORMAT}")
    vocabulary = {str(name): number for number, name in enumerate(content["features"])}
    idf = np.array(content["idf"], dtype=np.float64)
    if len(idf) != len(vocabulary):
        raise ValueError("idf and features differ in length")
    models = {name: _model(name, content["models"][name], len(vocabulary)) for name in MODELS}
    return Weights(vocabulary, idf, models, content["accuracy"], content["hits"], str(content["name"]))


def _model(name: str, content: Mapping[str, Any], features: int) -> Model:
    codes = tuple(str(code) for code in content["answers"])
    raw = base64.b64decode(content["matrix"], validate=True)
    matrix = np.frombuffer(raw, dtype=np.int8).reshape(features, len(codes))
    bias = np.array(content["bias"], dtype=np.float64)
    numbers = [float(content[part]) for part in ("scale", "bare", "ruled", "trust_in_rules")]
    if bias.shape != (len(codes),) or not all(0 <= number < 100 for number in numbers) or 0 in numbers[:3]:
        raise ValueError(f"the model {name} has impossible numbers")
    for code in codes:
        _check_answer(name, code)
    return Model(codes, bias, matrix, *numbers)


def _check_answer(name: str, code: str) -> None:
    parts = dict(zip(("category", "agency"), code.split("/"), strict=True)) if name == "subject" else {name: code}
    for target, part in parts.items():
        if part not in answers(target):
            raise ValueError(f"there is no {target} {part}")
