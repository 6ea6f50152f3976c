from app.voting import queries
from tests.make import voting


def test_smoke(app):
    paper = voting.paper()
    voting.vote(paper, ["p1", "p2"])
    voting.vote(paper, ["p2"])
    voting.vote(paper, "none")
    row = voting.counted(paper)
    print(row.result)
    assert queries.result(paper).selected
