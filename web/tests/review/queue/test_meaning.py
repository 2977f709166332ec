"""Questions that mean the same are shown together and decided about together; danger never is."""

from __future__ import annotations

import pytest

from common.assistant_python import Program
from demo.making import stand_in
from review.answers import drafts
from review.models import Event, Question, QueueItem
from review.queue import harvest, meaning
from review.queue.decisions import stamp
from schools.models import School

BUS = "mijn zoon wordt elke dag uitgelachen op de bus"
ALSO_BUS = "op de bus lachen ze mijn kind uit"
CARE = "hoe laat begint de opvang op woensdag"
BULLIES = "mijn zoon pest andere kinderen"
IS_BULLIED = "mijn zoon wordt gepest door andere kinderen"
QUEUE, UNDO = "/nakijken/", "/nakijken/actie/terug"
ON_THE_WAY = (("op_weg_naar_school", 0.29), ("buiten_school", 0.1))


@pytest.fixture
def asked(said, school):
    """Return how to bring questions into the queue and have them compared: asked(text, ...) -> the items by text."""

    def ask(*texts: str, **more) -> dict[str, QueueItem]:
        for text in texts:
            said(text, None, **more)
        harvest.harvest()
        meaning.compare_new()
        return {item.text: item for item in QueueItem.objects.all()}

    return ask


@pytest.fixture
def same(monkeypatch):
    """Let all that is compared mean the same, without the assistant's Python."""

    class Same(Program):
        def ask(self, told: list[dict], _seconds: float) -> list[dict]:
            return [{**one, "meaning": "AAAA", "group": told[0]["group"] or told[0]["key"]} for one in told]

    monkeypatch.setattr(meaning, "Program", Same)


def page_of(item: QueueItem) -> str:
    return f"/nakijken/vraag/{item.pk}/lijkt-op"


def decide(browser, items, **form):
    items = [QueueItem.objects.get(pk=item.pk) for item in items]
    ticked = [f"{item.pk}.{stamp(item)}" for item in items]
    return browser.post(f"{page_of(items[0])}/beslis", {"vraag": ticked, **form}, follow=True)


def states() -> set[str]:
    return set(QueueItem.objects.values_list("state", flat=True))


# --- by the real encoder --------------------------------------------------------------------------


def test_other_words_for_the_same_come_together_and_the_turned_round_does_not(asked, staff) -> None:
    items = asked(BUS, CARE, ALSO_BUS, BULLIES, IS_BULLIED)
    groups = {text: item.group for text, item in items.items()}
    assert groups == {BUS: items[BUS].pk, ALSO_BUS: items[BUS].pk, CARE: None, BULLIES: None, IS_BULLIED: None}
    page = staff["lezer"].get(QUEUE)
    assert page.text.count("Lijkt op 1 andere vraag") == 2
    page = staff["lezer"].get(page_of(items[BUS]))
    assert {row.item.text for row in page.context["rows"]} == {BUS, ALSO_BUS}


def test_what_is_known_is_not_read_again_and_what_is_new_joins_it(asked) -> None:
    first = asked(BUS)[BUS]
    assert (len(first.meaning), first.group) == (776, None)
    items = asked(ALSO_BUS)
    assert items[BUS].meaning == first.meaning
    assert {items[BUS].group, items[ALSO_BUS].group} == {first.pk}


# --- without it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["[]", "nonsense"])
def test_without_the_encoder_or_its_python_all_is_as_it_was(asked, staff, settings, tmp_path, told) -> None:
    settings.ASSISTANT_PYTHON = str(tmp_path / "python")
    if told == "[]":
        (tmp_path / "python").write_text("#!/bin/sh\nread line\necho []\n")
        (tmp_path / "python").chmod(0o755)
    item = asked(BUS, ALSO_BUS)[BUS]
    assert (item.meaning, item.group) == (None, None)
    page = staff["redacteur"].get(QUEUE)
    assert BUS in page.text
    assert "Lijkt op" not in page.text


