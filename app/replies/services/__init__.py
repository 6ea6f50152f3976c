"""What can be done about official replies: one module per use, all of it offered here. Importing it hangs the thresholds onto proposals."""

from app.proposals.services.endorsing import on_counted
from app.proposals.services.merging import on_merged
from app.proposals.services.publishing import on_published
from app.replies.services.answering import answer, correct, extend, interim
from app.replies.services.assigning import assign, reopen
from app.replies.services.policies import adopt
from app.replies.services.thresholds import begin, collect, lapse, recount, remind, take_in, weigh

if begin not in on_published:
    on_published.append(begin)
if take_in not in on_merged:
    on_merged.append(take_in)
if weigh not in on_counted:
    on_counted.append(weigh)

__all__ = [
    "adopt", "answer", "assign", "begin", "collect", "correct", "extend", "interim", "lapse", "recount", "remind", "reopen", "weigh",
]  # fmt: skip
