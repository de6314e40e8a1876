"""Choices of lists, references, moments and words: what is typed, what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import BadValue
from storage.fields.codes import CODES, code_list
from storage.fields.kind import Reading
from storage.fields.kinds import Code, Codes, Moment, Note, Number, Phone, PlaceRef, Ref, Refs, Text
from storage.fields.words import Words
from tests.kind_values import BOTH, TODAY, table

ENGLISH, ARABIC = BOTH
A, B = "a" * 32, "b" * 32


CHOICES = table("""
| male            | male           |
| MALE            | male           |
| ذكر             | male           |
| ذَكَر           | male           |
| انثى            | female         |
| أنثي            | female         |
| fem             | female         |
| other: not told | other:not told |
| غير ذلك: لم يذكر | other:لم يذكر |
""")


@pytest.mark.parametrize(("typed", "code"), CHOICES)
def test_a_choice_is_found_by_code_or_label_of_either_language(typed: str, code: str) -> None:
    assert all(Code("sex").parse(typed, place) == code for place in BOTH)


def test_a_beginning_that_fits_several_choices_is_refused_with_them() -> None:
    with pytest.raises(BadValue) as refused:
        Code("attack").parse("strike", ENGLISH)
    said = ENGLISH.words.say(refused.value.message)
    assert "Air strike" in said
    assert "Drone strike" in said


@pytest.mark.parametrize("parted", ["{}; {}", "{}؛ {}", "{}، {}", "{}, {}", "{}\n{}", " {} ;;{} ;"])
def test_several_choices_are_parted_by_semicolons_or_commas_of_either_script(parted: str) -> None:
    kind = Codes("weapon")
    assert kind.parse(parted.format("mortar", "برميل متفجر"), ENGLISH) == ("barrel_bomb", "mortar")
    assert kind.parse(parted.format("mortar", "mortar"), ENGLISH) == ("mortar",)


def test_choices_keep_the_order_of_the_list_whatever_was_typed_first() -> None:
    kind = Codes("weapon")
    assert kind.store(("mortar", "barrel_bomb")) == kind.store(("barrel_bomb", "mortar"))
    assert kind.parse("mortar; barrel_bomb; other: a, b", ENGLISH) == ("barrel_bomb", "mortar", "other:a, b")


def test_a_code_of_a_newer_team_is_shown_raw() -> None:
    assert Code("attack").show("ray_gun", ARABIC) == "ray_gun"
    assert Codes("weapon").load(["ray_gun", "mortar"]) == ("mortar", "ray_gun")


@pytest.mark.parametrize("path", sorted(CODES.glob("*.csv")), ids=lambda path: path.stem)
def test_every_label_of_every_list_reads_back_to_its_code(path: Path) -> None:
    kind = Code(path.stem)
    for code in code_list(path.stem).items:
        for place in BOTH:
            assert kind.parse(kind.show(code, place), place) == code


def test_a_reference_is_typed_by_name_and_kept_as_an_id() -> None:
    assert Ref("source").parse(f"record {A}", ENGLISH) == A
    assert Ref("source").parse(A.upper(), ENGLISH) == A
    assert Refs("source").parse(f"record {B}, record {A}", ENGLISH) == (A, B)
    assert Refs("source").store((B, A, B)) == [A, B]
    assert PlaceRef().show(A, Reading(Words("ar"), TODAY)) == A


MOMENTS = table("""
| 2019-07-04T22:10:05+03:00       | 2019-07-04T22:10:05+03:00 |
| 2019-07-04 22:10 +0300          | 2019-07-04T22:10:00+03:00 |
| 4 July 2019, 22:10 (UTC+3)      | 2019-07-04T22:10:00+03:00 |
| ٤ تموز ٢٠١٩، ٢٢:١٠ +03:00       | 2019-07-04T22:10:00+03:00 |
| yesterday 10:10 pm +03:00       | 2019-07-05T22:10:00+03:00 |
| 2019-07-04T22:10:05Z            | 2019-07-04T22:10:05+00:00 |
""")


@pytest.mark.parametrize(("typed", "stored"), MOMENTS)
def test_moments_keep_the_offset_they_were_written_with(typed: str, stored: str) -> None:
    value = Moment().parse(typed, ENGLISH)
    assert value is not None
    assert Moment().store(value) == stored


def test_a_moment_without_offset_is_on_the_clock_of_this_device() -> None:
    value = Moment().parse("2019-07-04 22:10", ENGLISH)
    assert value is not None
    assert value.utcoffset() == value.astimezone().utcoffset()
    assert (value.hour, value.minute) == (22, 10)


def test_hidden_marks_and_stray_spaces_never_enter_the_register() -> None:
    assert Text().parse("  حي\u200f  الشمال\u202e \x00", ENGLISH) == "حي الشمال"
    assert Note().parse("\r\n one  \r\n\r\n two \u2069\n", ENGLISH) == "one\n\n two"
    assert Text().parse("\ufe91\ufef4\ufe96", ENGLISH) == "بيت"  # letters copied out of a PDF
    assert Phone().parse("٠٩٤٤ ١٢٣ ٤٥٦ (أخوه)", ENGLISH) == "0944 123 456 (أخوه)"
    assert Number().parse("١٬٢٠٠", ENGLISH) == 1200


def test_a_line_too_long_is_refused_instead_of_cut() -> None:
    with pytest.raises(BadValue):
        Text().parse("a" * 2001, ENGLISH)
    assert Text().parse("a" * 2000, ENGLISH) == "a" * 2000
