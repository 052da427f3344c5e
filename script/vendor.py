"""Fetches what the pages need from npm into static/vendor, and writes the manifest that a test holds the files against.

Run: python script/vendor.py. It needs npm; the project itself does not: what it fetched is in the repository.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "src" / "baowen" / "web" / "static" / "vendor"
# Package, version, licence, why; and which of its files we take. To renew one, change its version here.
WANTED = (
    ("@tabler/core", "1.6.1", "MIT", "components and typography of the pages", ("dist/css/tabler.min.css",)),
    ("htmx.org", "2.0.11", "0BSD", "parts of a page renewed without a page of its own", ("dist/htmx.min.js",)),
    ("echarts", "6.1.0", "Apache-2.0", "charts; the common build has all series that we draw",
     ("dist/echarts.common.min.js",)),
)  # fmt: skip
TESTED_WITH = (
    ("axe-core", "4.14.1", "MPL-2.0", "finds what keeps people out; for tests only", ("axe.min.js",)),
)  # fmt: skip
TEST_FOLDER = Path(__file__).resolve().parents[1] / "tests" / "browser" / "vendor"


def fetch(name: str, version: str, folder: Path) -> Path:
    """The unpacked package of exactly this version."""
    command = ["npm", "pack", "--silent", f"{name}@{version}"]
    told = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    archive = folder / told.stdout.strip().splitlines()[-1]
    target = folder / archive.stem
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    return target / "package"


def taken(wanted: tuple[tuple[str, str, str, str, tuple[str, ...]], ...], folder: Path) -> list[dict[str, str]]:
    """Copy the wanted files; one line of the manifest for each."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    with tempfile.TemporaryDirectory() as place:
        for name, version, licence, reason, files in wanted:
            package = fetch(name, version, Path(place))
            for file in files:
                content = (package / file).read_bytes()
                # A map of the source is not taken along, so nothing may ask for it.
                content = b"\n".join(
                    line for line in content.split(b"\n") if not line.lstrip(b"/* ").startswith(b"# sourceMappingURL")
                )
                target = folder / Path(file).name
                target.write_bytes(content)
                lines.append(
                    {
                        "file": target.name, "package": name, "version": version, "licence": licence, "reason": reason,
                        "sha256": hashlib.sha256(content).hexdigest(),
                    }
                )  # fmt: skip
    return lines


def main() -> int:
    """Fetch everything and write both manifests."""
    for wanted, folder in ((WANTED, FOLDER), (TESTED_WITH, TEST_FOLDER)):
        lines = taken(wanted, folder)
        text = json.dumps(lines, ensure_ascii=False, indent=2) + "\n"
        (folder / "manifest.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
