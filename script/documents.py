"""Writes the documents that code builds; with --check only says which are stale, and fails when any is."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {
    "docs/reference/cli.md": "cli_document",
    "docs/reference/feeds.md": "baowen.collect.document",
    "docs/reference/mappings.md": "baowen.collect.mapping.document",
    "docs/reference/permissions.md": "baowen.orgs.document",
    "docs/reference/policy.md": "baowen.core.policy.document",
    "docs/reference/prices.md": "baowen.price.document",
    "docs/reference/response.md": "baowen.respond.document",
    "docs/reference/serving.md": "baowen.lake.serving.document",
    "src/baowen/web/help/glossary.csv": "glossary_document",
}


def rendered(module: str) -> str:
    """What the module's `render()` says the document should be, ending in one newline."""
    text: str = import_module(module).render()
    return text.rstrip("\n") + "\n"


def stale(root: Path = ROOT) -> list[str]:
    """The documents that differ from what the code would write now."""
    found = []
    for path, module in DOCUMENTS.items():
        file = root / path
        if not file.is_file() or file.read_text(encoding="utf-8") != rendered(module):
            found.append(path)
    return found


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: python script/documents.py [--check]", file=sys.stderr)
        return 2
    if arguments:
        for path in stale():
            print(f"已过时，请运行 script/documents.py  stale, run script/documents.py: {path}", file=sys.stderr)
        return 1 if stale() else 0
    for path, module in DOCUMENTS.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(rendered(module), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
