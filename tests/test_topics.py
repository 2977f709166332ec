"""The topic files: every one complete, true to its sources, in the tone agreed on, and leading somewhere."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from components.school_profile import general_slots
from components.topic_importer import related_buttons
from components.topics import HELPLINE_MARK, TopicError, fill_in_helplines, load_topics, read_topic
from evaluation.questions import PARTS, REPORT_SET, TUNING_SET, read_questions

TOPICS = load_topics()
ANSWERED = [topic for topic in TOPICS.values() if topic.kind in ("answer", "emergency")]

# Asked most, so they need most questions; the four of the design card are among them.
ASKED_MOST = """
    wat_is_pesten verschil_plagen_pesten verschil_klikken_melden signalen kind_praat_niet gesprek_met_kind
    kind_wil_niet_melden wat_kan_ik_doen kind_gepest_wat_doen kind_pest_wat_doen school_meldt_kind_pest
    kind_omstaander_wat_doen kind_laten_terugslaan weerbaarheid andere_ouders_aanspreken uitsluiten_feestje
    kind_anders cyberpesten wie_contacteren_school gesprek_met_school wat_mag_ik_verwachten straf_voor_pester
    school_doet_niets leerkracht_pest schoolweigering_thuisblijven school_veranderen klacht_indienen clb
    hulplijnen geweld_politie
""".split()

# Every id the rest of the product may refer to.
PROMISED = """
    wat_is_pesten verschil_plagen_pesten verschil_ruzie_pesten verschil_klikken_melden vormen_van_pesten
    rollen_in_de_groep waarom_kinderen_pesten wie_wordt_gepest gevolgen cijfers schuld_en_woordgebruik signalen
    kind_praat_niet gesprek_met_kind wat_niet_zeggen kind_wil_niet_melden emoties_ouder wat_kan_ik_doen
    kind_gepest_wat_doen kind_pest_wat_doen school_meldt_kind_pest kind_omstaander_wat_doen kind_doet_mee
    kind_vals_beschuldigd kind_laten_terugslaan weerbaarheid andere_ouders_aanspreken uitsluiten_feestje kind_eenzaam
    ouders_oneens broer_of_zus herstel_na_pesten kind_anders cyberpesten cyberpesten_voorkomen naaktbeelden
    gsm_controleren wie_contacteren_school gesprek_met_school wat_mag_ik_verwachten schoolbeleid_preventie
    pestbeleid_verplicht aanpak_methode no_blame kiva school_zonder_pesten herstelgericht_werken opvolging_door_school
    doorverwijzing_partners straf_voor_pester info_over_ander_kind school_doet_niets leerkracht_pest toezicht
    klas_volgend_jaar schoolweigering_thuisblijven school_veranderen klacht_indienen clb clb_vertrouwelijkheid clb_chat
    hulplijnen geweld_politie schade_en_bewijs racisme_discriminatie kleuters buiten_school tolk_en_taal
    ouderwerking_ouderraad schoolraad infoavond_activiteiten week_tegen_pesten voorbeeldrol_ouders brochure wegwijzer
    allesoverpesten go_ouders_contact begroeting bedanking afscheid over_de_bot privacy mens_spreken feedback
    buiten_scope noodsituatie
