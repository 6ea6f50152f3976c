"""What an account promises."""

import pytest

from app.accounts import services
from app.accounts.models import CodePurpose
from tests.make import people


def test_a_second_account_for_the_same_address_is_refused(app):
    people.resident(email="One@Example.test")
    with pytest.raises(services.EmailTaken):
        people.resident(email="one@example.test")


def test_a_code_works_once_and_confirms_the_address(app):
    resident = people.resident(verified=False)
    code = services.issue_code(resident.email, CodePurpose.SIGN_IN)
    assert services.redeem_code(resident.email, CodePurpose.SIGN_IN, code).assurance == 1
    with pytest.raises(services.WrongCode):
        services.redeem_code(resident.email, CodePurpose.SIGN_IN, code)


def test_five_wrong_tries_use_a_code_up(app):
    resident = people.resident()
    code = services.issue_code(resident.email, CodePurpose.SIGN_IN)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(services.WrongCode):
            services.redeem_code(resident.email, CodePurpose.SIGN_IN, wrong)
    with pytest.raises(services.WrongCode):
        services.redeem_code(resident.email, CodePurpose.SIGN_IN, code)
