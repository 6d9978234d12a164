"""One run of one package on one table, in a process of its own: ``python one_chain.py PACKAGE TABLE.parquet|npz [YEAR]``.

Runs under the environment of the package (ours, or that of the peers); prints a line of JSON: wall and CPU seconds of the call, and
the peak memory of the process. Threads are fixed at two.
"""

import json
import os
import resource
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ[name] = "2"


def clustrat(path: str, year: int | None):
    """Long table in, three narrow tables out, all years; presence and proximity in float32."""
    import numpy as np
    import polars as pl

    from clustrat.study.complexity_tables import complexity_tables

    table = pl.read_parquet(path)
    if year is not None:
        table = table.filter(pl.col("year") == year)
    # What a first call imports is no part of the work; the peers import at the top of their modules.
    complexity_tables(np.array([[4.0, 4, 4], [1, 4, 5], [0, 1, 9]]), precision="float32")
    return lambda: complexity_tables(table, precision="float32").by_cell.height


def clustrat_kernels(path: str, year: int | None):
    """One year from a dense matrix to all arrays, cells block by block."""
    import numpy as np
    import polars as pl

    from clustrat.complexity.chain import chain, year_chain

    chain([[4.0, 4, 4], [1, 4, 5], [0, 1, 9]], precision="float32")
    table = pl.read_parquet(path).filter(pl.col("year") == (year or 2005))
    shape = int(table["region"].max()) + 1, int(table["activity"].max()) + 1
    counts = np.zeros(shape)
    counts[table["region"].to_numpy(), table["activity"].to_numpy()] = table["value"].to_numpy()
    del table

    def run() -> int:
        found = year_chain(counts, precision="float32", overwrite=shape[1] >= 10_000)
        return sum(block.density.shape[0] for block in found.blocks())

    return run


def blas(path: str, year: int | None):
    """The bare float32 products of the same shape: one syrk and two gemm."""
    import numpy as np
    import polars as pl
    from scipy.linalg import blas as fortran

    table = pl.read_parquet(path, columns=["region", "activity"])
    shape = int(table["region"].max()) + 1, int(table["activity"].max()) + 1
    presence = (np.random.default_rng(1).random(shape) < 0.1).astype(np.float32)

    def run() -> int:
        together = fortran.ssyrk(1.0, presence.T).T
        return (presence @ together).shape[0] + (presence @ together).shape[1]

    return run


def ecomplexity(path: str, year: int | None):
    """Its defaults: long table in, all years, long table out."""
    import pandas as pd
    from ecomplexity import ecomplexity as package

    table = _pandas(path, year)
    columns = {"time": "year", "loc": "region", "prod": "activity", "val": "value"}
    assert pd.__version__ < "3"

    def run() -> int:
        return len(package(table, columns, verbose=False))

    return run


def datawheel(path: str, year: int | None):
    """RCA, complexity, proximity and relatedness of every year; it gives no long table."""
    import economic_complexity as package

    table = _pandas(path, year)

    def run() -> int:
        n = 0
        for _, own in table.groupby("year"):
            quotients = package.rca(own.pivot(index="region", columns="activity", values="value").fillna(0))
            package.complexity(quotients)
            n += package.relatedness(quotients, proximities=package.proximity(quotients)).size
        return n

    return run


def econci(path: str, year: int | None):
    """Its class, year by year."""
    import econci as package

    table = _pandas(path, year)

    def run() -> int:
        n = 0
        for _, own in table.groupby("year"):
            found = package.Complexity(own, c="region", p="activity", values="value")
            found.calculate_indexes()
            n += len(found.eci)
        return n

    return run


def _pandas(path: str, year: int | None):
    import pandas as pd

    table = pd.read_csv(path)
    return table if year is None else table[table["year"] == year]


def main() -> None:
    """Run once, and print what it took."""
    package, path = sys.argv[1:3]
    year = int(sys.argv[3]) if len(sys.argv) > 3 else None
    job = globals()[package](path, year)
    start, cpu = time.perf_counter(), time.process_time()
    rows = job()
    print(
        json.dumps(
            {
                "package": package,
                "rows": rows,
                "wall_s": time.perf_counter() - start,
                "cpu_s": time.process_time() - cpu,
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
