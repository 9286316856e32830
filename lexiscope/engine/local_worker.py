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
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from lexiscope.engine.face import Busy

T = TypeVar("T")
Steps = Generator[None, None, T]  # long work: it pauses at each `yield`, and returns its value at the end


@dataclass
class _Job:
    work: Callable[[], Any] | Steps[Any]
    future: Future[Any]
    seconds: float = 0.0  # spent on it so far


class Worker:
    """Runs work in order of arrival. Work that is a generator gives way to the others after each of its steps."""

    def __init__(self, most_waiting: int = 32) -> None:
        self.most_waiting = most_waiting
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
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
        self._jobs.put(_Job(work, future))
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
            self._step(self._jobs.get())

    def _step(self, job: _Job) -> None:
        began, value, error, done = time.perf_counter(), None, None, True
        try:
            if isinstance(job.work, Generator):
                next(job.work)
                done = False
            else:
                value = job.work()
                if isinstance(value, Generator):
                    job.work, done = value, False
        except StopIteration as end:
            value = end.value
        except BaseException as fault:  # the thread must outlive any fault of one request
            error = fault
        job.seconds += time.perf_counter() - began
        if done:
            self._finish(job, value, error)
        else:
            self._jobs.put(job)  # more steps to come: to the back of the queue

    def _finish(self, job: _Job, value: Any, error: BaseException | None) -> None:
        with self._lock:
            self._unfinished -= 1
            self._usual += 0.2 * (job.seconds - self._usual)
        if error is None:
            job.future.set_result(value)
        else:
            job.future.set_exception(error)
