"""What a rescuer types and what is understood: tables of examples for numbers, dates, times, ages, choices."""

from __future__ import annotations

import re
from datetime import date

import pytest

from storage.errors import BadValue
from storage.fields.codes import code_list
from storage.fields.kinds import (
    Age,
    Code,
    Count,
    Day,
    Moment,
    Number,
    Phone,
    PlaceRef,
    Ref,
    Time,
)
from storage.fields.kinds.ages import AgeValue
from storage.fields.kinds.counts import Range
from storage.fields.kinds.days import DayValue
from tests.kind_values import BOTH, reading, table

ENGLISH, ARABIC = BOTH


COUNTS = table("""
| 4                    | 4       | 4            | 4           |
| ٤                    | 4       | 4            | 4           |
| ۴                    | 4       | 4            | 4           |
| 3-5                  | 3-5     | 3–5          | 3–5         |
| ٣–٥                  | 3-5     | 3–5          | 3–5         |
| 3 – 5                | 3-5     | 3–5          | 3–5         |
| 3 to 5               | 3-5     | 3–5          | 3–5         |
| between 3 and 5      | 3-5     | 3–5          | 3–5         |
| من 3 إلى 5           | 3-5     | 3–5          | 3–5         |
| من ٣ الى ٥           | 3-5     | 3–5          | 3–5         |
| بين 3 و5             | 3-5     | 3–5          | 3–5         |
| 3 أو 4               | 3-4     | 3–4          | 3–4         |
| 6 8                  | 6-8     | 6–8          | 6–8         |
| >10                  | 11-     | 11 or more   | 11 فأكثر    |
| ≥10                  | 10-     | 10 or more   | 10 فأكثر    |
| 10+                  | 10-     | 10 or more   | 10 فأكثر    |
| more than 10         | 11-     | 11 or more   | 11 فأكثر    |
| أكثر من ١٠           | 11-     | 11 or more   | 11 فأكثر    |
| اكثر من 10           | 11-     | 11 or more   | 11 فأكثر    |
| ما لا يقل عن 10      | 10-     | 10 or more   | 10 فأكثر    |
| على الأقل 3          | 3-      | 3 or more    | 3 فأكثر     |
| <5                   | -4      | 4 or fewer   | 4 فأقل      |
| أقل من 5             | -4      | 4 or fewer   | 4 فأقل      |
| up to 5              | -5      | 5 or fewer   | 5 فأقل      |
| <1                   | 0       | 0            | 0           |
| ~4                   | ~4      | ~4           | ~4          |
| حوالي 4              | ~4      | ~4           | ~4          |
| 4 تقريباً            | ~4      | ~4           | ~4          |
| 3-5 ~4               | 3-5~4   | 3–5 (~4)     | 3–5 (~4)    |
| at least 4, about 6  | 4-~6    | 4 or more (~6) | 4 فأكثر (~6) |
| 0                    | 0       | 0            | 0           |
| none                 | 0       | 0            | 0           |
| لا أحد               | 0       | 0            | 0           |
| ?                    | ?       | ?            | ؟           |
| ؟                    | ?       | ?            | ؟           |
| unknown              | ?       | ?            | ؟           |
| غير معروف            | ?       | ?            | ؟           |
| 300,000              | 300000  | 300,000      | 300,000     |
| ٣٠٠٬٠٠٠              | 300000  | 300,000      | 300,000     |
| 300 000              | 300000  | 300,000      | 300,000     |
| سبعة                 | 7       | 7            | 7           |
| two                  | 2       | 2            | 2           |
| 4 people             | 4       | 4            | 4           |
| ٤ أشخاص              | 4       | 4            | 4           |
""")

