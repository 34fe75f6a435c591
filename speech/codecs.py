"""What digital telephony does to 8 kHz sound: A-law, µ-law, GSM full rate, and lost packets. Lengths never change."""

import io
from collections.abc import Iterable
from enum import StrEnum

import numpy as np
import soundfile

from speech.telephone_sound import TELEPHONE_RATE, Sound

PACKET_SAMPLES = 160
# A concealed packet fades: each repetition in a row has this part of the loudness of the one before.
FADE = 0.7
FULL_SCALE = 32768.0


class Codec(StrEnum):
    """How the sound is packed, by libsndfile's names; linear is 16-bit sound as it is."""

    A_LAW = "ALAW"
    MU_LAW = "ULAW"
    GSM = "GSM610"
    LINEAR = "PCM_16"


def through(sound: Sound, codec: Codec) -> Sound:
    """Pack and unpack an 8 kHz sound in -1..1; what is louder is clipped."""
    pcm = np.clip(np.round(sound * FULL_SCALE), -32768, 32767).astype(np.int16)
    packed = io.BytesIO()
    soundfile.write(packed, pcm, TELEPHONE_RATE, format="WAV", subtype=codec.value)
    packed.seek(0)
    unpacked, _ = soundfile.read(packed, dtype="int16")
    return np.resize(np.pad(unpacked, (0, max(0, len(pcm) - len(unpacked)))), len(pcm)) / FULL_SCALE


def lost_packets(packets: int, random: np.random.Generator, rate: float) -> list[int]:
    """Which packets are lost: a loss begins with chance `rate` at each packet and takes one to three in a row."""
    lost: set[int] = set()
    for packet in range(1, packets):
        if random.random() < rate:
            lost.update(range(packet, min(packet + random.choice([1, 1, 1, 2, 3]), packets)))
    return sorted(lost)


def without_packets(sound: Sound, lost: Iterable[int], *, repeat: bool) -> Sound:
    """Replace lost packets of 20 ms by silence, or by the last one that came, fading with each repetition."""
    mended = sound.copy()
    for packet in sorted(set(lost)):
        start = packet * PACKET_SAMPLES
        piece = mended[start : start + PACKET_SAMPLES]
        before = mended[start - PACKET_SAMPLES : start] if repeat and packet > 0 else np.zeros(PACKET_SAMPLES)
        piece[:] = FADE * before[: len(piece)]
    return mended
