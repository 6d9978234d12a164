"""What changes questionnaires and mapping rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.atlas.actions.states import in_state, known_theme
from clustrat_platform.atlas.models import Interview, MappingRound, Questionnaire, RoundRegion
from clustrat_platform.atlas.questions import check_items, digest_of
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = [
    "close_round",
    "draft_questionnaire",
    "open_round",
    "publish_questionnaire",
    "publish_round",
    "revise_questionnaire",
]


@action(verb="atlas.draft_questionnaire", permission="atlas.write_questionnaire")
def draft_questionnaire(
    *,
    by: User | None,
    code: str,
    title: dict[str, str],
    consent_version: str,
    consent_text: dict[str, str],
    consent_purpose: dict[str, str],
    items: list[dict[str, Any]] | None = None,
) -> Questionnaire:
    """Write the first version of a questionnaire; its items may come later, one by one.

    Raises
    ------
    Invalid
        An item is none.
    Conflict
        There is one of this code.
    """
    if Questionnaire.objects.filter(code=code).exists():
        raise Conflict(detail=_("There is a questionnaire '%(code)s'; make a new version of it.") % {"code": code})
    return checked(
        Questionnaire(
            code=code,
            title=title,
            items=check_items(items) if items else [],
            consent_version=consent_version,
            consent_text=consent_text,
            consent_purpose=consent_purpose,
        )
    )


@action(verb="atlas.revise_questionnaire", permission="atlas.write_questionnaire", on="questionnaire")
def revise_questionnaire(
    *,
    by: User | None,
    questionnaire: Questionnaire,
    items: list[dict[str, Any]] | None = None,
    title: dict[str, str] | None = None,
    consent_version: str | None = None,
    consent_text: dict[str, str] | None = None,
    consent_purpose: dict[str, str] | None = None,
) -> Questionnaire:
    """Change a draft; of a published version, which never changes, make the next one.

    Parameters
    ----------
    by
        Who revises it.
    questionnaire
        The version to depart from.
    items, title, consent_version, consent_text, consent_purpose
        Each anew; ``None`` takes it over.

    Raises
    ------
    Invalid
        An item is none.
    Conflict
        A newer version is a draft already.
    """
    now = in_state(questionnaire, Questionnaire.State.DRAFT, Questionnaire.State.PUBLISHED)
    if now.state == Questionnaire.State.DRAFT:
        draft = now
    else:
        last = Questionnaire.objects.filter(code=now.code).order_by("-version").first()
        assert last is not None
        if last.state == Questionnaire.State.DRAFT:
            raise Conflict(
                detail=_("Version %(version)s of %(code)s is a draft already; go on with that one.")
                % {"version": last.version, "code": last.code}
            )
        draft = Questionnaire(
            code=last.code,
            version=last.version + 1,
            title=now.title,
            items=now.items,
            consent_version=now.consent_version,
            consent_text=now.consent_text,
            consent_purpose=now.consent_purpose,
        )
    given = {
        "title": title,
        "consent_version": consent_version,
        "consent_text": consent_text,
        "consent_purpose": consent_purpose,
    }
    for name, value in given.items():
        if value is not None:
            setattr(draft, name, value)
    if items is not None:
        draft.items = check_items(items) if items else []
    return checked(draft)


@action(verb="atlas.publish_questionnaire", permission="atlas.write_questionnaire", on="questionnaire")
def publish_questionnaire(*, by: User | None, questionnaire: Questionnaire) -> Questionnaire:
    """Fix a version for ever; its hash goes into every form.

    Raises
    ------
    Invalid
        It has no item, does not say what the answers are used for, or changes the words of a consent that was published.
    """
    draft = in_state(questionnaire, Questionnaire.State.DRAFT)
    check_items(draft.items)
    for name in ("consent_text", "consent_purpose"):
        if not str(getattr(draft, name).get("en", "")).strip():
            raise Invalid(
                detail=_("Say in English what people agree to, and what their answers are used for."), parameter=name
            )
    same = Questionnaire.objects.filter(
        code=draft.code, consent_version=draft.consent_version, state=Questionnaire.State.PUBLISHED
    ).first()
    if same is not None and any(getattr(same, it) != getattr(draft, it) for it in ("consent_text", "consent_purpose")):
        raise Invalid(
            detail=_(
                "The words of the consent differ from those published as '%(version)s'; give them another version."
            )
            % {"version": draft.consent_version},
            parameter="consent_version",
        )
    draft.sha256 = digest_of(draft)
    draft.state = Questionnaire.State.PUBLISHED
    return checked(draft)


@action(verb="atlas.open_round", permission="atlas.run_round", on="round_")
def open_round(*, by: User | None, round_: MappingRound, regions: Sequence[Region]) -> MappingRound:
    """Open a round; whoever opens it must run rounds in its territory, and every region must lie in there.

    Raises
    ------
    Invalid
        No region or theme is named, one of them cannot be, or the questionnaire is a draft.
    """
    if not regions:
        raise Invalid(detail=_("Name the regions that the round covers."), parameter="regions")
    outside = [it for it in regions if round_.region is not None and not round_.region.contains(it)]
    if outside:
        raise Invalid(
            detail=_("Region %(region)s does not lie in the territory of the round.") % {"region": outside[0]},
            parameter="regions",
            value=outside[0].code,
        )
    if not isinstance(round_.themes, list) or not round_.themes:
        raise Invalid(detail=_("Name the themes that the round asks about."), parameter="themes")
    for code in round_.themes:
        known_theme(str(code))
    if round_.questionnaire.state != Questionnaire.State.PUBLISHED:
        raise Invalid(
            detail=_("The questionnaire is a draft; publish it, so that everyone is asked the same."),
            parameter="questionnaire",
        )
    round_.state = MappingRound.State.OPEN
    checked(round_)
    for region in {it.pk: it for it in regions}.values():
        checked(RoundRegion(round=round_, region=region))
    return round_


@action(verb="atlas.close_round", permission="atlas.run_round", on="round_")
def close_round(*, by: User | None, round_: MappingRound, reason: str = "") -> MappingRound:
    """Take no more answers; coding and approval go on."""
    now = in_state(round_, MappingRound.State.OPEN)
    now.state = MappingRound.State.CLOSED
    return checked(now)


@action(verb="atlas.publish_round", permission="atlas.run_round", on="round_")
def publish_round(*, by: User | None, round_: MappingRound) -> MappingRound:
    """Show everyone that the round was held; refused while interviews wait to be coded or approved.

    Raises
    ------
    Conflict
        The round is not closed, or interviews are not approved.
    """
    now = in_state(round_, MappingRound.State.CLOSED)
    waiting = now.interviews.filter(state__in=(Interview.State.DONE, Interview.State.CODED)).count()
    if waiting:
        raise Conflict(
            detail=_("%(n)s interviews of the round are not approved yet; approve or withdraw them first.")
            % {"n": waiting},
            difference={"waiting": waiting},
        )
    now.state = MappingRound.State.PUBLISHED
    return checked(now)
