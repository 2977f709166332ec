"""Which mail somebody wants."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from review.mail import news, sending
from review.models import MailWish
from review.people import accounts
from review.permissions import READ, StaffRequest, staff


class WishForm(forms.ModelForm):
    class Meta:
        model = MailWish
        fields = list(news.KINDS)


@staff(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: StaffRequest) -> HttpResponse:
    wish = MailWish.objects.filter(user=request.user).first() or MailWish(user=request.user)
    form = WishForm(request.POST if request.method == "POST" else None, instance=wish, label_suffix="")
    if request.method == "POST" and form.is_valid():
        _keep(request, form)
        messages.success(request, "Je keuze is bewaard.")
        return redirect("review:mail")
    return render(request, "review/people/mail.html", {"form": form, "on": sending.is_on()})


def _keep(request: StaffRequest, form: WishForm) -> None:
    wish = form.save(commit=False)
    known = news.from_now_on(request.user)
    marks = [news.MARKS[kind] for kind in form.changed_data]
    for mark in marks:
        setattr(wish, mark, known[mark])
    # Only what was chosen: a mail that went out meanwhile has set other marks.
    wish.save(update_fields=[*form.changed_data, *marks] if wish.pk else None)
    if form.changed_data:
        wanted = [str(field.label).lower() for field in form if field.value()]
        accounts.record_change(request.user, request.user, f"mail: {', '.join(wanted) or 'geen'}")
