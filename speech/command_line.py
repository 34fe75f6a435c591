"""What every command of this room does alike: one clear sentence for what went wrong, and no everyday log lines."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from speech.errors import SpeechError


@contextmanager
def plain_errors() -> Iterator[None]:
    """End with one clear sentence instead of a traceback when an expected thing went wrong."""
    from speech.model.errors import ModelBuildFailed

    try:
        yield
    except (SpeechError, ModelBuildFailed, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def quiet_log() -> None:
    """Keep the workers' everyday log lines out of the output, which may be read by a program."""
    import logging
    import sys

    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
