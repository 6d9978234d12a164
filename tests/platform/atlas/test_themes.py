"""Lists of themes made here: refused by the rules of the core, a version for every content, four eyes, and the diff of ratings."""

from __future__ import annotations

from typing import Any

import pytest
from tests.platform.atlas import judged
from tests.platform.atlas.test_judged_views import client_of, text_of
from tests.platform.organisations.factories import make_holder

from clustrat.codes.themes import theme
from clustrat_platform.atlas import tasks, theme_views
from clustrat_platform.atlas.actions import theme_drafts as actions
from clustrat_platform.atlas.models import ThemeDraft
from clustrat_platform.atlas.theme_lists import added_lines, content_of, frozen_theme, frozen_themes, theme_of_content
from clustrat_platform.base.jobs import run_job
from clustrat_platform.base.models import Job
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = False


@pytest.mark.parametrize(("weights", "added", "fault"), [
    ({"21.10": "2"}, {}, "weight"), ({"21.10": "-1"}, {}, "weight"), ({"21.10": "much"}, {}, "weight"), ({}, {"99.99": "1"}, "99.99"),
    ({}, {"21": "1"}, "21"), ({"21.10": "nan"}, {}, "weight"),
])  # fmt: skip
def test_a_list_that_the_core_refuses_is_refused(weights: dict[str, str], added: dict[str, str], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        theme_of_content(content_of(theme(judged.THEME), weights, added))


@pytest.mark.parametrize("text", ["86.10", "86.10; much", "86.10;1\n86.10;1", "; 1", "x" * 50])
def test_a_line_that_is_no_industry_is_named(text: str) -> None:
    with pytest.raises(Invalid, match="Line"):
        added_lines(text)


def test_the_same_content_is_the_same_version_and_another_weight_another() -> None:
    base = theme(judged.THEME)
    same = theme_of_content(content_of(base, {}, {}))
    other = theme_of_content(content_of(base, {"21.10": "0.5"}, {"15": "0.5"}))
    fewer = theme_of_content(content_of(base, {"21.10": "0"}, {}))
    assert [(it.code, it.weight) for it in same.items] == [(it.code, it.weight) for it in base.items]
    assert len({same.version, other.version, fewer.version}) == 3
    assert (other.kind, len(fewer.items)) == ("proposal", len(base.items) - 1)


def test_a_draft_needs_a_reason_and_another_content() -> None:
    base = theme(judged.THEME)
    with pytest.raises(Invalid, match="Say why"):
        actions.draft_theme(by=None, theme=base.code, base_version=base.version, content="", reason=" ")
    judged.make_theme_draft()
    with pytest.raises(Conflict, match="this very list"):
        judged.make_theme_draft()
    with pytest.raises(Invalid, match="is of the theme"):
        actions.draft_theme(
            by=None, theme="smart_mobility", base_version="v1", content=content_of(base, {}, {}), reason="x"
        )
    with pytest.raises(NotAllowed):
        judged.make_theme_draft(weight="0.6", by=make_holder("editor"))


def test_nobody_validates_a_list_of_their_own_and_frozen_is_for_ever() -> None:
    author = make_holder("expert")
    draft = judged.make_theme_draft(by=author)
    with pytest.raises(Conflict, match="begins from: validated"):
        actions.freeze_theme(by=None, draft=draft)
    with pytest.raises(NotAllowed, match="of their own"):
        actions.validate_theme(by=author, draft=draft)
    validated = actions.validate_theme(by=make_holder("expert", "AT31"), draft=draft)
    with pytest.raises(NotAllowed):
        actions.freeze_theme(by=make_holder("expert"), draft=validated)
    frozen = actions.freeze_theme(by=make_holder("secretariat", None), draft=validated)
    with pytest.raises(Conflict):
        actions.validate_theme(by=None, draft=frozen)


def test_weights_are_changed_by_a_form_and_the_ratings_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from clustrat.study.theme_ratings import RatingChange, RatingChanges

    seen: list[Any] = []

    def changes(edition: Any, old: Any, new: Any) -> RatingChanges:
        seen.append((old.version, new.version))
        one = RatingChange(
            region="ITH4", name="Friuli", old=1.0, new=1.5, change=0.5, old_place=3, new_place=2, is_marked=False
        )
        return RatingChanges(changes=(one,), year=2014)

    monkeypatch.setattr(tasks, "rating_changes", changes)
    client = client_of(make_holder("expert"))
    address = f"/en/theme/{judged.THEME}/edit"
    assert client.get("/en/theme/nothing/edit").status_code == 404
    assert client.get("/en/theme/nanotechnology/edit").status_code == 404
    given = {f"w_{it.code.replace('.', '_')}": f"{it.weight:g}" for it in theme(judged.THEME).items}
    given |= {"w_21_10": "0,5", "reason": "Seen in the interviews."}
    refused = client.post(address, {**given, "w_21_10": "7"})
    assert refused.status_code == 422
    assert 'value="7"' in text_of(refused)
    assert client.post(address, {**given, "added": "nothing"}).status_code == 422
    made = client.post(address, given)
    assert made.status_code == 302, text_of(made)
    page = made.headers["Location"]
    assert "are being worked out" in text_of(client.get(page))
    run_job.func(Job.objects.get(kind="atlas.compare_theme").pk)
    shown = text_of(client.get(page))
    assert "1 of 1 regions are rated otherwise" in shown
    assert "Friuli (ITH4)" in shown
    assert "21.10" in shown
    assert seen == [("v1", ThemeDraft.objects.get().version)]
    assert client.post(page, {"do": "validate"}).status_code == 403
    assert client_of(None).get(page).status_code == 404


def test_the_diff_of_all_ratings_is_shown_before_anything_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """F3: a changed weight makes a version and a diff of all ratings; one looks before one keeps."""
    from clustrat.study.theme_ratings import RatingChange, RatingChanges

    def changes(edition: Any, old: Any, new: Any) -> RatingChanges:
        one = RatingChange(
            region="ITH4", name="Friuli", old=1.0, new=1.5, change=0.5, old_place=3, new_place=2, is_marked=False
        )
        return RatingChanges(changes=(one,), year=2014)

    monkeypatch.setattr(theme_views, "rating_changes", changes)
    client = client_of(make_holder("expert"))
    address = f"/en/theme/{judged.THEME}/edit"
    given = {f"w_{it.code.replace('.', '_')}": f"{it.weight:g}" for it in theme(judged.THEME).items}
    same = client.post(address, {**given, "do": "look"})
    assert same.status_code == 422
    assert "the list is the same" in text_of(same)
    looked = client.post(address, {**given, "w_21_10": "0.5", "do": "look"})
    assert looked.status_code == 200
    shown = text_of(looked)
    for words in ("Friuli (ITH4)", "1 of 1 regions are rated otherwise", "Nothing is kept yet", 'value="0.5"'):
        assert words in shown
    assert not ThemeDraft.objects.exists()
    assert not Job.objects.exists()
    assert client.post(address, {**given, "w_21_10": "0.5", "do": "keep"}).status_code == 422, (
        "a reason is needed to keep it"
    )
    assert client.post(address, {**given, "do": "dance"}).status_code == 422
    frozen = judged.make_theme_draft(weight="0.3", frozen=True)
    onward = text_of(client.get(f"{address}?from={frozen.version}"))
    assert 'value="0.3"' in onward
    assert client.get(f"{address}?from=v99").status_code == 422
    made = client.post(
        f"{address}?from={frozen.version}", {**given, "w_21_10": "0.1", "reason": "More of it.", "do": "keep"}
    )
    assert client.get(made.headers["Location"]).status_code == 200
    assert ThemeDraft.objects.get(state="draft").base_version == frozen.version


def test_only_frozen_lists_are_offered_for_rating_and_an_unknown_one_names_them() -> None:
    judged.make_theme_draft(weight="0.4")
    frozen = judged.make_theme_draft(weight="0.3", frozen=True)
    newer = judged.make_theme_draft(weight="0.2", frozen=True)
    assert [it.version for it in frozen_themes()] == [newer.version, frozen.version]
    assert frozen_themes("mobility") == ()
    found = frozen_theme(judged.THEME, frozen.version)
    assert (found.code, found.items[0].weight) == (judged.THEME, 0.3)
    with pytest.raises(Invalid, match=r"No version 'v9'") as refusal:
        frozen_theme(judged.THEME, "v9")
    assert refusal.value.members["allowed"] == [f"{judged.THEME}.{it}" for it in (newer.version, frozen.version)]
