"""From Enter in the sentence box to the new heatmaps on screen: ours, the plain Streamlit script, the Gradio app."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, WebSocket

from benchmarks import serving
from benchmarks.browser import EDIT, HEATMAPS, edit, leave, visitor, wait
from benchmarks.serving import Server
from benchmarks.table import Row, median

OURS = ".st-key-attention_text input"
PEER_BOXES = {"plain Streamlit": '[data-testid="stTextInput"] input', "Gradio": "textarea, input[type=text]"}
THINK = 1000  # ms between two edits: what a server still does after an answer is no part of the next one
PLACES = ("garden", "station", "kitchen", "library", "mountain", "village", "market", "island", "theatre",
          "bridge", "forest", "hospital", "school", "castle", "museum", "harbour", "factory", "temple")  # fmt: skip
# Without the words "bank" and "fishing", so that nothing is exchanged and ours does what the peers do.
PLAIN = tuple(f"The children walked slowly to the old {place} before dinner." for place in PLACES)
# With them, the exchange is measured too: twice the forward passes, a third chart.
EXCHANGED = tuple(f"Near the {place}, the bank is a good place for fishing." for place in PLACES[:8])
WARM_UP = 3


class Frames:
    """The bytes that a page receives over its sockets, before any compression."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        page.on("websocket", self._watch)

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._add)

    def _add(self, payload: str | bytes) -> None:
        self.received += len(payload.encode() if isinstance(payload, str) else payload)


def open_ours(browser: Browser, server: Server, entry: str = "attention") -> tuple[Page, Frames]:
    """An entry of ours with its instrument drawn. *Attention* has this one alone, as the peers have."""
    page = visitor(browser, HEATMAPS, EDIT)
    frames = Frames(page)
    page.goto(f"{server.address}/{entry}?lang=en")
    _wait_for_heatmaps(page)
    return page, frames


def _open_peer(browser: Browser, server: Server) -> Page:
    page = visitor(browser, HEATMAPS, EDIT)
    page.goto(server.address)
    _wait_for_heatmaps(page)
    return page


def _wait_for_heatmaps(page: Page) -> None:
    wait(page, "window.heatmaps().length >= 2")
    page.wait_for_timeout(THINK)


def compare(browser: Browser, server: Server) -> list[Row]:
    """Ours beside one peer at a time: an idle Gradio app keeps asking its server, and that would be part of a time."""
    server.wait_for_models()
    with serving.plain_streamlit() as peer:
        beside_plain, plain, view = _in_turn(browser, server, peer, PEER_BOXES["plain Streamlit"])
    with serving.gradio_app() as peer:
        beside_gradio, gradio, _ = _in_turn(browser, server, peer, PEER_BOXES["Gradio"])
    from benchmarks.models import bertviz_kilobytes  # torch: imported when all times are taken

    what = "Enter to the new heatmaps on screen"
    return [
        Row(what, beside_plain, "ms", plain, "plain Streamlit", ratio_at_most=0.3),
        Row(what, beside_gradio, "ms", gradio, "Gradio", ratio_at_most=1.0),
        Row(
            "… on the page *Encoder*, beside two more instruments", _again(browser, server, "encoder", PLAIN[:9]), "ms"
        ),
        Row("… with the exchange: four passes, a third chart", _again(browser, server, "attention", EXCHANGED), "ms"),
        Row(
            "Data sent for one view, over the websocket",
            view / 1000,
            "KB",
            bertviz_kilobytes(PLAIN[-1]),
            "BertViz's head views",
            ratio_at_most=0.1,
        ),
    ]


def _in_turn(browser: Browser, server: Server, peer: Server, box: str) -> tuple[float, float, float]:
    """Ours and a peer, sentence by sentence in turn, in one browser: milliseconds of both, bytes of a view of ours."""
    page, frames = open_ours(browser, server)
    other = _open_peer(browser, peer)
    ours, theirs, views = [], [], []
    for sentence in PLAIN + PLAIN[-2::-1]:  # there and back: two neighbours always differ
        before = frames.received
        ours.append(edit(page, OURS, sentence))
        page.wait_for_timeout(THINK)
        views.append(frames.received - before)
        theirs.append(edit(other, box, sentence))
        other.wait_for_timeout(THINK)
    leave(page)
    leave(other)
    return median(ours[WARM_UP:]), median(theirs[WARM_UP:]), median(views[WARM_UP:])


def _again(browser: Browser, server: Server, entry: str, sentences: tuple[str, ...]) -> float:
    page, _ = open_ours(browser, server, entry)
    taken = []
    for sentence in sentences:
        taken.append(edit(page, OURS, sentence))
        page.wait_for_timeout(THINK)
    leave(page)
    return median(taken[WARM_UP:])
