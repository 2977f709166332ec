"""Makes a candidate in a workplace of the registry: `python -m training.candidate models/.training-x1y2z3`.

Its `data/` lies there already, with the proposal in it. It is checked, trained and compared with the version that
answers parents; nothing outside the workplace changes. The website starts this as a process of its own, which goes on
when the website restarts; foundation/versions/workplace.py tells how the two keep in touch.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import shutil
import sys
import tempfile
import time
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Tuple, cast

from components.word_model import LEARNED
from foundation.files import DataError
from foundation.helplines import fill_in_helplines, load_helplines
from foundation.priority import let_others_go_first
from foundation.topics import kinds_of, load_topics, read_topic, topic_files
from foundation.versions.registry import DATA_FOLDER, ModelRegistry, Version, data_fingerprint, fingerprint
from foundation.versions.workplace import (
    ASKING_LOCK,
    LOCK,
    PROGRESS,
    RECEIVED,
    REPORT,
    TRAINING_LOCK,
    Busy,
    sign,
    take,
    tell,
    told,
    wait_for,
)
from training.comparison import Assistant, Received, compare, read_sets, texts_of
from training.train import train

TEMPORARY = "tmp"
# What is done, in the words of who waits, and its usual share of the time.
CHECK, READ, LEARN, COMPARE = range(4)
STEPS = (
    ("De antwoorden nakijken", 0.1),
    ("Alle voorbeeldvragen inlezen", 0.2),
    ("Leren wat bij welk antwoord hoort", 0.4),
    ("Vergelijken met wat nu antwoordt", 0.3),
)
SECONDS_BETWEEN_TELLINGS = 0.5


class CandidateError(RuntimeError):
    """The candidate cannot be made; the message is Dutch and fit to show."""


@contextlib.contextmanager
def told_as(message: str) -> Iterator[None]:
    """Turn whatever goes wrong inside into an error that staff can read."""
    try:
        yield
    except CandidateError:
        raise
    except Exception as error:
        raise CandidateError(message) from error


class Progress:
    """Tells how far the candidate is."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._started = _now()
        self._step = CHECK
        self._last_told = 0.0

    def step(self, step: int) -> None:
        self._step = step
        self._tell(0.0)

    def within(self, done: int, of: int) -> None:
        """Tell how far the step is; often called, seldom written."""
        if time.monotonic() - self._last_told > SECONDS_BETWEEN_TELLINGS or done == of:
            self._tell(done / max(1, of))

    def failed(self, message: str) -> None:
        self._tell(0.0, error=message)

    def _tell(self, fraction: float, error: str = "") -> None:
        self._last_told = time.monotonic()
        before = sum(share for _, share in STEPS[: self._step])
        title, share = STEPS[self._step]
        tell(
            self._file,
            {
                "step": self._step + 1,
                "of": len(STEPS),
                "title": title,
                "fraction": round(fraction, 3),
                "overall": round(before + share * fraction, 3),
                "started": self._started,
                "error": error,
            },
        )


class LearnedTopics(logging.Handler):
    """Follows the training by what the topic model logs."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.DEBUG)
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == LEARNED:
            done, of = cast(Tuple[int, int], record.args)
            if done == 0:
                self._progress.step(LEARN)
            self._progress.within(done, of)


def make(workplace: Path, progress: Progress) -> Dict[str, Any]:
    """Check, train and compare. Returns: the report. Raises: CandidateError."""
    registry, data = ModelRegistry(workplace.parent), workplace / DATA_FOLDER
    started = time.monotonic()
    received = _received(workplace)
    made_from = {"fingerprint": fingerprint(data), "data_fingerprint": data_fingerprint(data)}
    progress.step(CHECK)
    live = _live(registry)
    check(data)
    wait_for(registry.folder / ASKING_LOCK)
    progress.step(READ)
    with told_as("Het leren is mislukt. Probeer het opnieuw; lukt het weer niet, vraag dan hulp aan een technicus."):
        with following(progress):
            model = train(data, workplace)
    progress.step(COMPARE)
    with told_as("Het vergelijken met de versie van nu is mislukt. Vraag hulp aan een technicus."):
        report = compare_with(live, Version(workplace), progress, received)
    megabytes = round(model.stat().st_size / 1e6, 1)
    seconds = round(time.monotonic() - started)
    return {"made": _now(), "live": live.name, **made_from, "seconds": seconds, "megabytes": megabytes, **report}


def _received(workplace: Path) -> List[Received]:
    """Take up what schools received as emergencies; parents' words stay in no file."""
    written = told(workplace / RECEIVED)
    (workplace / RECEIVED).unlink(missing_ok=True)
    return [Received(one["key"], one["text"]) for one in (written or {}).get("messages", [])]


