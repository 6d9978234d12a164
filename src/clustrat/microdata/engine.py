"""The engine behind record-level tables: DuckDB on this machine, or Spark here or on a cluster, under one expression."""

from __future__ import annotations

import csv
import glob
import gzip
import logging
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from clustrat.errors import MissingExtraError, ParameterError, SourceError, StorageError

if TYPE_CHECKING:
    import polars as pl

__all__ = ["EngineName", "collected", "engine_name", "kept_once", "open_engine", "read_records"]

EngineName = Literal["duckdb", "spark"]
SUFFIXES = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".csv.gz": "csv"}
#: A whole number of mebibytes, gibibytes or their decimal kin.
MEMORY = re.compile(r"[1-9][0-9]*(MiB|GiB|MB|GB)")
#: What an engine says when it lacks room, in lower case.
NO_ROOM = ("out of memory", "outofmemory", "no space left", "max_temp_directory_size")
#: What the libraries of the engines say of each other; it is not for our users.
AMONG_THEMSELVES = (
    r"fetch_arrow_table\(\) is deprecated",  # Ibis 12 of DuckDB 2.0
    r"The 'future.infer_string' option is deprecated",  # Ibis 12 of pandas 3
    r"toPandas attempted Arrow optimization",  # Spark, before it raises an error that says it all
)
_numbers = count()


@contextmanager
def open_engine(
    name: EngineName = "duckdb",
    *,
    memory: str = "1536MiB",
    threads: int | None = None,
    temp_folder: Path | None = None,
    spark_url: str = "local[2]",
) -> Iterator[Any]:
    """An Ibis connection that is closed at the end, with its temporary files.

    Where a Spark session is already open (a notebook of the office), that one is used and left open; its own settings hold.

    Parameters
    ----------
    name
        ``"duckdb"`` or ``"spark"``.
    memory
        Most that the engine itself may hold, such as ``"1536MiB"``; what does not fit goes to ``temp_folder``.
    threads
        Of DuckDB; one per core if not given.
    temp_folder
        Where the engine puts what does not fit into memory; a folder of its own that is removed, if not given.
    spark_url
        ``local[N]``, or the address of your cluster (``spark://...``, ``yarn``, ``k8s://...``).

    Raises
    ------
    ParameterError
        There is no such engine, memory, number of threads or folder, or Spark is not reached at that address.
    MissingExtraError
        The extra ``microdata`` (or ``spark``) is not installed.
    """
    if name not in get_args(EngineName):
        raise ParameterError(f"There is no engine '{name}'. Choose one of: {', '.join(get_args(EngineName))}.")
    if not MEMORY.fullmatch(memory):
        raise ParameterError(f"'{memory}' is no amount of memory. Write 1536MiB or 2GiB, for example.")
    if threads is not None and threads < 1:
        raise ParameterError(f"{threads} threads cannot compute. Give 1 or more, or leave the option out.")
    if temp_folder is not None and not temp_folder.is_dir():
        raise ParameterError(f"There is no folder {temp_folder} for temporary files. Make it first, or name another.")
    with tempfile.TemporaryDirectory(dir=temp_folder) as folder:
        if name == "duckdb":
            connection = _duckdb(memory, threads, folder)
            try:
                yield connection
            finally:
                connection.disconnect()
        else:
            with _spark(memory, folder, spark_url) as connection:
                yield connection


def read_records(connection: Any, path: str, *, separator: str = ",") -> Any:
    """Records of a Parquet or CSV file, a folder of Parquet files, or many files by a pattern, as an Ibis table.

    A CSV has a line of column names and is in UTF-8. Its columns are read as text: a code such as ``01`` keeps its zero, and what
    is no number is found and counted by :func:`clustrat.microdata.establishments.aggregate_records`, the same on every engine.

    Parameters
    ----------
    path
        Such as ``records.parquet``, ``'records/*.parquet'``, or an address that your Spark can read (``hdfs://...``).
    separator
        Of the columns of a CSV.

    Raises
    ------
    SourceError
        Nothing lies there, or it cannot be read.
    ParameterError
        The separator is not one character.
    """
    if len(separator) != 1:
        raise ParameterError(f"'{separator}' separates no columns. Give one character, such as ';'.")
    is_spark = engine_name(connection) == "spark"
    files: list[str] = []
    if "://" not in path:
        files = [path] if Path(path).exists() else sorted(glob.glob(path, recursive=True))  # noqa: PTH207 (also a * in a folder)
        if not files:
            raise SourceError(f"There is no file {path}. Name a Parquet or CSV file, or a pattern of them.")
    elif not is_spark:
        raise SourceError(
            f"{path} is an address, which DuckDB is not asked to fetch. Use Spark, or copy the files here."
        )
    is_folder = bool(files) and Path(files[0]).is_dir()
    kind = "parquet" if is_folder else next((k for end, k in SUFFIXES.items() if path.lower().endswith(end)), None)
    if kind is None:
        raise SourceError(f"{path} is neither Parquet nor CSV. Convert it first.")
    if kind == "csv":
        _check_first_lines(files, separator)
    with _calling(path):
        if kind == "parquet":
            return connection.read_parquet(f"{path}/**/*.parquet" if is_folder and not is_spark else path)
        if is_spark:
            return connection.read_csv(
                path, header=True, inferSchema=False, sep=separator, quote='"', escape='"', mode="FAILFAST",
                enforceSchema=False, multiLine=True,
            )  # fmt: skip
        # Without skip and comment DuckDB would leave out lines that it does not understand.
        return connection.read_csv(
            path,
            all_varchar=True,
            header=True,
            delim=separator,
            quote='"',
            escape='"',
            skip=0,
            comment="",
            strict_mode=True,
        )