DAYS = table("""
| 5/7/2019               | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| ٥/٧/٢٠١٩               | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 05.07.19               | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 5-7-2019               | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| ٥ تموز ٢٠١٩            | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 5 يوليو 2019           | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 5 جويلية 2019          | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 5 تموز/يوليو 2019      | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 5 اب 2018              | 2018-08-05            | 5 Aug 2018            | 5 آب 2018                |
| ١ كانون الثاني ٢٠١٩    | 2019-01-01            | 1 Jan 2019            | 1 كانون الثاني 2019      |
| 1 ك2 2019              | 2019-01-01            | 1 Jan 2019            | 1 كانون الثاني 2019      |
| 3 تشرين أول 2018       | 2018-10-03            | 3 Oct 2018            | 3 تشرين الأول 2018       |
| July 5, 2019           | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 5th of July            | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 2019-07-05             | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 2019/7/5               | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 2019-07-05 00:00:00    | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| 4/7                    | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| 8/7                    | 2018-07-08            | 8 Jul 2018            | 8 تموز 2018              |
| 29/2                   | 2016-02-29            | 29 Feb 2016           | 29 شباط 2016             |
| 4/7/2031               | 2031-07-04            | 4 Jul 2031            | 4 تموز 2031              |
| July 2019              | 2019-07               | Jul 2019              | تموز 2019                |
| تموز                   | 2019-07               | Jul 2019              | تموز 2019                |
| 7/2019                 | 2019-07               | Jul 2019              | تموز 2019                |
| شهر 6                  | 2019-06               | Jun 2019              | حزيران 2019              |
| 2019-07                | 2019-07               | Jul 2019              | تموز 2019                |
| 2019                   | 2019                  | 2019                  | 2019                     |
| عام ٢٠١٨               | 2018                  | 2018                  | 2018                     |
| 3–5 July               | 2019-07-03/2019-07-05 | 3–5 Jul 2019          | 3–5 تموز 2019            |
| July 3-5               | 2019-07-03/2019-07-05 | 3–5 Jul 2019          | 3–5 تموز 2019            |
| من 3 إلى 5 تموز        | 2019-07-03/2019-07-05 | 3–5 Jul 2019          | 3–5 تموز 2019            |
| بين ٣ و٥ تموز          | 2019-07-03/2019-07-05 | 3–5 Jul 2019          | 3–5 تموز 2019            |
| 3/7-5/7                | 2019-07-03/2019-07-05 | 3–5 Jul 2019          | 3–5 تموز 2019            |
| 3-5/7/2019             | 2019-07-03/2019-07-05 | 3–5 Jul 2019          | 3–5 تموز 2019            |
| 28 June – 3 July       | 2019-06-28/2019-07-03 | 28 Jun – 3 Jul 2019   | من 28 حزيران إلى 3 تموز 2019 |
| 30 Dec - 2 Feb | 2018-12-30/2019-02-02 | 30 Dec 2018 – 2 Feb 2019 | من 30 كانون الأول 2018 إلى 2 شباط 2019 |
| 2019-07-03/2019-07-05  | 2019-07-03/2019-07-05 | 3–5 Jul 2019          | 3–5 تموز 2019            |
| yesterday - today      | 2019-07-05/2019-07-06 | 5–6 Jul 2019          | 5–6 تموز 2019            |
| today                  | 2019-07-06            | 6 Jul 2019            | 6 تموز 2019              |
| اليوم                  | 2019-07-06            | 6 Jul 2019            | 6 تموز 2019              |
| yesterday              | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| أمس                    | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| مبارح                  | 2019-07-05            | 5 Jul 2019            | 5 تموز 2019              |
| أول أمس                | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| أول البارحة            | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| 3 days ago             | 2019-07-03            | 3 Jul 2019            | 3 تموز 2019              |
| قبل 3 أيام             | 2019-07-03            | 3 Jul 2019            | 3 تموز 2019              |
| قبل يومين              | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| منذ أسبوع              | 2019-06-29            | 29 Jun 2019           | 29 حزيران 2019           |
| Thursday               | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| last Thursday          | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| الخميس الماضي          | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| يوم الخميس             | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| last Saturday          | 2019-06-29            | 29 Jun 2019           | 29 حزيران 2019           |
| Thursday 4 July 2019   | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| الخميس ٤ تموز          | 2019-07-04            | 4 Jul 2019            | 4 تموز 2019              |
| الشهر الماضي           | 2019-06               | Jun 2019              | حزيران 2019              |
| before 5 July          | ../2019-07-05         | before 5 Jul 2019     | قبل 5 تموز 2019          |
| قبل ٥ تموز ٢٠١٩        | ../2019-07-05         | before 5 Jul 2019     | قبل 5 تموز 2019          |
| ../2019-07-05          | ../2019-07-05         | before 5 Jul 2019     | قبل 5 تموز 2019          |
| before July 2019       | ../2019-07-01         | before 1 Jul 2019     | قبل 1 تموز 2019          |
| after 5/7/2019         | 2019-07-05/..         | after 5 Jul 2019      | بعد 5 تموز 2019          |
| بعد 5 تموز             | 2019-07-05/..         | after 5 Jul 2019      | بعد 5 تموز 2019          |
| 2019-07-05/..          | 2019-07-05/..         | after 5 Jul 2019      | بعد 5 تموز 2019          |
""")

