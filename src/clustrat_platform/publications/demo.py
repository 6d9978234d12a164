"""The demo: the real CluStrat project as cited facts, loaded through the actions that people use, and marked Demo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any

from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.base.demo import DemoPart, demo_facts, register_demo_part
from clustrat_platform.base.models import Region
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.organisations.models import Organisation
from clustrat_platform.publications import actions
from clustrat_platform.publications.models import EventPage, NewsPage, StandardPage

__all__ = ["load_organisations", "load_pages", "register"]

#: The classification in which the codes of the facts are written.
NUTS_VERSION = "2013"


def register() -> None:
    """Tell the base what the demo has here."""
    register_demo_part(
        DemoPart(
            name="organisations", order=10, load=load_organisations, remove=lambda: actions.remove_demo_records(by=None)
        )
    )
    register_demo_part(
        DemoPart(name="pages", order=90, load=load_pages, remove=lambda: actions.remove_demo_pages(by=None))
    )


def load_organisations() -> int:
    """The partners of CluStrat and what became of them; returns how many are new."""
    facts = demo_facts()
    known = {it["key"]: _organisation_of(it["name"]) for it in facts["organisations"]}
    n = 0
    for it in facts["organisations"]:
        if known[it["key"]] is None:
            known[it["key"]] = _enter(it)
            n += 1
    for it in facts["successions"]:
        predecessor, successor = known[it["from"]], known[it["to"]]
        assert predecessor is not None and successor is not None
        if not predecessor.successions.filter(successor=successor).exists():
            organisations.record_succession(
                by=None,
                predecessor=predecessor,
                successor=successor,
                kind=it["kind"],
                certainty=it["certainty"],
                on_date=_day(it["on"]),
                not_before=_day(it["not_before"]),
                not_after=_day(it["not_after"]),
                source_url=it["url"],
                note=it["note"],
            )
    return n


def _organisation_of(name: str) -> Organisation | None:
    return Organisation.objects.filter(is_demo=True, names__text=name).first()


def _enter(it: Mapping[str, Any]) -> Organisation:
    """Enter one organisation with its places, its names and what the sources say."""
    regions = [Region.objects.filter(code=code, nuts_version=NUTS_VERSION).first() for code in it["regions"]]
    organisation = organisations.propose_organisation(
        by=None,
        name=it["name"],
        kind=it["kind"],
        country=it["country"],
        language="en",
        region=regions[0] if regions else None,
        is_demo=True,
    )
    for name in it.get("names", ()):
        organisations.add_name(by=None, organisation=organisation, **name)
    for claim in it["claims"]:
        _claim(organisation, fact=claim["fact"], value=claim["value"], it=claim)
    renamed = it.get("renamed")
    if renamed:
        # One record with both names: a new name makes no new organisation.
        organisations.rename_organisation(
            by=None, organisation=organisation, name=renamed["name"], language="en", reason=renamed["note"]
        )
        limits = " / ".join(
            text
            for text in (
                renamed["not_before"] and f"not before {renamed['not_before']}",
                renamed["not_after"] and f"not after {renamed['not_after']}",
            )
            if text
        )
        _claim(organisation, fact="renamed", value=f"{renamed['name']}, {limits or 'date not known'}", it=renamed)
    return organisations.publish_organisation(by=None, organisation=organisation)


def _claim(organisation: Organisation, *, fact: str, value: str, it: Mapping[str, Any]) -> None:
    organisations.record_claim(
        by=None,
        organisation=organisation,
        fact=fact,
        value=value,
        certainty=it["certainty"],
        source_title=it["source"],
        source_url=it["url"],
        note=it["note"],
    )


def load_pages() -> int:
    """News, events, and the pages about the project and its pilots; returns how many are new."""
    actions.lay_pages(by=None)
    n = 0
    for it in demo_facts()["events"]:
        if not EventPage.objects.filter(slug=it["key"], is_demo=True).exists():
            actions.publish_event(by=None, is_demo=True, **_event(it))
            n += 1
    for slug, page in (("clustrat-project", _project()), ("clustrat-pilots", _pilots())):
        if not StandardPage.objects.filter(slug=slug, is_demo=True).exists():
            actions.publish_page(by=None, slug=slug, is_demo=True, **page)
            n += 1
    for it in _news():
        if not NewsPage.objects.filter(slug=it["slug"], is_demo=True).exists():
            words = it["words"]["en"]
            page = actions.publish_news(
                by=None,
                slug=it["slug"],
                published_on=date.fromisoformat(it["published_on"]),
                title=words["title"],
                introduction=words["introduction"],
                body=_blocks(words["body"]),
                is_demo=True,
            )
            n += 1
            for language, translated in it["words"].items():
                if language != "en":
                    actions.translate_page(
                        by=None,
                        page=page,
                        language=language,
                        title=translated["title"],
                        introduction=translated["introduction"],
                        body=_blocks(translated["body"]),
                    )
    return n


@lru_cache(maxsize=1)
def _news() -> list[dict[str, Any]]:
    path = files("clustrat_platform") / "data" / "demo_content" / "news.json"
    news: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["news"]
    return news


def _blocks(body: Iterable[Iterable[Any]]) -> list[tuple[str, Any]]:
    """The blocks of a body; paragraphs become markup here, and figures are pinned to the edition in use."""
    blocks: list[tuple[str, Any]] = []
    for name, value in body:
        if name == "paragraph":
            blocks.append((name, f"<p>{escape(value)}</p>"))
        elif name == "figure":
            blocks.append((name, {**value, "address": value["address"].format(edition=current_edition().id)}))
        else:
            blocks.append((name, value))
    return blocks


def _event(it: Mapping[str, Any]) -> dict[str, Any]:
    is_month = it["precision"] == "month"
    disagree = len(it["claims"]) > 1
    introduction = (
        "Sources disagree about this event; all of them are shown, the one we prefer first." if disagree else ""
    )
    return {
        "title": it["title"],
        "slug": it["key"],
        "introduction": introduction,
        "kind": it["kind"],
        "place": it["place"],
        "country": it["country"],
        "precision": it["precision"],
        # A month is kept as its first day, and said to be a month.
        "starts_on": _day(f"{it['starts']}-01" if is_month else it["starts"]),
        "ends_on": None if is_month else _day(it["ends"]),
        "body": [("claims", [_statement(claim) for claim in it["claims"]])],
    }


def _statement(claim: Mapping[str, Any], *, statement: str = "") -> dict[str, Any]:
    return {
        "statement": statement or claim["statement"],
        "source_title": claim["source"],
        "source_url": claim["url"],
        "certainty": claim["certainty"],
        "is_preferred": bool(claim.get("preferred")),
        "note": claim.get("note", ""),
    }


def _project() -> dict[str, Any]:
    facts = demo_facts()
    regions = [[it["code"], it["name"], it["part"], _sure(it["certainty"]), it["note"]] for it in facts["regions"]]
    themes = [[it["label"], it["kind"].replace("_", " "), it["source"]] for it in facts["themes"]]
    return {
        "title": "The CluStrat project",
        "introduction": (
            "What this demo shows is real: the CluStrat project of 2011 to 2014, written down from public pages. Nothing was "
            "filled in; where sources disagree, all of them stand here."
        ),
        "body": [
            ("claims", [_statement(it) for it in facts["project"]]),
            ("heading", "Territories"),
            (
                "table",
                {
                    "caption": "Territories on which the project reported or in which it worked",
                    "heads": ["NUTS 2013", "Name", "Part", "How sure", "Note"],
                    "rows": regions,
                },
            ),
            ("heading", "Themes"),
            ("table", {"caption": "Themes of the project", "heads": ["Theme", "Kind", "Source"], "rows": themes}),
            (
                "note",
                {
                    "text": (
                        "<p>No source gives the questionnaire of the mapping, the rating of any region, interviews by region, or "
                        "indicators of the pilots. They are not shown, and not invented.</p>"
                    ),
                    "is_warning": False,
                },
            ),
        ],
    }


def _pilots() -> dict[str, Any]:
    facts = demo_facts()
    names = {it["key"]: it["name"] for it in facts["organisations"]}
    themes = {it["key"]: it["label"] for it in facts["themes"]}
    body: list[tuple[str, Any]] = []
    for it in facts["pilots"]:
        rows = [
            ["Lead", names.get(it["lead"], "not named")],
            ["Theme", "; ".join(themes[key] for key in it["themes"]) or "not stated"],
            ["What was done", it["activity"]],
            ["What came of it", it["result"]],
            ["Afterwards", it["follow_up"]],
            ["Interviews", str(it["n_interviews"]) if it["n_interviews"] is not None else ""],
            ["Partners", "; ".join(_participant(part, names) for part in it["participants"]) or "not named"],
            ["Remark", it["note"]],
        ]
        rows = [row for row in rows if row[1]]
        body += [
            ("heading", it["title"]),
            (
                "table",
                {"caption": f"{it['title']}: what is known", "heads": ["What", "As the sources have it"], "rows": rows},
            ),
            (
                "claims",
                [
                    _statement({**source, "certainty": it["certainty"]}, statement="Describes this pilot.")
                    for source in it["claims"]
                ],
            ),
        ]
    return {
        "title": "The pilots of CluStrat",
        "introduction": (
            "Nine titles were found; the project counted eight pilots, and which of the nine lies outside is not known. Where "
            "pilots took place says nothing about the potential of a region."
        ),
        "body": body,
    }


def _participant(part: Mapping[str, Any], names: Mapping[str, str]) -> str:
    who = names.get(part["organisation"], "") or f"{part['region']} (region named, no organisation)"
    mark = "" if part["certainty"] == "seen" else f", {_sure(part['certainty'])}"
    return f"{who} ({part['role']}{mark})"


def _sure(certainty: str) -> str:
    return {
        "seen": "the source says it",
        "own_knowledge": "added by us, to be verified",
        "conflicting": "sources disagree",
    }[certainty]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