# --- one program for all schools ------------------------------------------------------------------

# Writes down that it was started, reads each line, and dies of one question.
READS = f"""
import json
open("{{log}}", "a").write("started ")
for line in sys.stdin:
    asked = json.loads(line)
    if any(one["text"] == "{CARE}" for one in asked):
        sys.exit(1)
    print(json.dumps([{{{{**one, "meaning": "AAAA"}}}} for one in asked]), flush=True)
"""


@pytest.fixture
def starts(settings, tmp_path):
    """Let another program read the questions. Returns: how often it was started."""
    log = tmp_path / "starts"
    log.touch()
    settings.ASSISTANT_PYTHON = stand_in(tmp_path, READS.format(log=log))
    return lambda: log.read_text().count("started")


def read_at(schools) -> dict[str, bool]:
    """Return of each school whether its questions were read."""
    items = QueueItem.objects.filter(school__in=schools.values())
    return {item.school.slug: item.meaning is not None for item in items}


def test_one_program_reads_for_all_schools(starts, said, schools) -> None:
    for slug in schools:
        said(BUS, None, slug=slug)
    harvest.harvest()
    meaning.compare_new()
    assert read_at(schools) == dict.fromkeys(schools, True)
    assert starts() == 1
    meaning.compare_new()
    assert starts() == 1, "there is nothing new"


def test_what_it_dies_of_costs_that_school_only_and_is_told(starts, said, schools, client, caplog) -> None:
    failures = f'pestwijzer_program_failures_total{{program="{meaning.PROGRAM}"}} '

    def counted() -> float:
        return float(client.get("/metrics").text.partition(failures)[2].split()[0])

    before = counted()
    first, *others = sorted(schools.values(), key=lambda school: school.pk)
    said(CARE, None, slug=first.slug)
    for school in others:
        said(BUS, None, slug=school.slug)
    harvest.harvest()
    meaning.compare_new()
    assert read_at(schools) == {first.slug: False, **{school.slug: True for school in others}}
    assert f"school {first.pk} " in caplog.text
    assert CARE not in caplog.text
    assert counted() == before + 1


def test_a_program_that_fails_at_one_school_after_the_other_is_not_started_for_all(starts, said) -> None:
    for number in range(meaning.FAILURES_IN_A_ROW + 2):
        said(CARE, None, slug=School.objects.create(slug=f"school{number}", name="School").slug)
    harvest.harvest()
    meaning.compare_new()
    assert starts() == meaning.FAILURES_IN_A_ROW


# --- what never meets -----------------------------------------------------------------------------


def test_emergencies_schools_and_the_sample_stay_apart(same, asked, said, schools, settings) -> None:
    asked("hij wil niet meer leven", possible_emergency=True)
    said(BUS, None)
    said(BUS, None, slug=next(slug for slug in schools if slug != "voorbeeldschool"))
    items = asked(ALSO_BUS)
    harvest.bring([Question.objects.filter(text=BUS).last()], "sample")
    groups = QueueItem.objects.filter(group__isnull=False).values_list("school__slug", "emergency")
    assert {(slug, emergency) for slug, emergency in groups} <= {(slug, False) for slug in schools}
    assert QueueItem.objects.get(emergency=True).meaning is None
    assert len({item.group for item in QueueItem.objects.filter(emergency=False)}) == 2
    assert items[ALSO_BUS].group


def test_another_schools_group_is_not_shown(same, asked, elsewhere) -> None:
    items = asked(BUS, ALSO_BUS)
    assert elsewhere["beheerder"].get(page_of(items[BUS])).status_code == 404
    assert decide(elsewhere["beheerder"], items.values(), actie="opzij").status_code == 404
    assert states() == {"open"}


# --- deciding together ----------------------------------------------------------------------------


