"""What changes who takes part: invitations, answers, seats, suspension, flags, notices, emergency reading, and letting go of a person."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from clustrat_platform.base.audit import checked, erase_payloads
from clustrat_platform.base.models import AuditEntry, User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.dialogue.actions.pen import dialogue_action, in_state, reasoned, tell
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import (
    BreakGlass,
    Dialogue,
    DialogueSeat,
    Expertise,
    Flag,
    Notice,
    NoticePreference,
    Participation,
    SeatRole,
)
from clustrat_platform.organisations.models import Organisation

__all__ = [
    "answer_invitation",
    "break_glass",
    "choose_notices",
    "declare_expertise",
    "flag_participation",
    "invite",
    "judge_flag",
    "let_go",
    "lift_suspension",
    "name_seat",
    "read_notices",
    "remove_seat",
    "send_digests",
    "suspend",
]

State = Participation.State
#: How long an administrator may read a private dialogue in an emergency.
GLASS_BROKEN_FOR = timedelta(hours=1)
WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "hazel", "ivory", "juniper", "kestrel", "larch",
         "maple", "north", "ochre", "pine", "quartz", "river", "slate", "thyme", "umber", "vale", "willow", "yarrow")  # fmt: skip


@dialogue_action(verb="dialogue.invite", permission="dialogue.invite", on="participation")
def invite(*, by: User | None, participation: Participation) -> Participation:
    """Invite a person to take part, as of a part of society and a region; beyond the limit of the organisation one observes.

    Raises
    ------
    Conflict
        The person is invited already.
    Invalid
        The region is none that the dialogue speaks for.
    """
    dialogue = Dialogue.objects.select_for_update().get(pk=participation.dialogue_id)
    if Participation.objects.filter(dialogue=dialogue, user=participation.user).exists():
        raise Conflict(detail=_("This person is invited already: one person takes part once."))
    if not any(it.region.contains(participation.region) for it in dialogue.territories.select_related("region")):
        raise Invalid(
            detail=_("The dialogue does not speak for %(region)s.") % {"region": participation.region},
            parameter="region",
        )
    participation.state = State.INVITED
    participation.invited_by = by
    participation.pseudonym = _pseudonym(dialogue)
    participation.may_vote = _has_room(dialogue, participation.organisation)
    checked(participation)
    assert participation.user is not None
    tell(
        [participation.user],
        dialogue=dialogue,
        event="invited",
        sentence=lambda: _("You are invited to the dialogue '%(title)s'.") % {"title": dialogue.title},
    )
    return participation


def _has_room(dialogue: Dialogue, organisation: Organisation | None) -> bool:
    if organisation is None:
        return True
    cap = dialogue.rules["limits"]["org_cap"]
    taken = Participation.objects.filter(dialogue=dialogue, organisation=organisation, may_vote=True).exclude(
        state__in=(State.DECLINED, State.ERASED)
    )
    return taken.count() < int(cap)


def _pseudonym(dialogue: Dialogue) -> str:
    taken = set(Participation.objects.filter(dialogue=dialogue).values_list("pseudonym", flat=True))
    while True:
        name = f"{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"
        if name not in taken:
            return name


@dialogue_action(verb="dialogue.answer_invitation", permission="dialogue.answer_invitation", on="participation")
def answer_invitation(*, by: User | None, participation: Participation, accepts: bool) -> Participation:
    """Accept or decline an invitation; who declined may accept later."""
    now = in_state(participation, State.INVITED, State.DECLINED)
    now.state = State.ACCEPTED if accepts else State.DECLINED
    now.joined_at = moment() if accepts else None
    return checked(now)


@dialogue_action(verb="dialogue.declare_expertise", permission="dialogue.answer_invitation", on="participation")
def declare_expertise(*, by: User | None, participation: Participation, topic: str, level: int) -> Expertise:
    """Say how much one knows of a topic, 1 to 5; it is shown and never weighs."""
    found = participation.expertise.filter(topic=topic).first() or Expertise(participation=participation, topic=topic)
    found.level = level
    return checked(found)


@dialogue_action(verb="dialogue.name_seat", permission="dialogue.manage_members", on="seat")
def name_seat(*, by: User | None, seat: DialogueSeat) -> DialogueSeat:
    """Give a person a role in the dialogue; a rapporteur names observers of the own territory only.

    Raises
    ------
    Invalid
        Someone gives a role to themselves, or an auditor runs what is audited.
    """
    if by is not None and by.pk == seat.user_id:
        raise Invalid(detail=_("Nobody gives a role to themselves."), parameter="user")
    others = set(DialogueSeat.objects.filter(dialogue=seat.dialogue, user=seat.user).values_list("role", flat=True))
    runs = {SeatRole.FACILITATOR, SeatRole.OWNER, SeatRole.DECIDER}
    if (seat.role == SeatRole.AUDITOR and others & runs) or (seat.role in runs and SeatRole.AUDITOR in others):
        raise Invalid(detail=_("Whoever runs a dialogue does not audit it."), parameter="role", value=str(seat.role))
    if by is not None and seat.role != SeatRole.OBSERVER:
        _require_owner(by, seat.dialogue)
    return checked(seat)


def _require_owner(by: User, dialogue: Dialogue) -> None:
    from clustrat_platform.base.permissions import require

    require(by, "dialogue.change_rules", dialogue)


@dialogue_action(verb="dialogue.remove_seat", permission="dialogue.manage_members", on="seat")
def remove_seat(*, by: User | None, seat: DialogueSeat, reason: str) -> None:
    """Take a role back, with a reason; a dialogue keeps one owner.

    Raises
    ------
    Conflict
        It is the last owner.
    """
    reasoned(reason)
    owners = DialogueSeat.objects.select_for_update().filter(dialogue=seat.dialogue, role=SeatRole.OWNER)
    if seat.role == SeatRole.OWNER and owners.count() == 1:
        raise Conflict(detail=_("A dialogue keeps at least one owner; name another first."))
    if by is not None and seat.role != SeatRole.OBSERVER:
        _require_owner(by, seat.dialogue)
    seat.delete()


@dialogue_action(verb="dialogue.suspend", permission="dialogue.suspend", on="participation")
def suspend(*, by: User | None, participation: Participation, reason: str) -> Participation:
    """Keep someone from taking part; what was said and voted stays, and the person reads the reason."""
    now = in_state(participation, State.ACCEPTED)
    now.state = State.SUSPENDED
    now.suspended_reason = reasoned(reason)
    if now.user is not None:
        tell(
            [now.user],
            dialogue=now.dialogue,
            event="suspended",
            sentence=lambda: (
                _("You are suspended from '%(title)s': %(reason)s") % {"title": now.dialogue.title, "reason": reason}
            ),
        )
    return checked(now)


@dialogue_action(verb="dialogue.lift_suspension", permission="dialogue.suspend", on="participation")
def lift_suspension(*, by: User | None, participation: Participation, reason: str) -> Participation:
    """Let someone take part again."""
    reasoned(reason)
    now = in_state(participation, State.SUSPENDED)
    now.state = State.ACCEPTED
    return checked(now)


@dialogue_action(verb="dialogue.flag", permission="dialogue.flag", on="participation")
def flag_participation(*, by: User | None, participation: Participation, kind: str, note: str) -> Flag:
    """Flag votes that may not be honest; nothing is deleted, and results are shown with and without."""
    found = participation.flags.filter(kind=kind).first()
    if found is not None:
        return found
    return checked(Flag(participation=participation, kind=kind, note=reasoned(note, parameter="note")))


@dialogue_action(verb="dialogue.judge_flag", permission="dialogue.flag", on="participation")
def judge_flag(*, by: User | None, participation: Participation, flag: Flag, confirms: bool, note: str) -> Flag:
    """Say as a person what to think of a flag; it can be undone."""
    found = participation.flags.select_for_update().get(pk=flag.pk)
    found.state = Flag.State.CONFIRMED if confirms else Flag.State.DISMISSED
    found.note = reasoned(note, parameter="note")
    return checked(found)


@dialogue_action(verb="dialogue.break_glass", permission="dialogue.break_glass", on="dialogue")
def break_glass(*, by: User, dialogue: Dialogue, reason: str) -> BreakGlass:
    """Read a private dialogue in an emergency, for an hour; it is logged, and its owners are told."""
    found = checked(BreakGlass(dialogue=dialogue, user=by, reason=reasoned(reason), until=moment() + GLASS_BROKEN_FOR))
    owners = User.objects.filter(dialogue_seats__dialogue=dialogue, dialogue_seats__role=SeatRole.OWNER)
    tell(
        owners,
        dialogue=dialogue,
        event="glass_broken",
        sentence=lambda: (
            _("An administrator opened '%(title)s' in an emergency: %(reason)s")
            % {"title": dialogue.title, "reason": reason}
        ),
    )
    return found


@dialogue_action(verb="dialogue.choose_notices", permission="dialogue.choose_notices")
def choose_notices(*, by: User, channel: str) -> NoticePreference:
    """Choose how often mail comes."""
    found = NoticePreference.objects.filter(user=by).first() or NoticePreference(user=by)
    found.channel = channel
    return checked(found)


@dialogue_action(verb="dialogue.read_notices", permission="dialogue.choose_notices")
def read_notices(*, by: User) -> int:
    """Mark all notices as read; returns how many."""
    return Notice.objects.filter(user=by, read_at__isnull=True).update(read_at=moment())


@dialogue_action(verb="dialogue.let_go", permission="base.erase_person", on="user")
def let_go(*, by: User | None, user: User, reason: str) -> int:
    """Cut every tie between a person and the dialogues before the account is erased: votes and texts stay under a pseudonym.

    Region, part of society and all votes stay, so that every count stays as it was. Returns how many payloads of the chain
    were erased.
    """
    keys = []
    for participation in Participation.objects.select_for_update().filter(user=user):
        participation.user = None
        participation.organisation = None
        participation.state = State.ERASED
        checked(participation)
        participation.expertise.all().delete()
        keys.append(str(participation.pk))
    entries = AuditEntry.objects.filter(object_type=Participation._meta.db_table, object_key__in=keys)
    return erase_payloads(entries=entries, ground=reasoned(reason))


@dialogue_action(verb="dialogue.send_digests", permission="dialogue.send_digests")
def send_digests(*, by: User | None, channel: str) -> int:
    """Write one mail to each person who wants them ``daily`` or ``weekly``, with what was not read; returns how many mails."""
    n = 0
    wanted = NoticePreference.objects.filter(channel=channel).values_list("user_id", flat=True)
    people = User.objects.filter(pk__in=wanted, is_active=True)
    if channel == NoticePreference.Channel.DAILY:
        chosen = NoticePreference.objects.values_list("user_id", flat=True)
        people = people | User.objects.filter(is_active=True).exclude(pk__in=chosen)
    for person in people.distinct().order_by("pk"):
        waiting = list(Notice.objects.filter(user=person, read_at__isnull=True, mailed_at__isnull=True).order_by("pk"))
        if not waiting:
            continue
        with override(person.language):
            subject = _("News from your dialogues")
        EmailMessage(subject=subject, body="\n".join(f"- {it.sentence}" for it in waiting), to=[person.email]).send()
        Notice.objects.filter(pk__in=[it.pk for it in waiting]).update(mailed_at=moment())
        n += 1
    return n
