"""What the acoustic model emits for a phone after another: its forward and its self-loop pdf."""

from dataclasses import dataclass
from functools import cache

from speech.model.base_package import BaseModel
from speech.model.const_fst import read_const_fst
from speech.model.contexts import recover_contexts
from speech.model.phone_ids import ContextTable, PhoneSet, phone_set
from speech.model.transitions import TransitionModel, load_transition_model


@dataclass(frozen=True)
class PhoneArcs:
    """The context decisions and the transition model, asked together."""

    contexts: ContextTable
    transitions: TransitionModel

    @property
    def phones(self) -> PhoneSet:
        """How the phones are numbered."""
        return self.contexts.phones

    def pdfs(self, left: int, phone: int) -> tuple[int, int]:
        """The pdf emitted on entering the phone after `left` (0 = start of the sound), and the one while staying."""
        _, _, forward, loop = self.transitions.tuples[(self.contexts.transition(left, phone) - 1) // 2]
        return forward, loop


@cache
def load_phone_arcs(base: BaseModel) -> PhoneArcs:
    """Read both from the packaged model, which takes about two seconds the first time. Raises NotThisFormat."""
    model = load_transition_model(base.acoustic)
    return PhoneArcs(ContextTable(phone_set(), recover_contexts(read_const_fst(base.graph), model)), model)