TIMES = table("""
| 22:10                  | 22:10          | 22:10          | 22:10             |
| ٢٢:١٠                  | 22:10          | 22:10          | 22:10             |
| 2210                   | 22:10          | 22:10          | 22:10             |
| 710                    | 07:10          | 07:10          | 07:10             |
| 22.10                  | 22:10          | 22:10          | 22:10             |
| 7:05                   | 07:05          | 07:05          | 07:05             |
| 10 pm                  | 22:00          | 22:00          | 22:00             |
| 10:15 م                | 22:15          | 22:15          | 22:15             |
| ١٠ مساءً               | 22:00          | 22:00          | 22:00             |
| 12 am                  | 00:00          | 00:00          | 00:00             |
| 12 ظهراً               | 12:00          | 12:00          | 12:00             |
| 12 ليلاً               | 00:00          | 00:00          | 00:00             |
| 1 ليلاً                | 01:00          | 01:00          | 01:00             |
| 4 عصراً                | 16:00          | 16:00          | 16:00             |
| 5 فجراً                | 05:00          | 05:00          | 05:00             |
| العاشرة والنصف ليلاً   | 22:30          | 22:30          | 22:30             |
| الساعة العاشرة إلا ربعاً صباحاً | 09:45 | 09:45          | 09:45             |
| 22:10 ±30              | 22:10±30       | 22:10 ±30      | 22:10 ±30         |
| 22:10 ± 30 دقيقة       | 22:10±30       | 22:10 ±30      | 22:10 ±30         |
| 22:10 +/- 15 min       | 22:10±15       | 22:10 ±15      | 22:10 ±15         |
| about 10 pm            | 22:00±30       | 22:00 ±30      | 22:00 ±30         |
| حوالي 22:00            | 22:00±30       | 22:00 ±30      | 22:00 ±30         |
| around dawn            | dawn           | around dawn    | قرابة الفجر       |
| فجراً                  | dawn           | around dawn    | قرابة الفجر       |
| عند الفجر              | dawn           | around dawn    | قرابة الفجر       |
| صباحا                  | morning        | morning        | صباحاً            |
| noon                   | midday         | around midday  | قرابة الظهر       |
| عصراً                  | afternoon      | afternoon      | بعد الظهر         |
| المغرب                 | dusk           | around dusk    | قرابة الغروب      |
| منتصف الليل            | midnight       | around midnight | قرابة منتصف الليل |
| after midnight         | after_midnight | after midnight | بعد منتصف الليل   |
| بعد منتصف الليل        | after_midnight | after midnight | بعد منتصف الليل   |
| day                    | day            | by day         | نهاراً            |
| night                  | night          | at night       | ليلاً             |
| بالليل                 | night          | at night       | ليلاً             |
| ?                      | unknown        | unknown        | غير معروف         |
| غير معروف              | unknown        | unknown        | غير معروف         |
""")

