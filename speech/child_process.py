"""Starts the Python processes that recognise: each computes with one thread and is out of reach of the terminal."""

import asyncio
import os
import sys

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


async def start_python(*arguments: str, stderr: int, limit: int) -> asyncio.subprocess.Process:
    """Start Python with these arguments, stdin and stdout as pipes; `limit` bytes of a pipe are read ahead at most.

    Raises OSError when no process can be started.
    """
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
        env={**os.environ, **ONE_THREAD},
        limit=limit,
        start_new_session=True,
    )


def close_pipes(process: asyncio.subprocess.Process) -> None:
    """Close what is still open to a process that has ended; asyncio itself leaves that to chance."""
    process._transport.close()  # type: ignore[attr-defined]
