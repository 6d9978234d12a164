"""The demo's entries: organisations of the real CluStrat as cited facts have them; nothing is added that no source says."""

from __future__ import annotations

from datetime import date
from typing import Any

from clustrat_platform.actors import actions
from clustrat_platform.actors.models import Actor, ActorKind
from clustrat_platform.base.demo import DemoPart, demo_facts, register_demo_part
from clustrat_platform.organisations.models import Organisation

__all__ = ["load_entries", "register"]

#: Themes of the facts -> codes of the lists.
THEMES = {"EI-AGE": "active_ageing", "EI-GREEN": "green_economy", "EI-MOB": "smart_mobility"}
#: What the facts call a cluster organisation is one here; SINEC came out of the pilot "Cluster of Social Enterprises".
KINDS = {"cluster": ActorKind.CLUSTER}
N_MEMBERS = {"sinec": 47}


def register() -> None:
    """Tell the base what the demo has here."""
    register_demo_part(
        DemoPart(
            name="entries of the directory",
            order=20,
            load=load_entries,
            remove=lambda: actions.remove_demo_actors(by=None),
        )
    )


def load_entries() -> int:
    """Enter the cluster organisations among the partners, with the themes of the pilots that they led or joined."""
    facts = demo_facts()
    n = 0
    for it in facts["organisations"]:
        kind = KINDS.get(it["kind"])
        organisation = Organisation.objects.filter(is_demo=True, names__text=it["name"]).first()
        if kind is None or organisation is None or Actor.objects.filter(organisation=organisation, kind=kind).exists():
            continue
        _enter(organisation, kind, it, facts)
        n += 1
    return n


def _enter(organisation: Organisation, kind: str, it: dict[str, Any], facts: dict[str, Any]) -> Actor:
    actor = actions.propose_actor(by=None, organisation=organisation, kind=kind)
    themes, source = _themes_of(it["key"], facts)
    if themes:
        actions.change_actor(by=None, actor=actor, fields={"themes": themes}, source=source)
    for claim in it["claims"]:
        fields: dict[str, Any] = {}
        if claim["fact"] == "founded":
            fields["founded_year"] = int(claim["value"][:4])
        if claim["fact"] == "members" and it["key"] in N_MEMBERS:
            fields["committed_members"] = N_MEMBERS[it["key"]]
        if fields:
            actions.change_actor(by=None, actor=actor, fields=fields, source=_source(claim))
    actions.check_actor(by=None, actor=actor, reason="the public pages that the facts of the demo cite")
    actions.publish_actor(by=None, actor=actor)
    collected = date.fromisoformat(facts["collected_on"])
    return actions.confirm_actor(by=None, actor=actor, confirmed_on=collected, capacity=Actor.Confirmer.DEMO)


def _themes_of(key: str, facts: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Themes of the pilots that an organisation led or joined, with the source of the first."""
    themes: list[str] = []
    source: dict[str, Any] = {}
    for pilot in facts["pilots"]:
        joined = {part["organisation"] for part in pilot["participants"]} | {pilot["lead"]}
        if key in joined and pilot["claims"]:
            themes += [THEMES[it] for it in pilot["themes"] if it in THEMES]
            source = source or _source({**pilot["claims"][0], "certainty": pilot["theme_certainty"] or "own_knowledge"})
    return sorted(set(themes)), source


def _source(claim: dict[str, Any]) -> dict[str, Any]:
    return {
        "source_title": claim["source"] or "facts of the demo",
        "source_url": claim["url"],
        "licence": "",
        "certainty": claim["certainty"] or "own_knowledge",
    }