def test_a_reader_reads_and_decides_nothing(same, asked, staff) -> None:
    items = asked(BUS, ALSO_BUS)
    assert "<button" not in staff["lezer"].get(page_of(items[BUS])).text.split("asked-list")[1].split("</form>")[0]
    assert decide(staff["lezer"], items.values(), actie="opzij").status_code == 403
    assert states() == {"open"}


def test_all_belong_to_the_answer_that_ranks_first_over_them(same, asked, staff) -> None:
    items = asked(BUS, ALSO_BUS, others=(("clb", 0.34), ("brochure", 0.2)))
    page = staff["redacteur"].get(page_of(items[BUS]))
    assert f"Hoort bij ‘{drafts.titles()['clb']}’" in page.text
    page = decide(staff["redacteur"], items.values(), antwoord="clb")
    assert "2 vragen zijn toegevoegd" in page.text
    assert states() == {"done"}
    assert {BUS, ALSO_BUS} <= set(drafts.current("clb").content.questions)
    assert Event.objects.filter(name="ItemHandled", username="redacteur").count() == 2
    page = staff["redacteur"].post(UNDO, follow=True)
    assert "2 vragen zijn weer zoals voordien" in page.text
    assert states() == {"open"}
    assert not {BUS, ALSO_BUS} & set(drafts.current("clb").content.questions)
    assert "Lijkt op 1 andere vraag" in staff["redacteur"].get(QUEUE).text


@pytest.mark.parametrize(
    ("first", "second"), [(("clb", 0.2), ("brochure", 0.19)), (("noodsituatie", 0.6), ("clb", 0.2))]
)
def test_it_says_so_when_no_answer_fits_clearly(same, asked, staff, first, second) -> None:
    items = asked(BUS, ALSO_BUS, others=(first, second))
    assert "Geen antwoord past duidelijk." in staff["redacteur"].get(page_of(items[BUS])).text


@pytest.mark.parametrize(
    ("action", "state", "decision"),
    [("niet_voor_ons", "done", "not_for_us"), ("opzij", "aside", ""), ("klaar", "done", "seen")],
)
def test_every_decision_is_for_all_that_are_ticked_and_can_be_taken_back(
    same, asked, staff, action, state, decision
) -> None:
    items = asked(BUS, ALSO_BUS, CARE)
    decide(staff["redacteur"], [items[BUS], items[ALSO_BUS]], actie=action)
    now = {item.text: (item.state, item.decision) for item in QueueItem.objects.all()}
    assert now == {BUS: (state, decision), ALSO_BUS: (state, decision), CARE: ("open", "")}
    staff["redacteur"].post(UNDO)
    assert states() == {"open"}


def test_one_new_answer_for_all_begins_with_all_their_questions(same, asked, staff, data) -> None:
    items = asked(BUS, ALSO_BUS, CARE)
    page = decide(staff["redacteur"], [items[BUS], items[ALSO_BUS]], actie="nieuw")
    address = page.redirect_chain[-1][0]
    assert page.context["content"].questions == [ALSO_BUS, BUS]
    form = {
        "vraag": address.split("vraag=")[1],
        "title": "Uitgelachen op de bus",
        "theme": "school",
        "about": "De bus.",
    }
    form |= {"sources": "Ouderblik pesten", "answer": "Vraag de chauffeur.", "questions": f"{BUS}\n{ALSO_BUS}"}
    page = staff["redacteur"].post(address, form, follow=True)
    assert page.status_code == 200
    decided = QueueItem.objects.filter(decision="new_answer", topic="uitgelachen_op_de_bus")
    assert set(decided.values_list("text", "example")) == {(BUS, BUS), (ALSO_BUS, ALSO_BUS)}
    staff["redacteur"].post(UNDO)
    assert states() == {"open"}


def test_nothing_is_ticked(same, asked, staff) -> None:
    items = asked(BUS, ALSO_BUS)
    page = staff["redacteur"].post(f"{page_of(items[BUS])}/beslis", {"actie": "opzij"}, follow=True)
    assert "Kruis eerst één of meer vragen aan" in page.text


