from django.urls import path

from chat.views import api, launcher, pages, reading

urlpatterns = [
    path("", pages.page, name="page"),
    path("embed/<slug:slug>", pages.embed, name="embed"),
    path("vraag", pages.question, name="question"),
    path("vragen", reading.topics, name="topics"),
    path("vragen/<slug:topic_id>", reading.topic, name="topic"),
    path("over", reading.about, name="about"),
    path("pestwijzer.js", launcher.launcher, name="launcher"),
    path("api/<slug:slug>/gesprek", api.conversation, name="api_conversation"),
    path("api/<slug:slug>/bericht", api.message, name="api_message"),
    path("api/<slug:slug>/oordeel", api.judgement, name="api_judgement"),
    path("api/<slug:slug>/school", api.school, name="api_school"),
]
