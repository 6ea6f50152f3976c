"""A full year in the browser, from the plan of a cycle to the closing report and what goes on from it, each step by the person who does
it: proposer, citizen, officer, panelist, committee, moderator, coordinator, auditor."""

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from app.core import clock
from app.districts.states import Role
from tests.browser import DESKTOP, PHONE, accessible, mailed_code, shot
from tests.make import people

WHY = "담당 부서가 현장을 살피고 법령과 예산을 확인한 결과입니다."
PASSWORD = people.PASSWORD


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form").get_by_role("button", name="로그인").click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def sign_up(page: Page, email: str, name: str, *, password: str, instance: str) -> None:
    """A citizen opens an account and confirms the address with the code that came by mail."""
    page.goto("/sign-up")
    page.fill("[name=email]", email)
    page.fill("[name=display_name]", name)
    page.fill("[name=birth_date]", "1990-05-05")
    page.select_option("[name=home]", label="마포구")
    if password:
        page.fill("[name=password]", password)
    for consent in ("terms", "privacy", "opinion"):
        page.check(f"[name={consent}]")
    page.locator("main form [type=submit], main form button").last.click()
    page.wait_for_url("**/verify**")
    page.fill("[name=code]", mailed_code(instance, email))
    page.locator("main form").filter(has=page.locator("[name=code]")).locator("button").click()
    expect(page).not_to_have_url(re.compile("verify"))


def propose(page: Page, title: str, cost: str) -> str:
    """Write question by question, check, publish; the tracking number."""
    page.goto("/mapo/propose")
    page.fill("[name=title]", title)
    page.fill("[name=problem]", "비가 오면 골목에 물이 고여 아이와 어르신이 지나가기 어렵습니다.")
    page.get_by_role("button", name="다음").click()
    page.fill("[name=idea]", "- 빗물받이를 넓히고\n- 물이 스미는 **투수 블록**을 깝니다.")
    page.get_by_role("button", name="다음").click()
    page.fill("[name=place]", "○○동 시장 골목")
    page.fill("[name=cost_won]", cost)
    page.check("[name=track][value=collaborative]")
    page.select_option("[name=field]", index=1)
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="제출하기").click()
    number = re.search(r"MAPO-\d{4}-\d{4}", page.locator("main").inner_text())
    assert number
    return number.group()


def next_step(page: Page) -> None:
    page.get_by_role("button", name="저장하고 다음으로").click()
    page.wait_for_load_state()


def open_cycle(page: Page, panelist: str) -> str:
    """The coordinator plans a cycle step by step and opens it: envelope 3억, one score sheet, committee and citizens half each."""
    page.goto("/mapo/budget/plans")
    page.check("[name=preset][value=seed_2017]")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("[name=name]")).to_be_visible()
    page.fill("[name=name]", "시험 주기")
    next_step(page)
    page.fill("[name=envelope_won]", "3억원")
    next_step(page)
    page.fill("[name=score_sheet_quorum]", "1")
    page.fill("[name=appeal_days]", "0")
    next_step(page)
    page.get_by_label(panelist).first.check()
    next_step(page)
    page.fill("[name=votes_per_ballot]", "2")
    page.fill("[name=weight_committee]", "50")
    page.fill("[name=weight_citizens]", "50")
    next_step(page)
    for days, field in enumerate(page.locator("[name^=due_]").all(), start=1):
        field.fill((clock.today() + timedelta(days=7 * days)).isoformat())
    next_step(page)
    for box in page.locator("main input[type=radio][value=not_applicable]").all():
        box.check()
    next_step(page)
    expect(page.locator("main")).to_contain_text(panelist)
    accessible(page)
    page.locator("main details > summary", has_text="이대로 주기 열기").click()
    page.locator("form[action$='/open'] button:not([type=button])").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("시험 주기")
    return page.url


def confirm(page: Page, action: str, reason: str = "") -> None:
    """Unfold the question (with JavaScript a dialog), give the reason, say yes."""
    page.locator("section[aria-labelledby=coordinate] details > summary").first.click()
    form = page.locator(f"form[action$='{action}']")
    if reason:
        form.locator("textarea").fill(reason)
    form.locator("button:not([type=button])").click()
    page.wait_for_load_state()


def advance(page: Page, cycle: str) -> None:
    """Press the one button that ends the stage, and say yes."""
    page.goto(cycle)
    confirm(page, "/advance")


