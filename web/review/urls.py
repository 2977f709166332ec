"""Every address of the review tool, below /nakijken/."""

from django.urls import path

from review.answers.pages import answer, answers, checked, hints, history, new, preview, proposal, retire, typed
from review.handbook.pages import handbook
from review.insight.pages import insight, insight_csv, month
from review.people.pages import colleague, colleagues, login, new_colleague, password, provider, unfinished
from review.people.pages import mail as own_mail
from review.practice.pages import practice
from review.queue.pages import alike, bulk, erase, everything, item, queue
from review.school.pages import my_school, own_answers
from review.school.pages import preview as school_preview
from review.trail.pages import trail
from review.versions.pages import candidate, versions

app_name = "review"

urlpatterns = [
    # the queue
    path("", queue.queue, name="queue"),
    path("actie", bulk.bulk, name="queue_bulk"),
    path("actie/terug", bulk.take_back, name="queue_undo"),
    path("nood", queue.emergencies, name="emergencies"),
    path("nood/stand", queue.emergencies_now, name="emergencies_now"),
    path("vraag/<int:pk>", item.item, name="item"),
    path("vraag/<int:pk>/stand", item.state, name="item_state"),
    path("vraag/<int:pk>/hoort-bij", item.belongs, name="item_belongs"),
    path("vraag/<int:pk>/niet-voor-ons", item.not_for_us, name="item_not_for_us"),
    path("vraag/<int:pk>/lijkt-op", alike.alike, name="item_alike"),
    path("vraag/<int:pk>/lijkt-op/beslis", alike.decide, name="item_alike_decide"),
    path("alle-vragen", everything.everything, name="everything"),
    path("bericht/<int:pk>", everything.message, name="message"),
    path("bericht/<int:pk>/in-de-lijst", everything.pick, name="message_pick"),
    path("bericht/<int:pk>/wis-gesprek", erase.erase, name="conversation_erase"),
    # answers and the proposal
    path("antwoorden", answers.answers, name="answers"),
    path("antwoorden/nieuw", new.new, name="answer_new"),
    path("antwoorden/onthoud", typed.keep, name="answer_keep"),
    path("antwoorden/hints", hints.hints, name="answer_hints"),
    path("antwoorden/voorbeeld", preview.preview, name="answer_preview"),
    path("antwoorden/voorbeeld/api/<path:call>", preview.preview_api, name="answer_preview_api"),
    path("antwoorden/<slug:topic>", answer.answer, name="answer"),
    path("antwoorden/<slug:topic>/nagekeken", checked.checked, name="answer_checked"),
    path("antwoorden/<slug:topic>/geschiedenis", history.history, name="answer_history"),
    path("antwoorden/<slug:topic>/stopzetten", retire.retire, name="answer_retire"),
    path("voorstel", proposal.proposal, name="proposal"),
    path("voorstel/tweede-ja/<int:pk>", proposal.second, name="second_look"),
    path("voorstel/<slug:topic>/nagelezen", proposal.read, name="draft_read"),
    path("voorstel/<slug:topic>/terugnemen", proposal.drop, name="draft_drop"),
    # versions
    path("versies", versions.versions, name="versions"),
    path("versies/proefmodel", candidate.make, name="candidate_make"),
    path("versies/proefmodel/<int:pk>", candidate.candidate, name="candidate"),
    path("versies/proefmodel/<int:pk>/voortgang", candidate.progress, name="candidate_progress"),
    path("versies/proefmodel/<int:pk>/stop", candidate.stop, name="candidate_stop"),
    path("versies/proefmodel/<int:pk>/publiceer", candidate.publish, name="candidate_publish"),
    path("versies/terug", versions.back, name="version_back"),
    path("versies/afwerken", versions.finish, name="publication_finish"),
    path("versies/stand", versions.answering, name="answering"),
    # insight
    path("inzicht", insight.insight, name="insight"),
    path("inzicht.csv", insight_csv.as_csv, name="insight_csv"),
    path("inzicht/maand", month.month, name="insight_month"),
    path("inzicht/maand.csv", month.as_csv, name="insight_month_csv"),
    # the school
    path("mijn-school", my_school.my_school, name="my_school"),
    path("mijn-school/voorbeeld", school_preview.preview, name="my_school_preview"),
    path("mijn-school/terug/<int:pk>", my_school.put_back, name="my_school_back"),
    path("mijn-school/nalezen", my_school.second_reading, name="my_school_second_reader"),
    path("mijn-school/wissen/<int:pk>", my_school.forget_people, name="my_school_forget"),
    path("mijn-school/antwoorden", own_answers.all_own, name="own_answers"),
    path("mijn-school/antwoorden/<slug:topic>", own_answers.one_own, name="own_answer"),
    path("mijn-school/antwoorden/<slug:topic>/voorbeeld", own_answers.preview, name="own_answer_preview"),
    path("mijn-school/antwoord-terug/<int:pk>", own_answers.put_back, name="own_answer_back"),
    # the handbook
    path("handboek", handbook.handbook, name="handbook"),
    path("handboek/<slug:name>.png", handbook.picture, name="handbook_picture"),
    # the guided first visit
    path("oefenen", practice.practice, name="practice"),
    path("oefenen/<int:number>", practice.example, name="practice_example"),
    # people and trail
    path("aanmelden", login.login, name="login"),
    path("aanmelden/schoolaccount", provider.start, name="oidc_start"),
    path("aanmelden/schoolaccount/terug", provider.callback, name="oidc_callback"),
    path("verder", unfinished.unfinished, name="unfinished"),
    path("afmelden", login.logout, name="logout"),
    path("wachtwoord", password.password, name="password"),
    path("mail", own_mail.mail, name="mail"),
    path("collegas", colleagues.colleagues, name="colleagues"),
    path("collegas/nieuw", new_colleague.new, name="colleague_new"),
    path("collegas/<int:pk>", colleague.colleague, name="colleague"),
    path("collegas/<int:pk>/rollen", colleague.roles, name="colleague_roles"),
    path("collegas/<int:pk>/gegevens", colleague.details, name="colleague_details"),
    path("collegas/<int:pk>/actief", colleague.active, name="colleague_active"),
    path("collegas/<int:pk>/wachtwoord", colleague.one_time_password, name="colleague_password"),
    path("spoor", trail.trail, name="trail"),
    path("spoor.csv", trail.as_csv, name="trail_csv"),
]
