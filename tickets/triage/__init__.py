"""Triage from what a citizen said: category, agency, place, urgency and kind, proposed with reasons."""

from tickets.triage.model import PlaceSuggestion, Reading, Suggestion, Triage
from tickets.triage.suggesting import triage
from tickets.triage.weights import Weights, packaged_weights, weights_in

__all__ = [
    "PlaceSuggestion",
    "Reading",
    "Suggestion",
    "Triage",
    "Weights",
    "packaged_weights",
    "triage",
    "weights_in",
]
