"""What changes what is shown: first review, reports, hiding by a named rule, the appeal and its answer by another person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clustrat_platform.base.audit import checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict
from clustrat_platform.dialogue.actions.pen import dialogue_action, in_state, participant, reasoned, tell
from clustrat_platform.dialogue.models import Argument, ModerationAction, Proposal, Report, Statement
from clustrat_platform.dialogue.standings import dialogue_of

__all__ = ["answer_appeal", "appeal", "hide", "let_through", "report"]

Target = Proposal | Argument | Statement
_NAMES: dict[type, str] = {Proposal: "proposal", Argument: "argument", Statement: "statement"}


def _author_of(target: Target) -> User | None:
    return target.author.user if target.author is not None else None


@dialogue_action(verb="dialogue.let_through", permission="dialogue.moderate", on="target")
def let_through(*, by: User | None, target: Argument | Statement) -> Argument | Statement:
    """Show what waited for its first review."""
    now = in_state(target, "awaiting")
    now.state = Argument.State.SHOWN if isinstance(now, Argument) else Statement.State.ACCEPTED
    return checked(now)


@dialogue_action(verb="dialogue.report", permission="dialogue.report", on="target")
def report(*, by: User | None, target: Target, reason_code: str, note: str = "") -> Report:
    """Say that something is against the rules of conduct; a person looks at it, and nothing happens by itself."""
    dialogue = dialogue_of(target)
    assert dialogue is not None
    own = participant(by, dialogue)
    name = _NAMES[type(target)]
    found = Report.objects.filter(**{name: target}, participation=own).first()
    if found is not None:
        return found
    return checked(Report(**{name: target}, participation=own, reason_code=reason_code, note=note))


@dialogue_action(verb="dialogue.hide", permission="dialogue.hide", on="target")
def hide(*, by: User | None, target: Target, reason_code: str, reason: str) -> ModerationAction:
    """Hide something by a named rule and with a reason; a stub with the reason stays, and its author may appeal.

    Votes on it are kept.
    """
    reasoned(reason)
    now = type(target).objects.select_for_update().get(pk=target.pk)
    if now.state == "hidden":
        raise Conflict(detail=_("This is hidden already."))
    if isinstance(now, Proposal):
        now.former_state = now.state
    now.state = "hidden"
    checked(now)
    author = _author_of(now)
    dialogue = dialogue_of(now)
    assert dialogue is not None
    if author is not None:
        tell(
            [author],
            dialogue=dialogue,
            event="hidden",
            sentence=lambda: (
                _("Something of yours in '%(title)s' was hidden: %(reason)s You may appeal.")
                % {"title": dialogue.title, "reason": reason}
            ),
        )
    return checked(ModerationAction(**{_NAMES[type(now)]: now}, reason_code=reason_code, reason=reason.strip(), by=by))


@dialogue_action(verb="dialogue.appeal", permission="dialogue.appeal", on="moderation")
def appeal(*, by: User | None, moderation: ModerationAction, text: str) -> ModerationAction:
    """Ask that another person looks at what was hidden; once."""
    found = ModerationAction.objects.select_for_update().get(pk=moderation.pk)
    if found.appeal != ModerationAction.Appeal.NONE:
        raise Conflict(detail=_("You have appealed; once is enough."))
    found.appeal, found.appeal_text = ModerationAction.Appeal.ASKED, reasoned(text, parameter="text")
    return checked(found)


@dialogue_action(verb="dialogue.answer_appeal", permission="dialogue.answer_appeal", on="moderation")
def answer_appeal(*, by: User, moderation: ModerationAction, restores: bool, answer: str) -> ModerationAction:
    """Answer an appeal as another person than whoever hid it."""
    found = ModerationAction.objects.select_for_update().get(pk=moderation.pk)
    if found.appeal != ModerationAction.Appeal.ASKED:
        raise Conflict(detail=_("There is no appeal to be answered."))
    found.appeal = ModerationAction.Appeal.RESTORED if restores else ModerationAction.Appeal.UPHELD
    found.appeal_answer, found.answered_by = reasoned(answer, parameter="answer"), by
    target = found.target
    if restores:
        if isinstance(target, Proposal):
            target.state = target.former_state or Proposal.State.SUBMITTED
        else:
            target.state = Argument.State.SHOWN if isinstance(target, Argument) else Statement.State.ACCEPTED
        checked(target)
    author = _author_of(target)
    dialogue = dialogue_of(target)
    assert dialogue is not None
    if author is not None:
        tell(
            [author],
            dialogue=dialogue,
            event="appeal_answered",
            sentence=lambda: (
                _("Your appeal in '%(title)s' was answered: %(answer)s") % {"title": dialogue.title, "answer": answer}
            ),
        )
    return checked(found)
