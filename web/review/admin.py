"""In the Django admin, for superusers: the roles of a user stand beside the user, and changes go into the trail."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from review.models import Membership
from review.people import accounts
from review.people.forms import check_names

admin.site.unregister(User)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 1

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(User)
class StaffAdmin(UserAdmin):
    inlines = [MembershipInline]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []  # first a user, then the roles

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        check_names(form.base_fields)
        return form

    def log_addition(self, request, user, message):
        accounts.record_change(request.user, user, "nieuw account, in het beheer")
        return super().log_addition(request, user, message)

    def log_change(self, request, user, message):
        entry = super().log_change(request, user, message)
        accounts.record_change(request.user, user, f"{entry.get_change_message()} (in het beheer)")
        return entry

    def log_deletions(self, request, queryset):
        for user in queryset:
            accounts.record_change(request.user, user, "verwijderd, in het beheer")
        return super().log_deletions(request, queryset)
