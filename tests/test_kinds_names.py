"""Names: a pasted line splits as people of the region would split it, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import BadValue
from storage.fields.kinds import Name, Names, NameValue, Parts
from tests.kind_values import BOTH, names, table

ENGLISH, ARABIC = BOTH

ONE_SCRIPT = table("""
| سارة                          | سارة          |              |             |                |
| محمد الأحمد                   | محمد          |              |             | الأحمد         |
| محمد خالد الأحمد              | محمد          | خالد         |             | الأحمد         |
| محمد خالد حسن الأحمد          | محمد          | خالد         | حسن         | الأحمد         |
| محمد خالد حسن الأحمد الإدلبي  | محمد          | خالد         | حسن         | الأحمد الإدلبي |
| محمد بن خالد الأحمد           | محمد          | بن خالد      |             | الأحمد         |
| محمد بن خالد                  | محمد          | بن خالد      |             |                |
| محمد ابن خالد ابن حسن العلي   | محمد          | ابن خالد     | ابن حسن     | العلي          |
| فاطمة بنت علي الحسن           | فاطمة         | بنت علي      |             | الحسن          |
| عبد الرحمن محمد العلي         | عبد الرحمن    | محمد         |             | العلي          |
| محمد عبد الله العلي           | محمد          | عبد الله     |             | العلي          |
| خالد عبد القادر عبد الرزاق    | خالد          | عبد القادر   |             | عبد الرزاق     |
| نور الدين خالد                | نور الدين     |              |             | خالد           |
| محمد خالد أبو زيد             | محمد          | خالد         |             | أبو زيد        |
| محمد خالد ال أحمد             | محمد          | خالد         |             | ال أحمد        |
| أبو بكر محمد العلي            | أبو بكر       | محمد         |             | العلي          |
| د. محمد خالد الأحمد           | د. محمد       | خالد         |             | الأحمد         |
| الطفل محمد الأحمد             | الطفل محمد    |              |             | الأحمد         |
| عائلة الأحمد                  |               |              |             | عائلة الأحمد   |
| محمـــد   خالد  الأحمد        | محمد          | خالد         |             | الأحمد         |
| محمد · خالد                   | محمد          | خالد         |             |                |
| محمد · – · – · الأحمد         | محمد          |              |             | الأحمد         |
| Sara                          | Sara          |              |             |                |
| Mohammad Khaled al-Ahmad      | Mohammad      | Khaled       |             | al-Ahmad       |
| Mohammad Khaled Al Ahmad      | Mohammad      | Khaled       |             | Al Ahmad       |
| Mohammad b. Khaled Omar       | Mohammad      | b. Khaled    |             | Omar           |
| Mohammad bin Khaled           | Mohammad      | bin Khaled   |             |                |
| Abd al-Rahman Mohammad al-Ali | Abd al-Rahman | Mohammad     |             | al-Ali         |
| Abdel Rahman Khaled Hasan     | Abdel Rahman  | Khaled       |             | Hasan          |
| Khaled Abdulkader Abu Zeid    | Khaled        | Abdulkader   |             | Abu Zeid       |
| Nour al-Din Khaled            | Nour al-Din   |              |             | Khaled         |
| Dr. Mohammad Hasan            | Dr. Mohammad  |              |             | Hasan          |
""")


@pytest.mark.parametrize(("typed", "given_name", "father", "grandfather", "family"), ONE_SCRIPT)
def test_a_pasted_line_splits_into_its_parts(
    typed: str, given_name: str, father: str, grandfather: str, family: str
) -> None:
    value = Name().parse(typed, ENGLISH)
    assert value is not None
    parts = value.la if typed.isascii() else value.ar
    assert parts == Parts(given_name, father, grandfather, family)
    assert value == NameValue(la=parts) if typed.isascii() else value == NameValue(ar=parts)


BOTH_SCRIPTS = table("""
| محمد خالد الأحمد / Mohammad Khaled al-Ahmad |
| Mohammad Khaled al-Ahmad / محمد خالد الأحمد |
| محمد خالد الأحمد Mohammad Khaled al-Ahmad   |
| محمد · خالد · – · الأحمد / Mohammad Khaled al-Ahmad |
""")


@pytest.mark.parametrize(("typed",), BOTH_SCRIPTS)
def test_both_scripts_in_one_line_give_both_names(typed: str) -> None:
    value = Name().parse(typed, ARABIC)
    assert value == NameValue(Parts("محمد", "خالد", "", "الأحمد"), Parts("Mohammad", "Khaled", "", "al-Ahmad"))
    assert value.full("ar") == "محمد خالد الأحمد"
    assert value.full("la") == "Mohammad Khaled al-Ahmad"
    assert Name().show(value, ENGLISH) == "Mohammad Khaled al-Ahmad / محمد خالد الأحمد"
    assert Name().show(value, ARABIC) == "محمد خالد الأحمد / \u2066Mohammad Khaled al-Ahmad\u2069"
    assert Name().facets["ar"].of(value) == "محمد خالد الأحمد"


KUNYAS = table("""
| أبو محمد                        | أبو محمد   |                 |
| أم خالد                         | أم خالد    |                 |
| Abu Khaled                      | Abu Khaled |                 |
| أبو محمد خالد الأحمد            | أبو محمد   | خالد الأحمد     |
| خالد الأحمد «أبو محمد»          | أبو محمد   | خالد الأحمد     |
| خالد الأحمد (أبو محمد)          | أبو محمد   | خالد الأحمد     |
| خالد "أبو محمد" الأحمد          | أبو محمد   | خالد الأحمد     |
| أبو عبد الله خالد الأحمد        | أبو عبد الله | خالد الأحمد   |
""")


@pytest.mark.parametrize(("typed", "nickname", "rest"), KUNYAS)
def test_a_kunya_in_front_or_in_quotes_is_the_nickname(typed: str, nickname: str, rest: str) -> None:
    value = Name().parse(typed, ARABIC)
    assert value is not None
    assert value.nickname == nickname
    assert value.full("ar") == rest


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "محمد خالد عبد الرحمن بن أبو زيد ال الأحمد نور الدين د. Mohammad bin Abu al-Ahmad Abd".split()
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_typed_word_is_ever_dropped(words: list[str]) -> None:
    value = Name().parse(" ".join(words), ENGLISH)
    assert value is not None
    kept = f"{value.full('ar')} {value.full('la')} {value.nickname}".split()
    assert sorted(kept) == sorted(words)


@settings(deadline=None)
@given(names)
def test_dots_stand_only_in_names_that_do_not_split_so_by_themselves(name: NameValue) -> None:
    spoken = " / ".join(text for text in (name.full("ar"), name.full("la")) if text)
    if spoken and not name.nickname:
        natural = Name().parse(spoken, ARABIC) == name
        assert all((" · " not in Name().show(name, place)) == natural for place in BOTH)


def test_the_source_of_a_name_is_kept_but_not_shown() -> None:
    value = NameValue(ar=Parts("محمد"), source="a" * 32)
    assert Name().store(value) == {"ar": {"given": "محمد"}, "source": "a" * 32}
    assert Name().load(Name().store(value)) == value
    assert Name().show(value, ARABIC) == "محمد"


def test_empty_keys_are_left_out_of_the_canonical_form() -> None:
    value = Name().parse("محمد الأحمد «أبو خالد»", ARABIC)
    assert value is not None
    assert Name().store(value) == {"ar": {"given": "محمد", "family": "الأحمد"}, "nick": "أبو خالد"}


@pytest.mark.parametrize("typed", ["?", "؟؟", "-", "– · –", "« »", "/", "..."])
def test_signs_alone_are_not_a_name(typed: str) -> None:
    with pytest.raises(BadValue) as refused:
        Name().parse(typed, ENGLISH)
    assert "letters" in ENGLISH.words.say(refused.value.message)


def test_several_names_are_parted_and_each_is_kept_once() -> None:
    value = Names().parse("محمد الأحمد؛ Mohammad al-Ahmad; محمد الأحمد", ARABIC)
    assert value == (NameValue(ar=Parts("محمد", family="الأحمد")), NameValue(la=Parts("Mohammad", family="al-Ahmad")))
    assert Names().load(Names().store(value)) == value
