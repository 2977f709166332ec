"""A parent's conversation over nginx: whichever website and assistant each message meets, it is one conversation."""

from __future__ import annotations

import json
import urllib.request

from tools.deployment import Deployment, Parent


def messages_answered_by(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
        lines = reply.read().decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("pestwijzer_messages_total"))


def test_a_whole_conversation(deployment: Deployment):
    parent = Parent(deployment)
    said = [
        {"text": "mijn zoon van 9 wordt gepest op school"},
        {"text": "wat is no blame"},
        {"text": "en dan?"},
        {"choice": "clb"},
        {"text": "mijn zoon wil dood"},
    ]
    answers = []
    for one in said:
        status, text = parent.say(**one)
        assert status == 200, text
        answers.append(json.loads(text))
    seen = [(answer["understood"]["kind"], answer["understood"]["topic"]) for answer in answers]
    assert seen[1] == ("answer", "no_blame")
    assert "no_blame" in json.dumps(seen[2]) or answers[2]["messages"] != answers[1]["messages"]
    assert seen[3][1] == "clb"
    assert seen[4][0] == "emergency" and "112" in answers[4]["messages"][0]["text"]
    assert deployment.kept()[parent.conversation] == len(said)
    assert all(messages_answered_by(port) for port in deployment.websites.values()), "each website had its share"
    log = (deployment.folder / "nginx" / "pestwijzer.assistants.log").read_text()
    assert all(f"127.0.0.1:{port}" in log for port in deployment.assistants.values()), "and each assistant"
