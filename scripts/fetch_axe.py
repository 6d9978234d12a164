"""Fetch axe-core, which looks for barriers in the browser tests: by name and version, checked by its hash before it is unpacked.

``python scripts/fetch_axe.py FOLDER`` asks the package registry that npm is set up for, and lays ``axe.min.js`` and its licence
(MPL-2.0) into the folder. It is used by tests only and is in no package of ours.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "axe-core@4.14.1"
#: As the registry publishes it (``npm view axe-core@4.14.1 dist.integrity``).
INTEGRITY = "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
FILES = ("axe.min.js", "LICENSE")


def main(words: list[str]) -> int:
    """Fetch, check, unpack; returns the exit code."""
    if len(words) != 1:
        print(__doc__)
        return 2
    npm = shutil.which("npm")
    if npm is None:
        print(f"npm is not there, and {PACKAGE} comes by it. Install it (Debian: apt-get install npm).")
        return 2
    folder = Path(words[0])
    with tempfile.TemporaryDirectory(prefix="clustrat-axe-") as name:
        done = subprocess.run(
            [npm, "pack", PACKAGE, "--json", "--pack-destination", name], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(f"npm could not fetch {PACKAGE}:\n{done.stderr.strip()}")
            return 1
        packed = Path(name) / json.loads(done.stdout)[0]["filename"]
        found = "sha512-" + base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode("ascii")
        if found != INTEGRITY:
            print(f"{PACKAGE} has the hash {found}, and not the pinned {INTEGRITY}; it is not used.")
            return 1
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(packed) as archive:
            for file in FILES:
                member = archive.extractfile(f"package/{file}")
                assert member is not None, file
                (folder / file).write_bytes(member.read())
    print(f"{PACKAGE} lies in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
