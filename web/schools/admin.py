"""The forms in which a school is filled in, in the order in which one thinks of it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from foundation import school_holidays, school_profile
from schools.models import Clb, Contact, Holiday, School, note_change, saved_profile


class ContactInline(admin.StackedInline):
    model = Contact
    extra = 1
    max_num = school_profile.MAX_CONTACTS
    fields = [("name", "role"), ("phone", "mail"), ("audience", "place")]


class HolidayInline(admin.TabularInline):
    model = Holiday
    extra = 1
    max_num = school_holidays.MOST


class ClbInline(admin.StackedInline):
    model = Clb
    max_num = 1
    extra = 1
    fields = [("name", "role"), ("phone", "mail"), "audience"]


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "active", "updated", "embed"]
    list_filter = ["active"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ContactInline, HolidayInline, ClbInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "active"]}),
        ("Uitzicht", {"fields": ["color", "logo", "welcome"]}),
        (
            "Wat ouders van jullie school horen",
            {
                "description": "Schrijf zoals je met een ouder praat: korte zinnen, ‘je’. "
                "Zet hier alleen wat elke ouder mag lezen, nooit iets over een kind.",
                "fields": ["method", *school_profile.FREE_TEXTS],
            },
        ),
        ("Wanneer ouders jullie bereiken", {"fields": [school_profile.HOURS]}),
        ("Waar de chat mag staan", {"fields": ["allowed_origins"]}),
        ("Grenzen", {"classes": ["collapse"], "fields": ["daily_messages"]}),
    ]

    def construct_change_message(self, request, form, formsets, add=False):
        """Tell only that people changed: who they were stands in the profile's history, where it can be erased."""
        message = super().construct_change_message(request, form, formsets, add)
        for part in message:
            for about in part.values():
                if "object" in about:
                    about["object"] = "…"
        return message

    def save_model(self, request, obj, form, change):
        form.profile_before = saved_profile(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Note what changed, when the people are saved too: they are part of the profile."""
        super().save_related(request, form, formsets, change)
        note_change(form.instance, form.profile_before, request.user)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []  # it stands in addresses that schools have pasted and parents have kept

    @admin.display(description="op je website")
    def embed(self, school: School) -> str:
        return format_html('<a href="{}">inbouwen</a>', reverse("school_embedding", args=[school.slug]))
