"""Passes on what a Rasa command prints, without its progress bars and other libraries' deprecations."""

import re
import sys

NOISE = re.compile(
    r"DeprecationWarning|Deprecated call|pkg_resources|declare_namespace|setParse|parseString|\bit/s\b|^\s*$"
    r"|LegacyVersion|SpecifierSet|\[debug|^\[state|sqlalchemy|declarative_base|_parser|^\s{2,}\S|telemetry|TEDPolicy"
    r"|No labels to evaluate|Every entity was|jax import"
)


def main() -> None:
    for line in sys.stdin:
        if not NOISE.search(line):
            print(f"    {line.rstrip()}", flush=True)


if __name__ == "__main__":
    main()
