"""The word list of a district: seen by those who run it, changed by moderators and coordinators."""

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge, who
from app.districts.states import Role
from app.moderation import queries, services
from app.moderation.forms import WordForm
from app.moderation.models import ListedWord
from app.moderation.views import bp


def _hat() -> str:
    return Role.MODERATOR if Role.MODERATOR in who().roles else Role.COORDINATOR


@bp.get("/words")
@edge("word.list")
def words() -> str:
    return _page(WordForm(formdata=None))


def _page(form: WordForm) -> str:
    return render_template(
        "moderation/words.html", form=form, words=queries.listed(g.district), past=queries.word_history(g.district)
    )


@bp.post("/words")
@edge("word.edit")
def list_word() -> Response | tuple[str, int]:
    form = WordForm()
    if form.accepts():
        with refusals(form):
            services.list_word(g.district, form.word.data, kind=form.kind.data, by=current_user, role=_hat(), note=form.note.data)
            flash(_("낱말을 목록에 넣었습니다."), "success")
            return redirect(url_for(".words"))
    return _page(form), form.status


@bp.post("/words/<int:word_id>/unlist")
@edge("word.edit", load=queries.word)
def unlist_word(word: ListedWord) -> Response:
    services.unlist_word(word, by=current_user, role=_hat())
    flash(_("낱말을 목록에서 뺐습니다."), "success")
    return redirect(url_for(".words"))
