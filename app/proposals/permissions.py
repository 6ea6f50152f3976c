"""Who may propose, change, take back and endorse."""

from typing import Any

from app.core.permits import Table, Who, anyone, signed_in, verified
from app.districts.permissions import auditor, clerk, coordinator, moderator


def author(who: Who, subject: Any) -> bool:
    """One of those who propose it: all have the same rights, whoever began."""
    return who.resident_id is not None and who.resident_id in subject.proposer_ids


def not_author(who: Who, subject: Any) -> bool:
    return not author(who, subject)


def is_published(who: Who, subject: Any) -> bool:
    return bool(subject.is_published)


def is_held(who: Who, subject: Any) -> bool:
    """Out of sight until its author has changed it."""
    return bool(subject.is_held)


def _is_mendable(who: Who, subject: Any) -> bool:
    return is_published(who, subject) or is_held(who, subject)


def in_sight(who: Who, subject: Any) -> bool:
    return bool(subject.is_in_sight)


def draft_writer(who: Who, draft: Any) -> bool:
    return who.resident_id is not None and who.resident_id == draft.resident_id


def draft_holder(who: Who, draft: Any) -> bool:
    """The browser a visitor's draft was begun in, signed in meanwhile or not."""
    return draft.resident_id is None and bool(draft.is_held)


def on_proposal(who: Who, file: Any) -> bool:
    """A proposal everybody can see, or one that its author and moderators still see."""
    subject = file.proposal
    return subject is not None and (in_sight(who, subject) or author(who, subject) or moderator(who, subject))


def on_own_proposal(who: Who, file: Any) -> bool:
    return file.proposal is not None and author(who, file.proposal) and _is_mendable(who, file.proposal)


def on_own_draft(who: Who, file: Any) -> bool:
    return file.draft is not None and (draft_writer(who, file.draft) or draft_holder(who, file.draft))


def unclaimed(who: Who, slip: Any) -> bool:
    return slip.claimed_at is None


def is_archived(who: Who, subject: Any) -> bool:
    return bool(subject.is_archived)


def merger_side(who: Who, merger: Any) -> bool:
    """Somebody who proposes one of the proposals to be merged."""
    return any(author(who, part.proposal) for part in merger.parts)


def merger_target(who: Who, merger: Any) -> bool:
    return merger.target is not None and author(who, merger.target)


TABLE: Table = {
    "proposal.merge": ((author, is_published), (coordinator, is_published)),
    "merger.read": ((merger_side,), (merger_target,), (coordinator,)),
    "merger.answer": ((merger_side,),),
    "merger.undo": ((merger_target,), (coordinator,)),
    "proposal.sort_out": ((coordinator,),),
    "proposal.archive": ((coordinator, is_published),),
    "proposal.unarchive": ((coordinator, is_archived),),
    "intake.enter": ((clerk,), (coordinator,)),
    "intake.reissue": ((clerk, unclaimed), (coordinator, unclaimed)),
    "intake.claim": ((verified,),),
    "proposal.read": ((anyone,),),
    "proposal.see": ((in_sight,), (author,), (moderator,)),
    "draft.begin": ((anyone,),),
    "draft.write": ((draft_writer,), (draft_holder,)),
    "draft.publish": ((draft_writer,), (signed_in, draft_holder)),
    "draft.attach": ((draft_writer,), (signed_in, draft_holder)),
    "file.read": ((on_proposal,), (on_own_draft,)),
    "file.change": ((on_own_proposal,), (signed_in, on_own_draft)),
    "proposal.receipt": ((author,),),
    "proposal.revise": ((author, is_published), (author, is_held)),
    "proposal.withdraw": ((author, is_published),),
    "proposal.invite": ((author, is_published),),
    "proposal.leave": ((author,),),
    "proposal.answer": ((verified,),),
    "proposal.endorse": ((verified, not_author, is_published),),
    "proposal.unendorse": ((signed_in,),),
    "synonym.list": ((coordinator,), (auditor,)),
    "synonym.edit": ((coordinator,),),
}
