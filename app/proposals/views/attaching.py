"""Files of drafts and proposals over HTTP: sending one, describing, taking off, and handing out with headers that keep it harmless."""

from flask import Response, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.identity import me
from app.core import files
from app.core.errors import NotFound
from app.core.forms import refusals
from app.core.web import can, edge, takes_files, who
from app.districts.models import District
from app.extensions import limiter
from app.proposals import queries, rules, services
from app.proposals.forms import AltForm, FileForm, FileRemovalForm
from app.proposals.models import Attachment, Proposal, ProposalDraft
from app.proposals.views import bp
from app.proposals.views.drafting import check_page, filled, find_draft

# Shown by itself a file may run nothing, load nothing and belong to no origin.
HARMLESS = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
_paced = limiter.limit(rules.UPLOADS_PER_RESIDENT, key_func=lambda: f"uploads:{who().resident_id}", methods=["POST"])


def _attach(owner: Proposal | ProposalDraft, form: FileForm) -> Attachment:
    sent = form.file.data
    if not sent:
        raise rules.NoFileChosen
    return services.attach(owner, sent.stream, by=me(), name=sent.filename or "", alt=form.alt.data or "")


@bp.post("/propose/<draft_key>/files")
@takes_files(rules.UPLOAD_MAXIMUM_BYTES)
@_paced
@edge("draft.attach", load=find_draft)
def attach_to_draft(draft: ProposalDraft) -> AnyResponse | tuple[str, int]:
    form, words = FileForm(), filled(draft)
    if form.accepts():
        with refusals(form):
            _attach(draft, form)
            flash(_("파일을 붙였습니다."), "success")
            return redirect(url_for(".check", draft_key=draft.key, _anchor="files"))
    words.validate()
    return check_page(draft, words, file_form=form)


@bp.route("/proposals/<number>/files", methods=["GET", "POST"])
@takes_files(rules.UPLOAD_MAXIMUM_BYTES)
@_paced
@edge("proposal.revise", load=queries.by_number)
def attach_files(proposal: Proposal) -> AnyResponse | tuple[str, int]:
    """The files of a published proposal, for those who propose it."""
    form = FileForm()
    if form.accepts():
        with refusals(form):
            _attach(proposal, form)
            flash(_("파일을 붙였습니다."), "success")
            return redirect(url_for(".attach_files", number=proposal.number))
    lock, attached = rules.lock_of(proposal), queries.files(proposal)
    html = render_template("proposals/files.html", proposal=proposal, form=form, files=attached, lock=lock, rules=rules)
    return html, form.status


def _file(district: District, file_id: int) -> Attachment | None:
    """A file of a proposal, or of a draft of whoever asks; the drafts of others have none."""
    file = queries.file(district, file_id)
    if file is not None and file.draft is not None:
        find_draft(district, file.draft.key)  # marks the draft of a visitor as held by this browser
    return file if file is not None and can("file.read", file) else None


@bp.get("/files/<int:file_id>/<any(full,small):size>")
@edge("file.read", load=lambda district, file_id, size: _sized(_file(district, file_id), size))
def file(asked: "Sized") -> Response:
    """Pictures are shown, documents only saved; a browser that kept one asks whether it still stands."""
    name = (asked.file.thumbnail if asked.size == "small" else None) or asked.file.stored
    path = files.path_of(services.attachments_of(g.district), name)
    if not path.is_file():  # a backup without its folder: the row is there, the file is not
        raise NotFound
    answer = send_file(
        path, mimetype=asked.file.media_type, as_attachment=not asked.file.is_image, download_name=asked.file.name, etag=name,
        max_age=0,
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = HARMLESS
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


class Sized:
    """A file and which of its two sizes is asked for."""

    def __init__(self, file: Attachment, size: str) -> None:
        self.file, self.size = file, size
        self.proposal, self.draft = file.proposal, file.draft


def _sized(file: Attachment | None, size: str) -> Sized | None:
    return Sized(file, size) if file is not None else None


def _home(file: Attachment) -> str:
    if file.draft is not None:
        return url_for(".check", draft_key=file.draft.key, _anchor="files")
    assert file.proposal is not None
    return url_for(".attach_files", number=file.proposal.number)


@bp.post("/files/<int:file_id>/describe")
@edge("file.change", load=_file)
def describe_file(file: Attachment) -> AnyResponse:
    form, home = AltForm(), _home(file)
    services.describe(file, by=me(), alt=form.alt.data or "")
    flash(_("사진 설명을 저장했습니다."), "success")
    return redirect(home)


@bp.route("/files/<int:file_id>/remove", methods=["GET", "POST"])
@edge("file.change", load=_file)
def remove_file(file: Attachment) -> AnyResponse | tuple[str, int]:
    form, home = FileRemovalForm(), _home(file)
    if request.method == "POST":
        with refusals(form):
            services.detach(file, by=me(), reason=form.reason.data or "")
            flash(_("파일을 떼어 냈습니다."), "success")
            return redirect(home)
    return render_template("proposals/remove_file.html", form=form, file=file, home=home), form.status
