"""One thread for everything that touches torch.

transformers and diffusers import their parts lazily, and two threads that meet in the middle of such an import fail
("cannot import name 'AutoModel'"). So every import, load and forward pass happens in this one thread, in turn.
"""

from __future__ import annotations

import atexit
import math
import queue
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from lexiscope.engine.face import Busy

T = TypeVar("T")
Steps = Generator[None, None, T]  # long work: it pauses at each `yield`, and returns its value at the end


class Worker:
    """Runs work in order of arrival. Work that is a generator gives way to the others after each of its steps."""

    def __init__(self, most_waiting: int = 32) -> None:
        self.most_waiting = most_waiting
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any] | Steps[Any], Future[Any]]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._unfinished = 0
        self._usual = 0.2  # seconds that a job takes, a running mean
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, work: Callable[[], Any], *, own: bool = False) -> Future[Any]:
        """Queues work; raises Busy(seconds=...) when too much waits. The engine's `own` work is never refused."""
        future: Future[Any] = Future()
        with self._lock:
            if self._unfinished >= self.most_waiting and not own:
                raise Busy(seconds=max(1, math.ceil(self._usual * self._unfinished)))
            self._unfinished += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lexiscope-models", daemon=True)
                self._thread.start()
                atexit.register(self.stop)
        self._jobs.put((work, future))
        return future

    def ask(self, work: Callable[[], T]) -> T:
        """Queues work and waits for its value; what it raises is raised here."""
        return cast(T, self.start(work).result())

    def ask_steps(self, work: Callable[[], Steps[T]]) -> T:
        """The same for long work, between whose steps other work may run."""
        return cast(T, self.start(work).result())

    def stop(self) -> None:
        """Ends the thread after its current step. Python must not exit while it is inside torch: that would abort."""
        self._stopping.set()
        self.start(lambda: None, own=True)  # wakes it up
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._step(*self._jobs.get())

    def _step(self, work: Callable[[], Any] | Steps[Any], future: Future[Any]) -> None:
        began = time.perf_counter()
        try:
            if isinstance(work, Generator):
                next(work)
            else:
                value = work()
                if not isinstance(value, Generator):
                    return self._finish(future, began, value)
                work = value
            self._jobs.put((work, future))  # more steps to come: to the back of the queue
        except StopIteration as end:
            self._finish(future, began, end.value)
        except BaseException as error:  # the thread must outlive any fault of one request
            self._finish(future, began, None, error)

    def _finish(self, future: Future[Any], began: float, value: Any, error: BaseException | None = None) -> None:
        with self._lock:
            self._unfinished -= 1
            self._usual += 0.2 * (time.perf_counter() - began - self._usual)
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
