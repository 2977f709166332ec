"""What parents asked in vain and what they thought of answers: to read and to delete, never to change."""

from django.contrib import admin

from chat.models import Judgement, KeptQuestion, UnkeptMessage


class ReadOnly(admin.ModelAdmin):
    date_hierarchy = "created"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(KeptQuestion)
class KeptQuestionAdmin(ReadOnly):
    list_display = ["__str__", "school", "reason", "created"]
    list_filter = ["school", "reason"]


@admin.register(UnkeptMessage)
class UnkeptMessageAdmin(ReadOnly):
    date_hierarchy = "asked"
    list_display = ["__str__", "school", "topic", "asked"]
    list_filter = ["school"]


@admin.register(Judgement)
class JudgementAdmin(ReadOnly):
    list_display = ["topic", "kind", "useful", "school", "created"]
    list_filter = ["useful", "school", "kind"]
