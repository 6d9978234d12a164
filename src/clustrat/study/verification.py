"""Verification: recompute a study from its ``study.json`` and compare every hash."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustrat.errors import SourceError
from clustrat.study.answer import STUDY_FORMAT, code_version
from clustrat.study.own_files import NOTHING, OwnPaths, read_own_files, refuse_other_files
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare, run_study

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["Verification", "verify_study"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Which tables of a study were reproduced, and what differs around them (edition, code version)."""

    tables: dict[str, bool]
    notes: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether every table has the hash that the study says."""
        return bool(self.tables) and all(self.tables.values())


def verify_study(path: Path, *, edition: Edition, paths: OwnPaths | None = None) -> Verification:
    """Recompute the study described in ``study.json`` on an edition and compare table by table.

    Parameters
    ----------
    path
        The ``study.json``.
    edition
        The edition to recompute on.
    paths
        The files of the user that the study names, if it names any.

    Raises
    ------
    SourceError
        The file is not there, is not JSON, or is not a study of this format; or a file of the user that it rests on is missing or has
        other bytes.
    """
    record = _read(path)
    notes = []
    if record["edition"]["id"] != edition.id or record["edition"]["tables"] != edition_hashes(edition):
        notes.append(
            f"The study was made with edition {record['edition']['id']}; edition {edition.id}, in use now, holds other "
            "tables. Give --edition with the folder of the former."
        )
    if record["code_version"] != (running := code_version()):
        notes.append(f"The study was made with clustrat {record['code_version']}; this is {running}.")
    question = StudyQuestion.from_dict(record["question"])
    own = NOTHING if paths is None else read_own_files(paths, country=question.region[:2])
    refuse_other_files(question.own_files, own.records)
    if (note := _other_theme(record, question)) is not None:
        notes.append(note)
    again = run_study(question, prepared=prepare(edition, question), own=own)
    hashes = {name: table.sha256 for name, table in again.tables.items()}
    stated = {name: entry["sha256"] for name, entry in record["tables"].items()}
    tables = {name: hashes.get(name) == sha256 for name, sha256 in stated.items()}
    tables |= {name: False for name in hashes if name not in stated}
    return Verification(tables=tables, notes=tuple(notes))


def _other_theme(record: dict[str, Any], question: StudyQuestion) -> str | None:
    """Say where the list of the theme in this version of the package is not the one that the study was made with."""
    stated = record.get("understood", {}).get("theme")
    if stated is None or question.theme is None:
        return None
    now = question.chosen_theme
    if (now.version, now.content_hash) == (stated["version"], stated["content_hash"]):
        return None
    return (
        f"The study was made with the theme {stated['code']} {stated['version']} ({stated['content_hash']}); this version of clustrat has "
        f"{now.version} ({now.content_hash})."
    )


def edition_hashes(edition: Edition) -> dict[str, str]:
    """The hash of every table of an edition."""
    return {name: entry.sha256 for name, entry in edition.tables.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}. Give the study.json that a study has written.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} is not JSON ({error}). Give the study.json that a study has written.") from None
    if not isinstance(record, dict) or record.get("format") != STUDY_FORMAT:
        raise SourceError(f"{path} is not a study of the format {STUDY_FORMAT}. Give the study.json of a study.")
    if missing := [key for key in ("question", "edition", "tables", "code_version") if key not in record]:
        raise SourceError(f"{path} lacks '{missing[0]}'. Give a study.json as a study has written it.")
    return record
