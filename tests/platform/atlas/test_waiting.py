"""Long work says how far it is and is kept; short work is waited out; what fails, fails for each who waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clustrat_platform.atlas.answers import kept_markup
from clustrat_platform.atlas.registry import ask_of, screen_of
from clustrat_platform.atlas.shelf import Shelf
from clustrat_platform.atlas.waiting import Work, in_time
from clustrat_platform.base.problems import NotFound

KEY = "ab" * 32


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Opens so that work can end, at the latest when the test is over."""
    found = threading.Event()
    yield found
    found.set()


def test_short_work_is_waited_out() -> None:
    assert in_time("short", lambda tell: 42, patience_s=5) == 42
    assert in_time("here", lambda tell: threading.current_thread(), patience_s=None) is threading.current_thread()


@pytest.mark.django_db
def test_long_work_tells_how_far_it_is_and_is_joined(gate: threading.Event) -> None:
    begun = threading.Event()

    def make(tell: Any) -> str:
        tell(40, "Working out the answer.")
        begun.set()
        gate.wait(10)
        return "done"

    work = in_time("long", make, patience_s=0.001)
    assert isinstance(work, Work)
    assert begun.wait(5)
    assert (work.percent, work.message) == (40, "Working out the answer.")
    work.tell(10, "Back?")
    assert work.percent == 40
    assert in_time("long", lambda tell: "another", patience_s=0.001) is work
    gate.set()
    assert work.future.result(5) == "done"


@pytest.mark.django_db
def test_a_refusal_reaches_who_waits_and_is_not_kept() -> None:
    def refuse(tell: Any) -> str:
        raise NotFound(detail="There is none.")

    with pytest.raises(NotFound, match="There is none"):
        in_time("refused", refuse, patience_s=5)
    assert in_time("refused", lambda tell: "now there is", patience_s=5) == "now there is"


def working(path: str, monkeypatch: pytest.MonkeyPatch, **headers: str) -> Any:
    """The answer of a page whose work goes on."""
    work: Work[Any] = Work()
    work.tell(40, "Working out the answer.")
    monkeypatch.setattr("clustrat_platform.atlas.views.kept_markup", lambda ask: None)
    monkeypatch.setattr("clustrat_platform.atlas.views.in_time", lambda key, make, patience_s: work)
    return Client().get(path, headers=headers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "has", "has_not"),
    [
        ({}, '<noscript><meta http-equiv="refresh" content="2">', "nothing-of-the-kind"),
        ({"HX-Request": "true"}, 'id="result"', "<html"),
        ({"HX-Request": "true", "X-Waiting": "1"}, 'id="working"', 'id="result"'),
    ],
)
def test_a_page_that_takes_long_asks_again_by_itself(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], has: str, has_not: str
) -> None:
    answer = working("/en/region/ITH4/overview?year=2013", monkeypatch, **headers)
    html = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (202, "no-store")
    assert has in html and has_not not in html
    assert 'value="40"' in html and "Working out the answer." in html
    assert 'hx-trigger="load delay:1s"' in html


@pytest.mark.django_db
def test_who_waited_gets_the_whole_page() -> None:
    answer = Client().get("/en/region/ITH4/overview", headers={"HX-Request": "true", "X-Waiting": "1"})
    assert (answer.content, answer.headers["HX-Refresh"]) == (b"", "true")


@pytest.mark.django_db
def test_a_page_is_kept_on_disk_and_read_without_a_study(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache

    settings.RENDERED_FOLDER = tmp_path
    cache.clear()
    first = Client().get("/en/region/SI04/overview")
    cache.clear()
    monkeypatch.setattr("clustrat_platform.atlas.answers.answer_to", None)
    again = Client().get("/en/region/SI04/overview")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert kept_markup(ask_of(screen_of("region", "overview"), "SI04", [], language="en")) is not None
    cache.clear()


def test_a_torn_file_is_as_if_nothing_were_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, max_bytes=1_000)
    shelf.put(KEY, b"page")
    (path,) = tmp_path.glob("??/*")
    path.write_bytes(path.read_bytes()[:3])
    assert shelf.get(KEY) is None


def test_the_oldest_go_first(tmp_path: Path) -> None:
    import os

    shelf = Shelf(tmp_path, max_bytes=2_000)
    for number in range(4):
        shelf.put(f"{number:02d}" * 32, os.urandom(900))
        os.utime(tmp_path / f"{number:02d}" / (f"{number:02d}" * 31), (number, number))
    assert shelf.tidy() == 2
    assert [shelf.get(f"{number:02d}" * 32) is not None for number in range(4)] == [False, False, True, True]


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a/b"])
def test_a_key_is_no_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="A key is made of"):
        Shelf(tmp_path, max_bytes=1_000).get(key)
