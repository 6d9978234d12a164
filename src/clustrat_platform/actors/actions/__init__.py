"""What changes the directory; each function is one change with its permission and its entry in the chain.

``entries``
    ``propose_actor`` enters an organisation in one capacity, ``change_actor`` writes fields (a mapping of field names to
    plain values, see ``models.fields.fields_of``; ``seen`` makes two editors at once a conflict field by field; ``source``
    says where the values come from), ``check_actor``, ``publish_actor``, ``confirm_actor``, ``withdraw_actor``,
    ``make_owner``, ``end_editing``.
``accreditations``
    ``record_accreditation``, ``withdraw_accreditation``.
``register``
    ``add_cluster_member``, ``end_cluster_member``, ``link_statistical_cluster``, ``grant_waiver``, ``revoke_waiver``,
    ``send_reminders``.
``contacts``
    ``add_contact`` with its legal basis, ``withdraw_contact``, which erases.
``moderation``
    ``claim_actor``, ``decide_claim``, ``propose_change``, ``decide_change``.
``importing``
    ``upload_import``, ``map_import``, ``choose_rows``, ``ask_for_import``, ``apply_import``, ``undo_import``; ``keep_postcodes``.
``merging``
    ``note_pairs``, ``keep_apart``, ``merge_organisations``, ``unmerge_organisations``.
``indexing``
    ``index_actors`` rewrites what searches read; every action here calls it, and so must whatever writes many entries at
    once (call it once, at the end of the transaction: it holds the stamp of the directory until commit).
"""

from __future__ import annotations

from clustrat_platform.actors.actions.accreditations import record_accreditation, withdraw_accreditation
from clustrat_platform.actors.actions.contacts import add_contact, withdraw_contact
from clustrat_platform.actors.actions.entries import (
    change_actor,
    check_actor,
    confirm_actor,
    end_editing,
    make_owner,
    propose_actor,
    publish_actor,
    withdraw_actor,
)
from clustrat_platform.actors.actions.importing import (
    apply_import,
    ask_for_import,
    choose_rows,
    keep_postcodes,
    map_import,
    note_look,
    note_reading,
    refuse_import,
    undo_import,
    upload_import,
)
from clustrat_platform.actors.actions.indexing import index_actors, reindex_directory
from clustrat_platform.actors.actions.merging import (
    ask_for_pairs,
    keep_apart,
    merge_organisations,
    note_pairs,
    unmerge_organisations,
)
from clustrat_platform.actors.actions.moderation import claim_actor, decide_change, decide_claim, propose_change
from clustrat_platform.actors.actions.register import (
    add_cluster_member,
    end_cluster_member,
    grant_waiver,
    link_statistical_cluster,
    remove_demo_actors,
    revoke_waiver,
    send_reminders,
)

__all__ = [
    "add_cluster_member",
    "add_contact",
    "apply_import",
    "ask_for_import",
    "ask_for_pairs",
    "change_actor",
    "check_actor",
    "choose_rows",
    "claim_actor",
    "confirm_actor",
    "decide_change",
    "decide_claim",
    "end_cluster_member",
    "end_editing",
    "grant_waiver",
    "index_actors",
    "keep_apart",
    "keep_postcodes",
    "link_statistical_cluster",
    "make_owner",
    "map_import",
    "merge_organisations",
    "note_look",
    "note_pairs",
    "note_reading",
    "propose_actor",
    "propose_change",
    "publish_actor",
    "record_accreditation",
    "refuse_import",
    "reindex_directory",
    "remove_demo_actors",
    "revoke_waiver",
    "send_reminders",
    "undo_import",
    "unmerge_organisations",
    "upload_import",
    "withdraw_accreditation",
    "withdraw_actor",
    "withdraw_contact",
]
