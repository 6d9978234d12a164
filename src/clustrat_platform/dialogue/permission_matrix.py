"""The permission matrix of the dialogue as data: what each role may do, when, and with which things.

A cell is a set of letters: ``A`` always; ``P`` in an open phase with the feature of the row; ``O`` one's own things; ``S`` within
one's own territory; ``R`` as the rule set says; ``E`` in an emergency, logged; ``-`` never. Letters of one cell hold together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

__all__ = ["MATRIX", "ROLES", "ROLE_WORDS", "Row"]

ROLES = (
    "anonymous",
    "observer",
    "participant",
    "rapporteur",
    "facilitator",
    "decider",
    "owner",
    "steward",
    "auditor",
    "administrator",
)
ROLE_WORDS: dict[str, Any] = {
    "anonymous": _("everyone"),
    "observer": _("observers"),
    "participant": _("those who take part"),
    "rapporteur": _("rapporteurs of the territory"),
    "facilitator": _("facilitators of the dialogue"),
    "decider": _("members of the deciding body"),
    "owner": _("owners of the dialogue"),
    "steward": _("data stewards"),
    "auditor": _("auditors"),
    "administrator": _("administrators of the site"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One permission: a cell for each role, the features of which one must be open where a cell says ``P``."""

    cells: dict[str, str]
    features: tuple[str, ...] = ()

    def cell(self, role: str) -> str:
        """The letters of a role; ``-`` if it has none."""
        return self.cells.get(role, "-")


def _row(features: str = "", **cells: str) -> Row:
    return Row(cells=cells, features=tuple(features.split()))


_ALL = dict.fromkeys(ROLES, "A")
MATRIX: dict[str, Row] = {
    "dialogue.read_public": _row(**_ALL),
    "dialogue.read_private": _row(
        observer="A", participant="A", rapporteur="S", facilitator="A", decider="A", owner="A", steward="S", auditor="A",
        administrator="E",
    ),
    "dialogue.propose": _row("propose", participant="P", rapporteur="P"),
    "dialogue.argue": _row("argue", participant="P", rapporteur="P"),
    "dialogue.ask": _row("ask argue", participant="P", rapporteur="P"),
    "dialogue.edit_proposal": _row("edit_own", participant="PO"),
    "dialogue.withdraw_proposal": _row("edit_own", participant="PO"),
    "dialogue.add_statement": _row("vote_statement", participant="P", rapporteur="P", facilitator="P"),
    "dialogue.vote_statement": _row("vote_statement", participant="P"),
    "dialogue.rate": _row("rate", participant="P"),
    "dialogue.weigh": _row("weigh", participant="P"),
    "dialogue.ballot": _row("ballot", participant="P"),
    "dialogue.enter_batch": _row("ballot", rapporteur="PS"),
    "dialogue.check_batch": _row(rapporteur="S", facilitator="A"),
    "dialogue.see_interim": _row(participant="R", rapporteur="R", facilitator="R", decider="R", owner="R"),
    "dialogue.see_unreleased": _row(facilitator="A", decider="A", owner="A", steward="A", auditor="A"),
    "dialogue.see_counts": _row(facilitator="A", owner="A", auditor="A"),
    "dialogue.report": _row(participant="A"),
    "dialogue.appeal": _row(participant="O"),
    "dialogue.hide": _row(facilitator="A", administrator="E"),
    "dialogue.moderate": _row(facilitator="A"),
    "dialogue.ask_merge": _row("merge", participant="P", facilitator="P"),
    "dialogue.answer_merge": _row("merge", participant="P"),
    "dialogue.change_rules": _row(owner="A"),
    "dialogue.link_evidence": _row(
        "annotate propose argue", participant="P", rapporteur="P", facilitator="A", owner="A", steward="A"
    ),
    "dialogue.freeze_evidence": _row(steward="A"),
    "dialogue.assess": _row(facilitator="A", steward="A"),
    "dialogue.run_analysis": _row(facilitator="A", owner="A", steward="A", auditor="A"),
    "dialogue.publish": _row(owner="A", steward="A"),
    "dialogue.declare_interest": _row("declare_interest", decider="P"),
    "dialogue.decide": _row("decide", decider="P"),
    "dialogue.validate": _row("publish decide", decider="P"),
    "dialogue.see_own_votes": _row(participant="O"),
    "dialogue.see_hashes": _row(auditor="A"),
    "dialogue.export": _row(**_ALL),
    "dialogue.invite": _row(rapporteur="S", facilitator="A", owner="A"),
    "dialogue.manage_members": _row(rapporteur="S", owner="A"),
    "dialogue.suspend": _row(facilitator="A", owner="A"),
    "dialogue.flag": _row(facilitator="A"),
    "dialogue.run": _row(facilitator="A", owner="A"),
    "dialogue.cancel": _row(owner="A"),
    "dialogue.keep_sessions": _row(rapporteur="A", facilitator="A", owner="A"),
    "dialogue.translate": _row(participant="A", rapporteur="A", facilitator="A", owner="A"),
    "dialogue.review_translation": _row(rapporteur="A", facilitator="A", owner="A"),
    "dialogue.report_milestone": _row("report_milestone", facilitator="P", owner="P"),
    "dialogue.send_up": _row("send_up", owner="P"),
}  # fmt: skip
