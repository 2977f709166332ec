"""The documents tell the truth: what they name is there, and what is there to be known is named.

Settings, make targets, commands, paths, links, arrows and decisions. All is read as text: neither Django nor Rasa is
imported, and nothing is run.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
SETTINGS_PAGE = DOCS / "engineering" / "settings.md"
ARCHITECTURE = DOCS / "engineering" / "architecture.md"
DECISIONS = DOCS / "engineering" / "decisions"
SETTINGS_MODULE = ROOT / "web" / "pestwijzer" / "settings.py"
ENVIRONMENT_MODULE = ROOT / "web" / "common" / "environment.py"
DOCUMENTS = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "evaluation" / "README.md", *DOCS.rglob("*.md")]
)

PREFIX = "PESTWIJZER_"
# What a fresh clone does not have, so that nobody can see whether a document still names it rightly.
MADE_WHILE_RUNNING = (
    ".uv", ".venv", "backups", "conversations.db", "logs", "models", "publishing.json", "results", "web/.secret_key",
    "web/.venv", "web/db.sqlite3", "web/media", "web/staticfiles",
)  # fmt: skip

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"<[^>]*>")
PATH = re.compile(r"(?:\.\./)*\.?[\w*-][\w.*-]*(?:/[\w.*-]+)*/?")
ENDS_AS_A_FILE = re.compile(r"\.(?:css|db|html|js|json|lock|md|png|py|sh|sqlite3|toml|tsv|txt|yml)$")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


def folders_in(place: Path) -> Set[str]:
    """Return the names of the folders that hold something of ours."""
    seen = {one.name for one in place.iterdir() if one.is_dir() and not is_made_while_running(name_of(one))}
    return {name for name in seen if not name.startswith((".", "_"))}


def code_files() -> Iterator[Path]:
    """Yield every Python file of the house, tests included; not those of the environments, which are many."""
    for place in (ROOT, ROOT / "web"):
        yield from sorted(place.glob("*.py"))
        for folder in sorted(folders_in(place) - {"web"}):
            yield from sorted((place / folder).rglob("*.py"))


def is_made_while_running(path: str) -> bool:
    return any(path == made or path.startswith(f"{made}/") for made in MADE_WHILE_RUNNING)


def prose(document: Path) -> str:
    """Return a document without its blocks of code."""
    return FENCE.sub("", read(document))


def code(document: Path) -> Iterator[str]:
    """Yield what a document shows as code: between backticks, and the lines that one can type."""
    for span in INLINE_CODE.findall(prose(document)):
        yield " ".join(span.split())
    for language, block in FENCE.findall(read(document)):
        if language == "sh":
            yield from (line.partition("#")[0] for line in block.splitlines())


def rows(document: Path, first: str) -> Dict[str, List[str]]:
    """Return the table rows of a document that begin with code of some form: the cells behind it, by that code."""
    found = re.findall(rf"^\| `({first})` \|(.*)\|$", read(document), re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split(" |")] for name, rest in found}


# --- settings ---------------------------------------------------------------------------------

READS_A_SETTING = re.compile(r'\benv\.(?:text|number|whole|flag|items)\(\s*"([A-Z_]+)"(?:,\s*([^()]+?))?\s*\)')
READS_ITS_OWN = re.compile(r'\b(?:text|number|whole|flag|items)\(\s*"([A-Z_]+)"(?:,\s*([^()]+?))?\s*\)')
READS_THE_ENVIRONMENT = re.compile(
    rf'\bos\.(?:environ(?:\.get)?|getenv)[(\[]\s*"{PREFIX}([A-Z_]+)"(?:,\s*([^()]+?))?\s*[)\]](?!\s*=[^=])'
)
NAMES_A_SETTING = re.compile(rf"\b{PREFIX}([A-Z][A-Z_]*[A-Z])(?![A-Z_{{])")


def settings_read() -> Dict[str, Set[str]]:
    """Return the settings that the code reads, and for each the defaults that it gives there as a plain value."""
    found: Dict[str, Set[str]] = {}
    for path in code_files():
        if "tests" in path.relative_to(ROOT).parts:
            continue
        text = read(path)
        reads = [*READS_A_SETTING.findall(text), *READS_THE_ENVIRONMENT.findall(text)]
        reads += READS_ITS_OWN.findall(text) if path == ENVIRONMENT_MODULE else []
        for name, default in reads:
            found.setdefault(PREFIX + name, set()).update(plain_value(default))
    return found


def plain_value(expression: str) -> List[str]:
    """Return what a literal says, in a list; nothing for no literal, and for one that says nothing."""
    try:
        value = str(ast.literal_eval(expression)) if expression else ""
    except (SyntaxError, ValueError):
        return []
    return [value] if value else []


def settings_on_the_page() -> Dict[str, List[str]]:
    return rows(SETTINGS_PAGE, rf"{PREFIX}\w+")


def settings_in_the_module() -> Set[str]:
    told = ast.get_docstring(ast.parse(read(SETTINGS_MODULE))) or ""
    return set(re.findall(rf"^({PREFIX}\w+)", told, re.MULTILINE))


def test_the_page_of_settings_tells_every_setting_and_no_other():
    assert settings_read()
    assert set(settings_on_the_page()) == set(settings_read())


def test_the_settings_module_tells_every_setting_and_no_other():
    assert settings_read()
    assert settings_in_the_module() == set(settings_read())


def test_every_setting_is_told_with_what_it_does_and_its_default():
    assert settings_on_the_page()
    for name, cells in settings_on_the_page().items():
        assert len(cells) == 2 and all(cells), name


def test_a_default_is_told_as_it_is():
    given = {name: defaults for name, defaults in settings_read().items() if defaults}
    assert given
    for name, defaults in given.items():
        _what, told = settings_on_the_page()[name]
        assert {f"`{default}`" for default in defaults} <= set(re.findall("`[^`]*`", told)), f"{name}: {told}"


def test_no_setting_is_named_that_nothing_reads():
    named = {
        PREFIX + name
        for path in [*code_files(), *DOCUMENTS, ROOT / "Makefile", ROOT / "tools" / "setup.sh"]
        if path != Path(__file__).resolve()
        for name in NAMES_A_SETTING.findall(read(path))
    }
    assert named
    assert named <= set(settings_read())


def test_other_environment_variables_are_read_somewhere():
    told = set(rows(SETTINGS_PAGE, "[A-Z_]+")) - set(settings_on_the_page())
    assert told
    readers = [*code_files(), ROOT / "Makefile", ROOT / "tools" / "setup.sh"]
    texts = [read(path) for path in readers if path != Path(__file__).resolve()]
    for name in told:
        reads = re.compile(rf'environ[^\n]*"{name}"|\${{{name}\b')
        assert any(reads.search(text) for text in texts), name


# --- make, and the website's own commands -----------------------------------------------------

TARGET = re.compile(r"^([a-z][\w-]*)\s*:(?!=)", re.MULTILINE)
MAKE = re.compile(r"\bmake ([a-z][\w-]*)")


def make_targets() -> Set[str]:
    """Return what one can ask of make: what has a recipe and is no file, and what is said to be no file."""
    makefile = read(ROOT / "Makefile")
    phony = re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    return {*TARGET.findall(makefile), *" ".join(phony).split()}


def test_the_page_of_settings_tells_every_make_target_and_no_other():
    assert make_targets()
    assert {row[len("make ") :] for row in rows(SETTINGS_PAGE, r"make [\w-]+")} == make_targets()


def test_documents_name_make_targets_that_exist():
    named = {
        (name_of(document), target)
        for document in DOCUMENTS
        for span in code(document)
        for target in MAKE.findall(span)
    }
    assert named
    assert not sorted(f"{document}: make {target}" for document, target in named if target not in make_targets())


def test_the_page_of_settings_tells_every_command_of_the_website_and_no_other():
    commands = {path.stem for path in (ROOT / "web").glob("*/management/commands/*.py")} - {"__init__"}
    assert commands
    assert set(rows(SETTINGS_PAGE, "[a-z][a-z_]*")) == commands


# --- paths, modules and links -----------------------------------------------------------------


def paths_in(document: Path) -> Iterator[str]:
    """Yield what looks like a path of this repository in a document's code; what is left open in it becomes a star."""
    for span in code(document):
        for word in PLACEHOLDER.sub("*", span).split():
            looks = PATH.fullmatch(word) and ("/" in word or ENDS_AS_A_FILE.search(word))
            if looks and not is_made_while_running(word):
                yield word


