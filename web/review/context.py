"""What every page of the review tool shows in its head: how much waits, and what someone may do."""

from __future__ import annotations

from django.http import HttpRequest

from review import trouble
from review.answers import seconds
from review.models import DroppedDraft, QueueItem, TopicDraft
from review.people.middleware import must_choose
from review.permissions import DECIDE, MANAGE, PUBLISH, READ, schools_of, visible_to
from schools import own_answers


def review(request: HttpRequest) -> dict[str, object]:
    """Return the template variables; nothing outside the review tool, before login and with a one-time password."""
    match, user = request.resolver_match, getattr(request, "user", None)
    if not match or match.namespace != "review" or not user or not user.is_authenticated or not user.has_perm(READ):
        return {}
    if must_choose(request):
        return {}
    may_decide = user.has_perm(DECIDE)
    waiting = visible_to(user, QueueItem.objects.filter(state=QueueItem.State.OPEN))
    return {
        "waiting": waiting.filter(emergency=False).count(),
        "emergencies_waiting": waiting.filter(emergency=True).count(),
        "drafts_waiting": TopicDraft.objects.count() + seconds.waiting(user).count(),
        "taken_back": DroppedDraft.objects.filter(of=user, told=False),
        "troubles": trouble.now(),
        "own_not_shown": own_answers.not_shown(schools_of(user, DECIDE)) if may_decide else [],
        "may_read": True,
        "may_decide": may_decide,
        "may_publish": user.has_perm(PUBLISH),
        "may_manage": user.has_perm(MANAGE),
    }
