"""A real server of its own process, as `make run` starts it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
START_SECONDS = 180  # generous: a timing never decides a test


@dataclass(frozen=True)
class Server:
    """Where it answers, and what it writes."""

    address: str  # "http://127.0.0.1:8701"
    log: Path
    process: subprocess.Popen[bytes]

    def faults(self, since: int = 0) -> str:
        """What the log holds from the first traceback on, after `since` bytes; empty when all is well."""
        text = self.log.read_bytes()[since:].decode("utf-8", "replace")
        found = text.find("Traceback (most recent call last)")
        return text[found:] if found >= 0 else ""

    def wait_for_models(self) -> None:
        """Until the built-in models stand ready."""
        for _ in range(START_SECONDS * 4):
            with urlopen(f"{self.address}/healthz", timeout=START_SECONDS) as answer:
                if json.load(answer)["models_loaded"]:
                    return
            time.sleep(0.25)
        raise AssertionError(f"the models were not loaded within {START_SECONDS} s; see {self.log}")


@contextmanager
def serving(log: Path) -> Iterator[Server]:
    """A fresh server that has been asked nothing yet; stopped at the end."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        f"--server.port={port}",
        "--server.address=127.0.0.1",
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=dict(os.environ))
    try:
        _wait_for_port(port, process, log)
        yield Server(f"http://127.0.0.1:{port}", log, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """By a bare connection, so that the first request is still the test's own."""
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            raise AssertionError(f"the server ended before it answered:\n{log.read_text('utf-8', 'replace')[-3000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer within {START_SECONDS} s; see {log}")
