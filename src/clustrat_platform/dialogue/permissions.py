"""Who may what in a dialogue: the matrix made into predicates, and the denials that win over every grant; no superuser votes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.models import Region
from clustrat_platform.base.permissions import forbid, grant, is_anyone, is_signed_in, predicate
from clustrat_platform.base.problems import NotAllowed
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import (
    AnalysisRun,
    Argument,
    Batch,
    BreakGlass,
    Decision,
    Dialogue,
    InterestDeclaration,
    ModerationAction,
    Participation,
    Phase,
    Proposal,
    Statement,
)
from clustrat_platform.dialogue.permission_matrix import MATRIX, ROLE_WORDS, ROLES
from clustrat_platform.dialogue.phase_types import FEATURE_STATES
from clustrat_platform.dialogue.standings import dialogue_of, standing_of
from clustrat_platform.organisations.models import Role
from clustrat_platform.organisations.permissions import has_role_anywhere

__all__ = ["FOUNDERS", "VOTING", "is_feature_open", "is_in_sight_of", "open_phase_with", "register"]

#: Who may begin a dialogue; its owner is whoever began it.
FOUNDERS = (Role.MODERATOR, Role.SECRETARIAT, Role.ADMINISTRATOR)
#: What only one's own hand does.
VOTING = ("dialogue.vote_statement", "dialogue.rate", "dialogue.weigh", "dialogue.ballot")
_BY_THE_PARTICIPANT = (
    *VOTING,
    "dialogue.propose",
    "dialogue.argue",
    "dialogue.ask",
    "dialogue.edit_proposal",
    "dialogue.withdraw_proposal",
    "dialogue.add_statement",
    "dialogue.report",
    "dialogue.ask_merge",
    "dialogue.answer_merge",
)
HIDDEN_STATES = (Dialogue.State.DRAFT,)


def open_phase_with(dialogue: Dialogue, feature: str) -> Phase | None:
    """The phase of a dialogue that is open now and has a feature; none, if the dialogue's state does not allow it."""
    if dialogue.state not in FEATURE_STATES[feature]:
        return None
    return next(
        (it for it in Phase.objects.filter(dialogue=dialogue).open_at(moment()) if feature in it.features), None
    )


def is_feature_open(subject: Any, features: tuple[str, ...]) -> bool:
    """Whether one of the features is open now: in the phase itself, if the subject is one, else anywhere in the dialogue."""
    dialogue = dialogue_of(subject)
    if dialogue is None:
        return False
    phase = subject if isinstance(subject, Phase) else getattr(subject, "phase", None)
    if isinstance(phase, Phase):
        return phase.is_open_at(moment()) and any(
            it in phase.features and dialogue.state in FEATURE_STATES[it] for it in features
        )
    return any(open_phase_with(dialogue, it) is not None for it in features)


def _is_own(user: Any, subject: Any) -> bool:
    if isinstance(subject, ModerationAction):
        return _is_own(user, subject.target)
    if isinstance(subject, Participation):
        return bool(subject.user_id == user.pk)
    author = getattr(subject, "author", None)
    return isinstance(author, Participation) and author.user_id == user.pk


def is_in_sight_of(user: Any, target: Any) -> None:
    """Refuse to attach something to what belongs to another participant; those who run the dialogue may.

    Raises
    ------
    NotAllowed
        The thing belongs to someone else.
    """
    if user is None or isinstance(target, Dialogue) or _is_own(user, target):
        return
    if not standing_of(user, dialogue_of(target)).roles & {"facilitator", "owner", "steward", "rapporteur"}:
        raise NotAllowed(detail=str(_("Only its author and those who run the dialogue attach something to this.")))


def _is_in_reach(user: Any, subject: Any) -> bool:
    region = getattr(subject, "region", None)
    return standing_of(user, dialogue_of(subject)).reaches(region if isinstance(region, Region) else None)


def _cell_predicate(role: str, letters: str, features: tuple[str, ...]) -> Any:
    @predicate
    def test(user: Any, subject: Any) -> bool:
        dialogue = dialogue_of(subject)
        if dialogue is None or role not in standing_of(user, dialogue).roles:
            return False
        return (
            ("P" not in letters or is_feature_open(subject, features))
            and ("O" not in letters or _is_own(user, subject))
            and ("S" not in letters or _is_in_reach(user, subject))
            and ("R" not in letters or dialogue.rules.get("results") == "interim_to_participants")
            and ("E" not in letters or _has_broken_the_glass(user, dialogue))
        )

    return test


