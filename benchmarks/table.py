"""A measured row, the table of all rows, and the machine they were measured on."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import psutil

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("RESULTS.md")
Unit = Literal["ms", "s", "KB", "MB", "dB", "faults"]
HEAD = ("What", "Ours", "Instead", "Ratio", "Goal", "Met")
PACKAGES = ("streamlit", "torch", "transformers", "diffusers", "plotly", "bertviz")


@dataclass(frozen=True)
class Row:
    """One comparison. `goal` is the largest ratio that is good enough, or in `ours_at_most` the largest own value.

    A row without a goal says more about the row above it.
    """

    what: str
    ours: float
    unit: Unit
    peer: float | None = None
    peer_name: str = ""
    ratio_at_most: float | None = None
    ours_at_most: float | None = None
    difference_at_most: float | None = None  # how far below the peer ours may be, for decibels

    @property
    def ratio(self) -> float | None:
        """Ours in peers; None where there is no peer, or it is 0."""
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """Whether every goal of this row is kept; None for a row without one."""
        kept = []
        if self.ratio_at_most is not None:
            kept.append(self.ratio is not None and self.ratio <= self.ratio_at_most)
        if self.ours_at_most is not None:
            kept.append(self.ours <= self.ours_at_most)
        if self.difference_at_most is not None:
            kept.append(self.peer is not None and self.peer - self.ours <= self.difference_at_most)
        return all(kept) if kept else None

    def goal(self) -> str:
        """The goal in words."""
        parts = []
        if self.ratio_at_most is not None:
            parts.append(f"ratio at most {self.ratio_at_most:g}")
        if self.ours_at_most is not None:
            parts.append(f"at most {written(self.ours_at_most, self.unit)}")
        if self.difference_at_most is not None:
            parts.append(f"at most {self.difference_at_most:g} {self.unit} less")
        return ", ".join(parts)

    def cells(self) -> tuple[str, ...]:
        """What stands in the table, in the order of HEAD."""
        peer = f"{written(self.peer, self.unit)} {self.peer_name}".strip() if self.peer is not None else self.peer_name
        ratio = f"{self.ratio:.2f}" if self.ratio is not None and self.unit != "dB" else ""
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return (self.what, written(self.ours, self.unit), peer, ratio, self.goal(), met)


def written(value: float, unit: Unit) -> str:
    """A value with its unit and as many digits as were measured."""
    if unit == "faults":
        return f"{value:g} faults" if value != 1 else "1 fault"
    digits = {"dB": 2, "s": 2}.get(unit, 0 if abs(value) >= 100 else 1)
    return f"{value:.{digits}f} {unit}"


def markdown(rows: Sequence[Row]) -> str:
    """All rows as one Markdown table."""
    lines = [HEAD, ("---", "---:", "---:", "---:", "---", "---"), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def median(values: Sequence[float]) -> float:
    """The median; raises ValueError when nothing was measured."""
    if not values:
        raise ValueError("nothing was measured")
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie: the nearest one measured."""
    return sorted(values)[round(share * (len(values) - 1))]


def machine() -> str:
    """Cores, memory, and the processor features that decide how fast these models run; nothing that names it."""
    try:
        told = Path("/proc/cpuinfo").read_text("ascii", "replace")
    except OSError:
        told = ""
    flags = set(next((line for line in told.splitlines() if line.startswith("flags")), "").split())
    wanted = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in flags]
    memory = round(psutil.virtual_memory().total / 2**30)
    return (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores ({' '.join(wanted) or 'flags unknown'}), "
        f"{memory} GiB of memory, no GPU used"
    )


def revision() -> str:
    """The commit and the day it was made, and whether the working tree held more than it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/RESULTS.md")
    return (git("log", "-1", "--format=%h of %cs") or "no commit") + (", with uncommitted changes" if changed else "")


def versions() -> str:
    """The packages that were measured."""
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)])
