"""What can be wrong with the tables, examples and weights of triage."""

from __future__ import annotations

from tickets.errors import TicketsError


class BrokenTriageFile(TicketsError):
    """A file of triage can't be used (`file`, `where`, `reason`, `cure`: all plain words)."""

    indonesian_form = "{file}, {where}: {reason}; {cure}."
    english_form = "{file}, {where}: {reason}; {cure}."


class TrainingImpossible(TicketsError):
    """The library that training needs is missing (`reason`)."""

    indonesian_form = "Pelatihan triase perlu scikit-learn ({reason}); pasang dengan `pip install scikit-learn`."
    english_form = "Training needs scikit-learn ({reason}); install it with `pip install scikit-learn`."


class WorseWeights(TicketsError):
    """The new weights would do worse than those in the file (`file`, `old`, `new`: mean accuracies in percent)."""

    indonesian_form = "Bobot baru lebih buruk ({new} % dibanding {old} %), {file} tidak diganti; paksa dengan --force."
    english_form = "The new weights are worse ({new} % against {old} %), {file} stays as it is; --force replaces it."
