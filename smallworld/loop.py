"""The one training loop, shared by every built-in model.

A model's file gives three things: the module, `batch_at(step)` (a pure function of the step, so that a resumed run
sees exactly the batches that an unbroken one would) and `loss_of(model, batch)`. The loop does the rest: AdamW,
warm-up and cosine decay, bf16 autocast where the processor has it, checkpoints, and a progress line.

    settings = Settings(steps=2000, learning_rate=1e-3)
    history = train(model, batch_at, loss_of, settings, run_dir=Path("smallworld/runs/encoder"))
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

RUNS = Path(__file__).parent / "runs"  # ignored by git: checkpoints and logs
Batch = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Settings:
    """What one run is. A checkpoint is only resumed under the settings that made it."""

    steps: int
    learning_rate: float = 1e-3
    warmup: int = 100
    final_rate: float = 0.02  # share of `learning_rate` at the last step
    weight_decay: float = 0.05
    betas: tuple[float, float] = (0.9, 0.98)
    clip: float = 1.0
    seed: int = 0
    checkpoint_every: int = 200  # steps


@dataclass
class History:
    """Smoothed loss every few steps, and the seconds of training proper (summed over resumed runs)."""

    steps: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    seconds: float = 0.0


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def autocast() -> torch.autocast:
    """bf16 where the hardware multiplies it natively; elsewhere (emulated, so slower) plain float32."""
    if torch.cuda.is_available():
        return torch.autocast("cuda", torch.bfloat16, enabled=torch.cuda.is_bf16_supported())
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


def rate_at(step: int, settings: Settings) -> float:
    """Learning rate: linear warm-up, then half a cosine (Loshchilov & Hutter, SGDR, 2017)."""
    if step < settings.warmup:
        return settings.learning_rate * (step + 1) / settings.warmup
    done = (step - settings.warmup) / max(1, settings.steps - settings.warmup)
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
    return settings.learning_rate * (settings.final_rate + (1 - settings.final_rate) * cosine)


def optimiser(model: nn.Module, settings: Settings) -> torch.optim.AdamW:
    """AdamW (Loshchilov & Hutter, 2019); vectors (norms, biases) are not decayed, matrices and kernels are."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": settings.weight_decay},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=settings.betas, fused=True)


def train(
    model: nn.Module,
    batch_at: Callable[[int], Batch],
    loss_of: Callable[[nn.Module, Batch], torch.Tensor],
    settings: Settings,
    run_dir: Path | None = None,
    stop_after: int | None = None,
) -> History:
    """Trains `model` in place and returns its history.

    With `run_dir`, goes on from the checkpoint there, if any, and leaves one every `checkpoint_every` steps.
    `stop_after` ends early at that step, with a checkpoint (a test of resuming uses it).
    """
    where = device()
    model.to(where).train()
    optim = optimiser(model, settings)
    history, start = History(), 0
    if run_dir is not None and (run_dir / "checkpoint.pt").exists():
        history, start = _load(run_dir, model, optim, settings)
    last = min(settings.steps, stop_after or settings.steps)
    began, spent, smooth = (
        time.perf_counter(),
        history.seconds,
        history.losses[-1] if history.losses else None,
    )
    for step in range(start, last):
        torch.manual_seed(settings.seed * 1_000_003 + step)  # dropout and noise too follow the step alone
        for group in optim.param_groups:
            group["lr"] = rate_at(step, settings)
        batch = {name: tensor.to(where) for name, tensor in batch_at(step).items()}
        with autocast():
            loss = loss_of(model, batch)
        optim.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), settings.clip)
        optim.step()
        value = loss.item()
        if not math.isfinite(value):
            raise FloatingPointError(f"step {step}: the loss is {value}; lower learning_rate and start again")
        smooth = value if smooth is None else 0.95 * smooth + 0.05 * value
        history.seconds = spent + time.perf_counter() - began
        if step % 20 == 19 or step + 1 == last:
            history.steps.append(step + 1)
            history.losses.append(smooth)
            _progress(step + 1, settings.steps, smooth, (step + 1 - start) / (history.seconds - spent))
        if run_dir is not None and ((step + 1) % settings.checkpoint_every == 0 or step + 1 == last):
            _save(run_dir, step + 1, model, optim, settings, history)
    print(file=sys.stderr)
    model.eval()
    return history


def _progress(step: int, steps: int, loss: float, speed: float) -> None:
    minutes, seconds = divmod(round((steps - step) / speed), 60)
    line = f"step {step}/{steps}  loss {loss:.4f}  {speed:.2f} steps/s  {minutes}:{seconds:02d} left"
    print(line.ljust(79), end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def _save(
    run_dir: Path,
    step: int,
    model: nn.Module,
    optim: torch.optim.Optimizer,
    settings: Settings,
    history: History,
) -> None:
    """Writes beside, then renames: a killed run never leaves half a checkpoint."""
    run_dir.mkdir(parents=True, exist_ok=True)
    state: dict[str, Any] = {
        "step": step,
        "model": model.state_dict(),
        "optimiser": optim.state_dict(),
        "settings": json.dumps(asdict(settings)),
        "history": asdict(history),
    }
    torch.save(state, run_dir / "checkpoint.tmp")
    (run_dir / "checkpoint.tmp").replace(run_dir / "checkpoint.pt")


def _load(run_dir: Path, model: nn.Module, optim: torch.optim.Optimizer, settings: Settings) -> tuple[History, int]:
    path = run_dir / "checkpoint.pt"
    state = torch.load(path, map_location=device(), weights_only=True)
    if state["settings"] != json.dumps(asdict(settings)):
        raise ValueError(f"{path}: made with other settings; delete it to start again, or give the same settings")
    model.load_state_dict(state["model"])
    optim.load_state_dict(state["optimiser"])
    print(f"going on from step {state['step']} ({path})", file=sys.stderr)
    return History(**state["history"]), state["step"]
