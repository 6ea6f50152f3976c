"""Every route answers 404 to another district's ids, to reader and writer alike, whatever hats they wear."""

from app.districts import queries as districts
from tests.conftest import sign_in
from tests.site import walk


def test_no_route_shows_or_changes_a_row_of_another_district(demo):
    demo.config["WTF_CSRF_ENABLED"] = False
    seoul, mapo, eunpyeong = (districts.by_slug(slug) for slug in ("seoul", "mapo", "eunpyeong"))
    person = walk.everybody(mapo)
    client = demo.test_client()
    sign_in(client, person)
    tried, wrong = set(), []
    for rule in walk.district_rules(demo):
        for owner in (seoul, eunpyeong):
            for path in walk.paths(demo, rule, owner, mapo):
                for method in rule.methods & {"GET", "POST"}:
                    answer = client.open(path, method=method)
                    tried.add(rule.endpoint)
                    if answer.status_code != 404:
                        wrong.append((method, path, answer.status_code))
    assert not wrong
    assert {rule.endpoint for rule in walk.district_rules(demo)} == tried, "no row in the demo for these"
