"""The topic files: every one complete, true to its sources, in the tone agreed on, and leading somewhere."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from components.topic_importer import related_buttons
from foundation import answer_style
from foundation.files import DataError
from foundation.helplines import fill_in_helplines
from foundation.question_sets import (
    LEARNING_SET,
    PARTS,
    REAL,
    REPORT_SET,
    TUNING_SET,
    read_questions,
    read_real_messages,
)
from foundation.school_profile import general_slots
from foundation.topics import load_topics, read_topic
from foundation.vocabulary import ANSWER, EMERGENCY, OTHER_LANGUAGE_PREFIX, PUPIL

TOPICS = load_topics()
# Every answer as somebody reads it: as parents do, and in the words for who is no parent.
READ = [worded for topic in TOPICS.values() for worded in topic.in_all_wordings]
FOR_OTHERS = [(reader, topic.worded_for(reader)) for topic in TOPICS.values() for reader in topic.wordings]
SLOT = re.compile(r"\{(\w+)\}")

# Asked most, so they need most questions; the four of the design card are among them.
ASKED_MOST = """
    wat_is_pesten verschil_plagen_pesten verschil_klikken_melden signalen kind_praat_niet gesprek_met_kind
    kind_wil_niet_melden wat_kan_ik_doen kind_gepest_wat_doen kind_pest_wat_doen school_meldt_kind_pest
    kind_omstaander_wat_doen kind_laten_terugslaan weerbaarheid andere_ouders_aanspreken uitsluiten_feestje
    kind_anders cyberpesten wie_contacteren_school gesprek_met_school wat_mag_ik_verwachten straf_voor_pester
    school_doet_niets leerkracht_pest schoolweigering_thuisblijven school_veranderen klacht_indienen clb
    hulplijnen geweld_politie
""".split()
# A topic that a school added goes live with a few questions, and grows.
LEAST_OF_SHIPPED, LEAST_OF_ASKED_MOST = 100, 200

# Every id the rest of the product may refer to.
PROMISED = """
    wat_is_pesten verschil_plagen_pesten verschil_ruzie_pesten verschil_klikken_melden vormen_van_pesten
    rollen_in_de_groep waarom_kinderen_pesten wie_wordt_gepest gevolgen cijfers schuld_en_woordgebruik signalen
    kind_praat_niet gesprek_met_kind wat_niet_zeggen kind_wil_niet_melden emoties_ouder wat_kan_ik_doen
    kind_gepest_wat_doen kind_pest_wat_doen school_meldt_kind_pest kind_omstaander_wat_doen kind_doet_mee
    kind_vals_beschuldigd kind_laten_terugslaan weerbaarheid andere_ouders_aanspreken uitsluiten_feestje kind_eenzaam
    ouders_oneens broer_of_zus herstel_na_pesten kind_anders cyberpesten cyberpesten_voorkomen naaktbeelden
    gsm_controleren wie_contacteren_school gesprek_met_school wat_mag_ik_verwachten schoolbeleid_preventie
    pestbeleid_verplicht aanpak_methode no_blame kiva herstelgericht_werken
    doorverwijzing_partners straf_voor_pester info_over_ander_kind school_doet_niets leerkracht_pest toezicht
    klas_volgend_jaar schoolweigering_thuisblijven school_veranderen klacht_indienen clb clb_vertrouwelijkheid clb_chat
    hulplijnen geweld_politie schade_en_bewijs racisme_discriminatie kleuters buiten_school tolk_en_taal
    ouderwerking_ouderraad schoolraad infoavond_activiteiten week_tegen_pesten voorbeeldrol_ouders brochure wegwijzer
    allesoverpesten go_ouders_contact begroeting bedanking afscheid over_de_bot privacy mens_spreken feedback
    buiten_scope noodsituatie zelfdoding_signalen
