"""PostgreSQL, Redis and nginx as Debian brings them, in a folder and on loopback: for tests and for measurements.

Under an account without rights, as PostgreSQL wants it; nothing of the machine's own servers is touched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import List, Mapping, Sequence

from foundation.repository import ROOT
from tools.serve import HOST

NGINX = ROOT / "deploy" / "nginx"
NAME = "pesten.school.be"  # what whoever copies deploy/nginx changes
HOME = "/opt/pestwijzer/deploy/nginx"  # where operate.md says to put it
LISTENS_ON_IPV6 = re.compile(r" *listen \[::\][^;]*;\n")
ACCOUNT, GROUP = "nobody", "nogroup"
USER = "pestwijzer"
# By program: the package of Debian that brings it.
PACKAGES = {
    "postgres": "postgresql", "initdb": "postgresql", "redis-server": "redis-server", "nginx": "nginx",
    "openssl": "openssl", "pg_dump": "postgresql-client", "setpriv": "util-linux",
}  # fmt: skip
# Where they lie that are not on the path, the newest last.
ELSEWHERE = ("/usr/sbin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin"))))


class ServersMissing(RuntimeError):
    """A server that is not installed; the message says how to."""


def program(name: str) -> str:
    """Return where a program is. Raises: ServersMissing."""
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(reversed(ELSEWHERE)))
    if found is None:
        packages = " ".join(sorted(set(PACKAGES.values())))
        raise ServersMissing(f"{name} is not installed. On Debian: apt-get install -y {packages}")
    return found


def require_all() -> None:
    """Raise ServersMissing when any of the programs is not installed."""
    for name in PACKAGES:
        program(name)


def without_rights(command: Sequence[str]) -> List[str]:
    """Return a command that gives up root's rights first, where it would have them, and that ends with who began it."""
    if os.geteuid():
        return list(command)
    dropped = [f"--reuid={ACCOUNT}", f"--regid={GROUP}", "--clear-groups", "--pdeathsig", "KILL"]
    return [program("setpriv"), *dropped, "--", *command]


def give_away(path: Path) -> None:
    """Let the servers write in a folder."""
    if not os.geteuid():
        shutil.chown(path, ACCOUNT, GROUP)


def postgres(folder: Path, port: int, password: str, **settings: str) -> List[str]:
    """Make a PostgreSQL cluster with one account, `USER`, in an empty folder. Returns: the command of its server."""
    give_away(folder)
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    give_away(secret)
    made = ["initdb", "-D", str(folder / "data"), "-U", USER, "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"]
    subprocess.run(without_rights([program(made[0]), *made[1:]]), check=True, cwd=folder, stdout=subprocess.DEVNULL)
    secret.unlink()
    chosen = {"listen_addresses": HOST, "max_connections": "200", **settings}
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    return without_rights(
        [program("postgres"), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder), *options]
    )


def redis(port: int) -> List[str]:
    """Return the command of a Redis that keeps all in its memory."""
    return without_rights([program("redis-server"), "--port", str(port), "--bind", HOST, "--save", "", "--dir", "/"])


def nginx(folder: Path, addresses: Mapping[str, str], machines: str = "one-machine.conf") -> List[str]:
    """Write what `write_nginx` does, for the name localhost. Returns: the command of the server."""
    give_away(folder)
    # One process: then nothing is left behind when it is killed.
    config = write_nginx(folder, addresses, machines, name="localhost", top="master_process off;\n")
    give_away(folder / "privkey.pem")
    return without_rights([program("nginx"), "-c", str(config), "-p", str(folder)])


def write_nginx(
    folder: Path, addresses: Mapping[str, str], machines: str = "one-machine.conf", name: str = NAME, top: str = ""
) -> Path:
    """Write the configuration of deploy/nginx into a folder, with a certificate for a name.

    addresses: what stands there of addresses, and what stands in their place here.
    machines: which file says who serves.
    top: what nginx is told besides, before all else.
    Returns: the file to start nginx with.
    Raises: LookupError when something stands no longer in the configuration.
    """
    for file in NGINX.iterdir():
        shutil.copy(file, folder)
        os.chmod(folder / file.name, 0o644)
    replaced = {
        NAME: name,
        f"/etc/letsencrypt/live/{name}": str(folder),
        "/var/log/nginx": str(folder),
        f"{HOME}/one-machine.conf": str(folder / machines),
        HOME: str(folder),
        **addresses,
    }
    files = [folder / "pestwijzer.conf", folder / machines]
    texts = [file.read_text(encoding="utf-8") for file in files]
    texts[0], on_ipv6 = LISTENS_ON_IPV6.subn("", texts[0])
    left = [] if on_ipv6 else [LISTENS_ON_IPV6.pattern]
    for old, new in replaced.items():
        left += [] if any(old in text for text in texts) else [old]
        texts = [text.replace(old, new) for text in texts]
    if left:
        raise LookupError(f"{left} stands no longer in deploy/nginx")
    for file, text in zip(files, texts):
        file.write_text(text, encoding="utf-8")
    _certificate(folder, name)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"{top}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}include {folder}/pestwijzer.conf;\n}}\n",
        encoding="utf-8",
    )
    return config


def _certificate(folder: Path, name: str) -> None:
    command = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    command += ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(command, check=True, capture_output=True)
