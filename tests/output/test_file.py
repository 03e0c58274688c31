from __future__ import annotations

import contextlib
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from voicecoach.errors import OutputFailed
from voicecoach.output.file import write_whole

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files and signals")


def write(path: Path, data: bytes = b"new") -> None:
    with write_whole(path) as sink:
        sink.write(data)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name != "cache")


def refuse(path: Path) -> OutputFailed:
    with pytest.raises(OutputFailed, match="cannot write") as caught:
        write(path)
    assert caught.value.remedy
    return caught.value


def in_python(code: str, *arguments: str | Path, **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
    )  # type: ignore[call-overload]


def test_the_file_appears_only_when_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    with write_whole(path) as sink:
        sink.write(b"01234")
        sink.rewrite(1, b"xx")
        sink.write(b"5")
        assert not path.exists()
    assert path.read_bytes() == b"0xx345"
    assert names(tmp_path) == ["a.mp3"]


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_trouble_leaves_what_was_there(tmp_path: Path, trouble: type[BaseException]) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")

    def break_off() -> None:
        with write_whole(path) as sink:
            sink.write(b"half")
            raise trouble

    with pytest.raises(trouble):
        break_off()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.mp3"]


def test_an_os_error_of_the_source_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), write_whole(tmp_path / "a.mp3"):
        (tmp_path / "no such sound.wav").read_bytes()
    assert names(tmp_path) == []


WAITS = """
import sys, time
from pathlib import Path
from voicecoach.output.file import write_whole
with write_whole(Path(sys.argv[1])) as sink:
    sink.write(b"half")
    print("ready", flush=True)
    time.sleep(60)
"""


