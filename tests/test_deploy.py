"""What deploy/ holds is understood by the programs that it is for, and keeps its promises: with the real ones."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
import yaml

from foundation.files import read_yaml
from foundation.helplines import load_helplines
from foundation.repository import ROOT
from tests.helpers import wait_until
from tests.test_docs import PREFIX, settings_read
from tools.running import free_port
from tools.servers import NAME, write_nginx

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
HOME = "/opt/pestwijzer"  # where operate.md says to put it
# systemd's own measure, from 0 (shut) to 10 (open); below 2 it says OK.
MOST_EXPOSED = 2.0
SLOW_ONES = 60


def need(program: str) -> str:
    """Return where a program is; without it the test is skipped, and fails where CI promises that it is there."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if not found and os.environ.get("CI") == "true":
        pytest.fail(f"{program} is missing here")
    return found or pytest.skip(f"{program} is not installed")


@pytest.mark.parametrize("endpoints", sorted(DEPLOY.glob("*/endpoints*.yml")), ids=str)
def test_a_server_keeps_conversations_in_the_store_of_this_machine(endpoints):
    """With another one every message would be told to be unkept."""
    assert read_yaml(endpoints)["tracker_store"]["type"] == read_yaml(ROOT / "endpoints.yml")["tracker_store"]["type"]


# --- systemd ----------------------------------------------------------------------------------


@pytest.fixture
def units(tmp_path, monkeypatch) -> Path:
    """Return a folder with the units as they would be installed, for a house that stands where this one does."""
    need("systemd-analyze")
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for unit in folder.rglob("*.*"):
        if unit.is_file():
            unit.write_text(unit.read_text(encoding="utf-8").replace(HOME, str(ROOT)), encoding="utf-8")
    monkeypatch.setenv("SYSTEMD_UNIT_PATH", f"{folder}:")
    return folder


def test_systemd_understands_every_unit(units):
    names = [str(unit) for unit in sorted(units.iterdir()) if unit.suffix in (".service", ".target", ".timer")]
    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_shut_to_what_it_does_not_need(units, service):
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(units / service)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    exposed = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert exposed and float(exposed[1]) < MOST_EXPOSED, told


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_names_of_the_house_is_there(service):
    text = (UNITS / service).read_text(encoding="utf-8")
    named = re.findall(rf"{HOME}/([\w/.-]+)", text) + re.findall(r"(?:--endpoints|bin/python) ([\w/.]+)", text)
    ours = [path for path in named if not path.startswith((".venv", "web/.venv", "models"))]
    assert ours and not [path for path in ours if not (ROOT / path).exists()]


@pytest.mark.parametrize("example", sorted([*DEPLOY.rglob("*.env"), *DEPLOY.rglob("*.env.example")]), ids=str)
def test_an_example_of_settings_names_settings_that_exist(example):
    named = re.findall(rf"^({PREFIX}\w+)=", example.read_text(encoding="utf-8"), re.MULTILINE)
    assert named and set(named) <= set(settings_read())


@pytest.mark.parametrize("service", ["assistant", "website"])
def test_on_several_machines_a_service_runs_what_it_runs_on_one(service, units):
    """systemd reads unit and addition together: nothing is said in it that it does not know."""
    addition = units / f"pestwijzer-{service}.service.d"
    addition.mkdir()
    text = (DEPLOY / "several-machines" / f"{service}.conf").read_text(encoding="utf-8")
    (addition / "several-machines.conf").write_text(text.replace(HOME, str(ROOT)), encoding="utf-8")
    unit = str(units / f"pestwijzer-{service}.service")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for command in re.findall(r"^ExecStart=(\S+ -m \S+ \S+)", text, re.MULTILINE):
        assert f"ExecStart={command}" in read_unit(service)


# --- nginx ------------------------------------------------------------------------------------


class Website(BaseHTTPRequestHandler):
    """Stands for the website; serves one request at a time, so that one slow visitor would stop it."""

    def do_GET(self) -> None:
        seen: List[Dict[str, str]] = self.server.seen  # type: ignore[attr-defined]
        seen.append({name.lower(): value for name, value in self.headers.items()})
        body = b"pagina " * 400
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