def links(page: Page, pattern: str) -> list[str]:
    return sorted(
        {a.get_attribute("href") or "" for a in page.locator("main a").all() if re.search(pattern, a.get_attribute("href") or "")}
    )


def review_everything(page: Page) -> None:
    page.goto("/mapo/desk")
    for link in links(page, r"/review$"):
        page.goto(link)
        for criterion in ("legality", "already_underway", "feasibility"):
            page.check(f"[name={criterion}_verdict][value=eligible]")
            page.fill(f"[name={criterion}_reason]", WHY)
        page.check("[name=finish]")
        page.get_by_role("button", name="저장하기").click()
        expect(page).not_to_have_url(re.compile("review$"))


def score_everything(page: Page, points: dict[str, str]) -> None:
    """Hand in a score sheet for every candidate on the desk; `points` by title."""
    page.goto("/mapo/desk")
    for link in links(page, r"/score$"):
        page.goto(link)
        title = next(title for title in points if title in page.locator("main").inner_text())
        page.fill("[name=points]", points[title])
        page.fill("[name=note]", "필요성과 효과를 함께 보았습니다.")
        page.get_by_role("button", name="심사표 내기").click()


def meet(page: Page, cycle: str) -> None:
    """A panel with seats decides by meeting: the coordinator puts its minutes on record."""
    page.goto(f"{cycle}/meetings/new")
    page.fill("[name=held_on]", clock.today().isoformat())
    for box in page.locator("[name=attended]").all():
        box.check()
    page.fill("[name=minutes]", "심사 기준과 배점을 확인하고 심사표를 내기로 했습니다. 이해관계가 있는 위원은 없었습니다.")
    page.locator("main form button").first.click()
    page.wait_for_url("**/meetings/*")


def deliberate(page: Page) -> None:
    """The moderator records the three steps for every candidate that waits for them."""
    page.goto("/mapo/desk")
    for link in links(page, r"/deliberation"):
        for step in ("governance_school", "workshop", "coaching_forum"):
            page.goto(link.split("?")[0])
            page.check(f"[name=step][value={step}]")
            page.fill("[name=held_on]", date.today().isoformat())
            page.fill("[name=attendance]", "12")
            page.fill(
                "[name=outcome_note]", "제안자와 부서가 함께 범위를 좁히고 비용을 다시 셌습니다. 주민 의견을 더 듣기로 했습니다."
            )
            page.get_by_role("button", name="기록 남기기").click()


def itemize(page: Page, cycle: str, title: str) -> None:
    """The department writes what 1억 2,000만원 are for."""
    page.goto(f"{cycle}/items")
    page.locator("li.card", has_text=title).get_by_role("link", name=re.compile("세부 내역 적기")).click()
    page.select_option("[name=unit]", "thousand")
    page.fill(
        "[name=rows]", "세부항목\t산출근거\t금액\n빗물받이 교체\t1,000천원 × 100곳\t100,000\n안내 표지\t500천원 × 40개\t20,000"
    )
    page.get_by_role("button", name="공개하기").click()
    expect(page.locator("main")).to_contain_text("빗물받이 교체")


def decide(page: Page, cycle: str) -> None:
    """The council cuts one line of the project that has lines, and adopts the rest as it is."""
    page.goto(f"{cycle}/items")
    for link in links(page, r"/items/\d+$"):
        page.goto(link)
        line = page.get_by_label("안내 표지")
        page.check(f"[name=decision][value={'amended' if line.count() else 'adopted'}]")
        if line.count():
            line.fill("1,000만원")
        page.fill("[name=reason]", "본회의에서 이렇게 의결했습니다. 주민 투표 결과를 존중했습니다.")
        page.fill("[name=decided_on]", clock.today().isoformat())
        page.get_by_role("button", name="의결 적기").click()
        page.wait_for_url("**/items")


def unfold(page: Page, act: str) -> Locator:
    """The form of this act on the page of a project, unfolded."""
    form = page.locator(f"form[action$='/{act}']")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").click()
    return form


