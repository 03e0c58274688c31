from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.output.builders import (
    ArraySound,
    bare,
    clamshell,
    decode_ffmpeg,
    decode_mpg123,
    noise,
    run,
)
from voicecoach.errors import UsageError
from voicecoach.output.info import RATES, crc16, crc16_joined
from voicecoach.output.model import FileOptions
from voicecoach.output.mp3 import check as check_mp3
from voicecoach.output.mp3 import write as write_mp3

PLAIN = FileOptions(cover=False)
BOUNDARIES = sorted({frames * 576 + extra for frames in range(4) for extra in (-1, 0, 1)} - {-1, 0, 1})
WIDE_BOUNDARIES = sorted({frames * 1152 + extra for frames in range(4) for extra in (-1, 0, 1)} - {-1})


def complaints(path: Path) -> list[str]:
    """What mp3val finds wrong with a file."""
    said = run("mp3val", path)
    assert "Done!" in said
    return [line for line in said.splitlines() if line.startswith(("WARNING", "ERROR"))]


def write(path: Path, length: int, rate: int = 24_000, bitrate: int = 64) -> np.ndarray:
    samples = noise(length)
    options = FileOptions(cover=False, sample_rate=rate, bitrate=bitrate)
    write_mp3(path, ArraySound(samples, rate), bare(length * 1000 // rate), options)
    return samples


@pytest.mark.parametrize(
    ("rate", "length"), [(24_000, n) for n in BOUNDARIES] + [(44_100, n) for n in WIDE_BOUNDARIES if n > 1]
)
def test_decoders_give_exactly_the_samples_put_in(tmp_path: Path, rate: int, length: int) -> None:
    path = tmp_path / "a.mp3"
    write(path, length, rate)
    assert len(decode_mpg123(path)) == length
    assert len(decode_ffmpeg(path)) == length


@pytest.mark.parametrize("length", [0, 1, 24])
def test_a_file_shorter_than_two_milliseconds_is_exact_too(tmp_path: Path, length: int) -> None:
    # ffmpeg drops no start and end within one packet, also of LAME's own files: mpg123 alone is asked
    path = tmp_path / "a.mp3"
    write(path, length)
    assert len(decode_mpg123(path)) == length


@given(length=st.integers(50, 200_000))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_length_is_exact(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.mp3"
    write(path, length)
    assert len(decode_mpg123(path)) == len(decode_ffmpeg(path)) == length


@pytest.mark.parametrize("layer", RATES, ids=lambda layer: str(layer.rate))
def test_every_legal_bit_rate_is_what_players_see(tmp_path: Path, layer) -> None:
    path = tmp_path / "a.mp3"
    for bitrate in (layer.bitrates[0], layer.bitrates[len(layer.bitrates) // 2], layer.bitrates[-1]):
        write(path, layer.rate, layer.rate, bitrate)
        assert len(decode_mpg123(path)) == layer.rate
        assert complaints(path) == []
        shown = run("mediainfo", "--Inform=Audio;%SamplingRate% %Channels%", path).split()
        assert shown == [str(layer.rate), "1"]
        assert re.search(rf"cbr{bitrate}\b|\b{bitrate} kbit/s", run("mpg123", "-v", "-t", "--no-control", path))


@pytest.mark.parametrize(
    ("rate", "bitrate", "legal"), [(24_000, 320, "160"), (44_100, 8, "320"), (44_100, 144, "160"), (8000, 80, "64")]
)
def test_an_illegal_bit_rate_names_the_legal_ones_before_any_sound(
    tmp_path: Path, rate: int, bitrate: int, legal: str
) -> None:
    sound = ArraySound(noise(100), rate)
    with pytest.raises(UsageError, match=str(bitrate)) as caught:
        write_mp3(tmp_path / "a.mp3", sound, bare(), FileOptions(sample_rate=rate, bitrate=bitrate))
    assert legal in caught.value.remedy
    assert sound.asked == 0
    assert list(tmp_path.iterdir()) == []


def test_a_sample_rate_that_no_mp3_has_is_refused() -> None:
    with pytest.raises(UsageError, match="96000") as caught:
        check_mp3(FileOptions(sample_rate=96_000), 1000)
    assert "24000" in caught.value.remedy


def test_a_stream_beyond_4_gb_is_refused() -> None:
    check_mp3(FileOptions(), 100 * 3_600_000)
    with pytest.raises(UsageError, match="4 GB"):
        check_mp3(FileOptions(), 200 * 3_600_000)


@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_decoded_sound_lies_where_the_sound_has_it(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "a.mp3"
    sound = write(path, 3 * rate, rate).astype(float)
    for decoded in (decode_mpg123(path).astype(float), decode_ffmpeg(path).astype(float)):
        spectrum = np.fft.rfft(decoded, 2 * len(sound)) * np.conj(np.fft.rfft(sound, 2 * len(sound)))
        assert int(np.argmax(np.fft.irfft(spectrum))) == 0


@pytest.mark.parametrize(
    ("rate", "bitrate"),
    [(24_000, 64), (24_000, 160), (44_100, 128), (44_100, 192), (44_100, 224), (48_000, 320), (16_000, 24)],
)
def test_the_level_is_kept(tmp_path: Path, rate: int, bitrate: int) -> None:
    path = tmp_path / "a.mp3"
    wave = (0.7 * 32767 * np.sin(2 * np.pi * 500 * np.arange(2 * rate) / rate)).astype(np.int16)
    write_mp3(path, ArraySound(wave, rate), bare(), FileOptions(cover=False, sample_rate=rate, bitrate=bitrate))
    middle = slice(rate // 2, rate // 2 + rate)
    levels = [np.sqrt(np.mean(sound[middle].astype(float) ** 2)) for sound in (wave, decode_mpg123(path))]
    assert 20 * np.log10(levels[1] / levels[0]) == pytest.approx(0, abs=0.02)


def test_full_scale_does_not_wrap_around(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    wave = (32767 * np.sin(2 * np.pi * 500 * np.arange(24_000) / 24_000)).astype(np.int16)
    write_mp3(path, ArraySound(wave), bare(), PLAIN)
    steps = np.abs(np.diff(decode_mpg123(path).astype(int)))
    assert steps.max() < 2 * np.abs(np.diff(wave.astype(int))).max()


def test_validators_have_nothing_to_say(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    write_mp3(path, ArraySound(noise(288_000)), clamshell())
    assert complaints(path) == []
    assert "CBR" in run("mp3val", path)
    heard = run("mpg123", "-v", "-t", "--no-control", path)
    assert not re.search(r"(?i)error|warning|resync|junk|illegal|invalid", heard)
    assert "0:12" in heard
    assert run("ffmpeg", "-v", "warning", "-i", path, "-f", "null", "-") == ""


def test_mp3val_and_mpg123_notice_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    write_mp3(path, ArraySound(noise(288_000)), bare(), PLAIN)
    good = path.read_bytes()
    path.write_bytes(good[:20_000] + bytes(300) + good[20_100:])
    assert complaints(path)
    assert re.search(r"(?i)error|warning|resync|junk|illegal|invalid", run("mpg123", "-v", "-t", "--no-control", path))
    assert run("ffmpeg", "-v", "warning", "-i", path, "-f", "null", "-")
    path.write_bytes(good[:-5000])
    assert complaints(path)


def test_mp3val_notices_a_wrong_frame_count(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    write_mp3(path, ArraySound(noise(288_000)), bare(), PLAIN)
    data = bytearray(path.read_bytes())
    data[data.index(b"Info") + 11] ^= 3
    path.write_bytes(data)
    assert complaints(path)


def test_checksums_are_those_of_lame(tmp_path: Path) -> None:
    """LAME's own file is the oracle of where the checksums stand and what they cover."""
    raw, path = tmp_path / "a.wav", tmp_path / "lame.mp3"
    from voicecoach.output.wav import write as write_wav

    write_wav(raw, ArraySound(noise(50_000)), bare())
    run("lame", "--quiet", "-m", "m", "-b", "64", "--cbr", "-t", raw, path)
    run("lame", "--quiet", "-m", "m", "-b", "64", "--cbr", raw, path)
    for written in (path, _ours(tmp_path)):
        data = written.read_bytes()
        start = data.index(b"Info") - 13
        tag = data[start : start + 192]
        music, own = (int.from_bytes(tag[at : at + 2], "big") for at in (165, 167))
        assert crc16(tag[:167]) == own
        assert crc16(data[start + 192 :]) == music


def _ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.mp3"
    write(path, 50_000)
    return path


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_crc16_continues_and_equals_the_textbook(first: bytes, second: bytes) -> None:
    crc = 0
    for octet in first + second:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    assert crc16(second, crc16(first)) == crc
    assert crc16_joined(crc16(first), crc16(second), len(second)) == crc
    assert crc16(b"123456789") == 0xBB3D  # the published check value of CRC-16/ARC


def test_the_same_sound_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp3", "b.mp3"):
        write_mp3(tmp_path / name, ArraySound(noise(50_000)), clamshell())
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


def test_sound_without_a_pause_is_pulled_in_blocks_and_progress_reaches_the_end(tmp_path: Path) -> None:
    sound, seen = ArraySound(np.zeros(1_500_000, np.int16)), []
    write_mp3(tmp_path / "a.mp3", sound, bare(), PLAIN, lambda done, total: seen.append((done, total)))
    assert sound.largest <= 48_000
    assert seen == sorted(seen)
    assert seen[-1] == (1_500_000, 1_500_000)
    assert len(decode_mpg123(tmp_path / "a.mp3")) == 1_500_000


@pytest.mark.parametrize("length", [6000, 1_500_000])
def test_a_sound_that_breaks_its_promise_leaves_no_file(tmp_path: Path, length: int) -> None:
    sound = ArraySound(noise(5000))
    sound.length = length
    with pytest.raises(AssertionError, match=f"5000 of {length}"):
        write_mp3(tmp_path / "a.mp3", sound, bare(), PLAIN)
    assert list(tmp_path.iterdir()) == []


def test_a_sound_of_another_rate_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="44100"):
        write_mp3(tmp_path / "a.mp3", ArraySound(noise(10), 44_100), bare(), PLAIN)