""".split()

LABELS = re.compile(r"slachtoffer|\bdaders?\b|pestkop|\bpesters?\b|schuldige|getuige", re.IGNORECASE)
QUOTED = re.compile(r"[\"‘“'][^\"’”']{0,60}[\"’”']")
BURDEN_ON_THE_CHILD = re.compile(
    r"je kind moet (?:sterker|weerbaarder|flinker|veranderen|van zich)|negeer ze\b(?!['’”\"])", re.IGNORECASE
)
PROMISE = re.compile(r"\bstopt zeker\b|\bkomt zeker goed\b|\bgegarandeerd\b|\bwe beloven\b", re.IGNORECASE)
BARE_NUMBER_OR_ADDRESS = re.compile(
    r"https?:|www\.|[\w.]+@[\w.]+|\b(?:1712|1813|1700|10[1-7]|112)\b|\b0\d{1,3}[ /.]?\d{2,3}"
)
LONGEST_ANSWER = {"cijfers": 140, "hulplijnen": 140}
WORDS_IN_AN_ANSWER = 120
WORDS_IN_A_SENTENCE = 15
LONGEST_TITLE = 45


def words_of(answer: str) -> list:
    return re.sub(r"\[\[.*?\]\]|\{.*?\}|\*\*|^- ", " ", answer, flags=re.MULTILINE).split()


def test_every_promised_topic_exists():
    assert set(PROMISED) <= set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=str)
def test_a_topic_is_complete(topic):
    assert topic.title and len(topic.title) <= LONGEST_TITLE
    assert topic.about and topic.theme
    assert topic.sources, "an answer states on what it rests"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", topic.checked)
    assert all(source.startswith("http") or len(source) > 8 for source in topic.sources)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.id)
def test_buttons_lead_somewhere(topic):
    for related in topic.related:
        assert related in TOPICS and related != topic.id
    for button in topic.buttons or related_buttons(topic, TOPICS):
        assert button["title"] and button["payload"].lstrip("/") in TOPICS


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.id)
def test_an_answer_keeps_the_tone(topic):
    spoken = QUOTED.sub("", topic.answer) if topic.id == "schuld_en_woordgebruik" else topic.answer
    assert not LABELS.search(spoken + topic.title)
    assert not BURDEN_ON_THE_CHILD.search(topic.answer)
    assert not PROMISE.search(topic.answer)
    assert not re.search(r"\bu(?:w)?\b", topic.answer), "we say je, not u"


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.id)
def test_numbers_and_links_stand_in_helplines_only(topic):
    if not topic.id.startswith("buiten_scope_"):  # other languages speak of 112 in their own words
        assert not BARE_NUMBER_OR_ADDRESS.search(HELPLINE_MARK.sub("", topic.answer))


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.id)
def test_what_an_answer_names_exists(topic, helplines):
    filled = fill_in_helplines(topic.answer, helplines)
    assert "[[" not in filled and "]]" not in filled
    assert "[]" not in filled and "()" not in filled, "a helpline is asked for something it has not"
    assert set(re.findall(r"\{(\w+)\}", topic.answer)) <= set(general_slots())


@pytest.mark.parametrize("topic", ANSWERED, ids=lambda topic: topic.id)
def test_an_answer_is_short_and_plain(topic):
    words = words_of(topic.answer)
    assert len(words) <= LONGEST_ANSWER.get(topic.id, WORDS_IN_AN_ANSWER)
    sentences = [part for part in re.split(r"[.!?:]+\s|\n", topic.answer) if part.strip()]
    assert len(words) / len(sentences) <= WORDS_IN_A_SENTENCE


@pytest.mark.parametrize("topic", [t for t in TOPICS.values() if t.kind == "emergency"], ids=lambda topic: topic.id)
def test_an_emergency_opens_with_a_number_and_says_who_answers(topic, helplines):
    opening = fill_in_helplines(topic.answer, helplines)[:160]
    assert "tel:" in opening
    assert "machine" in topic.answer
    assert re.search(r"niemand", topic.answer), "nobody is reading along"


def test_helplines_are_well_formed(helplines):
    for line in helplines.values():
        assert line.phone or line.url or line.mail
        assert not line.url or re.fullmatch(r"https://[\w.-]+\.[a-z]+(/\S*)?", line.url)
        assert not line.mail or re.fullmatch(r"[\w.-]+@[\w.-]+\.[a-z]+", line.mail)
        assert line.audience and line.source and line.checked


# --- the questions ----------------------------------------------------------------------------


@pytest.mark.parametrize("topic", [t for t in TOPICS.values() if t.kind == "answer"], ids=lambda topic: topic.id)
def test_a_topic_is_asked_in_many_ways(topic):
    assert len(topic.questions) >= (200 if topic.id in ASKED_MOST else 100)


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

    trained = {essence(question) for topic in TOPICS.values() for question in topic.questions}
    for chosen_set in (TUNING_SET, REPORT_SET):
        for part in PARTS:
            for question in read_questions(chosen_set, part):
                assert question.topic in TOPICS
                assert question.right <= set(TOPICS)
                assert essence(question.text) not in trained or len(question.text.split()) <= 3, question.text


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
    with pytest.raises(TopicError, match=complaint) as error:
        read_topic(path)
    assert "x.yml" in str(error.value)


def test_a_topic_file_is_named_after_its_intent(tmp_path):
    path = tmp_path / "topics" / "anders.yml"
    path.parent.mkdir()
    path.write_text(TOPICS["clb"].path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(TopicError, match="named after its intent"):
        read_topic(path)


def test_an_unknown_helpline_is_an_error(helplines):
    with pytest.raises(TopicError, match="geenlijn"):
        fill_in_helplines("Bel [[geenlijn]].", helplines)
