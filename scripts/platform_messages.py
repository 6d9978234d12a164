"""Gather what the site says into its nine catalogues, and compile them: ``python scripts/platform_messages.py``.

With ``--check`` nothing is written: it says which messages German or Italian lack, and where a placeholder differs.

Django's templates are read as Django itself reads them (``templatize``), so neither xgettext nor msgfmt is needed.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize
from extract_messages import mo_bytes, po_bytes

SOURCE = Path(__file__).parent.parent / "src" / "clustrat_platform"
LOCALE = SOURCE / "locale"
#: English is the source and needs no catalogue.
LANGUAGES = ("de", "it", "pl", "cs", "sk", "sl", "hu", "hr")
#: Languages in which nothing may be missing.
COMPLETE = ("de", "it")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "gettext_noop": None,
}


def messages() -> Catalog:
    """All messages of Python and of templates, with the file each stands in."""
    found = Catalog(project="clustrat", fuzzy=False)
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else templatize(text, origin=str(path))
        for _line, message, comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            if message and (message if isinstance(message, str) else message[0]):
                place = [(path.relative_to(SOURCE).as_posix(), None)]
                found.add(message, locations=place, auto_comments=comments, context=context)
    return found


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language with the messages of today; what was translated stays, what vanished goes."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    former = read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    catalogue = Catalog(locale=language, project="clustrat", charset="utf-8")
    for message in template:
        if message.id:
            known = former.get(message.id)
            places = [(name, 0) for name, _ in message.locations]
            catalogue.add(message.id, known.string if known else "", locations=places, flags=message.flags - {"fuzzy"})
    return catalogue


def is_translated(message: Message) -> bool:
    """Whether every form of a message has words."""
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(words) and all(words)


def differing_placeholders(message: Message) -> list[str]:
    """Translations whose placeholders are not those of the original: they would fail, or lose a word."""
    if not is_translated(message):
        return []
    originals = message.id if isinstance(message.id, tuple | list) else (message.id,)
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = {name for original in originals for name in PLACEHOLDER.findall(original)}
    # A singular form may say "one" in words; none may hold what the original does not.
    return [
        it
        for it in words
        if not set(PLACEHOLDER.findall(it)) <= wanted or (len(words) == 1 and set(PLACEHOLDER.findall(it)) != wanted)
    ]


def faults() -> list[str]:
    """What is missing in the complete languages, and what is wrong in any; read from the sources as they are now."""
    template = messages()
    found = []
    for language in LANGUAGES:
        for message in updated(language, template):
            if message.id and language in COMPLETE and not is_translated(message):
                found.append(f"{language}: {message.locations[0][0]}: not translated: {message.id!r}")
            found += [f"{language}: placeholders differ: {it!r}" for it in differing_placeholders(message)]
    return found


def check() -> int:
    """Print the faults; returns 1 if there are any."""
    found = faults()
    for line in found:
        print(line)
    print(f"{len(found)} faults" if found else "German and Italian are complete, and all placeholders match.")
    return int(bool(found))


def main() -> None:
    """Write all catalogues, and say how much of each is translated."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    if "--check" in sys.argv[1:]:
        raise SystemExit(check())
    template = messages()
    for language in LANGUAGES:
        folder = LOCALE / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        catalogue = updated(language, template)
        po = po_bytes(catalogue)
        (folder / "django.po").write_bytes(po)
        (folder / "django.mo").write_bytes(mo_bytes(po, language))
        strings = [it.string if isinstance(it.string, tuple) else (it.string,) for it in catalogue if it.id]
        done = sum(all(parts) for parts in strings)
        print(f"{language}: {done} of {len(catalogue)} messages")


if __name__ == "__main__":
    main()
