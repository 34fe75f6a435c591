"""What a model folder must hold, and the words that its model knows."""

from pathlib import Path

from speech.errors import ModelMissing
from speech.model.base_package import IVECTOR, NEEDED
from speech.vosk_engine import CURE, check_model

BUILT = ("conf/model.conf", "graph/Gr.fst", "graph/disambig_tid.int", "graph/words.txt")
PARTS = tuple(sorted((*NEEDED, *IVECTOR, *BUILT)))


def check_parts(model: Path) -> None:
    """Raise ModelMissing, with the cure, unless the folder holds a whole model: one with parts missing may load."""
    check_model(model)
    missing = [part for part in PARTS if not (model / part).is_file()]
    if missing:
        raise ModelMissing(f"{model}: the speech model lacks {', '.join(missing)}; build it again: {CURE}")


def known_words(model: Path) -> frozenset[str]:
    """Return all words that the model can hear. Raises ModelMissing when its list of words is damaged."""
    try:
        lines = (model / "graph/words.txt").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelMissing(f"{model}: its graph/words.txt is damaged; build it again: {CURE}") from error
    return frozenset(line.split()[0] for line in lines if line.strip())
