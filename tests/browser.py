"""Chromium without a window: what a page (or a notebook in JupyterLab) is once its script has run, what it complained of, whom it asked."""
from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--no-first-run",
         "--disable-extensions", "--disable-gpu")
# what the browser asks for itself, whatever it shows; the proxy lets that through no more than the rest
ITS_OWN = re.compile(r"\w+ (?:http://)?(?:clients2\.google\.com|(?:update|content-autofill|optimizationguide-pa|safebrowsing)\.googleapis\.com"
                     r"|accounts\.google\.com|(?:edgedl\.me|redirector)\.gvt1\.com)[:/]")


class Seen(NamedTuple):
    """The page as HTML, the lines of its console, and the first lines of what was asked of the network."""

    page: str
    console: list[str]
    asked: list[str]

    @property
    def told(self) -> str:
        """What the script of the test wrote to `document.title`."""
        return unescape(re.search(r"<title>(.*?)</title>", self.page, re.DOTALL)[1])


def visit(path: Path, part: str = "", script: str = "") -> Seen:
    """The file `path` opened at `#part`; `script` runs after the page's own: its digest joins the page's policy, nothing is loosened."""
    address = (_with_script(path, script) if script else path).resolve().as_uri() + ("#" + part if part else "")
    return _open(address, "--proxy-bypass-list=<-loopback>", "--virtual-time-budget=4000")


def visit_lab(notebook: Path) -> Seen:
    """The notebook in JupyterLab after half a minute by the browser's clock; of a long one only what is near its top."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    own = {name: str(notebook.parent / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root",
         "--IdentityProvider.token=t", str(notebook.parent)], env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        address = f"http://127.0.0.1:{port}/lab/tree/{notebook.name}?token=t"
        return _open(address, "--proxy-bypass-list=127.0.0.1", "--virtual-time-budget=30000")
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, seconds: int = 60) -> None:
    for _ in range(10 * seconds):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens at port {port}")


def _open(address: str, *options: str) -> Seen:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"NOT TRIED in a browser: there is no Chromium on the path ({', '.join(NAMES)})")
    with _Proxy() as proxy, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        done = subprocess.run(
            [program, "--headless", "--no-sandbox", *QUIET, f"--user-data-dir={profile}", f"--proxy-server=127.0.0.1:{proxy.port}",
             *options, "--enable-logging=stderr", "--dump-dom", address],
            capture_output=True, text=True, timeout=120)
    assert done.stdout, f"{program} showed nothing: {done.stderr[-500:]}"
    asked = [line for line in proxy.asked if line and not ITS_OWN.match(line)]  # empty: a connection opened and shut unused
    return Seen(done.stdout, re.findall(r"CONSOLE.*?\] (.*)", done.stderr), asked)


def _with_script(path: Path, script: str) -> Path:
    allowed = f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
    page = path.read_text(encoding="utf-8")
    old, new = ("script-src ", f"script-src {allowed} ") if "script-src " in page else ("style-src ", f"script-src {allowed}; style-src ")
    tried = path.with_name(f"tried-{path.name}")
    tried.write_text(page.replace(old, new, 1).replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return tried


class _Proxy:
    """Stands between the browser and the network, lets nothing through, and keeps what was asked by pages."""

    def __enter__(self) -> _Proxy:
        self.asked: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.listener.close()

    def _listen(self) -> None:
        while True:
            try:
                asking, _ = self.listener.accept()
            except OSError:
                return
            with asking:
                asking.settimeout(2)
                self.asked.append(asking.recv(4096).decode("latin-1").split("\r\n")[0])
