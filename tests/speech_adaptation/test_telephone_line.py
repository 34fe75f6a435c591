"""The simulated telephone line: the same for the same seed, lengths that hold, and each fault does what it says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.adaptation.noise_clips import KINDS, noise_clip
from speech.adaptation.noises import RATE, hum, loudness, nobody, pink, rumble, surroundings, talk, white
from speech.adaptation.telephone_line import clean_line, in_band, in_room, levelled, telephone_line, tilted, warp
from speech.codecs import PACKET_SAMPLES, Codec, lost_packets, through, without_packets

SEEDS = st.integers(0, 2**32)


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def tone(hertz: float, samples: int = RATE, rate: int = RATE):
    return 0.3 * np.sin(2 * np.pi * hertz * np.arange(samples) / rate)


def power_at(sound, low: float, high: float, rate: int = RATE) -> float:
    hertz = np.fft.rfftfreq(len(sound), 1 / rate)
    return float(np.square(np.abs(np.fft.rfft(sound)))[(hertz > low) & (hertz < high)].sum())


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, samples=st.integers(400, 30_000))
def test_a_line_halves_the_samples_and_gives_the_same_for_the_same_seed(seed, samples):
    sound = tone(500, samples)
    line = telephone_line(sound, random(seed), lambda count: [tone(300)] * count)
    assert abs(len(line) - samples / 2) <= 1
    assert np.isfinite(line).all()
    assert np.abs(line).max() <= 1
    np.testing.assert_array_equal(line, telephone_line(sound, random(seed), lambda count: [tone(300)] * count))


def test_other_seeds_give_other_lines_and_the_sound_itself_stays():
    sound = tone(500)
    before = sound.copy()
    lines = [telephone_line(sound, random(seed)) for seed in range(8)]
    assert len({line.tobytes() for line in lines}) == 8
    np.testing.assert_array_equal(sound, before)


def test_the_clean_line_keeps_the_voice():
    line = clean_line(tone(700))
    assert len(line) == RATE // 2
    error = line - tone(700, RATE // 2, RATE // 2)
    assert loudness(error[200:-200]) < 0.03 * loudness(line)


@pytest.mark.parametrize("factor", [0.5, 0.88, 1.0, 1.13, 2.0])
def test_a_voice_played_faster_is_shorter_and_higher(factor):
    warped = warp(tone(400, 2 * RATE), factor)
    assert len(warped) == pytest.approx(2 * RATE / factor, abs=2)
    peak = np.abs(np.fft.rfft(warped)).argmax() * RATE / len(warped)
    assert peak == pytest.approx(400 * factor, rel=0.02)


@pytest.mark.parametrize("factor", [0.4, 2.1])
def test_a_voice_is_never_played_beyond_reason(factor):
    with pytest.raises(ValueError, match="fast"):
        warp(tone(400), factor)


def test_a_room_adds_its_share_of_sound_after_the_voice():
    click = np.zeros(RATE)
    click[100] = 1
    echo = in_room(click, 0.3, 0.5, random())
    assert len(echo) == RATE
    assert echo[100] == pytest.approx(1)
    assert np.abs(echo[:100]).max() < 1e-9
    assert np.square(echo[101:]).sum() == pytest.approx(0.25, rel=0.05)
    assert np.square(echo[101 + RATE // 4 :]).sum() < 0.01


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_handset_keeps_its_band(order):
    kept, low, high = (loudness(in_band(tone(hertz), 300, 3000, order)[500:-500]) for hertz in (950, 60, 7500))
    assert kept == pytest.approx(loudness(tone(950)), rel=0.05)
    assert max(low, high) < 0.5**order * kept


def test_a_tilt_turns_the_balance_of_low_and_high():
    def low_over_high(sound) -> float:
        return power_at(sound, 100, 1000) / power_at(sound, 5000, 7900)

    hiss = white(RATE, random())
    assert low_over_high(tilted(hiss, 0.6)) > low_over_high(hiss) > low_over_high(tilted(hiss, -0.6))


@given(seed=SEEDS)
def test_another_level_never_leaves_full_scale(seed):
    assert np.abs(levelled(0.9 * tone(300, 2000) / 0.3, random(seed))).max() <= 1


@pytest.mark.parametrize(
    ("codec", "least_db"), [(Codec.A_LAW, 33), (Codec.MU_LAW, 33), (Codec.GSM, 8), (Codec.LINEAR, 70)]
)
@pytest.mark.parametrize("samples", [1, 159, 160, 161, 320, 8001])
def test_codecs_keep_the_length_and_most_of_the_sound(codec, least_db, samples):
    sound = tone(400, samples, 8000)
    packed = through(sound, codec)
    assert len(packed) == samples
    if samples > 8000:
        error = (packed - sound)[800:-800]
        assert 20 * np.log10(loudness(sound) / loudness(error)) > least_db


def test_a_codec_clips_what_is_too_loud():
    assert np.abs(through(9 * tone(400, 1000, 8000), Codec.A_LAW)).max() <= 1


@given(packets=st.integers(0, 500), seed=SEEDS, rate=st.floats(0, 1))
def test_lost_packets_are_packets_of_the_sound_and_never_the_first(packets, seed, rate):
    lost = lost_packets(packets, random(seed), rate)
    assert lost == sorted(set(lost))
    assert all(1 <= packet < packets for packet in lost)


def test_a_lost_packet_is_silence_or_the_last_one_fading():
    sound = np.arange(1, 4 * PACKET_SAMPLES + 51) / 1000
    silent = without_packets(sound, [1], repeat=False)
    assert not silent[PACKET_SAMPLES : 2 * PACKET_SAMPLES].any()
    repeated = without_packets(sound, [1, 2, 4], repeat=True)
    first = sound[:PACKET_SAMPLES]
    np.testing.assert_allclose(repeated[PACKET_SAMPLES : 2 * PACKET_SAMPLES], 0.7 * first)
    np.testing.assert_allclose(repeated[2 * PACKET_SAMPLES : 3 * PACKET_SAMPLES], 0.49 * first)
    np.testing.assert_allclose(repeated[4 * PACKET_SAMPLES :], 0.7 * sound[3 * PACKET_SAMPLES :][:50])
    assert len(silent) == len(repeated) == len(sound)
    assert sound[PACKET_SAMPLES] == pytest.approx(0.161)


@pytest.mark.parametrize("kind", [white, pink, rumble, hum])
def test_noises_are_of_loudness_one_and_known_by_their_seed(kind):
    sound = kind(RATE, random(3))
    assert loudness(sound) == pytest.approx(1, rel=1e-3)
    np.testing.assert_array_equal(sound, kind(RATE, random(3)))


def test_noises_have_the_spectrum_of_their_names():
    def low_share(sound) -> float:
        return power_at(sound, 0, 1000) / power_at(sound, 0, 8000)

    shares = [low_share(kind(4 * RATE, random())) for kind in (white, pink, rumble)]
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(1 / 8, abs=0.02)


def test_talk_is_made_of_the_voices_given():
    babble = talk(RATE, random(1), lambda count: [tone(440, 3000)] * count)
    assert power_at(babble, 400, 480) > 0.9 * power_at(babble, 0, 8000)
    assert loudness(talk(RATE, random(1), nobody)) == pytest.approx(1, rel=1e-3)


@given(seed=SEEDS)
def test_surroundings_are_as_long_as_asked(seed):
    assert len(surroundings(1234, random(seed))) == 1234


@pytest.mark.parametrize("kind", KINDS)
def test_every_clip_is_as_long_as_asked(kind):
    for samples in (16_000, 24_001):
        sound = kind(samples, random(2))
        assert len(sound) == samples
        assert np.isfinite(sound).all()
        assert np.abs(sound).max() > 0


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, seconds=st.floats(0.5, 4))
def test_clips_stay_in_range_and_are_known_by_their_seed(seed, seconds):
    clip = noise_clip(seconds, random(seed))
    assert len(clip) == int(RATE * seconds)
    assert np.abs(clip).max() <= 1
    np.testing.assert_array_equal(clip, noise_clip(seconds, random(seed)))
