"""What can go wrong with saved views."""

from __future__ import annotations

from tickets.errors import TicketsError


class InvalidView(TicketsError):
    """A filter asks for something that can't be (`field`, `value`, `cure_id`, `cure_en`)."""

    indonesian_form = "Isian “{field}” pada tampilan tidak bisa dipakai ({value}): {cure_id}."
    english_form = "Field “{field}” of the view won't do ({value}): {cure_en}."


class ViewNotFound(TicketsError):
    """The person has no view of this name, nor is there one for everybody (`name`, `known`)."""

    indonesian_form = "Tampilan “{name}” tidak ada; yang ada: {known}."
    english_form = "There is no view “{name}”; there are: {known}."


class ViewExists(TicketsError):
    """The name belongs to a view for everybody (`name`)."""

    indonesian_form = "Nama “{name}” sudah dipakai tampilan bawaan; pilih nama lain."
    english_form = "“{name}” is the name of a built-in view; choose another."
