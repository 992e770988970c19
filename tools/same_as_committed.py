"""Exit 1 if what was just made differs from what is committed: figure data, captions and tables to the byte, the text outputs of
notebooks to the byte, pictures within a small tolerance (fonts and libraries differ a little between machines).
"""
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parent.parent
TOLERANCE = 0.02  # mean difference of a picture's pixels, of 1


def committed(path: str) -> bytes:
    return subprocess.run(["git", "show", f"HEAD:{path}"], cwd=ROOT, check=True, capture_output=True).stdout


def text_outputs(raw: bytes) -> list[str]:
    """What the code cells of a notebook printed or showed as text, one string an output; of a picture its alternative text."""
    found = []
    for cell in json.loads(raw)["cells"]:
        for output in cell.get("outputs", []):
            data = {"text/plain": output.get("text", "")} | output.get("data", {})
            found += ["".join(data[kind]) for kind in ("text/plain", "text/html") if data.get(kind)]
    return [re.sub(r'src="data:image/png[^"]*"', "", words) for words in found]


def pictures_differ(old: bytes, new: bytes) -> bool:
    a, b = (Image.open(io.BytesIO(raw)).convert("L") for raw in (old, new))
    if abs(a.width - b.width) > 12 or abs(a.height - b.height) > 12:
        return True
    return float(np.abs(np.asarray(a, float) - np.asarray(b.resize(a.size), float)).mean()) / 255 > TOLERANCE


def differs(path: str) -> bool:
    old, new = committed(path), (ROOT / path).read_bytes()
    if path.endswith(".ipynb"):
        return text_outputs(old) != text_outputs(new)
    if path.endswith(".png"):
        return pictures_differ(old, new)
    return old != new


def main() -> int:
    listed = subprocess.check_output(["git", "ls-files", "figures", "notebooks/*.ipynb"], cwd=ROOT, text=True)
    paths = [p for p in listed.split("\n") if p.endswith((".csv", ".md", ".tex", ".png", ".ipynb"))]
    # a file that is made and was never committed is a difference too
    made = subprocess.check_output(["git", "ls-files", "-o", "--exclude-standard", "figures"], cwd=ROOT, text=True)
    different = [p for p in paths if not (ROOT / p).is_file() or differs(p)] + made.split()
    print("\n".join(f"differs from what is committed: {p}" for p in different) or f"{len(paths)} files are what is committed")
    return bool(different)


if __name__ == "__main__":
    sys.exit(main())
