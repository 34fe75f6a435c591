"""What can be wrong with a citizen's number; the number itself is never repeated in the sentence."""

from __future__ import annotations

from tickets.errors import TicketsError


class InvalidNik(TicketsError):
    """This can't be a NIK (`reason`, `reason_en`: what doesn't fit)."""

    indonesian_form = "NIK tidak sah: {reason}; cocokkan lagi dengan KTP atau KK, atau kosongkan."
    english_form = "The NIK is not valid: {reason_en}; compare it with the identity card, or leave it out."
