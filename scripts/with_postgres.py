"""Run a command with a PostgreSQL of its own: started on a socket in a temporary folder, ended by its own process id.

``python scripts/with_postgres.py COMMAND ...`` sets DATABASE_URL. Nothing listens on the network.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: PostgreSQL refuses to run as root; any of these will do.
USERS = ("postgres", "nobody")


def main(command: list[str]) -> int:
    """Start, run, end; returns the exit code of the command."""
    if not command:
        print(__doc__)
        return 2
    programs = folder_of_programs()
    if programs is None:
        print("No PostgreSQL is installed (Debian: apt-get install postgresql).")
        return 2
    # Short, as the path of a socket has at most some hundred characters.
    with tempfile.TemporaryDirectory(prefix="clustrat-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_user = user_to_run_as(folder)
        run(
            [
                programs / "initdb",
                "-D",
                folder / "data",
                "-A",
                "trust",
                "-U",
                "clustrat",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
            as_user,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
        run([programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start"], as_user)
        server = int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        try:
            run([programs / "createdb", "-h", folder, "-U", "clustrat", "clustrat"], as_user)
            url = f"postgresql://clustrat@/clustrat?host={folder}"
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        finally:
            os.kill(server, signal.SIGINT)  # fast: open connections are cut
            wait_for_end(folder / "data" / "postmaster.pid")


def folder_of_programs() -> Path | None:
    """Where initdb lies: the newest of Debian's versions, else beside what is on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def user_to_run_as(folder: Path) -> str | None:
    """Give the folder to an unprivileged user where we are root."""
    if os.geteuid() != 0:
        return None
    for name in USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        folder.chmod(0o755)
        return name
    raise SystemExit("PostgreSQL does not run as root, and there is no user to run it as.")


def run(command: list[object], as_user: str | None) -> None:
    """Run one program of PostgreSQL quietly."""
    done = subprocess.run(
        [str(part) for part in command],
        user=as_user,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/"},
        # The server keeps open for ever what it inherits: give it nothing.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed with {done.returncode}.")


def wait_for_end(pid_file: Path) -> None:
    """The server removes its file when it is gone."""
    for _ in range(100):
        if not pid_file.exists():
            return
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
