"""The engine behind record-level tables: DuckDB on this machine, or Spark here or on a cluster, under one expression."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal, get_args

from clustrat.errors import MissingExtraError, ParameterError, SourceError

__all__ = ["EngineName", "engine_name", "kept_once", "open_engine", "read_records"]

EngineName = Literal["duckdb", "spark"]
SUFFIXES = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".gz": "csv"}


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
        There is no such engine.
    MissingExtraError
        The extra ``microdata`` (or ``spark``) is not installed.
    """
    if name not in get_args(EngineName):
        raise ParameterError(f"There is no engine '{name}'. Choose one of: {', '.join(get_args(EngineName))}.")
    with tempfile.TemporaryDirectory(dir=temp_folder) as folder:
        connection = _duckdb(memory, threads, folder) if name == "duckdb" else _spark(memory, folder, spark_url)
        try:
            yield connection
        finally:
            connection.disconnect()
            if name == "spark":
                _stop_spark()


def read_records(connection: Any, path: str) -> Any:
    """Records of a Parquet or CSV file, or of many by a pattern such as ``records/*.parquet``, as an Ibis table.

    Raises
    ------
    SourceError
        Nothing lies there, or it cannot be read.
    """
    if "://" not in path:
        root = Path(path)
        found = [root] if root.exists() else sorted(root.parent.glob(root.name)) if root.parent.exists() else []
        if not found:
            raise SourceError(f"There is no file {path}. Name a Parquet or CSV file, or a pattern of them.")
    kind = SUFFIXES.get(Path(path).suffix.lower())
    if kind is None:
        raise SourceError(f"{path} is neither Parquet nor CSV. Convert it first.")
    try:
        if kind == "parquet":
            return connection.read_parquet(path)
        if engine_name(connection) == "spark":
            return connection.read_csv(path, header=True, inferSchema=True)
        return connection.read_csv(path)
    except Exception as error:
        raise SourceError(
            f"{path} could not be read as {kind}: {str(error).splitlines()[0]}. Check the file."
        ) from error


def engine_name(connection: Any) -> EngineName:
    """The engine behind a connection."""
    return "spark" if connection.name == "pyspark" else "duckdb"


def kept_once(connection: Any, expression: Any) -> Any:
    """An intermediate table that is computed once, although it is read twice."""
    if engine_name(connection) == "spark":
        return expression.cache()
    # Ibis would drop a cached table by a statement that DuckDB 2.0 does not take; a temporary one goes with the connection.
    return connection.create_table(f"kept_{next(_numbers)}", expression, temp=True)


_numbers = count()


def _duckdb(memory: str, threads: int | None, folder: str) -> Any:
    try:
        import ibis
    except ImportError as error:
        raise MissingExtraError(
            "Record-level tables need Ibis and DuckDB, which are not installed. Install clustrat[microdata]."
        ) from error
    options: dict[str, Any] = {"memory_limit": memory, "temp_directory": folder, "preserve_insertion_order": False}
    if threads:
        options["threads"] = threads
    try:
        return ibis.duckdb.connect(**options)
    except Exception as error:
        raise ParameterError(f"DuckDB does not start with these options: {str(error).splitlines()[0]}") from error


def _spark(memory: str, folder: str, url: str) -> Any:
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError(
            "Spark is not installed. Install clustrat[microdata,spark] in an environment of its own; it needs Java 17."
        ) from error
    builder = (
        SparkSession.builder.master(url)
        .appName("clustrat")
        .config("spark.driver.memory", _spark_memory(memory))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.local.dir", folder)
        .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
    )
    if url.startswith("local"):
        builder = (
            builder.config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "8")
        )
    return ibis.pyspark.connect(builder.getOrCreate())


def _spark_memory(memory: str) -> str:
    """``1536MiB`` as Spark writes it: ``1536m``."""
    return memory.replace("GiB", "g").replace("MiB", "m").replace("GB", "g").replace("MB", "m")


def _stop_spark() -> None:
    from pyspark.sql import SparkSession

    if (session := SparkSession.getActiveSession()) is not None:
        session.stop()
