"""Where things lie in this repository: the one place that knows, whatever folder a process was started in."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
MODELS = ROOT / "models"
ENCODER = ROOT / "encoder"
# What is made again when it is not there.
CACHE = ROOT / ".cache"
QUESTION_SETS = ROOT / "evaluation" / "questions"
CONFIG = ROOT / "config.yml"
DOMAIN = ROOT / "domain.yml"
EXAMPLE_SCHOOL = ROOT / "schools" / "voorbeeldschool.yml"