def test_what_a_colleague_decided_meanwhile_stays_as_it_is(same, asked, staff) -> None:
    items = asked(BUS, ALSO_BUS)
    ticked = [f"{item.pk}.{stamp(item)}" for item in items.values()]
    staff["beheerder"].post(f"/nakijken/vraag/{items[BUS].pk}/stand", {"stempel": stamp(items[BUS]), "actie": "klaar"})
    page = staff["redacteur"].post(
        f"{page_of(items[ALSO_BUS])}/beslis", {"vraag": ticked, "actie": "opzij"}, follow=True
    )
    assert "intussen door een collega" in page.text
    assert set(QueueItem.objects.values_list("state", flat=True)) == {"done", "aside"}


# --- danger -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [{"antwoord": "clb"}, {"actie": "opzij"}, {"actie": "niet_voor_ons"}])
def test_what_the_guard_hears_is_decided_by_itself(same, asked, staff, guard, form, school) -> None:
    cry = "hij zegt dat hij morgen niet meer wakker wil worden"
    items = asked(BUS, ALSO_BUS)
    Question.objects.update(event=None)  # nobody heard them when they came
    QueueItem.objects.filter(text=ALSO_BUS).update(text=cry)
    guard[cry] = "emergency"
    page = decide(staff["redacteur"], items.values(), **form)
    assert "klinkt als nood. Open die vraag en beslis er apart over" in page.text
    assert QueueItem.objects.get(text=cry).state == "open"
    assert QueueItem.objects.get(text=BUS).state != "open"
    assert cry not in drafts.current("clb").content.questions


def test_an_emergency_that_is_slipped_in_is_left_out(same, asked, said, staff) -> None:
    items = asked(BUS, ALSO_BUS)
    said("hij wil niet meer leven", "noodsituatie_zelfdoding", 0.97)
    harvest.harvest()
    emergency = QueueItem.objects.get(emergency=True)
    page = decide(staff["redacteur"], [*items.values(), emergency], actie="niet_voor_ons")
    assert "beslis er apart over" in page.text
    emergency.refresh_from_db()
    assert emergency.state == "open"


def test_while_nobody_can_tell_nothing_is_decided(same, asked, staff, monkeypatch) -> None:
    from chat.problems import Problem

    def away(_texts):
        raise Problem("unreachable")

    items = asked(BUS, ALSO_BUS)
    Question.objects.update(event=None)
    monkeypatch.setattr("chat.assistant.danger_in", away)
    assert "Pestwijzer antwoordt nu niet" in decide(staff["redacteur"], items.values(), actie="opzij").text
    assert states() == {"open"}


# --- erasing ----------------------------------------------------------------------------------------


def test_a_meaning_goes_with_the_message_that_it_is_of(same, asked, said, staff) -> None:
    asked(BUS, ALSO_BUS)
    said(f"{BUS}!", None)
    harvest.harvest()
    item = QueueItem.objects.get(count=2)
    newest = item.questions.first()
    staff["beheerder"].post(f"/nakijken/bericht/{newest.pk}/wis-gesprek")
    item.refresh_from_db()
    assert (item.text, item.meaning, item.group) == (BUS, None, None)
    staff["beheerder"].post(f"/nakijken/bericht/{item.questions.get().pk}/wis-gesprek")
    assert not QueueItem.objects.filter(pk=item.pk).exists()


def test_nothing_is_kept_of_what_was_erased_while_it_was_read(asked, same, monkeypatch) -> None:
    class Slow(Program):
        def ask(self, told: list[dict], _seconds: float) -> list[dict]:
            QueueItem.objects.update(text="een andere vraag")
            return [{**one, "meaning": "AAAA"} for one in told]

    monkeypatch.setattr(meaning, "Program", Slow)
    assert asked(BUS)["een andere vraag"].meaning is None
