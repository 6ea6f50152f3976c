"""Who writes, and the browsers they write in."""

import pytest

from tests.conftest import sign_in
from tests.make import people
from tests.make.writing import Browser


@pytest.fixture
def browser_of(app):
    people.district()
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class, usual = Browser, app.test_client_class

    def open_browser(person=None):
        browser = app.test_client()
        if person is not None:
            sign_in(browser, person)
        return browser

    yield open_browser
    app.test_client_class = usual


@pytest.fixture
def writer(app):
    return people.resident("글쓴이", password=people.PASSWORD)
