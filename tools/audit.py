"""Looks up known vulnerabilities of what is locked, by pip-audit, and says so when no database could be reached.

A vulnerability in the website's libraries fails: they are what the outside world meets. Those of Rasa's old libraries
are only listed; docs/engineering/old_world.md tells why they are there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional

from foundation.repository import ROOT

PIP_AUDIT = "pip-audit==2.10.1"
WEBSITE, ASSISTANT = "web", "."
SECONDS = 300
NOT_REACHED = "No database of vulnerabilities could be reached: nothing was looked up, and nothing is known."


def main() -> int:
    """Return 0 where nothing is wrong or nothing could be known, 1 for a vulnerability in the website's libraries."""
    if look_up("django==5.2\n") is None:  # one that a database knows, before many are asked for
        print(NOT_REACHED)
        return 0
    vulnerable = {half: tell(half) for half in (WEBSITE, ASSISTANT)}
    return 1 if vulnerable[WEBSITE] else 0


def tell(half: str) -> bool:
    """Print what is known of one half's libraries. Returns: whether one of them is vulnerable."""
    found = look_up(locked(half))
    name = "The website" if half == WEBSITE else "The assistant"
    if found is None:
        print(f"{name}: {NOT_REACHED}")
        return False
    told = vulnerabilities(found)
    print("\n".join([f"{name}: {len(told)} known vulnerabilities in {len(found)} libraries", *told]))
    passed_over = [one["name"] for one in found if "skip_reason" in one]
    if passed_over:
        print(f"    not looked up: {', '.join(passed_over)}")
    return bool(told)


def locked(half: str) -> str:
    """Return the libraries that one half runs with, a line each; nothing of ours, and nothing for tests only."""
    command = [uv(), "export", "--quiet", "--project", half, "--locked", "--no-dev", "--no-emit-local"]
    command += ["--no-hashes", "--no-annotate", "--no-header"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def look_up(requirements: str) -> Optional[List[Dict[str, Any]]]:
    """Return what pip-audit knows of each library, or None when no database answered."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text(requirements, encoding="utf-8")
        command = [uv(), "run", "--quiet", "--no-project", "--with", PIP_AUDIT, "pip-audit", "--format", "json"]
        command += ["--requirement", str(listed), "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        try:
            said = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS).stdout
            return answered(json.loads(said)["dependencies"])
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            return None


def answered(found: List[Dict[str, Any]]) -> Optional[List[Dict[str, Any]]]:
    """Return what was found, or None when every library was passed over: a mirror without a database says just that."""
    return found if any("vulns" in one for one in found) else None


def vulnerabilities(found: List[Dict[str, Any]]) -> List[str]:
    return [
        f"    {one['name']} {one['version']}: {known['id']} (mended in {', '.join(known['fix_versions']) or 'nothing'})"
        for one in found
        for known in one.get("vulns", [])
    ]


def uv() -> str:
    """Return the uv that `make setup` fetched, or the machine's own. Raises: SystemExit where there is none."""
    own = ROOT / ".uv" / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if not found:
        sys.exit("uv is missing: run `make setup` first.")
    return found


if __name__ == "__main__":
    sys.exit(main())
