"""The citizen's number NIK: checked digit by digit, and what it proposes about birth, age and sex; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tickets.nik_errors import InvalidNik
from tickets.reference.loader import kecamatan

NIK_DIGITS = 16
WOMENS_DAYS = 40
"""What is added to the day of birth in a woman's number."""
LOWEST_PROVINCE = 11
"""The codes of provinces begin with Aceh's."""
HOME_REGENCY = "32.12"

_SEPARATORS = str.maketrans("", "", " .-\u00a0")


class Sex(StrEnum):
    """A person's sex, as identity cards abbreviate it: laki-laki, perempuan."""

    MALE = "L"
    FEMALE = "P"


class NikWarning(StrEnum):
    """Why a valid number deserves a second look; none of these refuses it."""

    FOREIGN_REGION = "diterbitkan di luar Kabupaten Indramayu"
    UNKNOWN_KECAMATAN = "kode kecamatan tidak ada di Kabupaten Indramayu"


@dataclass(frozen=True, slots=True)
class Nik:
    """A valid number; `birth` and `sex` are what it says, `region` is where it was issued, as "32.12.15"."""

    digits: str
    region: str
    birth: date
    sex: Sex
    warnings: tuple[NikWarning, ...] = ()

    def age_on(self, day: date) -> int:
        """Full years of age on that day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def read_nik(text: str, today: date) -> Nik:
    """The number in `text`, which may hold spaces, dots and hyphens: PPKKCC DDMMYY SSSS.

    The layout is that of PP 37/2007, article 37: codes of province, regency and kecamatan of issue; day (women: plus
    40), month and year of birth; serial from 0001. Of the two centuries the later one that is not in
    the future on `today` is taken. Raises InvalidNik.
    """
    digits = text.translate(_SEPARATORS)
    if len(digits) != NIK_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise InvalidNik(reason="harus 16 angka", reason_en="it must have 16 digits")
    _check_region(digits)
    if digits[12:] == "0000":
        raise InvalidNik(reason="nomor urut 0000 tidak ada", reason_en="there is no serial number 0000")
    region = ".".join((digits[:2], digits[2:4], digits[4:6]))
    day = int(digits[6:8])
    sex = Sex.FEMALE if day > WOMENS_DAYS else Sex.MALE
    birth = _birth(day - WOMENS_DAYS if sex is Sex.FEMALE else day, int(digits[8:10]), int(digits[10:12]), today)
    return Nik(digits, region, birth, sex, _warnings(region))


def _check_region(digits: str) -> None:
    if int(digits[:2]) < LOWEST_PROVINCE or "00" in (digits[2:4], digits[4:6]):
        raise InvalidNik(reason="kode wilayah di depan tidak ada", reason_en="there is no such region code in front")


def _birth(day: int, month: int, short_year: int, today: date) -> date:
    for century in (today.year // 100, today.year // 100 - 1):
        try:
            birth = date(century * 100 + short_year, month, day)
        except ValueError:  # 29 February exists in one century and not in the other
            continue
        if birth <= today:
            return birth
    raise InvalidNik(reason="tanggal lahir di dalamnya tidak ada", reason_en="the date of birth in it doesn't exist")


def _warnings(region: str) -> tuple[NikWarning, ...]:
    if not region.startswith(HOME_REGENCY):
        return (NikWarning.FOREIGN_REGION,)
    return () if region in kecamatan() else (NikWarning.UNKNOWN_KECAMATAN,)
