"""The table of the benchmarks: what counts as a goal that was met, and how a row is written."""

from __future__ import annotations

import pytest

from benchmarks.table import Row, machine, markdown, median, percentile, written


def test_a_ratio_above_its_goal_is_not_met() -> None:
    """A row whose ratio exceeds its goal says so in the table."""
    row = Row("edit", 40.0, "ms", 100.0, "plain", ratio_at_most=0.3)
    assert row.ratio == pytest.approx(0.4)
    assert row.met is False
    assert row.cells() == ("edit", "40.0 ms", "100 ms plain", "0.40", "ratio at most 0.3", "**no**")


def test_every_goal_of_a_row_must_be_kept() -> None:
    """A good ratio does not excuse an own value above its bound."""
    kept = Row("edit", 20.0, "ms", 100.0, "plain", ratio_at_most=0.3, ours_at_most=30)
    assert kept.met is True
    assert Row("edit", 40.0, "ms", 200.0, "plain", ratio_at_most=0.3, ours_at_most=30).met is False


def test_a_row_without_a_goal_claims_nothing() -> None:
    """The column stays empty where there was nothing to meet."""
    row = Row("edit", 20.0, "ms")
    assert row.met is None
    assert row.cells()[-1] == ""


def test_decibels_may_fall_by_the_difference_only() -> None:
    """A loss of more than the allowed decibels is not met, a gain always is."""
    assert Row("psnr", 24.95, "dB", 25.0, difference_at_most=0.1).met is True
    assert Row("psnr", 24.85, "dB", 25.0, difference_at_most=0.1).met is False
    assert Row("psnr", 26.0, "dB", 25.0, difference_at_most=0.1).met is True


def test_a_peer_without_faults_gives_no_ratio() -> None:
    """Nought faults on both sides is met and divides nothing."""
    row = Row("faults", 0, "faults", 0, "plain", ours_at_most=0)
    assert row.ratio is None
    assert row.met is True


def test_the_table_is_markdown() -> None:
    """One line of names, one of alignment, one per row, each with six cells."""
    lines = markdown([Row("a", 1.0, "s"), Row("b", 0.5, "s", ours_at_most=1.2)]).splitlines()
    assert len(lines) == 4
    assert all(line.count("|") == 7 for line in lines)
    assert lines[3] == "| b | 0.50 s |  |  | at most 1.20 s | yes |"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(298.4, "ms", "298 ms"), (9.87, "ms", "9.9 ms"), (25.128, "dB", "25.13 dB"), (1, "faults", "1 fault")],
)
def test_values_keep_the_digits_that_were_measured(value: float, unit: str, text: str) -> None:
    """Three digits of a time, two decimals of seconds and decibels, counts as counts."""
    assert written(value, unit) == text  # type: ignore[arg-type]


def test_the_median_of_nothing_is_an_error() -> None:
    """A part that measured nothing must not pass as a number."""
    with pytest.raises(ValueError, match="nothing was measured"):
        median([])


def test_percentiles_are_measured_values() -> None:
    """The 95th percentile is one of the values, and the largest of few."""
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([float(i) for i in range(101)], 0.95) == 95.0


def test_the_machine_is_described_without_a_name() -> None:
    """Cores and features, never a host, a path or a processor's brand."""
    told = machine()
    assert "cores" in told
    assert "/" not in told
    assert "(R)" not in told