def _has_broken_the_glass(user: Any, dialogue: Dialogue) -> bool:
    return BreakGlass.objects.filter(dialogue=dialogue, user=user, until__gt=moment()).exists()


@predicate
def is_shown_to_all(user: Any, subject: Any) -> bool:
    """The dialogue is public and announced."""
    dialogue = dialogue_of(subject)
    return (
        dialogue is not None
        and dialogue.visibility == Dialogue.Visibility.PUBLIC
        and dialogue.state not in HIDDEN_STATES
    )


@predicate
def is_draft(user: Any, subject: Any) -> bool:
    """The dialogue is a draft, which only those who run it see."""
    dialogue = dialogue_of(subject)
    return (
        dialogue is not None
        and dialogue.state in HIDDEN_STATES
        and not ({"facilitator", "owner"} & standing_of(user, dialogue).roles)
    )


@predicate
def is_suspended(user: Any, subject: Any) -> bool:
    """The person was suspended from the dialogue."""
    participation = standing_of(user, dialogue_of(subject)).participation
    return participation is not None and participation.state == Participation.State.SUSPENDED


@predicate
def may_not_vote(user: Any, subject: Any) -> bool:
    """The person takes part without a vote."""
    participation = standing_of(user, dialogue_of(subject)).participation
    return participation is not None and not participation.may_vote


@predicate
def has_not_declared(user: Any, subject: Any) -> bool:
    """The member of the deciding body has not yet declared interests."""
    return not InterestDeclaration.objects.filter(
        dialogue=dialogue_of(subject), user_id=getattr(user, "pk", None) or 0
    ).exists()


@predicate
def has_conflict(user: Any, subject: Any) -> bool:
    """The member has declared a conflict of interest."""
    return InterestDeclaration.objects.filter(
        dialogue=dialogue_of(subject), user_id=getattr(user, "pk", None) or 0, has_conflict=True
    ).exists()


@predicate
def is_only_decider_undeclared(user: Any, subject: Any) -> bool:
    """The person sees results as a member of the deciding body alone, and has not declared interests."""
    roles = standing_of(user, dialogue_of(subject)).roles & {"facilitator", "owner", "steward", "auditor", "decider"}
    return roles == {"decider"} and has_not_declared.test(user, subject)


@predicate
def has_entered(user: Any, subject: Any) -> bool:
    """The person entered the batch."""
    return isinstance(subject, Batch) and subject.entered_by_id == user.pk


@predicate
def has_hidden(user: Any, subject: Any) -> bool:
    """The person hid the thing whose appeal is to be answered."""
    return isinstance(subject, ModerationAction) and subject.by_id == user.pk


@predicate
def is_over(user: Any, subject: Any) -> bool:
    """Nothing can be changed any more."""
    dialogue = dialogue_of(subject)
    return dialogue is not None and dialogue.state in (Dialogue.State.ARCHIVED, Dialogue.State.CANCELLED)


@predicate
def is_out_of_sight(user: Any, subject: Any) -> bool:
    """The thing is hidden, or waits for its first review."""
    if isinstance(subject, Proposal):
        return subject.state == Proposal.State.HIDDEN
    if isinstance(subject, Argument):
        return subject.state != Argument.State.SHOWN
    return isinstance(subject, Statement) and subject.state != Statement.State.ACCEPTED


@predicate
def is_released(user: Any, subject: Any) -> bool:
    """The run was released, and its phase is over."""
    return isinstance(subject, AnalysisRun) and subject.released_at is not None and not _is_early(subject)


@predicate
def is_early(user: Any, subject: Any) -> bool:
    """The phase of the run still goes on, and the rules keep results until it is over."""
    return isinstance(subject, AnalysisRun) and _is_early(subject)


def _is_early(run: AnalysisRun) -> bool:
    return not run.phase.is_over_at(moment()) and run.dialogue.rules.get("results") != "interim_to_participants"


@predicate
def is_published_decision(user: Any, subject: Any) -> bool:
    """The decision was published, or was superseded after that."""
    return isinstance(subject, Decision) and subject.published_at is not None


@predicate
def is_invited(user: Any, subject: Any) -> bool:
    """The invitation is the person's own."""
    return isinstance(subject, Participation) and subject.user_id is not None and subject.user_id == user.pk


@predicate
def is_administrator_of_the_site(user: Any, subject: Any) -> bool:
    """An administrator of the installation."""
    return bool(getattr(user, "is_superuser", False) and user.is_active)


