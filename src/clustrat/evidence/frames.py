"""Frames of any kind in, the same kind out: Polars inside, pandas and Arrow through narwhals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from clustrat.errors import EvidenceError

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FrameKind", "as_polars", "require_columns", "to_kind"]

FrameKind = Literal["polars", "pandas", "pyarrow"]


def as_polars(frame: Any) -> tuple[pl.DataFrame, FrameKind]:
    """A frame as Polars, and which kind it was.

    Parameters
    ----------
    frame
        A Polars, pandas or Arrow table (any eager frame that narwhals knows); a lazy one is collected.

    Raises
    ------
    EvidenceError
        It is no frame.

    Examples
    --------
    >>> import polars as pl
    >>> as_polars(pl.DataFrame({"a": [1]}))[1]
    'polars'
    """
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        return frame.collect(), "polars"
    if isinstance(frame, pl.DataFrame):
        return frame, "polars"
    import narwhals as nw

    try:
        eager = nw.from_native(frame, eager_only=True)
    except TypeError:
        raise EvidenceError(
            f"A {type(frame).__name__} is no table. Give a Polars, pandas or Arrow table with one row per observation, or an array."
        ) from None
    kind: FrameKind = "pandas" if eager.implementation.is_pandas() else "pyarrow"
    return eager.to_polars(), kind


def to_kind(frame: pl.DataFrame, kind: FrameKind) -> Any:
    """A Polars frame as the kind that came in."""
    if kind == "polars":
        return frame
    import narwhals as nw

    eager = nw.from_native(frame, eager_only=True)
    return eager.to_pandas() if kind == "pandas" else eager.to_arrow()


def require_columns(frame: pl.DataFrame, names: list[str], *, what: str) -> None:
    """Refuse a table that lacks a column, naming those it has.

    >>> import polars as pl
    >>> require_columns(pl.DataFrame({"a": [1]}), ["region"], what="the table")
    Traceback (most recent call last):
        ...
    clustrat.errors.EvidenceError: There is no column 'region' in the table, which has: a. Name the right one, or rename it.
    """
    if absent := [name for name in names if name not in frame.columns]:
        raise EvidenceError(
            f"There is no column '{absent[0]}' in {what}, which has: {', '.join(frame.columns)}. "
            "Name the right one, or rename it."
        )
