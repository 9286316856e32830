"""The one thread of the models."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from lexiscope.engine.face import Busy, TextTooLong
from lexiscope.engine.local_worker import Worker


def test_all_work_runs_in_one_thread_in_order() -> None:
    """Whoever asks, one thread answers, first come, first served."""
    worker, order = Worker(), []
    names = {worker.ask(lambda: threading.current_thread().name) for _ in range(3)}
    assert len(names) == 1 and names != {threading.current_thread().name}
    futures = [worker.start(lambda i=i: order.append(i)) for i in range(5)]
    for future in futures:
        future.result(60)
    assert order == [0, 1, 2, 3, 4]


def test_a_full_queue_answers_busy_with_seconds() -> None:
    """Beyond its bound the queue takes nothing more, says when to come again, and takes work again later."""
    worker, gate = Worker(most_waiting=2), threading.Event()
    waiting = [worker.start(gate.wait) for _ in range(2)]
    with pytest.raises(Busy) as error:
        worker.ask(lambda: 1)
    assert isinstance(error.value.fields["seconds"], int) and error.value.fields["seconds"] >= 1
    own = worker.start(lambda: "warm", own=True)  # the engine's own work is never refused
    gate.set()
    assert [future.result(60) for future in waiting] == [True, True] and own.result(5) == "warm"
    assert worker.ask(lambda: 1) == 1


def test_short_work_is_done_between_the_steps_of_long_work() -> None:
    """A large picture does not hold up a sentence: long work pauses after each step."""
    worker, gate, order = Worker(), threading.Event(), []

    def long() -> Iterator[None]:
        for step in range(3):
            order.append(f"long {step}")
            gate.wait(60)
            yield
        return "done"

    slow = worker.start(long)
    quick = worker.start(lambda: order.append("short"))
    gate.set()
    quick.result(60)
    assert slow.result(60) == "done"
    assert order.index("short") < order.index("long 2")


@pytest.mark.parametrize("error", [TextTooLong(tokens=9, limit=1), ValueError("a fault"), KeyboardInterrupt()])
def test_a_fault_reaches_the_one_who_asked_and_nobody_else(error: BaseException) -> None:
    """Errors cross as they are, from plain work and from a later step; the thread lives on."""
    worker = Worker()

    def plain() -> None:
        raise error

    def later() -> Iterator[None]:
        yield
        raise error

    for work in (plain, later):
        with pytest.raises(type(error)) as caught:
            worker.start(work).result(60)
        assert caught.value is error
    assert worker.ask(lambda: 2) == 2


def test_stopping_ends_the_thread_after_its_step() -> None:
    """At exit the thread is waited for, and work that has steps left does not hold it up."""
    worker, steps = Worker(), []

    def endless() -> Iterator[None]:
        while True:
            steps.append(threading.current_thread())
            yield

    worker.start(endless)
    worker.ask(lambda: None)
    worker.stop()
    assert steps and not steps[0].is_alive()
