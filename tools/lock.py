"""Renew requirements.lock: install the project with all its extras into a fresh environment and write down what came."""
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAD = """# Made by `make lock` from pyproject.toml; do not edit.
# On Linux, torch from the package registry brings several GB for graphics cards: README.md says how to keep it small.
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        # the lock pins this torch; anything newer would be taken otherwise
        subprocess.run([python, "-m", "pip", "install", "-q", "torch==2.13.0", f"{ROOT}[notebooks,stanza,scale,exchange,test]"], check=True)
        frozen = subprocess.check_output([python, "-m", "pip", "freeze", "--exclude", "netralitas"], text=True)
    lines = [re.sub(r"\+cpu$| @ .*$", "", line) for line in frozen.splitlines() if not line.startswith(("-e", "pip==", "setuptools=="))]
    (ROOT / "requirements.lock").write_text(HEAD + "\n".join(sorted(lines, key=str.lower)) + "\n", encoding="utf-8")
    print(f"requirements.lock: {len(lines)} packages")


if __name__ == "__main__":
    main()
