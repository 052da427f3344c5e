"""A home: the folder that holds one deployment's records, lake, raw files and settings."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from baowen.core.problems import BaowenError

SETTINGS_FILE = "baowen.toml"
DEFAULT_HOME = "baowen-home"
UNREADABLE = "=*?[]"  # in the path of a home: engines take them for partitions or patterns
FORMAT = 2  # raised when what lies in a home can no longer be read together with what is added to it


@dataclass(frozen=True, slots=True)
class Home:
    """Where things lie in a home. `region` is the GB/T 2260 code that the deployment serves."""

    root: Path
    region: str

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def incoming(self) -> Path:
        """Files that were uploaded and are being looked at or imported; whatever lies here may be sent again."""
        return self.root / "incoming"

    @property
    def refused(self) -> Path:
        return self.root / "refused"

    @property
    def mappings(self) -> Path:
        """Mappings of this deployment; they come before those of the package."""
        return self.root / "mappings"

    @property
    def calendar(self) -> Path:
        """Local TOML files for years that the calendar package does not know yet."""
        return self.root / "calendar"

    @property
    def maps(self) -> Path:
        """Reviewed maps of places, one GeoJSON each, kept by `baowen maps add`."""
        return self.root / "maps"

    @property
    def templates(self) -> Path:
        """Word templates of official documents of this deployment; they come before those of the package."""
        return self.root / "templates"

    @property
    def anchors(self) -> Path:
        """Anchors of the audit chain; worth something only where copies are kept out of this machine's reach."""
        return self.root / "anchors"

    @property
    def serving(self) -> Path:
        """The file that pages read; built from the lake, so it can always be built again."""
        return self.root / "serving.duckdb"

    @property
    def lock(self) -> Path:
        return self.root / "writer.lock"


def home_path(given: Path | None = None) -> Path:
    """The home that a command works in: as given, else BAOWEN_HOME, else ./baowen-home."""
    return Path(given or os.environ.get("BAOWEN_HOME") or DEFAULT_HOME).expanduser().resolve()


def create_home(root: Path, *, region: str) -> Home:
    """Make the folders and the settings file; an existing home of the same region is left as it is."""
    settings = root / SETTINGS_FILE
    if settings.exists():
        home = open_home(root)
        if home.region != region:
            raise BaowenError(
                f"{root} 已是 {home.region} 的数据目录，不能改为 {region}；请另选目录",
                f"{root} already serves {home.region}; choose another folder for {region}",
            )
        return home
    bad = sorted({sign for sign in str(root.absolute()) if sign in UNREADABLE})
    if bad:
        raise BaowenError(
            f"数据目录的路径 {root} 中不能有 {' '.join(bad)}：计算引擎会把它们当作分区或通配符；请换一个路径",
            f"the path {root} may not hold {' '.join(bad)}: engines take them for partitions or patterns",
        )
    home = Home(root, region)
    for folder in (home.root, home.lake, home.raw, home.refused, home.mappings, home.calendar):
        folder.mkdir(parents=True, exist_ok=True)
    draft = settings.with_suffix(".new")
    draft.write_text(
        f'# 本数据目录的设置 settings of this home\nregion = "{region}"\nformat = {FORMAT}\n', encoding="utf-8"
    )
    draft.replace(settings)
    return home


def open_home(root: Path) -> Home:
    """Open a home that `baowen init` made; BaowenError with the remedy when there is none."""
    settings = root / SETTINGS_FILE
    if not settings.is_file():
        raise BaowenError(
            f"{root} 不是保稳数据目录；请先运行 baowen --home {root} init --region 行政区划代码",
            f"{root} is not a home; run: baowen --home {root} init --region CODE",
        )
    try:
        given = tomllib.loads(settings.read_text(encoding="utf-8"))
        region = given["region"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise BaowenError(
            f'设置文件 {settings} 有误（{error}）；应有一行 region = "行政区划代码"',
            f'{settings} is broken ({error}); it needs a line region = "CODE"',
        ) from error
    made_as = given.get("format", 1)
    if made_as != FORMAT:
        raise BaowenError(
            f"{root} 由其他版本的保稳建立（格式 {made_as}，本版本用 {FORMAT}），行的标识算法不同，不能混用；"
            "请新建数据目录，重新导入原始文件（原件在 raw 文件夹）",
            f"{root} was made by another version (format {made_as}, this one uses {FORMAT}), whose keys of rows "
            "differ; make a new home and load the files again (the originals are in its folder raw)",
        )
    return Home(root, str(region))
