"""In what somebody wrote, customers are masked and other numbers stay: an invented corpus of both in two languages."""

from __future__ import annotations

import random
import time
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.checks import MOST_CHARACTERS
from imports.written import masked_writing, plain_writing, suspect_writing
from scoring.records import Type
from tests.readings import read_text

CUSTOMERS = (
    "13800138000", "+86 138 0013 8000", "8613800138000", "008613800138000", "138-0013-8000", "138,0013,8000",
    "138，0013；8000", "1 3 8 0 0 1 3 8 0 0 0", "138\u200b0013\u200b8000", "１３８００１３８０００",
    "１３８ ００１３ ８０００",
    "一三八零零一三八零零零", "幺三八 零零幺三 八零零零", "010-86123456", "(010) 8612 3456",
    "（010）86123456", "0755-2612 3456",
    "400-800-8888", "电话86123456", "致电：8612 3456", "致电零一零八六一二三四五六", "手机号是 5550 1992",
    "+4915112345678", "+44 7700 900 123", "0044 7700 900123", "07700 900123", "07700900123", "0171-2345678",
    "0171 234 56 78", "(030) 123-4567", "030.123.4567", "415-555-2671", "(415) 555-2671", "+1 (415) 555-2671",
    "phone number: 5550 1992", "tel 555-01992",
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005", "6222021234567890128",
    "４１１１ １１１１ １１１１ １１１１", "4111\n1111\n1111\n1111", "4111.1111.1111.1111", "4111  1111  1111  1111",
    "138\n0013\n8000", "138<br>0013<br>8000", "139 - 1234 - 5678", "138~0013~8000", "110105\n19491231\n002X",
    "11010519491231002X", "110105 19491231 002X", "ID11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ",
    "A123456789", "A123456(3)", "护照号 E12345678", "DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432",
    "078-05-1120", "AB 12 34 56 C",
    "ann@example.org", "ann.lee+x@mail.example.co.uk", "ann @ example.org", "ann＠example.org", "ann%40example.org",
    "१३८००१३८०००", "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎", "①③⑧⓪⓪①③⑧⓪⓪⓪", "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "¹³⁸⁰⁰¹³⁸⁰⁰⁰",
    "138\u034f0013\u061c8000", "138'0013'8000", "138:0013:8000", "138 转 0013 转 8000", "138 then 0013 then 8000",
    "138 ... 0013 ... 8000", "138      0013      8000", "138O0138OOO", "138 0013 8000ext5", "138-0013-八零零零",
    "一三八-0013-8000", "1-3-8-零-零-1-3-8-0-0-0", "0 7 7 0 0 9 0 0 1 2 3", "my number is 7700 900123",
    "zero seven seven double oh nine zero zero one two three", "Zero, seven, seven, oh, nine, nought, one",
    "卡号 6222 0212 3456 7890 123", "credit card 4111 1111 1111 1112", "QQ号 123456789", "微信号：lihua_1988",
    "wechat id: lihua_1988", "ann at example dot org", "ann.lee AT mail DOT example DOT com",
    "ann [at] example.org", "ａｎｎ＠ｅｘａｍｐｌｅ．ｏｒｇ", "jörg@example.de", "ann@例子.com",
)
NO_CUSTOMERS = (
    "2026-05-03 14:05:00", "03/04/2026 10:05 to 05/04/2026 11:00", "5/3/2026 9:05 PM - 5/4/2026 9:06 PM",
    "20260503140500", "20260503_140500", "2026年5月3日14点05分", "二零二六年五月三日", "一二三四五六七八九十",
    "order 13800138000", "Order No. 4111111111111111", "orders #0123456789", "ref 07700900123", "ticket 45001234567",
    "tracking SF1234567890123", "SO13800138000", "item 98765432", "ID 12345678", "call C-20260503-000123",
    "call id 13800138000", "2026-0001234", "550e8400-e29b-41d4-a716-446655440000",
    "订单号：13800138000", "工单 202605031234567", "单号13900139000", "运单号SF1380013800012", "通话编号 13800138000",
    "流水号：6222021234567890128", "金额 13800138000元", "¥13,800,138,000.00", "1,234,567,890", "1234567.50 EUR",
    "13800138000 元", "积分 12345678", "EUR 4155552671", "13800138000.55",
    "1714731300", "1714731300.1234", "1714731300123", "waited 1200 seconds, 3 transfers, 85.5%", "5 x 12 = 60",
    "ratings 1, 3, 4, 5, 2, 1, 0, 9, 8, 7, 6", "meet @ 5.50 each", "@helpdesk told so", "192.168.10.25",
    "4111111111111112", "110105194912310021", "B123456789",
    "① 等了 2 次 ② 换了 3 人 ③ 没有结果", "one or two of them said five times that six to nine is too late",
    "m² and 10³", "look at the second line", "QQ 群里说的", "微信支付 12345678", "we chat: nothing",
    "180 of 2026 calls, 2025 too",
)
AROUND = ("{}", "please: {}, thanks", "He said {} twice", "客户：{}。请回复", "（{}）", "2026-05-03 {} 14:05")


