"""Pure: which phrases the recogniser listens for at each step; None means everything."""

from __future__ import annotations

from ivr.conversation import Position
from ivr.menu import Kind, Menu, Step
from tickets.reference.loader import desa, kecamatan


def grammar(menu: Menu, at: Position) -> tuple[str, ...] | None:
    """The step's own phrases with those understood anywhere; an announcement already listens for what follows it."""
    here = menu.answered_at(at.step)
    if here.kind is Kind.DESCRIBE:
        return None
    everywhere = menu.anywhere.operator + menu.anywhere.repeat + menu.anywhere.emergency
    return tuple(dict.fromkeys((*_own(here, at), *everywhere)))


def _own(here: Step, at: Position) -> tuple[str, ...]:
    if here.kind is Kind.DISTRICT:
        return spoken_names([place.name for place in kecamatan().values()], "kecamatan") + here.skip
    if here.kind is Kind.VILLAGE:
        inside = [place.name for place in desa().values() if place.kecamatan_code == at.facts.district]
        return spoken_names(inside, "desa") + here.skip
    return tuple(word for option in here.options for word in option.words)


def spoken_names(names: list[str], title: str) -> tuple[str, ...]:
    """Each name alone and after its title, in the recogniser's lower case."""
    plain = [" ".join(name.lower().replace("-", " ").split()) for name in names]
    return tuple(plain + [f"{title} {name}" for name in plain])
