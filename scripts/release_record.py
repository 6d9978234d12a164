"""Run the long tests and write a dated record: ``python scripts/release_record.py [pytest arguments]``."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "docs" / "releases"


def main() -> None:
    """Run, record, and pass the exit code on."""
    today = datetime.date.today().isoformat()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--profile", "release", *sys.argv[1:]]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    print(done.stdout)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    tail = "\n".join(done.stdout.strip().splitlines()[-12:])
    OUT.mkdir(exist_ok=True)
    (OUT / f"{today}-tests.md").write_text(
        f"# Long tests of {today}\n\nCommit {commit.stdout.strip()}, {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; exit code {done.returncode}.\n\n```\n{tail}\n```\n",
        encoding="utf-8",
    )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
