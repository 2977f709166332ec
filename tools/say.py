"""Prints a heading, so that a long run shows what it is doing: `python -m tools.say "..."`."""

import sys


def say(text: str) -> None:
    print(f"\033[1m==> {text}\033[0m", flush=True)


if __name__ == "__main__":
    say(" ".join(sys.argv[1:]))
