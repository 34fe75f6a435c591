"""Keeps a run's state in a file, so that it goes on exactly where it was cut off."""

import pickle
from pathlib import Path

import torch

from speech.adaptation.errors import CheckpointForeign
from speech.adaptation.learner import Learner


def save(file: Path, learner: Learner, run: str) -> None:
    """Write the state beside the file first, then rename; `run` names the recipe, corpus and starting weights."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    torch.save({"run": run, **learner.state()}, part)
    part.replace(file)


def resume(file: Path, learner: Learner, run: str) -> bool:
    """Bring the learner to the state in the file; says whether there is one.

    Raises CheckpointForeign if the file is damaged, or of a run with another recipe, corpus or starting weights.
    """
    if not file.is_file():
        return False
    try:
        state = torch.load(file, weights_only=True)
        if state["run"] != run:
            raise CheckpointForeign(file, "is of a run with another recipe, other sound or other starting weights")
        learner.restore(state)
    except (OSError, EOFError, RuntimeError, ValueError, KeyError, TypeError, pickle.UnpicklingError) as error:
        raise CheckpointForeign(file, f"is damaged ({error})") from error
    return True