def _combined(names: tuple[str, ...]) -> Any:
    """One predicate: a cell of one of these rows holds."""
    tests = [
        _cell_predicate(role, MATRIX[name].cell(role), MATRIX[name].features)
        for name in names
        for role in ROLES
        if MATRIX[name].cell(role) != "-"
    ]
    whole = tests[0]
    for it in tests[1:]:
        whole = whole | it
    return whole


def register() -> None:
    """Tell the permissions of this app; every one is without the short-cut of superusers."""
    for name, row in MATRIX.items():
        if name in ("dialogue.read_public", "dialogue.read_private", "dialogue.export"):
            continue
        for role in ROLES:
            if row.cell(role) != "-":
                test = _cell_predicate(role, row.cell(role), row.features)
                grant(name, test, who=ROLE_WORDS[role], without_superuser=True)
    reads = _combined(("dialogue.read_private",))
    for name in ("dialogue.see", "dialogue.export"):
        grant(name, is_shown_to_all, who=_("everyone, once it is announced"), without_superuser=True)
        grant(name, reads, who=_("those who take part, and those who run it"), without_superuser=True)
        forbid(name, is_draft, why=_("The dialogue is a draft; ask those who prepare it."))
    grant(
        "dialogue.see_decision",
        is_published_decision & (is_shown_to_all | reads),
        who=_("those who may read the dialogue, once the decision is published"),
        without_superuser=True,
    )
    grant(
        "dialogue.see_decision",
        _combined(("dialogue.see_unreleased",)),
        who=_("those who run the dialogue"),
        without_superuser=True,
    )
    _register_denials()
    grant("dialogue.list", is_anyone, who=_("everyone"), without_superuser=True)
    grant(
        "dialogue.create",
        has_role_anywhere(*FOUNDERS),
        who=_("moderators and the programme secretariat"),
        without_superuser=True,
    )
    grant("dialogue.answer_invitation", is_invited, who=_("whoever was invited"), without_superuser=True)
    grant("dialogue.choose_notices", is_signed_in, who=_("everyone with an account"), without_superuser=True)
    grant("dialogue.break_glass", is_administrator_of_the_site, who=_("administrators of the site"))
    grant(
        "dialogue.see_run",
        is_released,
        who=_("everyone, once the phase is over and the result released"),
        without_superuser=True,
    )
    grant(
        "dialogue.see_run",
        _combined(("dialogue.see_interim", "dialogue.see_unreleased")),
        who=_("those who run the dialogue, once the phase is over"),
        without_superuser=True,
    )
    forbid("dialogue.see_run", is_early, why=_("Results stay hidden until the phase is over."))
    forbid(
        "dialogue.see_run", is_only_decider_undeclared, why=_("Declare your interests first; then you see the results.")
    )


def _register_denials() -> None:
    for name in _BY_THE_PARTICIPANT:
        forbid(name, is_suspended, why=_("You are suspended from this dialogue; the reason was sent to you."))
        forbid(name, is_out_of_sight, why=_("This was hidden or waits for its first review."))
    for name in VOTING:
        forbid(
            name, may_not_vote, why=_("You take part without a vote: your organisation has its full number of votes.")
        )
    forbid(
        "dialogue.check_batch",
        has_entered,
        why=_("Whoever entered the ballots does not check them; ask a second person."),
    )
    forbid("dialogue.answer_appeal", has_hidden, why=_("Whoever hid it does not answer the appeal; ask someone else."))
    grant(
        "dialogue.answer_appeal", _combined(("dialogue.moderate", "dialogue.change_rules")),
        who=_("facilitators and owners of the dialogue"), without_superuser=True,
    )  # fmt: skip
    forbid("dialogue.decide", has_not_declared, why=_("Declare your interests before you decide."))
    forbid("dialogue.decide", has_conflict, why=_("You have declared a conflict of interest; others decide."))
    forbid("dialogue.validate", has_conflict, why=_("You have declared a conflict of interest; others decide."))
    grant(
        "dialogue.correct",
        _combined(("dialogue.run",)),
        who=_("facilitators and owners of the dialogue"),
        without_superuser=True,
    )
    over = _("The dialogue is over; what was wrong is corrected, not changed.")
    for name in MATRIX:
        if name.startswith(("dialogue.read", "dialogue.see", "dialogue.export")):
            continue
        forbid(name, is_over, why=over)
