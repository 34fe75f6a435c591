"""The command palette: the same actions as the keys, found by typing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from agent_console.actions import actions_of, why_not
from agent_console.keys import key_name
from agent_console.why import why_text

if TYPE_CHECKING:
    from agent_console.app import ConsoleApp

NOT_IN_PALETTE = ("palette", "pane", "back")


class ActionCommands(Provider):
    """Offers every action of the role; one that cannot act says why."""

    async def discover(self) -> Hits:
        """Offer all actions before anything is typed."""
        for name, label, explanation in self._actions():
            yield DiscoveryHit(label, partial(self._do, name), help=explanation)

    async def search(self, query: str) -> Hits:
        """Offer the actions that match."""
        matcher = self.matcher(query)
        for name, label, explanation in self._actions():
            score = matcher.match(f"{label} {explanation}")
            if score > 0:
                yield Hit(score, matcher.highlight(label), partial(self._do, name), help=explanation)

    def _actions(self) -> list[tuple[str, str, str]]:
        app = cast("ConsoleApp", self.app)
        if app.session is None:
            return []
        texts, store = app.session.texts, app.session.store
        return [
            (one.id, _label(texts(one.label), one.keys), why_text(why_not(one, store), texts) or texts(one.help))
            for one in actions_of(store.me.role)
            if one.id not in NOT_IN_PALETTE
        ]

    def _do(self, name: str) -> None:
        cast("ConsoleApp", self.app).do(name)


def _label(word: str, keys: tuple[str, ...]) -> str:
    return f"{word}  {' '.join(key_name(key) for key in keys)}".rstrip()
