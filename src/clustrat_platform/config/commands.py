"""The commands of the site for ``clustrat``: serve, demo, check, chain, backup, restore. Light: Django comes in when one runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from clustrat.errors import MissingExtraError, ParameterError

if TYPE_CHECKING:
    from clustrat_platform.config.surroundings import Surroundings

__all__ = ["backup", "chain", "check", "demo", "restore", "serve"]

Address = Annotated[str, typer.Option("--address", help="Where to listen; 127.0.0.1 is this computer only.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=64, help="Processes that answer; one is enough for a small agency.")
]

#: Seconds after the site that its worker starts.
WORKER_AFTER_S = 3.0

chain = typer.Typer(help="Look after the audit chain: verify, head, seal.", no_args_is_help=True)


def serve(
    address: Address = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    demo: Annotated[bool, typer.Option("--demo", help="With the people and the content of the demo.")] = False,
) -> None:
    """Serve the site, with the worker for jobs as its child; stop it with Ctrl-C."""
    it = _ready()
    _refuse_unfit(it, address)
    if demo:
        _tell_demo(it, address, port)
        _begin_anew(address, port, workers)
    _serve(address=address, port=port, workers=workers)


def demo(
    address: Address = "127.0.0.1",
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only prepare, and print the sign-in links.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take everything away that is marked Demo.")] = False,
) -> None:
    """Prepare the demo, print a one-time sign-in link for each role, and serve.

    Without a terminal, with CI=true or DEMO_SERVE=0, the site is only asked for its first page, and stops; DEMO_SERVE=1 serves anyway.
    """
    it = _ready()
    if remove:
        _django()
        from clustrat_platform.config.demo import remove_demo

        typer.echo(f"{remove_demo()} records of the demo are gone.")
        return
    _refuse_unfit(it, address)
    _tell_demo(it, address, port)
    if no_serve:
        return
    if not _may_stay():
        _serve_until_it_answers(address, port)
        typer.echo(
            "Nobody sits at a terminal, so the site was stopped. To keep it: clustrat serve --demo, or DEMO_SERVE=1."
        )
    else:
        _begin_anew(address, port, 1)


def check() -> None:
    """Say what is not fit for production; exit code 1 if something would refuse a start."""
    from clustrat_platform.config.fitness import of_surroundings, of_the_site

    it = _surroundings()
    findings = of_surroundings(it)
    if it.database_url or (it.folder / "site.sqlite3").exists():
        _django()
        findings += of_the_site()
    for finding in findings:
        typer.echo(f"{'REFUSES' if finding.refuses else 'remark '}  {finding.sentence}")
    if not findings:
        typer.echo("Nothing speaks against production.")
    if any(finding.refuses for finding in findings):
        raise typer.Exit(1)


@chain.command("verify")
def chain_verify(
    head: Annotated[
        Path | None, typer.Option("--head", help="A head that left the system, as `clustrat chain head` wrote it.")
    ] = None,
) -> None:
    """Check every link; with --head also truncation and roll-back. Exit code 1 if the chain is not whole."""
    _django()
    from clustrat_platform.base.chain import verify
    from clustrat_platform.base.sealing import Head

    known = None
    if head is not None:
        document = json.loads(head.read_text(encoding="utf-8"))
        known = Head(sequence=int(document["sequence"]), digest=bytes.fromhex(document["digest"]))
    report = verify(head=known)
    for fault in report.faults:
        typer.echo(f"{fault.kind:<11} {fault.sentence}")
    typer.echo(
        f"{report.n_sealed} sealed, {report.n_waiting} waiting, {report.n_erased} payloads erased. "
        f"{'The chain is whole.' if report.is_whole else f'{len(report.faults)} faults.'}"
    )
    if not report.is_whole:
        raise typer.Exit(1)


@chain.command("head")
def chain_head() -> None:
    """Print the head of the chain as JSON; keep it outside the system, daily."""
    _django()
    from clustrat_platform.base.chain import publishable_head

    head = publishable_head()
    typer.echo(json.dumps({"sequence": head.sequence, "digest": head.digest.hex()}))


@chain.command("seal")
def chain_seal() -> None:
    """Seal what waits; the worker of a running site does this by itself."""
    _django()
    from clustrat_platform.base.keeping import seal_all

    typer.echo(f"{seal_all()} entries sealed.")


def backup(target: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")]) -> None:
    """Copy database and files into a folder with the hash of each; the database first, so that each named file is there."""
    it = _surroundings()
    from clustrat_platform.config.backups import back_up

    manifest = back_up(it, target)
    typer.echo(f"{len(manifest['files'])} files in {target}; keep {target.name}/manifest.json apart as well.")


def restore(
    source: Annotated[Path, typer.Argument(help="The folder of a backup.")],
    erasures: Annotated[
        Path | None, typer.Option("--erasures", help="The ledger of erasures since the backup, to be repeated.")
    ] = None,
) -> None:
    """Bring a backup back onto an empty site, check every hash, and write into the chain what was lost."""
    it = _surroundings()
    from clustrat_platform.config.backups import bring_back

    report = bring_back(it, source, erasures=erasures)
    typer.echo(report)


def _surroundings() -> Surroundings:
    try:
        import django  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtraError("The site needs the extra 'platform': pip install 'clustrat[platform]'.") from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustrat_platform.config.settings")
    from clustrat_platform.config.surroundings import read_surroundings

    return read_surroundings()


def _django() -> None:
    it = _surroundings()
    if not it.database_url and not (it.folder / "site.sqlite3").exists():
        raise ParameterError(f"There is no site in {it.folder} yet; start one with: clustrat serve.")
    import django

    django.setup()


def _ready() -> Surroundings:
    """The surroundings of a site whose database is at this version."""
    it = _surroundings()
    from clustrat_platform.config.fitness import of_surroundings
    from clustrat_platform.config.preparing import prepare

    if it.is_production:
        refusals = [finding for finding in of_surroundings(it) if finding.refuses]
        if refusals:
            raise ParameterError("This is not fit for production. " + " ".join(it.sentence for it in refusals))
    prepare(it, say=lambda line: typer.echo(line))
    return it


def _refuse_unfit(it: Surroundings, address: str) -> None:
    if not it.is_production and address not in ("127.0.0.1", "localhost", "::1"):
        raise ParameterError(
            f"A local site listens on this computer only, not on {address}. For others to reach it, set CLUSTRAT_MODE=production "
            "and what `clustrat check` asks for."
        )
    if it.debug and it.is_production:
        raise ParameterError("CLUSTRAT_DEBUG is on; a production site does not start with it.")


def _tell_demo(it: Surroundings, address: str, port: int) -> None:
    if it.is_production:
        raise ParameterError("The demo has people without passwords; it does not run in production.")
    _django()
    from clustrat_platform.config.demo import demo_links, load_demo

    load_demo(say=lambda line: typer.echo(line))
    typer.echo("")
    typer.echo("The site of the demo. Each link signs one person in, once, within twelve hours:")
    for person in demo_links():
        typer.echo(f"  {person.role:<22} http://{address}:{port}{person.path}")


def _may_stay() -> bool:
    """Whether the demo may go on serving: someone sits at a terminal and can stop it, or has said so."""
    said = os.environ.get("DEMO_SERVE")
    if said is not None:
        return said != "0"
    return sys.stdout.isatty() and os.environ.get("CI") != "true"


def _serve_until_it_answers(address: str, port: int) -> None:
    """Start the site as a process of its own, ask it once, and stop it; a failure to answer is an error."""
    from clustrat_platform.config.demo import check_answers

    code = f"from clustrat_platform.config.commands import serve; serve(address={address!r}, port={port})"
    site = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    try:
        typer.echo(check_answers(address, port, is_running=lambda: site.poll() is None))
    finally:
        site.send_signal(signal.SIGINT)
        try:
            site.wait(timeout=20)
        except subprocess.TimeoutExpired:
            site.kill()


def _begin_anew(address: str, port: int, workers: int) -> NoReturn:
    """Serve in a fresh program under the same process id.

    Loading the demo has read figures, and the threads of Polars do not survive the fork by which the server makes its workers:
    a page that has to be worked out would then wait for ever.
    """
    sys.stdout.flush()
    code = (
        "from clustrat_platform.config.commands import serve; "
        f"serve(address={address!r}, port={port}, workers={workers})"
    )
    os.execv(sys.executable, [sys.executable, "-c", code])  # noqa: S606 - our own interpreter with our own words


def _serve(*, address: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from clustrat_platform.config.serving import check_durability_quickly

    check_durability_quickly()
    command = [sys.executable, "-m", "clustrat_platform", "work", "--with-parent", str(os.getpid())]
    started: list[subprocess.Popen[bytes]] = []
    # The first page comes first: both load the same libraries, and a small computer has few cores.
    timer = threading.Timer(WORKER_AFTER_S, lambda: started.append(subprocess.Popen(command, start_new_session=True)))
    timer.daemon = True
    timer.start()
    typer.echo("")
    typer.echo(f"clustrat serves at http://{address}:{port}/  (stop with Ctrl-C)")
    try:
        Granian(
            "clustrat_platform.config.wsgi:application",
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=8,
            backpressure=128,
            websockets=False,
            log_enabled=False,
            respawn_failed_workers=True,
        ).serve()
    finally:
        timer.cancel()
        for worker in started:
            worker.terminate()
            try:
                worker.wait(timeout=10)
            except subprocess.TimeoutExpired:
                worker.kill()