def carry_out(page: Page, cycle: str, following: str) -> str:
    """Plan, start, a step, a payment, the closing report, and the proposal that goes on from it."""
    today = clock.today()
    page.goto(f"{cycle}/delivery")
    page.goto("/mapo/desk")
    page.locator("main a", has_text="시장 골목").first.click()
    page.fill("[name=starts_on]", today.isoformat())
    page.fill("[name=ends_on]", (today + timedelta(days=90)).isoformat())
    page.fill("[name=milestone_1_title]", "빗물받이를 바꿉니다")
    page.fill("[name=milestone_1_due]", (today + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="계획 공개하기").click()
    page.wait_for_url("**/delivery/*")
    page.get_by_role("button", name="사업 시작하기").click()
    page.wait_for_load_state()
    unfold(page, "mark").locator("button").click()
    expect(page.locator("main")).to_contain_text("추진 단계를 마쳤")
    form = unfold(page, "spend")
    form.locator("[name=spend-amount_won]").fill("1억원")
    form.locator("[name=spend-purpose]").fill("빗물받이 100곳 교체")
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("빗물받이 100곳 교체")
    form = unfold(page, "close")
    form.locator("[type=radio]").first.check()
    form.locator("[name=close-summary]").fill(
        "빗물받이 100곳을 바꾸고 표지를 달았습니다. 장마에도 골목에 물이 고이지 않아 가게들이 문을 닫지 않아도 되었습니다."
    )
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("물이 고이지 않아")
    form = unfold(page, "link")
    form.locator("[name=link-number]").fill(following)
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("빗물을 모아 쓰기")
    return page.url


def vote(page: Page, booth: str, wanted: list[str]) -> str:
    """고르기 → 확인 → 완료; the receipt."""
    page.goto(booth)
    for title in wanted:
        page.locator("label", has_text=title).first.click()
    page.get_by_role("button", name="선택 확인").click()
    for title in wanted:
        expect(page.locator("main")).to_contain_text(title)
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
    text = page.locator("main").inner_text()
    for title in wanted:
        assert title not in text, "the receipt shows a choice"
    return text


def test_a_year_of_the_budget_from_its_plan_to_the_closing_report(app, visit):
    place = people.district("mapo")
    unit = people.department(place, "치수과")
    staff = {
        role: people.resident(f"시험 {role.value}", password=PASSWORD)
        for role in (Role.OFFICER, Role.PANELIST, Role.COMMITTEE, Role.COORDINATOR, Role.MODERATOR, Role.AUDITOR)
    }
    from app.districts import services

    for role, person in staff.items():
        services.appoint(place, person, role, department=unit if role is Role.OFFICER else None)
    emails = {role: person.email for role, person in staff.items()}
    instance = app.config["INSTANCE_PATH"]
    desks = {role: visit("/", DESKTOP) for role in staff}
    for role, page in desks.items():
        sign_in(page, emails[role])
    officer, panelist, committee, coordinator, moderator, auditor = (desks[role] for role in staff)
    cycle = open_cycle(coordinator, staff[Role.PANELIST].display_name)

    # 1 a citizen signs up on a phone and proposes
    first = visit("/", PHONE)
    sign_up(first, "first@example.test", "첫 시민", password=PASSWORD, instance=instance)
    number = propose(first, "물에 잠기지 않는 시장 골목", "1억 2,000만원")
    rival = propose(first, "골목마다 쉬어 가는 의자", "1억 5,000만원")
    first.goto(f"/mapo/proposals/{number}")
    expect(first.get_by_role("heading", level=1)).to_contain_text("시장 골목")
    shot(first, "chain-1")

    # 2 another comments, the first replies, the other endorses
    second = visit("/", PHONE, js=False)  # everything a citizen does works without scripts
    sign_up(second, "second@example.test", "둘째 시민", password="", instance=instance)
    costly = propose(second, "구청 앞 대형 전광판", "2억원")  # a new account makes two proposals a day at most
    second.goto(f"/mapo/proposals/{number}")
    second.fill("textarea[name=body]", "배수구 청소도 함께 하면 좋겠습니다.")
    second.get_by_role("button", name="의견 올리기").click()
    expect(second.locator("main")).to_contain_text("배수구 청소도")
    second.get_by_role("button", name="공감하기").first.click()
    expect(second.get_by_role("button", name="공감 취소")).to_be_visible()
    first.goto(f"/mapo/proposals/{number}")
    first.get_by_role("link", name="답글").first.click()
    first.fill("textarea[name=body]", "좋은 생각입니다. 제안에 넣겠습니다.")
    first.get_by_role("button", name=re.compile("답글|의견")).last.click()
    expect(first.locator("main")).to_contain_text("제안에 넣겠습니다")
    accessible(first)

    # 3 the department reviews
    advance(coordinator, cycle)
    coordinator.goto(f"{cycle}/assign")
    coordinator.select_option("[name=department_id]", label="치수과")
    for box in coordinator.locator("[name=candidates]").all():
        box.check()
    coordinator.get_by_role("button", name="배정하기").click()
    review_everything(officer)

    # 4 the panel scores on paper: 4.7억 of proposals under a ceiling of 5.1억
    advance(coordinator, cycle)
    points = {"시장 골목": "95", "의자": "80", "전광판": "60"}
    score_everything(panelist, points)
    meet(coordinator, cycle)
    advance(coordinator, cycle)

    # 5 three deliberation steps, then the proposer's final versions
    deliberate(moderator)
    advance(coordinator, cycle)
    for proposal, page in ((number, first), (rival, first), (costly, second)):
        page.goto(f"/mapo/proposals/{proposal}")
        page.goto(links(page, r"/final$")[0])
        page.fill("[name=reason]", "숙의에서 나온 의견을 담아 고쳤습니다.")
        if proposal == number:
            page.fill("[name=idea]", "- 빗물받이를 넓히고\n- 배수구를 해마다 청소하고\n- 투수 블록을 깝니다.")
        page.get_by_role("button", name="최종 제안서 내기").click()
        page.wait_for_load_state()
    advance(coordinator, cycle)

    # 6 the second screening: 3.9억 is the ceiling, so the third is left out
    score_everything(panelist, points)
    meet(coordinator, cycle)
    advance(coordinator, cycle)
    first.goto(f"{cycle}/screening/in_depth")
    expect(first.locator("main")).to_contain_text("전광판")

    # 7 citizens and the committee vote; nobody sees a result before the close
    coordinator.goto(f"{cycle}/vote")
    coordinator.fill("[name=closes_on]", (clock.today() + timedelta(days=5)).isoformat())
    coordinator.locator("main form").get_by_role("button", name="투표 열기").click()
    second.goto("/mapo/votes")
    booth = links(second, r"/votes/\d+$")[0]
    vote(second, booth, ["시장 골목"])
    vote(first, booth, ["시장 골목", "의자"])
    vote(committee, booth, ["시장 골목"])
    results = booth.replace("/votes/", "/results/")
    for page in (coordinator, second):
        page.goto(results)
        expect(page.locator("main")).not_to_contain_text("시장 골목")
    coordinator.goto(cycle)
    confirm(coordinator, "/vote/close", "시험을 위해 앞당겨 마감합니다. 모두가 이미 투표했습니다.")
    second.goto(results)
    expect(second.locator("main")).to_contain_text("3명이 참여해")
    first.goto(results)
    accessible(first)
    shot(first, "chain-7")
    advance(coordinator, cycle)

    # 8 residents state their opinion, the council decides, and the proposer's page tells the whole story
    coordinator.goto(f"{cycle}/statement/new")
    coordinator.fill(
        "[name=opinion]",
        "시장 골목의 물길을 먼저 고쳐 달라는 의견이 가장 많았습니다. 떨어진 제안도 다음 해에 다시 살펴 주시기를 바랍니다.",
    )
    coordinator.get_by_role("button", name="주민의견서 공개하기").click()
    expect(coordinator.get_by_role("link", name="PDF 내려받기")).to_be_visible()
    itemize(officer, cycle, "시장 골목")
    decide(coordinator, cycle)
    advance(coordinator, cycle)
    first.goto(f"/mapo/proposals/{number}")
    story = first.locator("main").inner_text()
    for told in ("적격", "1차", "협치학교", "코칭 포럼", "최종", "2차", "선정", "예산 반영", "세부 내역", "조정"):
        assert told in story, told
    accessible(first)
    shot(first, "chain-8")

    # 9 the department carries it out and reports; next year's proposal goes on from it; the auditor finds every step
    following = propose(second, "시장 골목의 빗물을 모아 쓰기", "8,000만원")
    delivery = carry_out(officer, cycle, following)
    second.goto(f"/mapo/proposals/{following}")
    expect(second.locator("main")).to_contain_text("시장 골목")
    auditor.goto(f"{cycle}/history")
    expect(auditor.locator("main")).to_contain_text("주민의견서")
    for page, path in ((first, delivery), (first, f"{cycle}/items"), (auditor, "/mapo/budget/disclosure")):
        page.goto(path)
        accessible(page)
    expect(auditor.locator("main")).to_contain_text("빗물받이 교체")
    shot(first, "chain-9")
