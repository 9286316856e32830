"""A hub of our own on loopback: the few addresses of the Hugging Face hub that a download asks for.

It serves tiny random models of each class of the catalogue under their real names and pinned revisions, so that
the real client (huggingface_hub) runs against it, unpatched.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

FILE = re.compile(r"/(?P<repository>[^/]+/[^/]+)/resolve/(?P<revision>.+?)/(?P<name>[^/]+)")
API = re.compile(r"/api/models/(?P<repository>[^/]+/[^/]+)/(?P<what>revision|commits|discussions)/?(?P<revision>.*)")
PIECE = 64 * 1024  # bytes sent at a time


@dataclass
class Revision:
    """The files of one revision of a repository."""

    commit: str
    folder: Path
    without: frozenset[str] = frozenset()  # files of the folder that this revision does not have
    parent: str = "0" * 40

    def files(self) -> dict[str, Path]:
        return {path.name: path for path in sorted(self.folder.iterdir()) if path.name not in self.without}


@dataclass
class Hub:
    """What the server offers, and what it was asked."""

    endpoint: str = ""
    revisions: dict[tuple[str, str], Revision] = field(default_factory=dict)  # (repository, name or commit)
    bot: str = "SFconvertbot"  # who opened the pull request refs/pr/1
    fetched: list[str] = field(default_factory=list)  # names of the files whose bytes were asked for
    half_sent: threading.Event = field(default_factory=threading.Event)  # a held file is half on its way
    go_on: threading.Event = field(default_factory=threading.Event)  # lets it go on
    hold: str = ""  # the name of the file that is held in the middle

    def add(self, repository: str, name: str, revision: Revision) -> None:
        for key in {name, revision.commit}:
            self.revisions[repository, key] = revision


def commit_of(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


@contextmanager
def serve() -> Iterator[Hub]:
    """Runs a hub on a free port of loopback."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.go_on.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: Any) -> None:
        """A test prints nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if match := API.fullmatch(path):
            self._api(match["repository"], match["what"], unquote(match["revision"]))
        elif match := FILE.fullmatch(path):
            self._file(match["repository"], unquote(match["revision"]), unquote(match["name"]))
        else:
            self._missing("EntryNotFound")

    def _api(self, repository: str, what: str, name: str) -> None:
        if what == "discussions":
            converted = (repository, "refs/pr/1") in self.hub.revisions
            found = [self._pull_request(repository)] if converted else []
            self._json({"count": len(found), "start": 0, "discussions": found})
            return
        revision = self.hub.revisions.get((repository, name))
        if revision is None:
            self._missing("RevisionNotFound")
        elif what == "commits":
            commits = [revision.commit, revision.parent]
            day = "2024-01-01T00:00:00.000Z"
            self._json([{"id": c, "title": "", "message": "", "date": day, "authors": []} for c in commits])
        else:
            files = [{"rfilename": n, "size": p.stat().st_size, "blobId": n} for n, p in revision.files().items()]
            self._json({"id": repository, "sha": revision.commit, "private": False, "tags": [], "siblings": files})

    def _pull_request(self, repository: str) -> dict[str, Any]:
        return {
            "title": "Adding `safetensors` variant of this model",
            "num": 1,
            "author": {"name": self.hub.bot},
            "createdAt": "2024-01-01T00:00:00.000Z",
            "status": "open",
            "repo": {"name": repository, "type": "model"},
            "isPullRequest": True,
        }

    def _file(self, repository: str, name: str, file: str) -> None:
        revision = self.hub.revisions.get((repository, name))
        path = revision.files().get(file) if revision else None
        if revision is None or path is None:
            return self._missing("EntryNotFound" if revision else "RevisionNotFound")
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("X-Repo-Commit", revision.commit)
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.hub.fetched.append(file)
            self._send(body, file)

    def _send(self, body: bytes, file: str) -> None:
        try:
            for start in range(0, len(body), PIECE):
                if file == self.hub.hold and start >= len(body) // 2:
                    self.hub.half_sent.set()
                    self.hub.go_on.wait(120)
                self.wfile.write(body[start : start + PIECE])
        except OSError:  # the client hung up: that is what cancelling does
            self.close_connection = True

    def _json(self, answer: Any) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _missing(self, code: str) -> None:
        self.send_response(404)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()
