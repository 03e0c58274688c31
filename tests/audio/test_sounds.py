"""A person's own files in place of the palette: every kind of file that a person may have."""

from __future__ import annotations

import contextlib
import socket
import struct
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecoach.audio.clip import SAMPLE_RATE
from voicecoach.audio.limiter import CEILING_DBTP
from voicecoach.audio.loudness import momentary_loudness, true_peak
from voicecoach.audio.own_sounds import LONGEST_S
from voicecoach.audio.sounds import LEVELS, Palette
from voicecoach.errors import SoundUnreadable

Tool = Callable[..., subprocess.CompletedProcess[bytes]]
HERTZ = 1000


def tone(rate: int, milliseconds: int = 500, peak: float = 0.5) -> np.ndarray:
    t = np.arange(rate * milliseconds // 1000) / rate
    return peak * np.sin(2 * np.pi * HERTZ * t) * np.minimum(1, np.minimum(t, t[::-1]) / 0.01)


def packed(values: np.ndarray, bits: int) -> bytes:
    if bits == 8:
        return (np.rint(values * 127) + 128).astype("u1").tobytes()
    integers = np.rint(values * (2 ** (bits - 1) - 1)).astype("<i4")
    return integers.view("u1").reshape(-1, 4)[:, : bits // 8].tobytes()


def write_wave(path: Path, values: np.ndarray, rate: int, bits: int = 16, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, bits // 8, rate, 0, "NONE", ""))
        file.writeframes(packed(np.repeat(values, channels), bits))
    return path


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def form(encoding: int, channels: int, rate: int, bits: int) -> bytes:
    width = channels * bits // 8
    return struct.pack("<HHIIHH", encoding, channels, rate, rate * width, width, bits)


def extensible(encoding: int, channels: int, rate: int, bits: int) -> bytes:
    guid = struct.pack("<H", encoding) + bytes.fromhex("000000001000800000aa00389b71")
    return form(0xFFFE, channels, rate, bits) + struct.pack("<HHI", 22, bits, 0) + guid


def check_is_the_tone(path: Path, milliseconds: int = 500, tolerance: int = 0) -> None:
    palette = Palette({"work": path})
    clip = palette.clip("work")
    assert clip.rate == SAMPLE_RATE
    assert len(clip.samples) % 24 == 0
    assert abs(palette.measure("work") - milliseconds) <= tolerance
    assert palette.measure("work") == clip.duration
    assert momentary_loudness(clip.samples, SAMPLE_RATE) == pytest.approx(LEVELS["work"], abs=0.1)
    assert true_peak(clip.samples) <= CEILING_DBTP + 0.1
    power = np.abs(np.fft.rfft(clip.samples)) ** 2
    hertz = np.fft.rfftfreq(len(clip.samples), 1 / SAMPLE_RATE)
    assert power[np.abs(hertz - HERTZ) < 50].sum() > 0.99 * power.sum()


def refusal(path: Path) -> SoundUnreadable:
    with pytest.raises(SoundUnreadable) as caught:
        Palette({"work": path}).clip("work")
    assert path.name in str(caught.value)
    assert caught.value.remedy
    return caught.value


@pytest.fixture
def bare_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without ffmpeg."""
    empty = tmp_path / "bin"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("bits", [8, 16, 24, 32])
@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 96_000])
@pytest.mark.usefixtures("bare_path")
def test_wav_of_every_kind_needs_nothing_installed(tmp_path: Path, rate: int, bits: int, channels: int) -> None:
    check_is_the_tone(write_wave(tmp_path / "own.wav", tone(rate), rate, bits, channels))


@pytest.mark.parametrize("head", [form, extensible])
@pytest.mark.parametrize(("encoding", "bits"), [(1, 16), (1, 24), (3, 32), (3, 64)])
@pytest.mark.usefixtures("bare_path")
def test_extensible_and_float_are_taken_for_what_they_are(
    tmp_path: Path, head: Callable[[int, int, int, int], bytes], encoding: int, bits: int
) -> None:
    values = tone(44_100)
    data = packed(values, bits) if encoding == 1 else values.astype(f"<f{bits // 8}").tobytes()
    (tmp_path / "own.wav").write_bytes(riff((b"fmt ", head(encoding, 1, 44_100, bits)), (b"data", data)))
    check_is_the_tone(tmp_path / "own.wav")


@pytest.mark.usefixtures("bare_path")
def test_chunks_of_odd_length_and_many_of_them_are_stepped_over(tmp_path: Path) -> None:
    others = [(b"LIST", b"x" * (2 * n + 1)) for n in range(14)]
    data = packed(tone(24_000), 16)
    (tmp_path / "own.wav").write_bytes(
        riff(*others, (b"fmt ", form(1, 1, 24_000, 16)), *others, (b"data", data), *others)
    )
    check_is_the_tone(tmp_path / "own.wav")


@pytest.mark.usefixtures("bare_path")
def test_a_length_written_by_a_stream_is_cut_to_what_is_there(tmp_path: Path) -> None:
    whole = bytearray(riff((b"fmt ", form(1, 1, 24_000, 16)), (b"data", packed(tone(24_000), 16))))
    whole[4:8] = whole[40:44] = b"\xff\xff\xff\xff"
    (tmp_path / "own.wav").write_bytes(whole)
    check_is_the_tone(tmp_path / "own.wav")


@pytest.mark.parametrize("kind", ["mp3", "ogg", "flac", "m4a", "opus", "aiff"])
def test_other_kinds_come_through_ffmpeg(tmp_path: Path, tool: Tool, kind: str) -> None:
    source = write_wave(tmp_path / "in.wav", tone(48_000), 48_000)
    tool("ffmpeg", "-v", "error", "-i", source, tmp_path / f"own.{kind}")
    check_is_the_tone(tmp_path / f"own.{kind}", tolerance=60)


def test_a_compressed_wav_comes_through_ffmpeg(tmp_path: Path, tool: Tool) -> None:
    source = write_wave(tmp_path / "in.wav", tone(22_050), 22_050)
    tool("sox", source, "-e", "mu-law", tmp_path / "own.wav")
    tool("ffmpeg", "-version")
    check_is_the_tone(tmp_path / "own.wav")


def test_compressed_wav_comes_through_ffmpeg(tmp_path: Path, tool: Tool) -> None:
    source = write_wave(tmp_path / "in.wav", tone(22_050), 22_050)
    tool("ffmpeg", "-v", "error", "-i", source, "-c:a", "adpcm_ms", tmp_path / "own.wav")
    check_is_the_tone(tmp_path / "own.wav", tolerance=60)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("value", [3e38, -3e38, 1e6, np.nan, np.inf])
@pytest.mark.usefixtures("bare_path")
def test_floats_beyond_all_sound_are_refused(tmp_path: Path, value: float, channels: int) -> None:
    data = np.full(4800 * channels, value, "<f4").tobytes()
    (tmp_path / "own.wav").write_bytes(riff((b"fmt ", form(3, channels, 24_000, 32)), (b"data", data)))
    refusal(tmp_path / "own.wav")


def session(port: int) -> str:
    lines = ("v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", f"m=audio {port} RTP/AVP 0")
    return "\n".join(lines) + "\n"


NAMING_OTHERS = {
    "a playlist": lambda port: f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:{port}/a.ts\n",
    "a list to join": lambda port: f"ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.mp3'\n",
    "a session": session,
}


@pytest.mark.parametrize("tagged", [False, True])
@pytest.mark.parametrize("kind", NAMING_OTHERS)
def test_a_file_that_names_others_opens_nothing(tmp_path: Path, tool: Tool, kind: str, tagged: bool) -> None:
    """Neither the address that it names nor a port to listen at; behind an ID3 tag ffmpeg would look for it too."""
    tool("ffmpeg", "-version")
    with socket.create_server(("127.0.0.1", 0)) as server:
        text = NAMING_OTHERS[kind](server.getsockname()[1])
        (tmp_path / "own.mp3").write_bytes((b"ID3\4\0\0\0\0\0\0" if tagged else b"") + text.encode())
        begun = time.monotonic()
        refusal(tmp_path / "own.mp3")
        assert time.monotonic() - begun < 10, "it listened for packets"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.usefixtures("bare_path")
def test_without_ffmpeg_the_message_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "own.mp3").write_bytes(b"\xff\xf3\x44\xc4" + b"\0" * 500)
    error = refusal(tmp_path / "own.mp3")
    assert "ffmpeg to decode it cannot be found" in str(error)
    assert "WAV" in error.remedy
    assert "ffmpeg" in error.remedy


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "No such file" in str(refusal(tmp_path / "nowhere.wav"))
    refusal(tmp_path)


@pytest.mark.parametrize("name", ["own.wav", "own.mp3"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert "empty" in str(refusal(tmp_path / name))


@pytest.mark.parametrize(
    "data",
    [
        b"title: Bridges\nroutine: []\n" * 20,
        b"RIFF",
        riff(),
        riff((b"data", b"\0" * 100)),
        riff((b"fmt ", form(1, 1, 24_000, 16))),
        riff((b"fmt ", form(1, 0, 24_000, 16)), (b"data", b"\0" * 100)),
        riff((b"fmt ", form(1, 1, 0, 16)), (b"data", b"\0" * 100)),
        riff((b"fmt ", form(1, 1, 24_000, 16)), (b"data", b"")),
        riff((b"fmt ", form(3, 1, 24_000, 32)), (b"data", b"\xff" * 400)),
    ],
    ids=["text", "four bytes", "no chunks", "no format", "no samples", "no channels", "no rate", "no frames", "NaN"],
)
@pytest.mark.usefixtures("bare_path")
def test_what_only_calls_itself_wav_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "own.wav").write_bytes(data)
    refusal(tmp_path / "own.wav")


def test_damaged_music_is_refused(tmp_path: Path, tool: Tool) -> None:
    tool("ffmpeg", "-version")
    (tmp_path / "own.mp3").write_bytes(b"ID3 this is no music at all" * 50)
    refusal(tmp_path / "own.mp3")


@pytest.mark.usefixtures("bare_path")
def test_a_long_wav_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "own.wav", np.zeros(8000 * (LONGEST_S + 1)), 8000, 8)
    assert f"{LONGEST_S} seconds" in str(refusal(path))
    with path.open("r+b") as file:
        file.truncate(3600 * 48_000 * 4)  # an hour, sparse on disk
    assert f"{LONGEST_S} seconds" in str(refusal(path))


def test_a_long_mp3_is_refused(tmp_path: Path, tool: Tool) -> None:
    tool("ffmpeg", "-version")
    arguments = ["-f", "lavfi", "-i", "sine=1000:duration=60", "-ar", "24000", "-b:a", "32k"]
    tool("ffmpeg", "-v", "error", *arguments, tmp_path / "own.mp3")
    assert f"{LONGEST_S} seconds" in str(refusal(tmp_path / "own.mp3"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=120), st.integers(0, 60), st.integers(0, 255))
@pytest.mark.usefixtures("bare_path")
def test_no_damage_gives_anything_but_sound_or_a_refusal(tmp_path: Path, tail: bytes, place: int, value: int) -> None:
    data = bytearray(riff((b"fmt ", form(1, 2, 24_000, 24)), (b"data", tail)))
    data[min(place, len(data) - 1)] = value
    path = tmp_path / "own.wav"
    path.write_bytes(data)
    with contextlib.suppress(SoundUnreadable):
        samples = Palette({"count": path}).clip("count").samples
        assert np.isfinite(samples).all()
        assert true_peak(samples) <= CEILING_DBTP + 0.1


def test_off_is_nothing_at_all() -> None:
    palette = Palette({"count": None})
    assert palette.measure("count") == 0
    assert len(palette.clip("count").samples) == 0
    assert palette.measure("work") == 200


def test_an_unknown_meaning_is_a_fault() -> None:
    with pytest.raises(ValueError, match="gong"):
        Palette({"gong": None})
    with pytest.raises(ValueError, match="gong"):
        Palette().clip("gong")
    with pytest.raises(ValueError, match="gong"):
        Palette().measure("gong")


def test_a_sound_is_read_once(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "own.wav", tone(24_000), 24_000)
    palette = Palette({"work": path})
    first = palette.clip("work")
    path.unlink()
    assert palette.clip("work") is first
    assert palette.measure("work") == 500


def test_importing_pydub_stays_quiet_without_hiding_other_warnings(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "own.wav", tone(24_000), 24_000)
    code = (
        "import sys, warnings; from pathlib import Path\n"
        "from voicecoach.audio.sounds import Palette\n"
        "assert 'pydub' not in sys.modules\n"
        "before = list(warnings.filters)\n"
        "Palette().clip('work'); Palette().measure('rest')\n"
        "assert 'pydub' not in sys.modules\n"
        "Palette({'work': Path(sys.argv[1])}).clip('work')\n"
        "assert 'pydub' in sys.modules\n"
        "assert [f for f in warnings.filters if f[2] in (RuntimeWarning, DeprecationWarning)]"
        " == [f for f in before if f[2] in (RuntimeWarning, DeprecationWarning)]\n"
    )
    environment = {"PATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-B", "-W", "error", "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