AGES = table("""
| 35                   | 35y       | 35                | 35             |
| ٣٥                   | 35y       | 35                | 35             |
| 35 years             | 35y       | 35                | 35             |
| 35 سنة               | 35y       | 35                | 35             |
| عمره 35              | 35y       | 35                | 35             |
| سنتين                | 2y        | 2                 | 2              |
| ~35                  | ~35y      | ~35               | ~35            |
| about 35             | ~35y      | ~35               | ~35            |
| 40 سنة تقريباً       | ~40y      | ~40               | ~40            |
| 30-40                | 30-40y    | 30–40             | 30–40          |
| من ٣٠ إلى ٤٠ سنة     | 30-40y    | 30–40             | 30–40          |
| in his thirties      | 30-39y    | 30–39             | 30–39          |
| في الثلاثينات        | 30-39y    | 30–39             | 30–39          |
| 2 months             | 2m        | 2 months          | شهران          |
| شهرين                | 2m        | 2 months          | شهران          |
| شهر                  | 1m        | 1 month           | شهر واحد       |
| 6 أشهر               | 6m        | 6 months          | 6 أشهر         |
| 18 months            | 18m       | 18 months         | 18 شهراً       |
| 6-8 months           | 6-8m      | 6–8 months        | 6–8 أشهر       |
| ~2 months            | ~2m       | ~2 months         | ~2 شهر         |
| أسبوعين              | 2w        | 2 weeks           | أسبوعان        |
| 5 days               | 5d        | 5 days            | 5 أيام         |
| half a year          | 6m        | 6 months          | 6 أشهر         |
| 0.5                  | 6m        | 6 months          | 6 أشهر         |
| 1.5                  | 18m       | 18 months         | 18 شهراً       |
| سنة ونصف             | 18m       | 18 months         | 18 شهراً       |
| 0                    | <1y       | less than a year  | أقل من سنة     |
| less than a day      | <1d       | less than a day   | أقل من يوم     |
| أقل من يوم           | <1d       | less than a day   | أقل من يوم     |
| under 5              | <5y       | under 5           | دون 5          |
| over 60              | 60-y      | 60 or older       | 60 فأكثر       |
| فوق الستين           | 60-y      | 60 or older       | 60 فأكثر       |
| child                | child     | child             | طفل            |
| طفلة                 | child     | child             | طفل            |
| infant               | infant    | infant            | رضيع           |
| رضيع                 | infant    | infant            | رضيع           |
| elderly              | elderly   | elderly           | مسنّ           |
| مسن                  | elderly   | elderly           | مسنّ           |
| ?                    | ?         | ?                 | ؟              |
| غير معروف            | ?         | ?                 | ؟              |
| 35 (estimate)        | 35y;estimate | 35 (Estimate)  | 35 (تقدير)     |
| ~40 (العائلة)        | ~40y;family | ~40 (Family)    | ~40 (العائلة)  |
""")


def without_marks(text: str) -> str:
    return re.sub("[\u2066\u2069]", "", text)


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "english", "arabic"),
    [
        (kind, *row)
        for kind, rows in ((Count(), COUNTS), (Day(), DAYS), (Time(), TIMES), (Age(), AGES))
        for row in rows
    ],
)
def test_typed_text_is_understood_and_shown(kind: Count, typed: str, stored: str, english: str, arabic: str) -> None:
    for place in BOTH:
        for disguised in (typed, f" \u200f{typed}\u2069 ", typed.upper(), typed.replace(" ", " \u00a0")):
            value = kind.parse(disguised, place)
            assert value is not None
            assert kind.store(value) == stored
    value = kind.parse(typed, ENGLISH)
    assert without_marks(kind.show(value, ENGLISH)) == english
    assert without_marks(kind.show(value, ARABIC)) == arabic


