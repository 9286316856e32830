"""Browser scripts that installed Python packages bring along: found where they lie, never fetched, never copied.

The packages are only asked for their files, not imported: BertViz would import torch, which no lab may do.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

# name under /vendor/ -> (package, file in it)
_SERVED = {
    "d3.js": ("XStatic-D3", "xstatic/pkg/d3/data/d3.js"),
    "plotly.min.js": ("plotly", "plotly/package_data/plotly.min.js"),
    "jquery.slim.min.js": ("XStatic-jQuery", "xstatic/pkg/jquery/data/jquery.slim.min.js"),
}


@lru_cache
def files() -> dict[str, Path]:
    """The scripts that the app serves at /vendor/<name>; raises FileNotFoundError as `packaged` does."""
    return {name: packaged(package, path) for name, (package, path) in _SERVED.items()}


def packaged(package: str, path: str) -> Path:
    """A file of an installed package; raises FileNotFoundError that names the file and the remedy."""
    remedy = f"run `pip install -r requirements.txt`, which pins {package}"
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError as error:
        raise FileNotFoundError(f"{path}: the package {package} is not installed; {remedy}") from error
    if not found.is_file():
        raise FileNotFoundError(f"{found}: missing from the package {package}; {remedy}")
    return found
