"""What the review tool keeps, by subject."""

from review.models.accounts import Account, Membership
from review.models.checks import AnswerCheck, ProposalReading
from review.models.drafts import DroppedDraft, Revision, TopicDraft
from review.models.events import Event
from review.models.mail import MailWish
from review.models.questions import Question, QueueItem, ReadMark, Reason
from review.models.seconds import SecondLook
from review.models.unfinished import KeptForm
from review.models.versions import Candidate, ChangedAnswer, Publication

__all__ = [
    "Account",
    "AnswerCheck",
    "Candidate",
    "ChangedAnswer",
    "DroppedDraft",
    "Event",
    "KeptForm",
    "MailWish",
    "Membership",
    "ProposalReading",
    "Publication",
    "Question",
    "QueueItem",
    "ReadMark",
    "Reason",
    "Revision",
    "SecondLook",
    "TopicDraft",
]