@pytest.mark.parametrize(
    ("kind", "typed", "offer"),
    [
        (Count(), "5-3", "3–5"),
        (Count(), "من 5 إلى 3", "3–5"),
        (Age(), "40-30", "30–40"),
        (Age(), "8-6 months", "6–8 months"),
        (Day(), "7/25/2019", "25 Jul 2019"),
        (Day(), "5-3 July 2019", "3–5 Jul 2019"),
        (Day(), "5/7/2019 - 3/7/2019", "3–5 Jul 2019"),
        (Code("sex"), "femalle", "Female"),
    ],
)
def test_what_was_probably_meant_is_offered_and_is_understood(kind: Count, typed: str, offer: str) -> None:
    with pytest.raises(BadValue) as refused:
        kind.parse(typed, ENGLISH)
    assert refused.value.offer == offer
    assert kind.parse(offer, ENGLISH) is not None


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Count(), "some", "A number is understood as 4, 3-5"),
        (Count(), "1 200", "Write 1200 or 1-200"),
        (Count(), "<0", "A number is understood"),
        (Count(), "3-5 ~9", "outside the range"),
        (Day(), "31/6/2019", "Jun 2019 has only 30 days"),
        (Day(), "29 Feb 2019", "Feb 2019 has only 28 days"),
        (Day(), "13/13/2019", "There is no month 13"),
        (Day(), "7/25/2019", "was 25 Jul 2019 meant"),
        (Day(), "Friday 4 July 2019", "4 Jul 2019 was a Thursday"),
        (Day(), "soon", "A date is understood as 5/7/2019"),
        (Time(), "7", "Write 07:00 or 19:00"),
        (Time(), "25:00", "00:00 to 23:59"),
        (Time(), "late", "A time is understood as 22:10"),
        (Age(), "200", "This age is too high"),
        (Age(), "young", "An age is understood as 35"),
        (Code("sex"), "xyz", "Near to it"),
        (Phone(), "no", "written with digits"),
        (Number(), "1.5", "A whole number"),
        (PlaceRef(), "Nowhere", "propose it as a new place"),
        (Ref("source"), "Nobody", "No record goes by this name"),
        (Moment(), "22:10", "a date and a time"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(kind: Count, typed: str, said: str) -> None:
    with pytest.raises(BadValue) as refused:
        kind.parse(typed, ENGLISH)
    assert said in ENGLISH.words.say(refused.value.message)
    assert re.search("[ء-ي]", ARABIC.words.say(refused.value.message))


def test_the_weekday_is_named_in_the_language_of_the_reader() -> None:
    with pytest.raises(BadValue) as refused:
        Day().parse("الجمعة ٤ تموز ٢٠١٩", ARABIC)
    assert (
        without_marks(ARABIC.words.say(refused.value.message)) == "4 تموز 2019 كان يوم الخميس. راجع اليوم أو التاريخ."
    )


def test_a_year_left_out_is_the_nearest_past_one() -> None:
    new_year = reading("en", date(2020, 1, 2))
    assert str(Day().parse("28 December", new_year)) == "2019-12-28"
    assert str(Day().parse("1/1", new_year)) == "2020-01-01"
    assert str(Day().parse("28 Dec - 1 Jan", new_year)) == "2019-12-28/2020-01-01"


def test_days_sort_by_their_first_day_as_text() -> None:
    typed = ["2017", "March 2018", "30 Dec 2018 - 2 Jan 2019", "3-5/7/2019", "5/7/2019"]
    values = [Day().parse(text, ENGLISH) for text in typed]
    firsts = [str(Day().facets["first"].of(value)) for value in values]
    assert firsts == sorted(firsts)


def test_the_evening_sorts_before_the_night_and_unknown_nowhere() -> None:
    parts = ["after_midnight", "dawn", "morning", "midday", "day", "afternoon", "dusk", "evening", "night", "midnight"]
    minutes = [Time().load(part).minutes or 0 for part in parts]
    assert minutes == sorted(minutes)
    assert minutes == [Time().facets["sort"].of(Time().load(part)) for part in parts]
    assert set(parts) | {"unknown"} == set(code_list("day-part").items)
    assert Time().facets["sort"].of(Time().load("unknown")) is None


def test_bounds_of_counts_are_what_may_be_added_up() -> None:
    def bounds(text: str) -> tuple[object, object]:
        value = Count().parse(text, ENGLISH)
        return Count().facets["min"].of(value), Count().facets["max"].of(value)

    assert bounds("3-5") == (3, 5)
    assert bounds("3-5 ~4") == (3, 5)
    assert bounds(">10") == (11, None)
    assert bounds("up to 5") == (None, 5)
    assert bounds("~4") == (4, 4)
    assert bounds("?") == (None, None)
    assert bounds("none") == (0, 0)


def test_ages_in_years_are_completed_years() -> None:
    def years(text: str) -> tuple[object, object]:
        value = Age().parse(text, ENGLISH)
        return Age().facets["years_min"].of(value), Age().facets["years_max"].of(value)

    assert years("35") == (35, 35)
    assert years("30-40") == (30, 40)
    assert years("11 months") == (0, 0)
    assert years("18 months") == (1, 1)
    assert years("12 months") == (1, 1)
    assert years("under 5") == (0, 4)
    assert years("less than a day") == (0, 0)
    assert years("over 60") == (60, None)
    assert years("child") == (0, 17)
    assert years("?") == (None, None)


def test_bounds_the_wrong_way_round_are_found_by_the_check() -> None:
    assert Count().check(Range(5, 3))
    assert Age().check(AgeValue(40, 30))
    assert Day().check(DayValue(date(2019, 7, 5), date(2019, 7, 3), "range"))
    assert not Count().check(Range(3, 5))
