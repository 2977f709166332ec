"""The proposal: drafts beside the files, nothing overwritten, and what becomes of them when they go live."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from foundation.topics import read_topic
from knowledge import writing
from knowledge.checks import Refused
from knowledge.content import Content, content_of
from review.answers import drafts, similar
from review.models import Event, Publication, Revision, TopicDraft


@pytest.fixture
def anna(make_user, school):
    return make_user("anna", school, "redacteur")


@pytest.fixture
def bart(make_user, school):
    return make_user("bart", school, "redacteur")


NEW = Content(
    title="Mag mijn kind een vertrouwenspersoon kiezen?",
    theme="school",
    about="Of een kind zelf kiest met wie het op school praat.",
    sources=["Ouderblik pesten, vzw GO! ouders"],
    related=["clb"],
    answer="Ja. Je kind mag zelf kiezen.\n\n{school_contacts}",
    questions=[
        "kan mijn kind een vertrouwenspersoon kiezen",
        "wie mag ze in vertrouwen nemen",
        "zelf kiezen met wie praten",
    ],
)


def mend_file(data: Path, topic: str, **changes) -> None:
    """Change a topic file as an engineer would."""
    path = next(data.glob(f"*/{topic}.yml"))
    writing.write_topic(data, path.parent.name, topic, replace(content_of(read_topic(path)), **changes))


def test_a_question_comes_into_the_proposal_and_not_into_the_file(data, anna):
    drafts.add_question(anna, "clb", "  hoe geraak ik\n aan het clb van hier ")
    assert drafts.current("clb").content.questions[-1] == "hoe geraak ik aan het clb van hier"
    assert "van hier" not in (data / "topics/clb.yml").read_text()
    assert Event.objects.get().about == {"topic": "clb", "what": "1 voorbeeldvraag erbij", "changes": []}


def test_taking_back_the_only_change_takes_the_draft_away(data, anna):
    drafts.add_question(anna, "clb", "hoe geraak ik aan het clb van hier")
    drafts.remove_question(anna, "clb", "Hoe geraak ik aan het clb van hier")
    assert not TopicDraft.objects.exists()


def test_a_question_has_one_topic(data, anna):
    with pytest.raises(drafts.AlreadyKnown, match="Wat doet het CLB") as error:
        drafts.add_question(anna, "brochure", "WAT is een clb")
    assert error.value.topic == "clb"
    drafts.add_question(anna, "brochure", "waar vind ik dat gele boekje")
    with pytest.raises(drafts.AlreadyKnown):
        drafts.add_question(anna, "clb", "waar vind ik dat gele boekje")


def test_a_question_is_mended_where_it_stands(data, anna):
    second = drafts.current("clb").content.questions[1]
    drafts.mend_question(anna, "clb", second, "het clb bereiken kan hoe")
    assert drafts.current("clb").content.questions[1] == "het clb bereiken kan hoe"
    with pytest.raises(Refused, match="intussen weg"):
        drafts.mend_question(anna, "clb", second, "nog iets anders")


def test_who_saves_an_older_text_is_told_and_overwrites_nothing(data, anna, bart):
    seen = drafts.current("clb").content
    drafts.save(bart, "clb", replace(seen, answer="Van Bart. Bel [[awel]]."), seen)
    with pytest.raises(drafts.Outdated) as error:
        drafts.save(anna, "clb", replace(seen, title="Van Anna"), seen)
    assert error.value.current.content.answer == "Van Bart. Bel [[awel]]."
    assert error.value.current.draft.updated_by == bart
    assert drafts.current("clb").content.title != "Van Anna"


def test_a_question_added_meanwhile_is_no_conflict(data, anna, bart):
    seen = drafts.current("clb").content
    drafts.add_question(bart, "clb", "hoe geraak ik aan het clb van hier")
    drafts.save(anna, "clb", replace(seen, title="Wat doet een CLB?"), seen)
    now = drafts.current("clb").content
    assert now.title == "Wat doet een CLB?"
    assert "hoe geraak ik aan het clb van hier" in now.questions


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"answer": " \n "}, "Schrijf een antwoord"),
        ({"answer": "Bel [[geenlijn]]."}, "geenlijn"),
        ({"answer": "Bel [[clbchat.phone]]."}, "niet bekend"),
        ({"answer": "Zie {school_kantine}."}, "school_kantine"),
        ({"answer": "Zie {school_clb."}, "losse"),
        ({"related": ["bestaat_niet"]}, "bestaat_niet"),
        ({"related": ["clb"]}, "clb"),
        ({"sources": []}, "bron"),
        ({"title": "\n"}, "titel"),
    ],
)
def test_what_the_assistant_cannot_use_is_refused(data, anna, change, complaint):
    seen = drafts.current("clb").content
    with pytest.raises(Refused, match=complaint):
        drafts.save(anna, "clb", replace(seen, **change), seen)
    assert not TopicDraft.objects.exists()


def test_a_new_topic_becomes_a_file_like_the_others(data, anna):
    draft = drafts.create(anna, NEW)
    assert draft.topic == "mag_mijn_kind_een_vertrouwenspersoon_kiezen"
    (entry,) = drafts.apply_to(data)
    assert entry["is_new"]
    assert entry["title"] == NEW.title
    written = read_topic(data / "topics" / f"{draft.topic}.yml")
    assert content_of(written) == NEW
    again = drafts.create(anna, replace(NEW, questions=["iets heel anders dan dat"]))
    assert again.topic == f"{draft.topic}_2"


def test_two_new_topics_may_refer_to_each_other(data, anna):
    first = drafts.create(anna, NEW)
    asked = ["nog een vraag hierover", "vraag over iets tweeds", "drie is genoeg zeker"]
    second = drafts.create(anna, replace(NEW, title="Een tweede", questions=asked, related=[first.topic]))
    seen = drafts.current(first.topic).content
    drafts.save(anna, first.topic, replace(seen, related=[second.topic]), seen)
    assert len(drafts.apply_to(data)) == 2


def test_a_draft_and_an_edit_of_the_file_come_together(data, anna, tmp_path):
    seen = drafts.current("clb").content
    drafts.save(anna, "clb", replace(seen, title="Wat doet een CLB?"), seen)
    drafts.add_question(anna, "clb", "hoe geraak ik aan het clb van hier")
    gone = seen.questions[0]
    mend_file(data, "clb", about="Iets anders.", questions=[*seen.questions[1:], "van een ingenieur"])
    drafts.apply_to(data)
    written = content_of(read_topic(data / "topics/clb.yml"))
    assert (written.title, written.about) == ("Wat doet een CLB?", "Iets anders.")
    assert written.questions[-2:] == ["van een ingenieur", "hoe geraak ik aan het clb van hier"]
    assert gone not in written.questions


@pytest.mark.parametrize("keep_ours", [True, False])
def test_a_real_conflict_is_told_and_settled_by_a_choice(data, anna, keep_ours):
    seen = drafts.current("clb").content
    drafts.save(anna, "clb", replace(seen, title="Van Anna", about="Van Anna."), seen)
    mend_file(data, "clb", title="Uit het bestand")
    with pytest.raises(drafts.DraftConflict, match="de titel") as error:
        drafts.apply_to(data)
    assert error.value.topic == "clb"
    drafts.settle(anna, "clb", "title", keep_ours)
    drafts.apply_to(data)
    written = read_topic(data / "topics/clb.yml")
    assert written.title == ("Van Anna" if keep_ours else "Uit het bestand")
    assert written.about == "Van Anna."


def test_what_goes_live_becomes_history_and_later_edits_stay(data, anna, tmp_path):
    drafts.add_question(anna, "clb", "hoe geraak ik aan het clb van hier")
    drafts.add_question(anna, "brochure", "waar vind ik dat gele boekje")
    candidate = tmp_path / "candidate"
    shutil.copytree(data, candidate)
    snapshot = drafts.apply_to(candidate)
    drafts.add_question(anna, "brochure", "dat boekje voor ouders graag")
    shutil.copytree(candidate, data, dirs_exist_ok=True)
    drafts.after_publication(Publication.objects.create(kind="publish", version="v2", by=anna), snapshot)
    assert {revision.topic for revision in Revision.objects.all()} == {"clb", "brochure"}
    revision = Revision.objects.get(topic="clb")
    assert set(revision.after["questions"]) - set(revision.before["questions"]) == {
        "hoe geraak ik aan het clb van hier"
    }
    (left,) = drafts.proposal()
    assert left.topic == "brochure"
    assert set(left.content.questions) - set(left.file.questions) == {"dat boekje voor ouders graag"}


def test_a_new_topic_whose_publication_was_taken_back_is_new_again(data, anna):
    topic = drafts.create(anna, NEW).topic
    snapshot = drafts.apply_to(data)
    drafts.add_question(anna, topic, "en wie is dat dan")
    drafts.after_publication(Publication.objects.create(kind="publish", version="v2", by=anna), snapshot)
    assert not drafts.current(topic).is_new
    (data / "topics" / f"{topic}.yml").unlink()
    assert drafts.current(topic).is_new
    assert drafts.apply_to(data)[0]["is_new"]


def test_similar_questions_are_found_in_files_and_drafts(data, anna):
    assert similar.similar("wat doet de clb juist voor ons")[0][0] == "clb"
    drafts.add_question(anna, "brochure", "waar vind ik dat gele boekje")
    assert similar.similar("waar kan ik dat gele boekje vinden", 1)[0][0] == "brochure"
    assert similar.similar("!?") == []
