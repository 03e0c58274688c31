"""What the page plays is what the file has, from any instant."""

from __future__ import annotations

import io
import shutil
import threading
import urllib.request
import wave
from pathlib import Path

import pytest

from tests.studio.conftest import SHORT, Client
from voicecoach.app import Request, Studio, load
from voicecoach.errors import VoicecoachError
from voicecoach.phone import addresses
from voicecoach.phone.addresses import Address
from voicecoach.phone.code import code_drawing
from voicecoach.resources import shipped
from voicecoach.speech.bank import Bank
from voicecoach.studio import phone
from voicecoach.studio.ahead import Ahead
from voicecoach.studio.desk import Desk, Tweak
from voicecoach.studio.folder import Folder
from voicecoach.studio.progress import Progress
from voicecoach.studio.refusal import Refusal
from voicecoach.studio.sound import Sounds
from voicecoach.studio.voices import Voices
from voicecoach.timeline.model import Phrase
from voicecoach.units import samples_at

MUSIC = SHORT + "music: drone\n"
HEADER = 44


def rendered(text: str, folder: Path) -> tuple[bytes, int, int]:
    """The samples of a script as a file would have them, their rate and channels."""
    file = folder / "other.yaml"
    file.write_text(text, "utf-8")
    routine, pack = load(Request(str(file), voice="silent")).require()
    with Studio(routine, pack) as studio:
        sound = studio.sound(studio.timeline(), 44_100 if routine.music else 24_000)
        return sound.int16(0, sound.length).astype("<i2").tobytes(), sound.rate, sound.channels


@pytest.mark.parametrize("text", [SHORT, MUSIC], ids=["plain", "music"])
def test_from_any_instant_it_is_the_sound_of_the_file(client: Client, folder: Path, text: str) -> None:
    expected, rate, channels = rendered(text, folder)
    made = client.post("sound", name="short.yaml", text=text)
    for start in (0, 1, 12_345, made["length_ms"] - 1):
        reply = client.get(f"api/sound/{made['id']}?from={start}")
        with wave.open(io.BytesIO(reply.data)) as heard:
            assert (heard.getframerate(), heard.getnchannels(), heard.getsampwidth()) == (rate, channels, 2)
            samples = heard.readframes(heard.getnframes())
        assert samples == expected[samples_at(start, rate) * 2 * channels :]
        assert int(reply.headers["content-length"]) == len(reply.data) == len(samples) + HEADER


def test_a_part_is_the_same_bytes(client: Client) -> None:
    name = client.post("sound", name="short.yaml", text=SHORT)["id"]
    whole = client.get(f"api/sound/{name}").data
    for first, last in ((0, 99), (7, 1000), (43, 45), (50_001, 70_000), (len(whole) - 5, len(whole) + 100)):
        reply = client.get(f"api/sound/{name}", Range=f"bytes={first}-{last}")
        assert (reply.status, reply.data) == (206, whole[first : last + 1])
        assert reply.headers["content-range"] == f"bytes {first}-{min(last, len(whole) - 1)}/{len(whole)}"
    assert client.get(f"api/sound/{name}", Range="bytes=-9").data == whole[-9:]
    assert client.get(f"api/sound/{name}", Range=f"bytes={len(whole)}-").status == 416
    assert client.get(f"api/sound/{name}?from=x").status == 400
    assert client.get("api/sound/none").status == 410


def test_what_is_spoken_makes_the_timeline_exact(client: Client) -> None:
    before = client.post("timeline", name="short.yaml", text=SHORT)["timeline"]
    assert before["guessed"] == 0  # the silent voice knows all its lengths
    assert client.post("sound", name="short.yaml", text=SHORT)["length_ms"] == before["length_ms"]


def test_nothing_is_heard_of_a_script_with_mistakes(client: Client) -> None:
    for text in ("title: A\n", SHORT + "  - say: Take {weight}.\n", "{"):
        assert "mistakes" in client.post("sound", name="short.yaml", text=text)["error"]
        assert "mistakes" in client.post("render", name="short.yaml", text=text)["error"]


def test_a_file_is_rendered_and_fetched(client: Client) -> None:
    made = client.post("render", name="short.yaml", text=SHORT)
    assert made["name"] == "short.mp3"
    reply = client.get(f"api/render/{made['id']}")
    assert len(reply.data) == made["bytes"]
    assert reply.data[:3] == b"ID3"
    assert 'filename="short.mp3"' in reply.headers["content-disposition"]
    assert client.get("api/render/none").status == 410


