"""The worker: runs queued jobs, and beside them seals the audit chain, sends mail and starts what is due."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from typing import Any

import structlog
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connection

from clustrat_platform.base.keeping import keep_once, spare_work

log = structlog.get_logger(__name__)

#: Seconds between two rounds of keeping; below the longest wait for a seal.
PAUSE_S = 2.0
#: Seconds of rest after a step of spare work.
REST_S = 0.3


class Command(BaseCommand):
    """``python -m clustrat_platform work``; ``clustrat serve`` starts it as its child."""

    help = "Run queued jobs, seal the audit chain, send mail, start what is due."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--with-parent`` ends the worker when the process that started it is gone."""
        parser.add_argument("--with-parent", type=int, default=0, help="End when this process is no longer the parent.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep in a thread, work in this one."""
        thread = threading.Thread(target=_keep, args=(options["with_parent"],), daemon=True)
        thread.start()
        threading.Thread(target=_spare, daemon=True).start()
        call_command("db_worker", reload=False, startup_delay=False, interval=1.0)


def _keep(parent: int) -> None:
    while True:
        if parent and os.getppid() != parent:
            os._exit(0)  # what runs is marked as running in the database; the next worker's start says so
        try:
            close_old_connections()
            keep_once()
        except OperationalError as error:
            log.warning("keeping_waits", reason=str(error))
            connection.close()
        time.sleep(PAUSE_S)


def _spare() -> None:
    """Spare work at the lowest priority, with a rest after each step, so that readers and jobs come first."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
    try:
        for _step in spare_work():
            time.sleep(REST_S)
    finally:
        connection.close()