def is_there(path: str, document: Path) -> bool:
    """Tell whether a path leads somewhere: from the root, from the document, or from web/, where one may stand."""
    folders = (ROOT, document.parent, ROOT / "web")
    return any(any(folder.glob(path)) if "*" in path else (folder / path).exists() for folder in folders)


@every_document
def test_every_path_that_a_document_names_is_there(document):
    assert not [path for path in paths_in(document) if not is_there(path, document)]


def test_paths_are_found_at_all():
    found = {path for document in DOCUMENTS for path in paths_in(document)}
    assert {"components/parent_channel.py", "data/topics/*.yml", "config.yml", "web/tests/review/*/"} <= found
    assert not is_there("components/model_registry.py", ROOT / "README.md")


def modules_in(document: Path) -> Iterator[str]:
    """Yield the modules of this repository that a document says to run."""
    for span in code(document):
        for module in re.findall(r"-m ([a-z_]+(?:\.[a-z_]+)*)", span):
            if any((ROOT / folder / module.partition(".")[0]).is_dir() for folder in ("", "web")):
                yield module


def test_every_module_that_a_document_runs_is_there():
    named = {(name_of(document), module) for document in DOCUMENTS for module in modules_in(document)}
    assert named
    for document, module in named:
        place = module.replace(".", "/")
        ways = (f"{place}.py", f"{place}/__main__.py")
        assert any((ROOT / folder / way).exists() for folder in ("", "web") for way in ways), f"{document}: {module}"


