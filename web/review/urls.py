"""Every address of the review tool, below /nakijken/."""

from django.urls import path

from review.views import (
    accounts,
    answers,
    colleagues,
    conversations,
    handbook,
    insight,
    proposal,
    provider,
    queue,
    trail,
    versions,
)

app_name = "review"

urlpatterns = [
    # the queue
    path("", queue.queue, name="queue"),
    path("actie", queue.bulk, name="queue_bulk"),
    path("actie/terug", queue.take_back, name="queue_undo"),
    path("nood", queue.emergencies, name="emergencies"),
    path("vraag/<int:pk>", conversations.item, name="item"),
    path("vraag/<int:pk>/stand", conversations.state, name="item_state"),
    path("vraag/<int:pk>/hoort-bij", conversations.belongs, name="item_belongs"),
    path("vraag/<int:pk>/niet-voor-ons", conversations.not_for_us, name="item_not_for_us"),
    path("bericht/<int:pk>/wis-gesprek", conversations.erase, name="conversation_erase"),
    # answers and the proposal
    path("antwoorden", answers.answers, name="answers"),
    path("antwoorden/nieuw", answers.new, name="answer_new"),
    path("antwoorden/hints", answers.hints, name="answer_hints"),
    path("antwoorden/voorbeeld", answers.preview, name="answer_preview"),
    path("antwoorden/voorbeeld/api/<path:call>", answers.preview_api, name="answer_preview_api"),
    path("antwoorden/<slug:topic>", answers.answer, name="answer"),
    path("antwoorden/<slug:topic>/geschiedenis", answers.history, name="answer_history"),
    path("voorstel", proposal.proposal, name="proposal"),
    path("voorstel/<slug:topic>/terugnemen", proposal.drop, name="draft_drop"),
    # versions
    path("versies", versions.versions, name="versions"),
    path("versies/proefmodel", versions.make, name="candidate_make"),
    path("versies/proefmodel/<int:pk>", versions.candidate, name="candidate"),
    path("versies/proefmodel/<int:pk>/voortgang", versions.progress, name="candidate_progress"),
    path("versies/proefmodel/<int:pk>/stop", versions.stop, name="candidate_stop"),
    path("versies/proefmodel/<int:pk>/publiceer", versions.publish, name="candidate_publish"),
    path("versies/terug", versions.back, name="version_back"),
    path("versies/afwerken", versions.finish, name="publication_finish"),
    path("versies/stand", versions.answering, name="answering"),
    # insight
    path("inzicht", insight.insight, name="insight"),
    path("inzicht.csv", insight.as_csv, name="insight_csv"),
    # the handbook
    path("handboek", handbook.handbook, name="handbook"),
    path("handboek/<slug:name>.png", handbook.picture, name="handbook_picture"),
    # people and trail
    path("aanmelden", accounts.login, name="login"),
    path("aanmelden/schoolaccount", provider.start, name="oidc_start"),
    path("aanmelden/schoolaccount/terug", provider.callback, name="oidc_callback"),
    path("afmelden", accounts.logout, name="logout"),
    path("wachtwoord", accounts.password, name="password"),
    path("collegas", colleagues.colleagues, name="colleagues"),
    path("collegas/nieuw", colleagues.new, name="colleague_new"),
    path("collegas/<int:pk>", colleagues.colleague, name="colleague"),
    path("collegas/<int:pk>/rollen", colleagues.roles, name="colleague_roles"),
    path("collegas/<int:pk>/gegevens", colleagues.details, name="colleague_details"),
    path("collegas/<int:pk>/actief", colleagues.active, name="colleague_active"),
    path("collegas/<int:pk>/wachtwoord", colleagues.one_time_password, name="colleague_password"),
    path("spoor", trail.trail, name="trail"),
    path("spoor.csv", trail.as_csv, name="trail_csv"),
]
