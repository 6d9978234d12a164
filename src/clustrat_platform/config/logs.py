"""Logs: one JSON object a line in UTC, with the reference of the request and without personal data."""

from __future__ import annotations

import logging.config
from typing import Any

import structlog

__all__ = ["logging_of", "set_up_logs"]

#: Keys that never reach a log, whoever passes them.
PERSONAL_KEYS = ("email", "password", "token", "secret", "cookie", "authorization", "name")


def _without_personal_data(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: ("(left out)" if key.lower() in PERSONAL_KEYS else value) for key, value in event.items()}


SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_personal_data,
)


def logging_of(*, production: bool) -> dict[str, Any]:
    """The dictionary for ``logging.config``: JSON lines in production, readable lines on one's own computer."""
    # JSON escapes line ends, so that what a visitor sends cannot forge a line.
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if production else structlog.processors.LogfmtRenderer(bool_as_flag=False)
    )
    level = "INFO" if production else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": list(SHARED),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                ],
            }
        },
        # The level of the handler too: the worker's library sets its own logger to INFO, a line for each small task.
        "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line", "level": level}},
        # It writes addresses of people and of their lines; what matters of it ``base.accounts.locked_out`` tells.
        "loggers": {"axes": {"level": "CRITICAL"}},
        "root": {"handlers": ["line"], "level": level},
    }


def set_up_logs(config: dict[str, Any]) -> None:
    """Hand ``config`` to the standard library and let structlog write through it."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
