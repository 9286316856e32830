"""Many readers at once, over Streamlit's websocket protocol: each opens a page, then types a sentence every second."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import serving
from benchmarks.serving import Server
from benchmarks.table import Row, median, percentile

SESSIONS, EDITS, THINK = 20, 5, 1.0
ALONE: Any = {"sessions": 1, "edits": 12, "think": 0.7}
PATIENCE = 120.0  # seconds for one answer
CHARTS = 2  # an answer without both heatmaps is a fault


@dataclass
class Answer:
    """What one run of the script sent: its text boxes by label, its charts, and what went wrong."""

    boxes: dict[str, tuple[str, str]] = field(default_factory=dict)  # label -> (widget id, fragment id)
    charts: int = 0
    page: str = ""  # hash of the page that ran
    received: int = 0  # bytes
    faults: list[str] = field(default_factory=list)


@dataclass
class Load:
    """What all readers together saw; seconds."""

    first: list[float] = field(default_factory=list)
    edits: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Address:
    """A page of a server and the label of its sentence box."""

    server: str
    page: str = ""
    query: str = ""
    label: str = "Sentence"


class Reader:
    """One session: it sends what Streamlit's frontend would, and reads until the script has finished."""

    def __init__(self, socket: websockets.ClientConnection, address: Address) -> None:
        self.socket, self.address = socket, address

    async def open(self) -> Answer:
        """The first run of the page."""
        return await self._run(BackMsg(), "")

    async def type(self, sentence: str, opened: Answer) -> Answer:
        """A new sentence in the box that the page showed when it was opened."""
        message = BackMsg()
        widget, fragment = opened.boxes[self.address.label]
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = widget, sentence
        message.rerun_script.fragment_id = fragment
        return await self._run(message, opened.page)

    async def _run(self, message: BackMsg, page: str) -> Answer:
        rerun = message.rerun_script
        rerun.query_string, rerun.page_name, rerun.page_script_hash = self.address.query, self.address.page, page
        rerun.context_info.url = f"{self.address.server}/{self.address.page}"
        rerun.context_info.locale, rerun.context_info.timezone = "en-GB", "UTC"
        await self.socket.send(message.SerializeToString())
        answer = Answer(page=page)
        while True:
            frame = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            told = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            answer.received += len(frame)
            kind = told.WhichOneof("type")
            if kind == "new_session":
                answer.page = told.new_session.page_script_hash
            elif kind == "delta":
                read(told.delta, answer)
            elif kind == "script_finished":
                return answer


def read(delta: Delta, answer: Answer) -> None:
    """Notes what one element means for a reader."""
    if delta.WhichOneof("type") != "new_element":
        return
    element = delta.new_element
    kind = element.WhichOneof("type")
    if kind == "text_input":
        answer.boxes[element.text_input.label] = (element.text_input.id, delta.fragment_id)
    elif kind == "plotly_chart":
        answer.charts += 1
    elif kind == "bidi_component" and element.bidi_component.component_name.endswith("lexiscope_plots"):
        answer.charts += len(json.loads(element.bidi_component.json)["figures"])
    elif kind == "exception":
        answer.faults.append(element.exception.message[:120])
    elif kind == "html" and 'class="fault"' in element.html.body:
        answer.faults.append(element.html.body[:120])


async def _reader(number: int, edits: int, think: float, address: Address, load: Load) -> None:
    url = address.server.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with websockets.connect(url, subprotocols=["streamlit"], max_size=None, origin=address.server) as socket:  # type: ignore[arg-type,list-item]
            one, began = Reader(socket, address), time.perf_counter()
            opened = await one.open()
            load.first.append(time.perf_counter() - began)
            _note(opened, load)
            for turn in range(edits):
                await asyncio.sleep(think)
                began = time.perf_counter()
                answer = await one.type(f"The bank number {number} {turn} by the river was full of people.", opened)
                load.edits.append(time.perf_counter() - began)
                _note(answer, load)
    except Exception as fault:  # whatever breaks a session is what is counted here
        load.faults.append(repr(fault)[:120])


def _note(answer: Answer, load: Load) -> None:
    load.faults += answer.faults
    if answer.charts < CHARTS:
        load.faults.append(f"an answer with {answer.charts} charts")


async def readers(address: Address, sessions: int, edits: int, think: float) -> Load:
    """Sessions that begin within one time of thinking, or all at once where there is none."""
    load = Load()

    async def later(number: int) -> None:
        await asyncio.sleep(number * think / sessions)
        await _reader(number, edits, think, address, load)

    await asyncio.gather(*(later(number) for number in range(sessions)))
    return load


def run(address: Address, sessions: int = SESSIONS, edits: int = EDITS, think: float = THINK) -> Load:
    """The load in a thread of its own: Playwright's event loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, readers(address, sessions, edits, think)).result()


def ours_at(server: Server) -> Address:
    return Address(server.address, "encoder", "lang=en")


def many(server: Server) -> list[Row]:
    """One reader, then twenty, of a warm server: ours and the plain script one after the other."""
    server.wait_for_models()
    alone, ours = run(ours_at(server), **ALONE), run(ours_at(server))
    with serving.plain_streamlit() as peer:
        address = Address(peer.address)
        run(address, sessions=1, edits=1, think=0)  # its models are loaded by its first visitor
        plain_alone, plain = run(address, **ALONE), run(address)
    what, name = f"{SESSIONS} readers typing once a second: one edit", "plain Streamlit"
    return [
        Row("One reader: an edit answered over the websocket", median(alone.edits) * 1000, "ms",
            median(plain_alone.edits) * 1000, name),
        Row(f"{what}, median", median(ours.edits) * 1000, "ms", median(plain.edits) * 1000, name, ratio_at_most=1.0),
        Row(f"{what}, 95 of 100 within", percentile(ours.edits, 0.95) * 1000, "ms",
            percentile(plain.edits, 0.95) * 1000, name, ratio_at_most=1.0),
        Row("… faults", len(alone.faults + ours.faults), "faults",
            len(plain_alone.faults + plain.faults), name, ours_at_most=0),
    ]  # fmt: skip


def three_at_once() -> list[Row]:
    """Three first visitors of a server that has just begun to answer: each opens the page and types at once."""

    def faults(start: Callable[[], AbstractContextManager[Server]], path: Callable[[Server], Address]) -> list[str]:
        with start() as server:
            load = run(path(server), sessions=3, edits=1, think=0)
            return load.faults + list(filter(None, [server.faults()]))

    ours = faults(serving.ours, ours_at)
    peer = faults(serving.plain_streamlit, lambda server: Address(server.address))
    what = "Three first visitors of a cold server at once: faults"
    return [Row(what, len(ours), "faults", len(peer), "plain Streamlit", ours_at_most=0)]
