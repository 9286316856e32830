"""A 5-gram model, smoothed after Witten and Bell (1991): what counting alone can do, beside the decoder."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

ORDER = 5


class NGram:
    """Counts of pieces after up to four others. A context leaves room for new ones as often as it has met new ones."""

    def __init__(self, rows: Iterable[list[int]], vocabulary: int, order: int = ORDER) -> None:
        self.vocabulary, self.order = vocabulary, order
        self.after: dict[tuple[int, ...], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for row in rows:
            for i in range(1, len(row)):
                for n in range(order):
                    if n <= i:
                        self.after[tuple(row[i - n : i])][row[i]] += 1
        self.total = {context: sum(found.values()) for context, found in self.after.items()}

    def probability(self, context: tuple[int, ...], piece: int) -> float:
        shorter = self.probability(context[1:], piece) if context else 1 / self.vocabulary
        found = self.after.get(context)
        if not found:
            return shorter
        kinds = len(found)
        return (found.get(piece, 0) + kinds * shorter) / (self.total[context] + kinds)

    def perplexity(self, rows: Iterable[list[int]]) -> float:
        """exp of the mean negative log probability a piece, the first ([CLS]) left out."""
        losses = [
            -math.log(self.probability(tuple(row[max(0, i - self.order + 1) : i]), row[i]))
            for row in rows
            for i in range(1, len(row))
        ]
        return math.exp(sum(losses) / len(losses))
