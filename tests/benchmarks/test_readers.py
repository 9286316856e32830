"""The readers' side of Streamlit's websocket protocol, on a real Streamlit server with a script of two charts."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from streamlit.proto.Delta_pb2 import Delta

from benchmarks.readers import Address, Answer, read, run
from benchmarks.serving import free_port

SCRIPT = """
import streamlit as st
text = st.text_input("Sentence", "one")
for key in ("a", "b"):
    st.plotly_chart({"data": [{"type": "heatmap", "z": [[len(text)]]}]}, key=key)
if "number 1 1 " in text:
    st.html('<p class="fault">broken on purpose</p>')
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A plain Streamlit server that runs SCRIPT."""
    folder: Path = tmp_path_factory.mktemp("readers")
    (folder / "script.py").write_text(SCRIPT, "utf-8")
    port = free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "script.py", *options, "--browser.gatherUsageStats=false"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
                break
            except (URLError, OSError):
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def test_each_reader_opens_and_edits(address: str) -> None:
    """Every session is timed once for its first run and once per edit, and both charts arrive each time."""
    load = run(Address(address), sessions=1, edits=3, think=0)
    assert (len(load.first), len(load.edits), load.faults) == (1, 3, [])


def test_a_fault_sentence_is_counted(address: str) -> None:
    """The answer that shows a fault counts as one, the others do not."""
    load = run(Address(address), sessions=2, edits=2, think=0)
    assert len(load.edits) == 4
    assert [fault for fault in load.faults if "broken on purpose" in fault] == load.faults
    assert len(load.faults) == 1


def test_a_box_that_is_not_there_is_a_fault(address: str) -> None:
    """A page without the sentence box must not count as fast."""
    load = run(Address(address, label="Phrase"), sessions=1, edits=1, think=0)
    assert load.edits == []
    assert len(load.faults) == 1


def test_a_server_that_is_gone_is_a_fault() -> None:
    """A refused connection is counted, not raised: the others go on reading."""
    load = run(Address(f"http://127.0.0.1:{free_port()}"), sessions=2, edits=1, think=0)
    assert len(load.faults) == 2


def test_an_exception_in_the_script_is_read() -> None:
    """An exception element becomes a fault with its message."""
    delta, answer = Delta(), Answer()
    delta.new_element.exception.message = "no such model"
    read(delta, answer)
    assert answer.faults == ["no such model"]
