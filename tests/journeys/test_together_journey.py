"""Proposing together: a picture on a phone, an invitation accepted, two proposals made one without JavaScript, and taken apart again."""

import io
import re

from PIL import Image
from playwright.sync_api import expect

from tests.browser import DESKTOP, accessible, reflows, shot
from tests.journeys.test_whole_chain import PASSWORD, sign_in
from tests.make import people, proposals

WHY = "같은 골목의 같은 계단을 함께 고치는 제안입니다."


def picture() -> bytes:
    """A small photograph with its place of taking in it, as phones make them."""
    taken = Image.new("RGB", (640, 480), "#88aa66")
    exif = Image.Exif()
    exif[0x010F] = "가상 전화기"
    out = io.BytesIO()
    taken.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_two_people_and_two_proposals_come_together_and_apart(app, visit):
    mapo = people.district()
    ann, ben, carl = (people.resident(name, password=PASSWORD) for name in ("가온", "나래", "다솜"))
    mine = proposals.proposal(mapo, by=ann, title="미끄러운 계단 고치기")
    theirs = proposals.proposal(mapo, by=ben, title="계단에 난간 달기")
    path = f"/mapo/proposals/{mine.number}"

    phone = visit("/sign-in")
    sign_in(phone, ann.email)
    phone.goto(f"{path}/files")
    phone.set_input_files("#file", {"name": "계단.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    phone.fill("[name=alt]:not([id^=alt-])", "비에 젖은 돌계단과 한쪽뿐인 난간")
    phone.get_by_role("button", name="파일 올리기").click()
    expect(phone.locator(".shot img")).to_have_attribute("alt", "비에 젖은 돌계단과 한쪽뿐인 난간")
    accessible(phone)
    shot(phone, "together-files-phone")
    kept = phone.request.get(phone.locator(".shot").get_attribute("href"))
    assert kept.ok and "가상 전화기".encode() not in kept.body() and kept.headers["x-content-type-options"] == "nosniff"

    phone.goto(f"{path}/proposers")
    phone.fill("[name=email]", carl.email)
    phone.get_by_role("button", name="초대장 보내기").click()
    expect(phone.get_by_role("heading", name="답을 기다리는 초대")).to_be_visible()
    accessible(phone)
    shot(phone, "together-proposers-phone")
    guest = visit("/sign-in")
    sign_in(guest, carl.email)
    guest.goto(f"{path}/invitation")
    accessible(guest)
    shot(guest, "together-invitation-phone")
    guest.get_by_role("button", name="함께 제안하기").click()
    guest.goto(f"{path}/proposers")
    expect(guest.locator("main .lines").first).to_contain_text(carl.display_name)

    phone.goto(f"{path}/merge")
    phone.fill("[name=others]", theirs.number)
    phone.check("[name=into][value=this]")
    phone.fill("[name=reason]", WHY)
    accessible(phone)
    reflows(phone)
    shot(phone, "together-merge-phone")
    phone.get_by_role("button", name="합치자고 요청하기").click()
    merger = phone.url
    desk = visit("/sign-in", size=DESKTOP, js=False)
    sign_in(desk, ben.email)
    desk.goto(merger)
    desk.get_by_role("button", name="합치는 데 동의하기").click()
    expect(desk.locator("main .badge").first).to_have_text("합침")
    desk.goto(f"/mapo/proposals/{theirs.number}")
    expect(desk.locator("main")).to_contain_text(mine.number)
    shot(desk, "together-merged-desk")

    phone.goto(merger)
    phone.fill("[name=reason]", "서로 다른 계단이라는 것을 알았습니다.")
    accessible(phone)
    phone.get_by_role("button", name="합친 것을 되돌리기").click()
    expect(phone.locator("main .badge").first).to_have_text("되돌림")
    phone.goto(f"/mapo/proposals/{theirs.number}")
    expect(phone.get_by_role("button", name=re.compile("공감")).first).to_be_visible()