def test_a_file_is_handed_to_a_phone_in_place_of_the_one_before(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone, "choose_addresses", lambda: [Address("127.0.0.1")])
    assert client.ask("POST", "api/send", {"id": "none"}).status == 410
    first, second = (client.post("render", name="short.yaml", text=SHORT)["id"] for _ in range(2))
    offered = client.post("send", id=first)
    assert client.post("send", id=first) == offered
    assert offered["qr"] == code_drawing(offered["url"])
    with urllib.request.urlopen(f"{offered['url']}save/0/Short.mp3", timeout=10) as answer:
        assert answer.read() == client.get(f"api/render/{first}").data
    assert client.post("send", id=second)["url"] != offered["url"]
    with pytest.raises(OSError, match=r"refused|404"):
        urllib.request.urlopen(offered["url"], timeout=10)


def test_without_a_network_nothing_is_handed_to_a_phone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "find_addresses", list)
    made = client.post("render", name="short.yaml", text=SHORT)
    assert "in no network" in client.post("send", id=made["id"])["error"]


def test_progress_is_told(client: Client) -> None:
    import http.client

    connection = http.client.HTTPConnection(client.host, client.port, timeout=30)
    connection.request("GET", client.root + "api/progress")
    events = connection.getresponse()
    assert events.getheader("Content-Type") == "text/event-stream"
    assert events.readline().startswith(b"retry")
    threading.Thread(target=client.post, args=("render",), kwargs={"name": "short.yaml", "text": SHORT}).start()
    told = b"".join(events.readline() for _ in range(3))
    assert b'data: {"what": "' in told
    connection.close()


@pytest.mark.parametrize("voice", ["{engine: nobody}", "{engine: command, command: touch made}"])
def test_a_voice_that_cannot_speak_is_told_and_lengths_are_guessed(folder: Path, voice: str) -> None:
    """A script's own program is never run."""
    text = SHORT + f"voice: {voice}\n"
    voices = Voices(print)
    desk = Desk(Folder(folder), voices)
    script = desk.script("short.yaml", text)
    timeline = desk.timeline(script, Tweak())["timeline"]
    if timeline is not None:
        assert timeline["guessed"] > 5
        assert timeline["silence"] or "command" in voice
    with pytest.raises((VoicecoachError, Refusal)):
        Sounds(desk, Progress()).prepare(script, Tweak())
    voices.close()
    assert not (folder / "made").exists()
    assert not Path("made").exists()


def test_what_is_new_is_spoken_ahead_while_it_is_quiet(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voices = Voices(print)
    desk = Desk(Folder(folder), voices, "pyttsx3")
    desk.ahead = Ahead(quiet=0.05)
    script = desk.script("short.yaml", SHORT)
    spoken: list[str] = []
    said = threading.Event()

    def speak(bank: Bank, phrase: Phrase) -> None:
        spoken.append(phrase.text)
        if len(spoken) == 3:
            said.set()
            desk.check(script)  # somebody types on

    monkeypatch.setattr(Bank, "clip", speak)
    new = desk.timeline(script, Tweak())["timeline"]["guessed"]
    assert said.wait(20)
    desk.ahead.close()
    voices.close()
    assert 3 == len(spoken) < new


def test_a_routine_that_nobody_has_spoken_is_heard_at_once(folder: Path) -> None:
    """From its start it is what the file will have; from elsewhere, what is before has the lengths that are drawn."""
    shutil.copy(shipped("scripts") / "hello.yaml", folder)
    voices = Voices(print)
    desk = Desk(Folder(folder), voices, "pyttsx3")
    sounds = Sounds(desk, Progress())
    script = desk.script("hello.yaml", (folder / "hello.yaml").read_text("utf-8"))
    drawn = desk.timeline(script, Tweak())["timeline"]
    desk.ahead.close()
    made = sounds.prepare(script, Tweak())
    assert made == {"id": made["id"], "length_ms": drawn["length_ms"], "draft": True}
    late = sounds.stream(made["id"], drawn["segments"][-3]["start"] + 1_000, "")
    left = desk.timeline(script, Tweak())["timeline"]["guessed"]
    assert 0 < left < drawn["guessed"]  # the work, without what comes before it
    whole = b"".join(sounds.stream(made["id"], 0, "").chunks)[HEADER:]
    ready = sounds.prepare(script, Tweak())
    assert "draft" not in ready
    exact = sounds.stream(ready["id"], 0, "")
    assert whole == b"".join(exact.chunks)[HEADER:]
    assert len(whole) + HEADER == int(exact.headers["Content-Length"])
    tail = b"".join(late.chunks)[HEADER:]
    assert any(tail)
    assert abs(len(tail) / 48 - (drawn["length_ms"] - drawn["segments"][-3]["start"] - 1_000)) < 3_000
    again = sounds.stream(made["id"], 0, "")
    assert again.headers == exact.headers
    voices.close()
