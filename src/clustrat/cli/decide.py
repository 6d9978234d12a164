"""The command ``clustrat decide``: recompute votes, rankings, budgets and roll-ups from a file of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["decide"]


def decide(
    cases: Annotated[
        Path, typer.Argument(help="JSON file of cases: id, topic, inputs, parameters.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="JSON file to write; a former one is replaced.", show_default=False)],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only where the file lies.")] = False,
) -> None:
    """Compute every case of a file and write its results, so that a vote can be checked without the site."""
    import json

    from clustrat.decision.cases import answer_cases
    from clustrat.errors import SourceError, StorageError
    from clustrat.store.durable import replace_file

    try:
        text = cases.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"The file of cases {cases} cannot be read ({error}). Give a JSON file in UTF-8.") from error
    answers = answer_cases(text)
    content = json.dumps(answers, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        replace_file(out, content.encode())
    except OSError as error:
        raise StorageError(
            f"The results could not be written to {out} ({getattr(error.__cause__ or error, 'strerror', error)}). "
            "Check the disk, or name another place with --out; what was there before is as it was."
        ) from error
    if not quiet:
        typer.echo(
            f"{len(answers['cases'])} cases were answered with the parameters {answers['parameters']['version']}."
        )
    typer.echo(str(out))
