"""Opens the one Spark session of this process, and says what to do where the package, Java or the server is missing.

Spark lets a process hold one session: `local[n]` and `spark://host:port` start a Java virtual machine here,
`sc://host:port` talks to a server that runs elsewhere (Spark Connect; Spark's own server or Sail).
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import tempfile
import threading
from pathlib import Path
from socket import create_connection
from typing import Any

from baowen.core.problems import BaowenError
from baowen.lake.engine.duck import cores

SETTINGS_VARIABLE = "BAOWEN_SPARK"
# What results depend on: months and dates must mean the same on every engine, and a sum that overflows must be heard.
_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
_CONNECT_PORT = "15002"  # Spark Connect's own, where an address names none
_ANSWER_SECONDS = 10.0
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_lock = threading.Lock()
_opened: dict[str, Any] = {}


def spark_session(name: str) -> Any:
    """The session for an engine's name (`local[n]`, `spark://...`, `sc://...`); one of another name is closed first.

    BaowenError with the remedy where PySpark or Java is not installed, or nobody answers.
    """
    with _lock:
        if name not in _opened:
            _close()
            _check_package(name)
            _check_server(name)
            _opened[name] = _connected(name) if name.startswith("sc://") else _started(name)
        return _opened[name]


def close_spark() -> None:
    """End the session of this process, where there is one, and remove its folders."""
    with _lock:
        _close()


def _close() -> None:
    for session in _opened.values():
        session.stop()
    _opened.clear()


def given_settings() -> dict[str, str]:
    """Settings of Spark from BAOWEN_SPARK: `key=value` pairs parted by spaces. BaowenError where one is not a pair."""
    found = {}
    for pair in os.environ.get(SETTINGS_VARIABLE, "").split():
        key, sign, value = pair.partition("=")
        if not sign or not key.startswith("spark.") or key in _MEANING:
            raise BaowenError(
                f"{SETTINGS_VARIABLE} 中的 {pair} 不可用；应为 spark. 开头的 键=值，以空格分隔，"
                f"且不得改动 {'、'.join(_MEANING)}",
                f"{SETTINGS_VARIABLE} holds {pair}; it takes key=value pairs that begin with spark., parted by spaces, "
                f"and none of {', '.join(_MEANING)}",
            )
        found[key] = value
    return found


def _check_package(name: str) -> None:
    if importlib.util.find_spec("pyspark") is None:
        raise BaowenError(
            f"计算引擎 {name} 需要 PySpark；请安装：pip install 'baowen[spark]'，或取消 BAOWEN_ENGINE 改用 DuckDB",
            f"engine {name} needs PySpark; install it with pip install 'baowen[spark]', or unset BAOWEN_ENGINE",
        )


def _check_java(name: str) -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home) / "bin") if home else None) is None:
        raise BaowenError(
            f"计算引擎 {name} 需要 Java 17（Debian：apt-get install openjdk-17-jre-headless）；"
            "sc://主机:端口 不需要本机有 Java",
            f"engine {name} needs Java 17 (Debian: apt-get install openjdk-17-jre-headless); "
            "sc://host:port needs none here",
        )


def _check_server(name: str) -> None:
    """Knock at the door first: Spark's own attempts at an address where nobody answers go on for minutes."""
    _, sign, places = name.partition("://")
    if not sign:
        return
    reasons = []
    for place in places.split("/")[0].split(","):
        host, _, port = place.rpartition(":") if ":" in place else (place, "", _CONNECT_PORT)
        try:
            create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS).close()
            return
        except OSError as error:
            reasons.append(error)
    raise _unreachable(name, reasons[0])


def _connected(url: str) -> Any:
    """A session on a Spark Connect server; its place and memory are the server's own affair."""
    from pyspark.sql.connect.session import SparkSession

    try:
        session = SparkSession.builder.remote(url).getOrCreate()
        for key, value in (_MEANING | given_settings()).items():
            session.conf.set(key, value)
    except BaowenError:
        raise
    except Exception as error:
        raise _unreachable(url, error) from error
    return session


def _started(master: str) -> Any:
    """A session whose driver runs in a Java virtual machine beside this process."""
    from pyspark.sql import SparkSession

    _check_java(master)
    folder = tempfile.mkdtemp(prefix="baowen-spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    builder = SparkSession.builder.appName("baowen").master(master)
    for key, value in (_place(master, folder) | given_settings() | _MEANING).items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise _unreachable(master, error) from error


def _place(master: str, folder: str) -> dict[str, str]:
    """Where the driver keeps its files, listens and how much it takes; BAOWEN_SPARK may say otherwise."""
    settings = {
        "spark.sql.warehouse.dir": f"{folder}/warehouse",
        "spark.driver.defaultJavaOptions": f"-Djava.io.tmpdir={folder} -Dderby.system.home={folder}",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.memory": "4g",
        # Left to itself, Spark takes 64 MB for each grouping of each task, however small, and a month of cubes has
        # hundreds: the heap was full of empty pages.
        "spark.buffer.pageSize": "4m",
        # A table of this process goes to the executors as Arrow. As a local relation each of its cells becomes an
        # object of the driver: at 50 million lines that filled a heap of 8 GB, and took three times as long.
        "spark.sql.execution.arrow.localRelationThreshold": "1m",
        # A listing of a few hundred files is done sooner here than by a job of its own.
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
    }
    if master.startswith("local"):
        settings |= {"spark.local.dir": folder, "spark.sql.shuffle.partitions": str(2 * cores())}
    if master.startswith("local") or master.removeprefix("spark://").rpartition(":")[0] in _LOOPBACK:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _unreachable(name: str, error: Exception) -> BaowenError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return BaowenError(
        f"计算引擎 {name} 打不开（{reason}）；请检查地址、端口、Java 版本（须 17 以上）和服务是否已启动",
        f"engine {name} can't be opened ({reason}); check address, port, the version of Java (17 or later) and "
        "whether the server is running",
    )
