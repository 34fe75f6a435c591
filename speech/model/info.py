"""What a built speech model was made from, for people: kept as model.json inside the model folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from speech.model.errors import NotAModel

CARD = "model.json"
LICENCE = "CC BY-NC-SA 4.0 (weights adapted on INDspeech, Sakti et al. 2004, 2008); base model Apache-2.0 upstream"


@dataclass(frozen=True)
class ModelInfo:
    """A built model: `stamp` hashes its inputs, `built_at` is an ISO time in UTC, sizes in bytes, times in seconds."""

    stamp: str
    built_at: str
    base: str
    weights: str
    licence: str
    words: int
    extra_words: int
    pronunciations: int
    sentences: int
    ngrams: int
    step_seconds: dict[str, float]
    size_bytes: int = 0


def write_card(folder: Path, info: ModelInfo) -> None:
    """Write the model's card into its folder."""
    (folder / CARD).write_text(json.dumps(asdict(info), indent=2) + "\n", "utf-8")


def folder_size(folder: Path) -> int:
    """The size of all files in the folder, in bytes."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def read_card(folder: Path) -> ModelInfo:
    """The card of a built model. Raises NotAModel if the folder holds none or a damaged one."""
    try:
        return ModelInfo(**json.loads((folder / CARD).read_text("utf-8")))
    except FileNotFoundError as error:
        raise NotAModel(folder, f"it has no {CARD}") from error
    except (ValueError, TypeError) as error:
        raise NotAModel(folder, f"its {CARD} is damaged") from error


def describe(model_folder: Path) -> ModelInfo:
    """What the model in the folder was built from, its vocabulary, licence and size. Raises NotAModel."""
    info = read_card(model_folder)
    return ModelInfo(**{**asdict(info), "size_bytes": folder_size(model_folder)})