def _check_first_lines(files: list[str], separator: str) -> None:
    """Column names are distinct, and the same in every file: engines take columns by their place, not by their name."""
    first: list[str] | None = None
    for name in files:
        try:
            with (
                gzip.open(name, "rt", encoding="utf-8-sig", newline="")
                if name.endswith(".gz")
                else open(  # noqa: PTH123
                    name, encoding="utf-8-sig", newline=""
                ) as lines
            ):
                columns = next(csv.reader(lines, delimiter=separator), [])
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(f"{name} could not be read as CSV in UTF-8: {error}. Check the file.") from error
        if len(set(columns)) < len(columns) or not columns:
            raise SourceError(f"{name} has no line of column names, or one twice: {', '.join(columns)}. Correct it.")
        first = first or columns
        if columns != first:
            raise SourceError(
                f"{name} has the columns {', '.join(columns)}, but {files[0]} has {', '.join(first)}. Give all files the same, in one order."
            )


def engine_name(connection: Any) -> EngineName:
    """The engine behind a connection."""
    return "spark" if connection.name == "pyspark" else "duckdb"


def collected(expression: Any) -> pl.DataFrame:
    """The rows of an expression, computed by its engine.

    Raises
    ------
    SourceError
        The engine could not read the records to their end, or a sum is too large.
    StorageError
        The engine lacks room in memory or on the disk.
    """
    with _calling("The records"):
        frame: pl.DataFrame = expression.to_polars()
    return frame


def kept_once(connection: Any, expression: Any) -> Any:
    """An intermediate table that is computed once, although it is read twice; errors as of :func:`collected`."""
    with _calling("The records"):
        if engine_name(connection) == "spark":
            # Frames of ours become tables of Spark when an expression is run, not when it is cached; no row is read here.
            expression.limit(0).to_polars()
            return expression.cache()
        # Ibis would drop a cached table by a statement that DuckDB 2.0 does not take; a temporary one goes with the connection.
        return connection.create_table(f"kept_{next(_numbers)}", expression, temp=True)


@contextmanager
def _calling(what: str) -> Iterator[None]:
    """Around a call of an engine: its errors as our own, without what its libraries say among themselves."""
    with warnings.catch_warnings():
        for message in AMONG_THEMSELVES:
            warnings.filterwarnings("ignore", message=message)
        try:
            yield
        except Exception as error:
            raise _refusal(error, what) from error


def _refusal(error: Exception, what: str) -> SourceError | StorageError:
    """An error of an engine as a sentence."""
    text = str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("at ")]
    # Spark says the cause last, below what was calling what.
    causes = [line.removeprefix("Caused by: ").split(": ", 1)[-1] for line in lines if line.startswith("Caused by: ")]
    told = (causes[-1] if causes else lines[0] if lines else type(error).__name__).rstrip(".:")
    if any(words in text.lower() for words in NO_ROOM):
        return StorageError(f"The engine lacks room: {told}. Give more --memory, or a --temp-folder with more room.")
    return SourceError(f"{what} could not be read and counted: {told}. Check the files.")


def _duckdb(memory: str, threads: int | None, folder: str) -> Any:
    try:
        import duckdb  # noqa: F401
        import ibis
    except ImportError as error:
        raise MissingExtraError(
            "Record-level tables need Ibis and DuckDB, which are not installed. Install clustrat[microdata]."
        ) from error
    options: dict[str, Any] = {"memory_limit": memory, "temp_directory": folder, "preserve_insertion_order": False}
    if threads is not None:
        options["threads"] = threads
    return ibis.duckdb.connect(**options)


@contextmanager
def _spark(memory: str, folder: str, url: str) -> Iterator[Any]:
    """A Spark session of ours, stopped at the end; or the one that is already open, left open."""
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError(
            "Spark is not installed. Install clustrat[microdata,spark] in an environment of its own; it needs Java 17."
        ) from error
    if (session := SparkSession.getActiveSession()) is not None:
        yield ibis.pyspark.connect(session)
        return
    builder = (
        SparkSession.builder.master(url)
        .appName("clustrat")
        .config("spark.driver.memory", _spark_memory(memory))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        # With it a CSV with too many columns in a line would pass, where the line's end is not asked for.
        .config("spark.sql.csv.parser.columnPruning.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if is_local := url.startswith("local"):
        builder = (
            builder.config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.local.dir", folder)
            .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.log.level", "OFF")
        )
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise ParameterError(
            f"Spark does not start at '{url}': {str(error).splitlines()[0]} Check the address, and that Java 17 is there."
        ) from error
    try:
        if is_local:
            logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()


def _spark_memory(memory: str) -> str:
    """Memory as Spark writes it.

    >>> _spark_memory("1536MiB"), _spark_memory("2GB")
    ('1536m', '2g')
    """
    number, unit = re.fullmatch(r"([0-9]+)([MG])i?B", memory).groups()  # type: ignore[union-attr]
    return f"{number}{unit.lower()}"