def shown(texts: list[str]) -> list[tuple[str, str]]:
    """Each text in plain width, and as it is stored."""
    with duckdb.connect() as connection:
        rows = ", ".join("(?, ?)" for _ in texts)
        return connection.execute(
            f"SELECT plain, CASE WHEN looked_at THEN {masked_writing('plain')} ELSE plain END FROM (SELECT n, "
            f"{plain_writing('t')} AS plain, {suspect_writing('t')} AS looked_at FROM (VALUES {rows}) AS given(n, t)) "
            "ORDER BY n", [value for pair in enumerate(texts) for value in pair]).fetchall()


def test_customers_are_masked_wherever_they_stand_in_a_sentence() -> None:
    texts = [around.format(customer) for customer in CUSTOMERS for around in AROUND[:-1]]
    missed = [(text, left) for text, (_, left) in zip(texts, shown(texts), strict=True)
              if "•••" not in left or any(letter.isdigit() for letter in left) or "example" in left]
    assert missed == []


def test_orders_amounts_moments_and_calls_stay_wherever_they_stand() -> None:
    texts = [around.format(number) for number in NO_CUSTOMERS for around in AROUND]
    assert [(text, left) for text, (plain, left) in zip(texts, shown(texts), strict=True) if left != plain] == []


def test_what_stands_beside_a_customer_stays() -> None:
    told = [(f"order 13800138000 of 2026-05-03: ring {customer}; paid 1234567.50 EUR",
             "order 13800138000 of 2026-05-03: ring •••; paid 1234567.50 EUR")
            for customer in ("13900139000", "ann@example.org", "4111 1111 1111 1111", "11010519491231002X")]
    told += [("订单号13800138000，客户电话：13900139000，金额12345678元",
              "订单号13800138000，客户电话：•••，金额12345678元"),
             ("13800138000 or 13900139000/0171 2345678", "••• or •••/•••"),
             ("ann@example.org;bo@example.org", "•••;•••")]
    assert [left for _, left in shown([text for text, _ in told])] == [wanted for _, wanted in told]


def is_card(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def is_citizen(text: str) -> bool:
    """The national standard says: the weights are powers of two modulo 11, and the whole sums to 1."""
    values = [10 if letter == "X" else int(letter) for letter in text]
    return sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values)) % 11 == 1


def test_cards_and_citizens_are_told_from_other_numbers_by_their_checksums() -> None:
    draw = random.Random(7)
    cards = ["4" + "".join(draw.choices("0123456789", k=15)) for _ in range(300)]
    citizens = [f"{draw.randint(110000, 599999)}{draw.randint(1940, 2009)}{draw.randint(1, 12):02d}"
                f"{draw.randint(1, 28):02d}{draw.randint(0, 999):03d}{draw.choice('0123456789X')}" for _ in range(300)]
    masked = [left == "•••" for _, left in shown(cards)]
    assert masked == list(map(is_card, cards)) and 10 < sum(masked) < 60
    masked = [left == "•••" for _, left in shown(citizens)]
    assert masked == [is_citizen(one) for one in citizens] and 10 < sum(masked) < 60


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("0123456789+-./: ()@aX,３\u200b\n一零八电话单号"), max_size=60))
def test_any_text_is_answered_and_nothing_more_is_found_in_what_is_left(text: str) -> None:
    (_, once), = shown([text])
    assert once is not None and "\ue000" not in once
    assert len(once) <= len(text) + 3 * once.count("•••")


def test_nothing_of_a_customer_reaches_the_stored_files(tmp_path: Path) -> None:
    """Complaints, surveys and feedback; the subject of a complaint is read as its category."""
    def stored(kind: str, header: str, row: str) -> str:
        return str(read_text(f"{header}\n{row}\n", tmp_path, kind).records())

    told = stored("complaints", "complaint_id,received_at,via,subject,text",
                  "K1,2026-05-03 10:00,email,of 13800138000,一三八零零一三八零零零")
    told += stored("surveys", "survey_id,run_by,invited_at,text",
                   "S1,client,2026-05-03 10:00,１３８００１３８０００ order 4500012345")
    told += stored("evaluations", "evaluation_id,call_id,evaluator,evaluated_at,feedback_text,comment,Greeting [5]",
                   "E1,A,Eva,2026-05-03,11010519491231002X,4111-1111-1111-1111,5")
    told += stored("promises", "promise_id,made_at,due_at,evidence", "P1,2026-05-03 10:00,2026-05-04,ann@example.org")
    assert not [part for part in ("0013", "１３８", "一三八", "19491231", "4111", "example") if part in told]
    assert "4500012345" in told


@pytest.mark.parametrize("piece", ["1", "1 ", "a@", "1:", "一", "0 1-", "AB12", "订单1", "20260503-"])
def test_the_longest_text_that_is_stored_costs_no_more_than_its_length(piece: str) -> None:
    began = time.monotonic()
    shown([(piece * MOST_CHARACTERS[Type.TEXT])[:MOST_CHARACTERS[Type.TEXT]],
           " ".join(f"订单{number}" for number in range(1_000))])
    assert time.monotonic() - began < 10