def links_in(document: Path) -> List[Tuple[str, str]]:
    """Return a document's links within the repository: the path, and the heading behind it."""
    targets = LINK.findall(INLINE_CODE.sub("", prose(document)))
    return [(path, anchor) for path, _, anchor in (t.partition("#") for t in targets if ":" not in t)]


def anchors(document: Path) -> Set[str]:
    """Return the ids that GitHub gives to a document's headings."""
    headings = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in HEADING.findall(prose(document)))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@every_document
def test_every_link_leads_somewhere(document):
    for path, anchor in links_in(document):
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), path
        assert ROOT in target.parents, f"{path} leaves the repository"
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_links_are_found_at_all():
    assert ("CONTRIBUTING.md", "") in links_in(ROOT / "README.md")
    assert any(anchor for document in DOCUMENTS for _path, anchor in links_in(document))


# --- indexes ----------------------------------------------------------------------------------


def linked_from(index: Path) -> Set[Path]:
    return {(index.parent / path).resolve() for path, _anchor in links_in(index) if path}


def test_every_document_stands_in_the_index():
    documents = {path for path in DOCS.rglob("*.md") if path.parent != DECISIONS} - {DOCS / "README.md"}
    assert documents
    assert documents | {DECISIONS / "README.md"} <= linked_from(DOCS / "README.md")


def test_every_decision_stands_in_its_index_under_its_own_title():
    records = sorted(DECISIONS.glob("[0-9]*.md"))
    assert records
    index = read(DECISIONS / "README.md")
    for number, record in enumerate(records, 1):
        title = HEADING.findall(read(record))[0]
        assert record.name.startswith(f"{number:04}-") and title.startswith(f"{number:04}. "), record.name
        assert f"* [{title}]({record.name})\n" in index


@pytest.mark.parametrize("part", ["Context", "Choice", "Measured", "Consequences"])
def test_every_decision_has_all_its_parts(part):
    records = sorted(DECISIONS.glob("[0-9]*.md"))
    assert records
    assert not [record.name for record in records if f"\n**{part}.** " not in read(record)]


# --- the map and the arrows -------------------------------------------------------------------


def map_of_the_house() -> Dict[str, Set[str]]:
    """Return the README's map: every folder at the top of the house, with the folders that are shown inside it."""
    block = read(ROOT / "README.md").partition("## The map of the house")[2]
    shown: Dict[str, Set[str]] = {}
    for line in FENCE.findall(block)[0][1].splitlines():
        top, inside = re.match(r"(\w+)/ ", line), re.match(r"(?:\w+/| ) +(\w+)/ ", line)
        if top:
            current = shown.setdefault(top.group(1), set())
        if inside:
            current.add(inside.group(1))
    return shown


def test_the_map_shows_every_room_and_no_other():
    shown = map_of_the_house()
    assert set(shown) - {"models"} == folders_in(ROOT)
    assert shown["web"] == folders_in(ROOT / "web")
    for top, inside in shown.items():
        assert all((ROOT / top / one).is_dir() for one in inside), top


def layers(half: str) -> List[Set[str]]:
    """Return the layers of a half of the house as its contract says them, the highest first."""
    (contract,) = re.findall(r"^layers = \[(.*?)\]", read(ROOT / half / "pyproject.toml"), re.MULTILINE | re.DOTALL)
    return [set(layer.split(" | ")) for layer in re.findall(r'"(.*?)"', contract)]


def test_the_architecture_draws_the_arrows_as_the_contracts_say_them():
    table = read(ARCHITECTURE).partition("## The arrows")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")][1:]
    assistant, website = ([set(re.findall(r"`(\w+)`", cells[side])) for cells in lines] for side in (0, 1))
    assert [layer for layer in assistant if layer] == layers("")
    assert website == layers("web")


@pytest.mark.parametrize("name, half", [("assistant", ""), ("website", "web")])
def test_contributors_see_the_arrows_as_the_contracts_say_them(name, half):
    (line,) = re.findall(rf"^the {name}: +(.*)$", read(ROOT / "CONTRIBUTING.md"), re.MULTILINE)
    assert [set(layer.split(" | ")) for layer in line.split(" > ")] == layers(half)
