"""The command palette's entries for the Dokmaru screen: the same actions as its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.command import Provider

from agent_console.keys import key_name
from agent_console.palette import NOT_IN_PALETTE, ActionCommands
from agent_console.visit_actions import visit_actions_of, why_not_visit
from agent_console.why import why_text

if TYPE_CHECKING:
    from agent_console.screens.dokmaru import DokmaruScreen


class VisitCommands(ActionCommands):
    """Offers every action on visits; one that cannot act says why."""

    def _actions(self) -> list[tuple[str, str, str]]:
        screen = self._dokmaru()
        store, texts = screen.session.store, screen.session.texts
        return [
            (
                action.id,
                f"{texts(action.label)}  {' '.join(map(key_name, action.keys))}",
                why_text(why_not_visit(action, store, screen.visits), texts) or texts(action.help),
            )
            for action in visit_actions_of(store.me.role)
            if action.id not in NOT_IN_PALETTE
        ]

    def _do(self, name: str) -> None:
        self._dokmaru().action_do(name)

    def _dokmaru(self) -> DokmaruScreen:
        return cast("DokmaruScreen", self.screen)


def visit_commands() -> type[Provider]:
    """Return the palette's provider."""
    return VisitCommands
