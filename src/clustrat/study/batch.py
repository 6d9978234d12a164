"""Many studies in several processes: each prepares the landscape once and writes one folder per region."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from clustrat.errors import ClustratError
from clustrat.study.own_files import OwnPaths
from clustrat.study.question import StudyQuestion

__all__ = ["study_batch"]

#: Regions per task: small enough that the processes end together, large enough that hand-over costs nothing.
CHUNK = 4


def study_batch(
    questions: Sequence[StudyQuestion],
    *,
    out: Path,
    formats: tuple[str, ...],
    edition: Path | None,
    boundaries: Path | None,
    n_processes: int,
    paths: OwnPaths | None = None,
) -> Iterator[tuple[str, str]]:
    """Study each question and write ``out/REGION``; yield region and refusal (empty where there is none).

    A refused region stops no other; what is yielded comes in the order in which it is done, and what is written does
    not depend on that order.
    """
    chunks = [list(questions[start : start + CHUNK]) for start in range(0, len(questions), CHUNK)]
    if n_processes == 1 or len(chunks) == 1:
        for chunk in chunks:
            yield from _study_chunk(chunk, out, formats, edition, boundaries, paths)
        return
    # Polars and the chart renderer hold threads, which a forked process would not have: start fresh ones.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=n_processes, mp_context=context) as pool:
        tasks = [pool.submit(_study_chunk, chunk, out, formats, edition, boundaries, paths) for chunk in chunks]
        try:
            for task in as_completed(tasks):
                yield from task.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _study_chunk(
    questions: list[StudyQuestion],
    out: Path,
    formats: tuple[str, ...],
    edition: Path | None,
    boundaries: Path | None,
    paths: OwnPaths | None,
) -> list[tuple[str, str]]:
    from clustrat.store.catalog import open_edition
    from clustrat.study.folder import write_study
    from clustrat.study.own_files import NOTHING, read_own_files
    from clustrat.study.run import prepare, run_study

    opened = open_edition(edition)
    done = []
    for question in questions:
        try:
            own = NOTHING if paths is None else read_own_files(paths, country=question.region[:2])
            study = run_study(question, prepared=prepare(opened, question), own=own)
            write_study(study, out / question.region, formats=formats, boundaries=boundaries)
        except ClustratError as refusal:
            done.append((question.region, f"{question.region}: {refusal}"))
        else:
            done.append((question.region, ""))
    return done
