"""Money in integer won: how it is written and the one test against a ceiling. Refuses floats."""


def within_cap(sum_won: int, cap_percent: int, envelope_won: int) -> bool:
    """Whether a sum keeps within `cap_percent` % of the envelope, exactly."""
    return sum_won * 100 <= cap_percent * envelope_won


def cap_won(cap_percent: int, envelope_won: int) -> int:
    """The ceiling in won, rounded down."""
    return cap_percent * envelope_won // 100


def in_unit(amount: int, unit_won: int) -> str:
    """An amount in 천원, 백만원 or 억원, with every digit it needs and no more: 4,611.935."""
    whole, rest = divmod(abs(amount), unit_won)
    digits = f".{rest:0{len(str(unit_won)) - 1}d}".rstrip("0") if rest else ""
    return f"{'-' if amount < 0 else ''}{whole:,}{digits}"


def won_ko(amount: int) -> str:
    """1억 2,345만원; amounts that are not whole 만 stand in full, so that nothing is rounded."""
    sign, amount = ("-" if amount < 0 else ""), abs(int(amount))
    if amount % 10_000:
        return f"{sign}{amount:,}원"
    eok, man = divmod(amount // 10_000, 10_000)
    parts = [f"{eok:,}억"] if eok else []
    parts += [f"{man:,}만"] if man else []
    return f"{sign}{' '.join(parts) or '0'}원"


def won_en(amount: int) -> str:
    """₩123,450,000, exactly."""
    return f"{'-' if amount < 0 else ''}₩{abs(int(amount)):,}"


def in_currency(amount: int, currency: str, lang: str) -> str:
    """Won in the reader's way; any other currency of an imported election with its ISO 4217 code."""
    if currency == "KRW":
        return won_ko(amount) if lang == "ko" else won_en(amount)
    return f"{amount:,} {currency}"
