"""A browser that fills in the question pages of a proposal."""

import re

from tests.make import people

ANSWERS = {
    "problem": {"title": "비 오는 날 미끄러운 계단 고치기", "problem": "비가 오면 계단이 미끄러워 어르신이 넘어집니다."},
    "idea": {"idea": "미끄럼 막이를 붙이고 손잡이를 답니다.\r\n\r\n밤에는 발밑 등을 켭니다."},
    "where": {"place": "시험동 계단", "cost_won": "3,000만원", "track": "general", "field": "safety"},
}


class Browser(people.Visitor):
    """A browser that fills in question pages as people do: it sends back what the page held."""

    def begin(self):
        shown = self.page("/mapo/propose")
        return next(a["action"] for a in shown.all("form") if (a.get("action") or "").endswith("/problem"))

    def answer(self, path, status=200, then="next", **given):
        shown = (
            self.page(path) if not path.endswith("/problem") or self.get(path).status_code == 200 else self.page("/mapo/propose")
        )
        return self.send(path, status, then=then, **self.keys(shown) | given)

    @staticmethod
    def keys(shown):
        return {name: shown.all("input", name=name)[0]["value"] for name in ("seen", "editor")}

    def write(self, upto="where", **changed):
        """All questions answered; the address of the check page."""
        path = self.begin()
        for question, answers in ANSWERS.items():
            path = re.sub(r"\w+$", question, path)
            self.answer(path, **answers | {name: text for name, text in changed.items() if name in answers})
            if question == upto:
                break
        return re.sub(r"\w+$", "check", path)

    def keep(self, path, **given):
        answer = self.post(f"{path}/keep", data=given)
        return answer.status_code, answer.json