class Site:
    """nginx with our configuration on ports of its own, in front of a website that is not there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.http, self.https, self.website = free_port(), free_port(), free_port()
        self.seen: List[Dict[str, str]] = []

    def write(self) -> Path:
        addresses = {
            "listen 80;": f"listen 127.0.0.1:{self.http};",
            "listen 443 ": f"listen 127.0.0.1:{self.https} ",
            "127.0.0.1:8000": f"127.0.0.1:{self.website}",
        }
        return write_nginx(self.folder, addresses, top="user root;\n" if os.geteuid() == 0 else "")

    @contextlib.contextmanager
    def with_a_website(self) -> Iterator[None]:
        server = HTTPServer(("127.0.0.1", self.website), Website)
        server.seen = self.seen  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()

    def connect(self) -> ssl.SSLSocket:
        trusts = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        return trusts.wrap_socket(socket.create_connection(("127.0.0.1", self.https), 30), server_hostname=NAME)

    def ask(self, path: str, *headers: str) -> str:
        """Return a whole answer, head and body, as it comes over the line."""
        with self.connect() as line:
            head = [f"GET {path} HTTP/1.1", f"Host: {NAME}", "Connection: close", *headers, "", ""]
            line.sendall("\r\n".join(head).encode())
            return b"".join(iter(lambda: line.recv(65536), b"")).decode("utf-8", "replace")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    need("openssl")
    site = Site(tmp_path_factory.mktemp("nginx"))
    config = site.write()
    server = subprocess.Popen([need("nginx"), "-c", config, "-p", site.folder], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(site.https), 30)
        yield site
    finally:
        server.terminate()
        server.wait(30)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_nginx_understands_its_configuration(tmp_path):
    need("openssl")
    done = subprocess.run(
        [need("nginx"), "-t", "-c", Site(tmp_path).write(), "-p", tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_http_leads_to_https_under_our_own_name(site):
    class Stays(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    request = urllib.request.Request(
        f"http://127.0.0.1:{site.http}/vragen?zoek=clb", headers={"Host": "elsewhere.example"}
    )
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stays).open(request)
    assert (answer.value.code, answer.value.headers["Location"]) == (301, f"https://{NAME}/vragen?zoek=clb")
    answer.value.close()


def test_the_website_hears_where_a_visitor_comes_from_and_nothing_that_he_made_up(site):
    with site.with_a_website():
        made_up = [
            "X-Forwarded-For: 10.9.8.7",
            "Forwarded: for=10.9.8.7",
            "X-Real-IP: 10.9.8.7",
            "X-Forwarded-Proto: http",
        ]
        assert site.ask("/over", *made_up).startswith("HTTP/1.1 200")
    heard = site.seen[-1]
    assert heard["x-forwarded-for"] == "127.0.0.1"
    assert (heard["x-forwarded-proto"], heard["host"]) == ("https", NAME)
    assert "10.9.8.7" not in " ".join(heard.values())


def test_slow_visitors_stop_nobody_else(site):
    """More of them than the website has threads: one says half a header, the other half a message."""
    half_a_message = f"POST /api/x/bericht HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000\r\n\r\n{{"
    with site.with_a_website(), contextlib.ExitStack() as slow:
        for number in range(SLOW_ONES):
            line = slow.enter_context(site.connect())
            line.sendall((half_a_message if number % 2 else half_a_message[:30]).encode())
        before = len(site.seen)
        assert site.ask("/over").startswith("HTTP/1.1 200")
        assert len(site.seen) == before + 1, "the website heard nothing of those who did not finish"


def test_metrics_are_not_for_outside(site):
    with site.with_a_website():
        before = len(site.seen)
        assert site.ask("/metrics").startswith("HTTP/1.1 404")
        assert len(site.seen) == before


def test_pages_are_compressed_and_static_files_are_left_as_they_are(site):
    with site.with_a_website():
        assert "Content-Encoding: gzip" in site.ask("/over", "Accept-Encoding: gzip")
        assert "Content-Encoding" not in site.ask("/static/chat/x.html", "Accept-Encoding: gzip")


def test_without_a_website_parents_read_a_page_of_ours(site):
    answer = site.ask("/")
    assert answer.startswith("HTTP/1.1 502")
    assert "Pestwijzer is er even niet" in answer and "tel:112" in answer
    assert "frame-ancestors 'none'" in answer


def test_no_log_holds_an_address_or_a_question(site):
    with site.with_a_website():
        site.ask("/vragen?zoek=mijn+dochter")
    site.ask("/vragen?zoek=mijn+dochter")  # without a website
    written = "".join((site.folder / f"pestwijzer.{log}.log").read_text() for log in ("access", "error"))
    assert " 200 GET /vragen " in written
    assert "127.0.0.1" not in written and "dochter" not in written


def test_the_numbers_on_that_page_are_those_of_the_helplines():
    shown = re.findall(r"tel:([\d ]+)", (DEPLOY / "nginx" / "even-weg.html").read_text(encoding="utf-8"))
    assert shown and set(shown) <= {line.phone for line in load_helplines().values()}


# --- containers and logs ----------------------------------------------------------------------


def test_the_containers_run_what_the_services_run():
    """Docker is not needed for it: only the form is looked at."""
    services = yaml.safe_load((DEPLOY / "compose" / "compose.yml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"actions", "assistant", "website"}
    for name, service in services.items():
        (unit,) = re.findall(r"^ExecStart=/opt/pestwijzer/(.*)$", read_unit(name), re.MULTILINE)
        ours, theirs = unit.split(), [part for part in service["command"] if part not in ("--host", "0.0.0.0")]
        assert [part.replace("systemd", "compose") for part in ours] == theirs
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["mem_limit"]
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), "only nginx may be reached from outside"
    assert (DEPLOY / "compose" / "endpoints.yml").is_file()


def test_the_containers_of_several_machines_run_the_same():
    services = yaml.safe_load((DEPLOY / "compose" / "servers.yml").read_text(encoding="utf-8"))["services"]
    alone = yaml.safe_load((DEPLOY / "compose" / "compose.yml").read_text(encoding="utf-8"))["services"]
    published = {name for name, service in services.items() if service.get("ports")}
    assert published == {"nginx"}, "only nginx may be reached from outside"
    for name in ("actions", "assistant-1", "assistant-2", "website-1", "website-2"):
        there = alone[name.partition("-")[0]]
        command = [part.replace("endpoints-servers", "endpoints") for part in services[name]["command"]]
        assert command == there["command"] and services[name]["mem_limit"] == there["mem_limit"]
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
    for name, service in services.items():
        for place in (volume.split(":")[0] for volume in service.get("volumes", [])):
            assert not place.startswith(".") or (DEPLOY / "compose" / place).exists(), f"{name}: {place}"
    named = re.findall(r"server ([\w-]+):", (DEPLOY / "nginx" / "several-machines.conf").read_text(encoding="utf-8"))
    assert named and set(named) <= set(services), "nginx knows them by these names"


def read_unit(name: str) -> str:
    return (UNITS / f"pestwijzer-{name}.service").read_text(encoding="utf-8")


def test_the_image_copies_what_is_there():
    dockerfile = (DEPLOY / "compose" / "Dockerfile").read_text(encoding="utf-8")
    copied = [path for line in re.findall(r"^COPY (.*)$", dockerfile, re.MULTILINE) for path in line.split()[:-1]]
    assert copied and not [path for path in copied if not (ROOT / path).exists()]


def test_logrotate_understands_its_configuration(tmp_path):
    text = (DEPLOY / "logrotate" / "pestwijzer").read_text(encoding="utf-8")
    owner = f"{Path(tmp_path).owner()} {Path(tmp_path).group()}"
    config = tmp_path / "pestwijzer"
    config.write_text(text.replace("pestwijzer pestwijzer", owner).replace(HOME, str(tmp_path)))
    config.chmod(0o644)
    done = subprocess.run([need("logrotate"), "--debug", config], capture_output=True, text=True)
    assert done.returncode == 0 and "error" not in done.stderr, done.stderr
