"""The text of an HTML mail: words and line breaks, nothing that runs, loads or hides; pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg"})
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "hr"})
_SPACES = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r"\n{3,}")


def text_of_html(html: str) -> str:
    """What a reader would see of the page."""
    reading = _Reading()
    reading.feed(html)
    reading.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(reading.pieces).split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins: a line break, or something that isn't shown."""
        if tag in _UNSEEN:
            self.unseen.append(tag)
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag in self.unseen:
            del self.unseen[self.unseen.index(tag) :]
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self.unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))
