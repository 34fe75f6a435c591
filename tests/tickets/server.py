"""A private PostgreSQL server for the tests, in a temporary folder on a unix socket."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

START_DEADLINE_S = 30.0
STOP_DEADLINE_S = 20.0


def programs():
    """The folder of the newest server programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def running_server():
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    process = None
    try:
        _initialise(folder)
        process = _start(folder)
        _wait_until_ready(folder)
        yield folder
    finally:
        if process is not None:
            process.send_signal(subprocess.signal.SIGINT)
            process.wait(STOP_DEADLINE_S)
        shutil.rmtree(folder, ignore_errors=True)


def url(folder, database):
    return f"postgresql://postgres@/{database}?host={folder}"


def connect(folder, database="postgres"):
    return psycopg.connect(f"host={folder} user=postgres dbname={database}", autocommit=True, connect_timeout=2)


def _as_someone():
    # PostgreSQL refuses to run as root.
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []


def _initialise(folder):
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    options = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]
    command = [*_as_someone(), str(programs() / "initdb"), "-D", str(folder / "files"), *options]
    subprocess.run(command, check=True, capture_output=True, timeout=START_DEADLINE_S, cwd="/")


def _start(folder):
    fast = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "shared_buffers=32MB")
    options = [part for setting in (*fast, "listen_addresses=") for part in ("-c", setting)] + ["-k", str(folder)]
    command = [*_as_someone(), str(programs() / "postgres"), "-D", str(folder / "files"), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def _wait_until_ready(folder):
    deadline = time.monotonic() + START_DEADLINE_S
    while True:
        try:
            connect(folder).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
