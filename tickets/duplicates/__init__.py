"""Which reports are probably about the same matter: pure proposals with a score and reasons, never decisions."""

from tickets.duplicates.burst import Proposal, burst
from tickets.duplicates.likeness import Likeness, Report, compare
from tickets.duplicates.ranking import Kind, Likely, rank

__all__ = ["Kind", "Likely", "Likeness", "Proposal", "Report", "burst", "compare", "rank"]