""".split()


def test_every_promised_topic_exists():
    assert set(PROMISED) <= set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=str)
def test_a_topic_is_complete(topic):
    assert topic.title and not list(answer_style.about_title(topic.title))
    assert topic.about and topic.theme
    assert topic.sources, "an answer states on what it rests"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", topic.checked)
    assert all(source.startswith("http") or len(source) > 8 for source in topic.sources)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.id)
def test_buttons_lead_somewhere(topic):
    for related in topic.related:
        assert related in TOPICS and related != topic.id
    buttons = topic.buttons or related_buttons(topic, TOPICS)
    assert buttons or topic.kind not in ("answer", "emergency"), "an answer leads on"
    for button in buttons:
        assert button["title"] and button["payload"].lstrip("/") in TOPICS


@pytest.mark.parametrize("topic", READ, ids=lambda topic: f"{topic.id}-{topic.title}")
def test_an_answer_keeps_the_rules_of_style(topic, helplines):
    written = answer_style.Written.in_topic(topic)
    assert not [remark for remark in answer_style.remarks(written, helplines) if remark.blocks]


@pytest.mark.parametrize("topic", READ, ids=lambda topic: f"{topic.id}-{topic.title}")
def test_what_an_answer_names_exists(topic, helplines):
    filled = fill_in_helplines(topic.whole_answer, helplines)
    assert "[[" not in filled and "]]" not in filled
    assert "[]" not in filled and "()" not in filled, "a helpline is asked for something it has not"
    assert set(SLOT.findall(topic.whole_answer)) <= set(general_slots())


@pytest.mark.parametrize("topic", [topic for topic in READ if topic.kind == "emergency"], ids=lambda topic: topic.title)
def test_an_emergency_opens_with_a_number(topic, helplines):
    assert "tel:" in fill_in_helplines(topic.answer, helplines)[:160]


@pytest.mark.parametrize("reader, topic", FOR_OTHERS, ids=lambda one: getattr(one, "title", one))
def test_words_for_who_is_no_parent_speak_to_no_parent(reader, topic):
    assert not re.search(r"\b(?:je|jouw|jullie) kind\b", topic.whole_answer, re.IGNORECASE)
    assert topic.more or topic.kind != ANSWER, "asked again, an answer goes on with what is folded"


def test_in_danger_a_pupil_is_spoken_to_and_not_a_parent():
    for topic in TOPICS.values():
        if topic.kind == EMERGENCY:
            assert PUPIL in topic.wordings, topic.id


def test_words_for_a_reader_who_is_not_known_are_refused(tmp_path):
    text = (TOPICS["cyberpesten"].path).read_text(encoding="utf-8")
    wrong = tmp_path / "topics" / "cyberpesten.yml"
    wrong.parent.mkdir()
    wrong.write_text(text.replace("value: leerling}", "value: buurman}"), encoding="utf-8")
    with pytest.raises(DataError, match="leerling"):
        read_topic(wrong)


def test_no_opener_is_used_more_than_four_times():
    """Who reads three answers in a row hears a voice, not a form letter; a sentence in another language is one."""
    told = [topic.answer for topic in READ if not topic.id.startswith(OTHER_LANGUAGE_PREFIX)]
    openers = Counter(tuple(re.findall(r"\w+", text.lower())[:3]) for text in told)
    assert [opener for opener, times in openers.items() if times > 4] == []


def test_answers_name_helplines_and_parts_of_the_school():
    """What the test above looks for is there to be found."""
    assert [topic for topic in TOPICS.values() if "[[" in topic.whole_answer]
    named = {name for topic in TOPICS.values() for name in SLOT.findall(topic.whole_answer)}
    assert named >= {"school_contacts", "school_clb"}


def test_helplines_are_well_formed(helplines):
    assert helplines
    for line in helplines.values():
        assert line.phone or line.url or line.mail
        assert not line.url or re.fullmatch(r"https://[\w.-]+\.[a-z]+(/\S*)?", line.url)
        assert not line.mail or re.fullmatch(r"[\w.-]+@[\w.-]+\.[a-z]+", line.mail)
        assert line.audience and line.source and line.checked


# --- the questions ----------------------------------------------------------------------------


@pytest.mark.parametrize("topic", [t for t in TOPICS.values() if t.kind == "answer"], ids=lambda topic: topic.id)
def test_a_topic_is_asked_in_many_ways(topic):
    shipped = LEAST_OF_SHIPPED if topic.id in PROMISED else answer_style.FEWEST_QUESTIONS
    assert len(topic.questions) >= (LEAST_OF_ASKED_MOST if topic.id in ASKED_MOST else shipped)


def test_out_of_scope_and_emergencies_are_learned_from_many_messages():
    kinds = Counter()
    for topic in TOPICS.values():
        kinds[topic.kind] += len(topic.questions)
    assert kinds["out_of_scope"] >= 600
    assert kinds["emergency"] >= 400


def test_no_question_belongs_to_two_topics():
    seen = {}
    for topic in TOPICS.values():
        for question in topic.questions:
            assert seen.setdefault(question.lower(), topic.id) == topic.id, question


def test_no_test_question_was_trained_on():
    def essence(text):
        return re.sub(r"[\W_]+", "", text.lower())

    def is_learned(text):
        return essence(text) in trained and len(text.split()) > 3

    trained = {essence(question) for topic in TOPICS.values() for question in topic.questions}
    for chosen_set in (TUNING_SET, REPORT_SET):
        for part in PARTS:
            asked = [question.text for question in read_questions(chosen_set, part)]
            # Their places, not their words: what is only ever reported is printed by no test.
            learned = [f"{part}.tsv, question {number}" for number, text in enumerate(asked, 1) if is_learned(text)]
            number = len(asked)
            assert number > 100, f"{chosen_set}/{part}.tsv"
            assert learned == [], chosen_set
        real = [message.text for message in read_real_messages(chosen_set)]
        assert len(real) > 250
        assert [number for number, text in enumerate(real, 1) if is_learned(text)] == [], f"{REAL}/{chosen_set}.tsv"


def test_the_real_messages_that_are_learned_from_are_of_other_pages():
    learned, reported = read_real_messages(LEARNING_SET), read_real_messages(REPORT_SET)
    tuned = read_real_messages(TUNING_SET)
    assert len(learned) > 2000
    assert {message.source for message in learned} & {message.source for message in reported + tuned} == set()
    assert {message.text for message in learned} & {message.text for message in reported + tuned} == set()
    assert {topic for message in learned for topic in message.right} <= set(TOPICS)


def test_every_test_question_is_about_a_topic_that_exists():
    for chosen_set in (TUNING_SET, REPORT_SET):
        for part in PARTS:
            named = {topic for question in read_questions(chosen_set, part) for topic in question.right}
            assert named, f"{chosen_set}/{part}.tsv"
            assert named <= set(TOPICS)
        assert {topic for message in read_real_messages(chosen_set) for topic in message.right} <= set(TOPICS)


# --- reading them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, complaint",
    [
        ("nlu: [", "no valid YAML"),
        ("nlu:\n- intent: x\n  examples: |\n    - hoi\n", "metadata"),
        ("{}", "expected one intent"),
    ],
)
def test_a_topic_file_that_cannot_be_used_is_named_with_its_fault(tmp_path, content, complaint):
    path = tmp_path / "topics" / "x.yml"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=complaint) as error:
        read_topic(path)
    assert "x.yml" in str(error.value)


def test_a_topic_file_is_named_after_its_intent(tmp_path):
    path = tmp_path / "topics" / "anders.yml"
    path.parent.mkdir()
    path.write_text(TOPICS["clb"].path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DataError, match="named after its intent"):
        read_topic(path)


def test_a_topic_that_was_merged_into_another_must_be_gone(tmp_path):
    folder = tmp_path / "topics"
    folder.mkdir()
    for topic, replaced in (("clb", "kiva"), ("kiva", "")):
        text = TOPICS[topic].path.read_text(encoding="utf-8")
        folder.joinpath(f"{topic}.yml").write_text(
            text.replace("    related:", f"    replaces: [{replaced}]\n    related:", 1), encoding="utf-8"
        )
    with pytest.raises(DataError, match="replaces 'kiva'"):
        load_topics(tmp_path)


def test_an_unknown_helpline_is_an_error(helplines):
    with pytest.raises(DataError, match="geenlijn"):
        fill_in_helplines("Bel [[geenlijn]].", helplines)
