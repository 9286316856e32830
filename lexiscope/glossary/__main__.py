"""For translators: `python -m lexiscope.glossary check` and `python -m lexiscope.glossary stamp <slug> <lang>`."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from lexiscope.glossary.check import check
from lexiscope.glossary.read import FRONT, load

_TABLE = re.compile(r"^\[source\]\s*$.*?(?=^\[|\Z)", re.DOTALL | re.MULTILINE)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit status is 1 when the content has a fault."""
    parser = argparse.ArgumentParser(prog="python -m lexiscope.glossary")
    parser.add_argument("--root", type=Path, default=Path("content"), help="folder of the entries")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="print every fault of the content")
    stamped = commands.add_parser("stamp", help="note that a translation follows the English as it stands now")
    stamped.add_argument("slug")
    stamped.add_argument("lang", choices=["fr", "hi"])
    chosen = parser.parse_args(arguments)
    if chosen.command == "stamp":
        return _stamp(chosen.root, chosen.slug, chosen.lang)
    problems = check(load(chosen.root), root=chosen.root.name)
    print(*problems, sep="\n") if problems else print("no faults")
    return 1 if problems else 0


def _stamp(root: Path, slug: str, lang: str) -> int:
    path = root / slug / f"{lang}.md"
    entries = load(root).entries
    if slug not in entries or not path.is_file():
        print(f"{path}: is missing; write it before it is stamped", file=sys.stderr)
        return 1
    path.write_text(stamp(path.read_text("utf-8"), entries[slug].editions["en"].hashes), "utf-8")
    return 0


def stamp(text: str, hashes: dict[str, str]) -> str:
    """The text with these hashes as the last table of its front matter; raises ValueError where there is none."""
    front = FRONT.match(text)
    if not front:
        raise ValueError("no front matter: begin the file with +++, TOML, and +++ on a line of its own")
    table = "[source]\n" + "".join(f'{name} = "{value}"\n' for name, value in hashes.items())
    facts = _TABLE.sub("", front[1]).rstrip()
    return f"+++\n{facts}\n\n{table}+++\n{text[front.end() :]}"


if __name__ == "__main__":
    raise SystemExit(main())
