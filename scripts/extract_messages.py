"""Gather the messages of the core into the catalogues: ``python scripts/extract_messages.py`` (needs Babel).

Reads the words given to ``say.text(...)`` and ``say.plural(...)`` in the source, the names of cluster categories and of context
indicators, updates ``src/clustrat/publish/locale/<language>/LC_MESSAGES/clustrat.po`` (translations are kept, vanished messages
dropped) and compiles the ``.mo`` beside it. Says how many messages of each language wait for a translation.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from clustrat.clusters.categories import categories
from clustrat.publish.language import LANGUAGES
from clustrat.study.context import CONTEXT
from clustrat.study.run import CATEGORY_VERSION

SOURCE = Path(__file__).parent.parent / "src" / "clustrat"
LOCALE = SOURCE / "publish" / "locale"
ROOMS = ("publish", "study", "cli")
KEYWORDS = {"text": None, "plural": (1, 2)}
#: Units that are the same in all languages.
INTERNATIONAL = ("%", "EUR", "FTE")


def messages() -> Catalog:
    """All messages of the source, in the order of files and lines."""
    found = Catalog(project="clustrat", charset="utf-8")
    for room in ROOMS:
        for name, line, message, comments, _ in sorted(
            extract_from_dir(SOURCE / room, method_map=[("**.py", "python")], keywords=KEYWORDS),
            key=lambda entry: (str(entry[0]), entry[1]),
        ):
            found.add(message, locations=[(f"{room}/{name}", line)], auto_comments=comments)
    for category in categories(version=CATEGORY_VERSION):
        found.add(category.name, auto_comments=["name of a cluster category"])
    for indicator in CONTEXT:
        found.add(indicator.words, auto_comments=["name of an indicator"])
        if indicator.unit not in INTERNATIONAL:
            found.add(indicator.unit, auto_comments=["unit of an indicator"])
    return found


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language with the messages of the source, its translations kept."""
    path = LOCALE / language / "LC_MESSAGES" / "clustrat.po"
    former = read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    catalogue = Catalog(locale=language, project="clustrat", charset="utf-8")
    for message in template:
        if not message.id:
            continue
        known = former.get(message.id)
        catalogue.add(
            message.id, known.string if known else "", locations=[(name, 0) for name, _ in message.locations],
            auto_comments=message.auto_comments, flags=message.flags - {"fuzzy"},
        )  # fmt: skip
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as text: without dates, names of persons and line numbers, so that equal words give equal files."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, omit_header=True, include_lineno=False, width=120)
    plural = catalogue.plural_forms
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {plural}\\n"\n\n'
    )
    return head.encode() + buffer.getvalue().strip() + b"\n"


def mo_bytes(po: bytes, language: str) -> bytes:
    """The compiled form of a catalogue (GNU MO), as the program reads it: the same bytes on every day and machine."""
    catalogue = read_po(io.BytesIO(po), locale=language)
    header = f"Content-Type: text/plain; charset=utf-8\nLanguage: {language}\nPlural-Forms: {catalogue.plural_forms}\n"
    entries = {b"": header.encode()}
    for message in catalogue:
        strings = _strings(message.string)
        if message.id and all(strings):
            entries["\0".join(map(str, _strings(message.id))).encode()] = "\0".join(map(str, strings)).encode()
    ordered = sorted(entries.items())
    n, table, place = len(ordered), b"", 28 + 16 * len(ordered)
    for column in (0, 1):
        for entry in ordered:
            table += struct.pack("<II", len(entry[column]), place)
            place += len(entry[column]) + 1
    data = b"".join(entry[column] + b"\0" for column in (0, 1) for entry in ordered)
    return struct.pack("<7I", 0x950412DE, 0, n, 28, 28 + 8 * n, 0, 28 + 16 * n) + table + data


def main() -> None:
    """Update and compile every language but English."""
    template = messages()
    for language in LANGUAGES:
        if language == "en":
            continue
        po = po_bytes(updated(language, template))
        folder = LOCALE / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "clustrat.po").write_bytes(po)
        (folder / "clustrat.mo").write_bytes(mo_bytes(po, language))
        catalogue = read_po(io.BytesIO(po), locale=language)
        waiting = sum(not all(_strings(message.string)) for message in catalogue if message.id)
        print(f"{language}: {len(catalogue)} messages, {waiting} without translation")


def _strings(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
