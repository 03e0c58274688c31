"""What no script can be made of is told with file, line and column, and nothing is written."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from voicecoach.cli import main
from voicecoach.errors import SourceUnreadable
from voicecoach.intake.formats import convert

RIDE = "<workout_file><name>Über</name><workout><SteadyState Duration='60'/></workout></workout_file>"
REFUSED = {
    "empty": ("x.txt", b"", "x.txt:1:1: there is nothing"),
    "blank": ("x.zwo", b" \n\t\n", "x.zwo:1:1: there is nothing"),
    "binary": ("x.zwo", b"line\nPK\x03\x04\x00\x00", "x.zwo:2:5: this is no text"),
    "large": ("x.txt", b"Squat 3x12\n" * 100_000, "x.txt:1:1: the file has more than 1,000,000 bytes"),
    "latin-1": ("x.txt", "Squat 3x12\nKniebeuge für 3x12".encode("latin-1"), "x.txt:2:12: this is not UTF-8"),
    "half utf-16": ("x.txt", b"\xff\xfeS\x00q", "x.txt:1:1: this is not UTF-16"),
    "other xml": ("x.zwo", b"<gpx>\n</gpx>", "x.zwo:1:1: this is GPX, which is not read: it begins with <gpx>"),
    "unknown xml": ("x.zwo", b"<shopping/>", "x.zwo:1:1: this is XML, but no Zwift workout: it begins with <shopping>"),
    "json": ("x.json", b'\n {"title": "Stairs", "reps": 12}', "x.json:2:2: this is JSON, which is not read"),
    "cut json": ("x.txt", b'[{"title": "Stairs", "rep', "x.txt:1:1: this is JSON, which is not read"),
    "csv": ("x.txt", b"move,sets,reps\nLunge,3,12\n", "x.txt:1:1: this is a table of comma-separated values"),
    "csv of a spreadsheet": ("x.csv", b"Move;Sets;kg\nLunge;3;12\n", "x.csv:1:1: this is a table of comma-"),
    "web page": ("x.txt", b"<!doctype html><p>Lunge 3x12<br>", "x.txt:1:1: this is a web page (HTML)"),
    "rtf": ("x.txt", b"{\\rtf1 Lunge 3x12}", "x.txt:1:1: this is RTF"),
    "calendar": ("x.ics", b"BEGIN:VCALENDAR\nSUMMARY:Lunge 3x12\n", "x.ics:1:1: this is a calendar"),
    "mrc": ("x.mrc", b"[COURSE HEADER]\nMINUTES PERCENT\n", "x.mrc:1:1: this is a workout for an ergometer"),
    "erg": ("x.erg", b"0.0\t60\n4.0\t60\n4.0\t110\n", "x.erg:1:1: this is a workout for an ergometer"),
    "python": ("x.txt", b"# lunges\nfrom gym import lunge\nlunge(12)\n", "x.txt:2:1: this is the code of a program"),
    "yaml of others": ("x.yml", b"plan:\n  kind: lunge\n  reps: 12\n", "x.yml:1:1: this is YAML of another program"),
    "pdf": ("x.pdf", b"%PDF-1.7\n\xe2\xe3\0", "x.pdf:1:1: this is PDF"),
    "zip": ("x.docx", b"PK\x03\x04\0\0", "x.docx:1:1: this is a ZIP archive"),
    "fit": ("x.fit", b"\x0e\x10\0\0\x09\0\0\0.FIT", "x.fit:1:1: this is FIT"),
    "a day of riding": ("x.txt", b"- 23h 50%\n- 2h 60%\n", "x.txt:2:1: up to here, the workout lasts 25:00:00"),
    "no time": ("x.txt", b"- 0m 50%\n", "x.txt:1:1: '0m' cannot be the time of a step"),
    "only a template": ("x.txt", b"Lunge / used: none / 3x8\n", "x.txt:1:1: there is no exercise with sets"),
    "unknown encoding": ("x.zwo", b'<?xml version="1.0" encoding="klingon"?><a/>', "x.zwo:1:"),
    "not closed": ("x.zwo", b"<workout_file>\n<workout>\n</workout>", "x.zwo:3:11: not readable as XML"),
    "ampersand": ("x.zwo", b"<workout_file>\n<name>A & B</name></workout_file>", "x.zwo:2:10: not readable as XML"),
    "no ride": ("x.zwo", b"<workout_file><name>N</name></workout_file>", "x.zwo:1:1: there is no block with a time"),
    "doctype": ("x.zwo", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "x.zwo:1:13: a docu"),
    "too long": ("x.zwo", RIDE.replace("60'/>", "86400'/><Ramp Duration='60'/>").encode(), "x.zwo:1:1: the work"),
    "broken yaml": ("x.yaml", b"tts: {}\nexercises:\n  - name: 'A\n    duration: 3s\n", "x.yaml:"),
    "no exercises": ("x.yaml", b"tts: {}\nexercises: none\n", "x.yaml:2:12: exercises: is no list"),
    "nothing timed": ("x.yaml", b"tts: {}\nexercises:\n  - name: A\n", "x.yaml:3:3: there is no exercise"),
    "other yaml": ("x.yaml", b"- 1\n- 2\n", "x.yaml:1:1: this is YAML, but no w2a workout"),
    "bomb of aliases": ("x.yaml", b"tts: {}\nexercises: &a [" + b"x," * 999 + b"]\nb: [" + b"*a," * 99 + b"]", "x.y"),
    "a script": ("x.yaml", b"title: A\nroutine: [b]\n", "x.yaml:1:1: this is a routine script already"),
    "a letter": ("x.txt", b"Dear coach,\n\nsee you tomorrow.\n", "x.txt:1:1: no exercise with a dose"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_its_place(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, data, message = REFUSED[case]
    (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    assert main(["new", "--from", name, "out.yaml"]) == 1
    out, talk = capsys.readouterr()
    assert (out, talk.startswith(message)) == ("", True), talk
    assert not (tmp_path / "out.yaml").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert "title: Über\n" in convert("x.zwo", RIDE.encode(encoding)).script
    board = "# Über\nKniebeuge 3x12\n".encode(encoding)
    assert "title: Über\n" in convert("x.txt", board).script


def test_the_content_decides_and_not_the_suffix() -> None:
    assert convert("ride.txt", RIDE.encode()).format == "Zwift workout"
    assert convert("board.zwo.bak", b"Squat 3x12").format == "whiteboard"
    w2a = b"pause: {duration: 5s}\nexercises:\n  - {name: A, duration: 3s}\n"
    assert convert("x.txt", w2a).format == "w2a workout"


@pytest.mark.parametrize(
    "board",
    [
        "{Warm-up}\nLunge: 3x12, slow {knees out}\n",
        "[ ] Lunge 3x12\n[x] Row 3x8\n",
        "Lunge, 3x12, 20 kg\nRow, 3x8, 30 kg\n",
        "lunge: 3x12\nrow: 3x8\npress: 3x5\n",
        "Monday:\n  Lunge: 3x12\n  Row: 3x8\n",
        "- Bike 10m Z2\n- Lunge 3x12\n",
        "Lunge 3x5 / 20 kg\nRow or press 3x8\n",
    ],
)
def test_a_board_with_braces_colons_and_commas_is_a_board(board: str) -> None:
    assert convert("board.txt", board.encode()).format == "whiteboard"


def test_an_existing_script_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("board.txt").write_text("Squat 3x12", encoding="utf-8")
    Path("board.yaml").write_text("mine", encoding="utf-8")
    assert main(["new", "--from", "board.txt"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert Path("board.yaml").read_text("utf-8") == "mine"


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Squat 3x12\nStretch a little.\n")))
    assert main(["new", "--from", "-", "squats"]) == 0
    assert capsys.readouterr().err.startswith("<stdin>:2:1: ")
    script = Path("squats.yaml").read_text("utf-8")
    assert all(part in script for part in ("do: 3x12", "title: Squats\n", "from stdin (whiteboard)"))
    assert main(["new", "--from", "-"]) == 2


@pytest.mark.parametrize("name", ["none.zwo", "folder"])
def test_a_source_that_cannot_be_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    assert main(["new", "--from", name]) == 2
    assert main(["new"]) == 2
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("name", [".", "..", "folder/", "/"])
def test_a_folder_is_no_script_to_write(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", name]) == 2
    assert capsys.readouterr().err.startswith(f"voicecoach: {name} is a folder, and new writes a file\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    for source in ("pipe", os.devnull):
        assert main(["new", "--from", source, "out"]) == 2
    assert not Path("out.yaml").exists()


def test_the_title_of_the_command_wins() -> None:
    assert "title: Mine\n" in convert("x.zwo", RIDE.encode(), "Mine").script


def test_a_line_of_a_million_characters_takes_no_time() -> None:
    board = b"Squat 3x12\n" + b"1 " * 200_000 + b"\n" + b"- " * 100_000 + b"\n" + b"1." * 100_000
    made = convert("x.txt", board)
    assert made.script.count("exercise:") == 1
    with pytest.raises(SourceUnreadable):
        convert("x.zwo", b"<a>" * 300_000)