@posix
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.usefixtures("open_to_signals")
def test_a_signal_leaves_what_was_there(tmp_path: Path, number: str) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")
    with in_python(WAITS, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert len(names(tmp_path)) == 2
        process.send_signal(getattr(signal, number))
        assert process.wait(timeout=30) != 0
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.mp3"]


@posix
def test_a_killed_run_leaves_a_part_that_the_next_run_removes(tmp_path: Path) -> None:
    path = tmp_path / "a[1].mp3"
    with in_python(WAITS, path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert names(tmp_path) == [f".a[1].mp3.{process.pid}.part"]
    write(path)
    assert names(tmp_path) == ["a[1].mp3"]


@posix
def test_a_living_runs_part_and_other_files_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    (tmp_path / ".b.mp3.1.part").write_bytes(b"of another target")
    with in_python(WAITS, path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        write(path)
        assert names(tmp_path) == [f".a.mp3.{process.pid}.part", ".b.mp3.1.part", "a.mp3"]
        process.terminate()


@posix
def test_signal_handlers_are_as_before(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    write(tmp_path / "a.mp3")
    assert signal.getsignal(signal.SIGTERM) is before


def test_two_threads_write_the_same_target_and_one_whole_file_stays(tmp_path: Path) -> None:
    path, troubles = tmp_path / "a.mp3", []

    def work(letter: bytes) -> None:
        try:
            with write_whole(path) as sink:
                for _ in range(50):
                    sink.write(letter * 1000)
                    time.sleep(0.001)
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(letter,)) for letter in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert path.read_bytes() in (b"a" * 50_000, b"b" * 50_000)
    assert names(tmp_path) == ["a.mp3"]


MANY = """
import sys
from pathlib import Path
from voicecoach.output.file import write_whole
sys.stdin.read(1)
for _ in range(300):
    with write_whole(Path(sys.argv[1])) as sink:
        sink.write(b"x" * 1000)
"""


@posix
def test_two_processes_write_one_file_again_and_again(tmp_path: Path) -> None:
    """Neither takes the other's unfinished file for a dead run's, before it is locked or as it is renamed."""
    with contextlib.ExitStack() as stack:
        path = tmp_path / "a.mp3"
        both = [stack.enter_context(in_python(MANY, path, stdin=subprocess.PIPE)) for _ in range(2)]
        for process in both:
            assert process.stdin is not None
            process.stdin.write(b"!")
            process.stdin.close()
        assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert path.read_bytes() == b"x" * 1000
    assert names(tmp_path) == ["a.mp3"]


@posix
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_follows_the_umask(tmp_path: Path, mask: int) -> None:
    old = os.umask(mask)
    try:
        write(tmp_path / "a.mp3")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.mp3").stat().st_mode) == 0o666 & ~mask


@posix
def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_bytes() == b"new"


@posix
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link, target = tmp_path / "link.mp3", tmp_path / "real" / "a.mp3"
    link.symlink_to(target)
    for data in (b"first", b"second"):
        write(link, data)
        assert link.is_symlink()
        assert target.read_bytes() == data
    assert names(tmp_path / "real") == ["a.mp3"]


@posix
def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").symlink_to(tmp_path / "a.mp3")
    assert "link" in str(refuse(tmp_path / "a.mp3"))


def test_a_folder_is_refused_and_a_name_suggested(tmp_path: Path) -> None:
    assert "workout.mp3" in refuse(tmp_path).remedy


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in str(refuse(tmp_path / "no" / "a.mp3"))


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "not a folder" in str(refuse(tmp_path / "file" / "a.mp3"))


def test_a_name_too_long_or_with_a_null_is_refused(tmp_path: Path) -> None:
    assert "too long" in str(refuse(tmp_path / ("a" * 300 + ".mp3")))
    refuse(tmp_path / "a\0b.mp3")


@posix
def test_the_longest_legal_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 125 + ".mp3")
    write(path)
    assert names(tmp_path) == [path.name]


REFUSED = """
import sys
from pathlib import Path
from voicecoach.errors import OutputFailed
from voicecoach.output.file import write_whole
try:
    with write_whole(Path(sys.argv[1])) as sink:
        for _ in range(64):
            sink.write(bytes(8192))
except OutputFailed as error:
    print(error, "|", error.remedy)
"""


@posix
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    folder = Path("/proc/sys/kernel") if os.geteuid() == 0 else tmp_path / "locked"
    if not folder.exists():
        folder.mkdir(mode=0o555)
    refuse(folder / "a.mp3")


def test_a_write_protected_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.mp3").write_bytes(b"old")
    (tmp_path / "a.mp3").chmod(0o444)
    if os.access(tmp_path / "a.mp3", os.W_OK):  # root may, so that the system's answer is put in its mouth
        monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert "write-protected" in str(refuse(tmp_path / "a.mp3"))
    assert (tmp_path / "a.mp3").read_bytes() == b"old"


@posix
def test_a_file_that_grows_too_large_leaves_what_was_there(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")
    limit = (100_000, 100_000)
    with in_python(REFUSED, path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)) as process:
        said, trouble = process.communicate(timeout=60)
    assert b"larger than is allowed" in said, trouble
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.mp3"]


@posix
def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here (needs root)")
    try:
        (disk / "a.mp3").write_bytes(b"old")
        with pytest.raises(OutputFailed, match="disk is full") as caught:
            write(disk / "a.mp3", bytes(500_000))
        assert "space" in caught.value.remedy
        assert (disk / "a.mp3").read_bytes() == b"old"
        assert names(disk) == ["a.mp3"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@posix
def test_a_device_takes_the_content_and_stays_a_device(tmp_path: Path) -> None:
    write(Path("/dev/null"))
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    if Path("/dev/full").exists():
        assert "disk is full" in str(refuse(Path("/dev/full")))


@posix
def test_a_pipe_gets_the_finished_content(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe.mp3", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with write_whole(pipe) as sink:
        sink.write(b"0123")
        sink.rewrite(0, b"x")
    reader.join(timeout=30)
    assert read == [b"x123"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_interruption_as_the_part_is_opened_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(file: object, path: Path) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("voicecoach.output.file.claim", interrupted)
    with pytest.raises(KeyboardInterrupt), write_whole(tmp_path / "workout.mp3"):
        pytest.fail("it was interrupted before this")
    assert list(tmp_path.iterdir()) == []