def _live(registry: ModelRegistry) -> Version:
    with told_as("De versie die nu antwoordt, is niet volledig. Vraag hulp aan een technicus."):
        live = registry.live()
    if not live:
        raise CandidateError("Er is nog geen versie die antwoordt. Start Pestwijzer eerst.")
    return live


def check(data: Path) -> None:
    """Read everything a model is made from. Raises: CandidateError, naming in Dutch what to mend."""
    for path in topic_files(data):
        with told_as(
            f"Het bestand ‘{path.parent.name}/{path.name}’ kan niet gelezen worden. Vraag hulp aan een technicus."
        ):
            read_topic(path)
    with told_as("Het bestand met hulplijnen kan niet gelezen worden. Vraag hulp aan een technicus."):
        load_helplines(data)
    # Rasa takes seconds to import: only once the files can be read.
    from components.topic_importer import TopicImporter, response

    topics, helplines = load_topics(data), load_helplines(data)
    for topic in topics.values():
        with told_as(f"Het antwoord ‘{topic.title}’ noemt een hulplijn of een verwant antwoord dat niet bestaat."):
            for worded in topic.in_all_wordings:
                fill_in_helplines(worded.whole_answer, helplines)
            response(topic, topics)
        if not topic.questions:
            raise CandidateError(f"Het antwoord ‘{topic.title}’ heeft geen enkele voorbeeldvraag.")
    with told_as("De antwoorden passen niet bij elkaar. Vraag hulp aan een technicus."):
        TopicImporter("config.yml", "domain.yml", [str(data)]).get_domain()


@contextlib.contextmanager
def following(progress: Progress) -> Iterator[None]:
    """Tell how far the word model is, for as long as the block lasts."""
    logger, handler = logging.getLogger("components.word_model"), LearnedTopics(progress)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def compare_with(
    live: Version, candidate: Version, progress: Progress, received: Sequence[Received] = ()
) -> Dict[str, Any]:
    """Ask both versions the same questions. Returns: what changes (training/comparison.py)."""
    sets = read_sets()
    before, after = (_assistant(one) for one in (live, candidate))
    texts = [*texts_of(sets), *(message.text for message in received)]
    for number, text in enumerate(texts, 1):  # each is remembered; the comparison itself then takes no time
        before.understand(text)
        after.understand(text)
        progress.within(number, len(texts))
    return compare(sets, before, after, load_helplines(candidate.data), received)


def _assistant(version: Version) -> Assistant:
    from training.assistants import understand_with

    topics = load_topics(version.data)
    return Assistant(understand_with(version.model, kinds_of(topics)), topics)


@contextlib.contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Keep what Rasa writes meanwhile inside the workplace, so that a kill leaves nothing elsewhere."""
    folder.mkdir(exist_ok=True)
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)


def run(workplace: Path) -> bool:
    """Make the candidate and write its report, or the error. Returns: whether there is a report."""
    progress = Progress(workplace / PROGRESS)
    try:
        with temporary_files_in(workplace / TEMPORARY):
            report = make(workplace, progress)
        tell(workplace / REPORT, report)
        return True
    except BaseException as error:
        _log(error)
        progress.failed(str(error) if isinstance(error, CandidateError) else "Er ging iets mis. Probeer het opnieuw.")
        if not isinstance(error, Exception):
            raise
        return False


def _log(error: BaseException) -> None:
    """Print where it went wrong, without the messages of others: they may quote a question."""
    cause = error.__cause__ or error
    if isinstance(cause, (CandidateError, DataError)):
        print(cause, file=sys.stderr)
    print("".join(traceback.format_tb(cause.__traceback__)), type(cause).__name__, file=sys.stderr)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def take_locks(workplace: Path) -> List[int]:
    """Take the locks that the website otherwise hands down. Raises: SystemExit when another training goes on."""
    try:
        locks = [take(workplace.parent / TRAINING_LOCK), take(workplace / LOCK)]
    except Busy as error:
        Progress(workplace / PROGRESS).failed("Er wordt al een proefmodel gemaakt. Wacht tot dat klaar is.")
        raise SystemExit(f"Another training is going on: {error}")
    sign(locks[-1], os.getpid())
    return locks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workplace", type=Path)
    parser.add_argument(
        "--locked", action="store_true", help="the locks were taken and handed down by who started this"
    )
    arguments = parser.parse_args()
    workplace = arguments.workplace.resolve()
    locks = [] if arguments.locked else take_locks(workplace)
    let_others_go_first()
    made = run(workplace)
    for lock in locks:
        os.close(lock)
    raise SystemExit(0 if made else 1)


if __name__ == "__main__":
    main()
