"""Build the edition inside the package: python scripts/embed_edition.py --from FOLDER_OF_RAW_FILES."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from clustrat.study.tables import build_edition

TARGET = Path(__file__).parents[1] / "src" / "clustrat" / "data" / "edition"


def main() -> None:
    """Build in a temporary folder, then put the tables in place of the embedded ones."""
    if len(sys.argv) != 3 or sys.argv[1] != "--from":
        sys.exit("Usage: python scripts/embed_edition.py --from FOLDER_OF_RAW_FILES")
    with tempfile.TemporaryDirectory() as root:
        edition = build_edition(Path(sys.argv[2]), root=Path(root), progress=lambda step, *_: print(step))
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(edition.folder, TARGET)
    print(f"{sum(f.stat().st_size for f in TARGET.iterdir()):,} bytes in {TARGET}")


if __name__ == "__main__":
    main()
