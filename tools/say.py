"""Prints a heading, so that a long run shows what it is doing."""


def say(text: str) -> None:
    print(f"\033[1m==> {text}\033[0m", flush=True)
