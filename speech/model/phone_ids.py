"""Phone numbers of the acoustic model, and the transition a phone uses after a left neighbour never seen with it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from speech.model.contexts import START, Contexts
from speech.model.phones import sound_table

BEGIN, END, INSIDE, ALONE = range(4)
# Another position of the same neighbour stands in for the one not seen, in this order.
POSITIONS = (INSIDE, BEGIN, END, ALONE)


@dataclass(frozen=True)
class PhoneSet:
    """Numbers the phones: `first_id + 4 * place in order + position in the word`."""

    first_id: int
    order: tuple[str, ...]
    silence: int
    noise: int

    def number(self, phone: str, position: int) -> int:
        """The id of a phone at a position in the word."""
        return self.first_id + 4 * self.order.index(phone) + position

    def name(self, number: int) -> tuple[str, int]:
        """The phone and position behind an id."""
        place, position = divmod(number - self.first_id, 4)
        return self.order[place], position

    def word(self, phones: tuple[str, ...]) -> list[int]:
        """The ids of a whole word, with the positions begin, inside, end or alone."""
        if len(phones) == 1:
            return [self.number(phones[0], ALONE)]
        inside = [self.number(phone, INSIDE) for phone in phones[1:-1]]
        return [self.number(phones[0], BEGIN), *inside, self.number(phones[-1], END)]


def phone_set() -> PhoneSet:
    """The phone set of phones.toml."""
    table = sound_table()
    return PhoneSet(table["first_id"], tuple(table["order"]), table["silence"], table["noise"])


def _family(phone: str) -> list[str]:
    """The phones most like this one: its relatives first, then all of its kind."""
    table = sound_table()
    near = [other for group in table["relatives"] if phone in group for other in group]
    kinds = (table["opening"], table["closing"])
    vowels = [other for other in table["order"] if not any(other in kind for kind in kinds)]
    kind = next((kind for kind in kinds if phone in kind), vowels)
    return [phone, *near, *kind]


@dataclass
class ContextTable:
    """Answers which forward transition a phone uses after a left phone (0 = start of the sound)."""

    phones: PhoneSet
    seen: Contexts
    unseen: dict[tuple[int, int], int] = field(default_factory=dict)
    _by_phone: dict[int, dict[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_phone = defaultdict(dict)
        for (left, phone), transition in self.seen.items():
            self._by_phone[phone][left] = transition

    def transition(self, left: int, phone: int) -> int:
        """The forward transition; an unseen pair is answered by its nearest relative. Raises KeyError for no phone."""
        known = self.seen.get((left, phone)) or self.unseen.get((left, phone))
        if known is None:
            known = self._nearest(left, phone)
            self.unseen[left, phone] = known
        return known

    def _nearest(self, left: int, phone: int) -> int:
        seen = self._by_phone.get(phone, {})
        for candidate in (*self._stand_ins(left), *seen):
            if candidate in seen:
                return seen[candidate]
        base, own = self.phones.name(phone)
        for position in POSITIONS:
            if position != own and self.phones.number(base, position) in self._by_phone:
                return self.transition(left, self.phones.number(base, position))
        raise KeyError(f"the acoustic model never uses phone {phone}")

    def _stand_ins(self, left: int) -> Iterator[int]:
        if left < self.phones.first_id:
            yield from (*range(1, self.phones.first_id), START)
            return
        base, position = self.phones.name(left)
        order = (position, *(other for other in POSITIONS if other != position))
        for relative in _family(base):
            for place in order:
                yield self.phones.number(relative, place)
