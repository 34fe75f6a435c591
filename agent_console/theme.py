"""Colours, and how each state looks: always a glyph and a word, never a colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textual.theme import Theme

from agent_console.catalogue import Texts
from tickets.dokmaru.vocabulary import VisitStatus
from tickets.model import CallStage, HealthState, Priority, Status


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, by what they mean."""

    background: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    alarm: str
    warn: str
    good: str
    dark: bool


DARK = Palette(
    background="#0f141a",
    surface="#151b23",
    raised="#223040",
    line="#2b3642",
    text="#e3e9ef",
    muted="#8a97a6",
    accent="#63b9f5",
    alarm="#ff7b72",
    warn="#e9b949",
    good="#63d297",
    dark=True,
)
LIGHT = Palette(
    background="#fafaf7",
    surface="#f0f1ec",
    raised="#d8e4ee",
    line="#c5cac4",
    text="#1c242c",
    muted="#5f6b76",
    accent="#00579c",
    alarm="#b3211b",
    warn="#7d5200",
    good="#12663a",
    dark=False,
)
PALETTES: Mapping[str, Palette] = {"iceta-dark": DARK, "iceta-light": LIGHT}


@dataclass(frozen=True)
class Look:
    """A glyph and the name of the palette colour that goes with it; the word comes from the catalogue."""

    glyph: str
    colour: str


STAGES: Mapping[CallStage, Look] = {
    CallStage.IVR: Look("○", "accent"),
    CallStage.QUEUED: Look("◔", "warn"),
    CallStage.RINGING: Look("◑", "accent"),
    CallStage.TALKING: Look("●", "good"),
    CallStage.MESSAGE: Look("◧", "accent"),
    CallStage.ENDED: Look("×", "muted"),
}
STATUSES: Mapping[Status, Look] = {
    Status.DRAFT: Look("◌", "warn"),
    Status.NEW: Look("●", "accent"),
    Status.VERIFIED: Look("◉", "accent"),
    Status.ASSIGNED: Look("→", "accent"),
    Status.IN_PROGRESS: Look("◐", "warn"),
    Status.RESOLVED: Look("✓", "good"),
    Status.CLOSED: Look("■", "muted"),
    Status.WAITING: Look("◫", "warn"),
    Status.NOT_OURS: Look("↗", "muted"),
    Status.DUPLICATE: Look("≡", "muted"),
    Status.REJECTED: Look("✗", "muted"),
}
VISITS: Mapping[VisitStatus, Look] = {
    VisitStatus.REPORTED: Look("●", "warn"),
    VisitStatus.TRIAGED: Look("◉", "accent"),
    VisitStatus.TEAM: Look("→", "accent"),
    VisitStatus.ON_THE_WAY: Look("◐", "accent"),
    VisitStatus.VISITED: Look("◆", "good"),
    VisitStatus.REFERRED: Look("↗", "warn"),
    VisitStatus.CLOSED: Look("✓", "good"),
    VisitStatus.CANCELLED: Look("✗", "muted"),
    VisitStatus.HANDED_OVER: Look("▲", "muted"),
}
PRIORITIES: Mapping[Priority, Look] = {
    Priority.NORMAL: Look(" ", "muted"),
    Priority.URGENT: Look("△", "warn"),
    Priority.EMERGENCY: Look("▲", "alarm"),
}
HEALTH: Mapping[HealthState, Look] = {
    HealthState.OK: Look("✓", "good"),
    HealthState.DEGRADED: Look("!", "warn"),
    HealthState.DOWN: Look("✗", "alarm"),
}


@dataclass(frozen=True)
class Pen:
    """What every painter needs: the words, the colours and the time it is."""

    texts: Texts
    palette: Palette
    now: datetime

    def colour(self, name: str) -> str:
        """Return a palette colour by its meaning."""
        return str(getattr(self.palette, name))

    def bold(self, name: str) -> str:
        """Return a bold style in a palette colour."""
        return f"bold {self.colour(name)}"

    def reversed(self, name: str) -> str:
        """Return a style that stands out: the background's colour on a palette colour."""
        return f"bold {self.palette.background} on {self.colour(name)}"


def textual_theme(name: str, palette: Palette) -> Theme:
    """Dress Textual's own widgets in the same colours."""
    return Theme(
        name=name,
        primary=palette.accent,
        secondary=palette.muted,
        accent=palette.accent,
        foreground=palette.text,
        background=palette.background,
        surface=palette.surface,
        panel=palette.raised,
        success=palette.good,
        warning=palette.warn,
        error=palette.alarm,
        dark=palette.dark,
        variables={"line": palette.line, "muted": palette.muted, "raised": palette.raised},
    )


def themes() -> list[Theme]:
    """Return all themes of the console."""
    return [textual_theme(name, palette) for name, palette in PALETTES.items()]
