"""How often one person written twice is found again: recall and precision of the matching keys on made-up people.

    python -m tests.benchmarks.names_bench [people] [queries]

Seeded; every name is put together from a short list of given names and invented family names. The second account of a
person is another script, another spelling, slips of the hand, parts left out, an age that is off, a day that is off.
It is our own idea of what goes wrong, made by the people who wrote the matcher: read it as *nothing is obviously
missing*, not as what will happen in the field.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import accumulate

from storage.matching.matching import STRONG, Person, keys, score
from storage.matching.names import forget, search_tokens

MALE = {
    "محمد": "Mohammad Muhammad Mohamed Mhd", "أحمد": "Ahmad Ahmed Ahmet", "علي": "Ali Aly", "حسن": "Hasan Hassan",
    "حسين": "Hussein Husain Hossein", "خالد": "Khaled Khalid", "عمر": "Omar Umar", "يوسف": "Yusuf Youssef Yousef",
    "إبراهيم": "Ibrahim Ebrahim", "مصطفى": "Mustafa Mostafa", "محمود": "Mahmoud Mahmood",
    "عبد الله": "Abdullah Abdallah", "عبد الرحمن": "Abd al-Rahman Abdulrahman", "سامر": "Samer Samir",
    "ياسر": "Yaser Yasser", "قاسم": "Qasem Kassem", "جمعة": "Juma Jomaa", "صالح": "Saleh Salih",
    "ناصر": "Nasser Naser", "زكريا": "Zakaria Zakariya", "رياض": "Riad Riyadh", "ناظم": "Nazem Nadhim",
    "وائل": "Wael Wail", "أيمن": "Ayman Aiman", "بشير": "Bashir Basheer", "فيصل": "Faisal Faysal",
    "غياث": "Ghiath Ghayath", "نور الدين": "Noureddin Nuruddin", "طه": "Taha", "عدنان": "Adnan",
    "مروان": "Marwan Marouan", "يحيى": "Yahya Yehia", "هيثم": "Haitham Haytham", "كنان": "Kinan Kenan",
    "أنس": "Anas", "معاذ": "Muath Moaz", "عثمان": "Othman Osman", "رائد": "Raed Raid", "جمال": "Jamal Gamal",
    "شادي": "Shadi Chadi",
}  # fmt: skip
FEMALE = {
    "فاطمة": "Fatima Fatmeh Fatma", "عائشة": "Aisha Aysha", "مريم": "Maryam Mariam", "خديجة": "Khadija Khadijeh",
    "آمنة": "Amina Amneh", "زينب": "Zainab Zeinab", "هدى": "Huda Houda", "منى": "Mona Muna", "رنا": "Rana",
    "سعاد": "Suad Souad", "نور": "Nour Noor", "سلمى": "Salma", "رهف": "Rahaf", "ياسمين": "Yasmin Yasmine",
    "حنان": "Hanan", "إيمان": "Iman Eman",
}  # fmt: skip
SOUNDS = [("ب", "b"), ("ت", "t"), ("ج", "j"), ("ح", "h"), ("خ", "kh"), ("د", "d"), ("ر", "r"), ("ز", "z"), ("س", "s")]
SOUNDS += [
    ("ش", "sh"),
    ("ص", "s"),
    ("ط", "t"),
    ("غ", "gh"),
    ("ف", "f"),
    ("ق", "q"),
    ("ك", "k"),
    ("ل", "l"),
    ("م", "m"),
]
SOUNDS += [("ن", "n"), ("ض", "d"), ("ظ", "z"), ("ث", "th")]
SHAPES = [(("", "a"), ("ا", "a"), ("", "")), (("", "a"), ("ي", "i"), ("", "")), (("ا", "a"), ("", "e"), ("", ""))]
SHAPES += [(("", "a"), ("و", "ou"), ("", "")), (("ي", "ai"), ("", "a"), ("ي", "i")), (("", "a"), ("", ""), ("ي", "i"))]
Spellings = dict[str, list[str]]


def made_up_families(chance: random.Random, count: int) -> Spellings:
    """Invented family names with an article or not, in Arabic and in one or two Latin spellings."""
    families: Spellings = {}
    while len(families) < count:
        letters, shape = chance.sample(SOUNDS, 3), chance.choice(SHAPES)
        arabic = "".join(letter[0] + vowel[0] for letter, vowel in zip(letters, shape, strict=True))
        latin = "".join(letter[1] + vowel[1] for letter, vowel in zip(letters, shape, strict=True)).capitalize()
        spellings = [latin, latin.replace("ou", "u").replace("ai", "ay").replace("Q", "K").replace("q", "k")]
        if chance.random() < 0.6:
            arabic, spellings = "ال" + arabic, ["al-" + spellings[0], "Al " + spellings[1]]
        families[arabic] = spellings
    return families


def falling(count: int, steepness: float) -> list[float]:
    """Cumulative weights of names of which the first are the commonest."""
    return list(accumulate(1 / (rank + 1) ** steepness for rank in range(count)))


def slip(chance: random.Random, word: str) -> str:
    """One slip of the hand: a letter left out, doubled, exchanged or replaced."""
    at = chance.randrange(len(word))
    kind = chance.randrange(4)
    if kind == 0 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and at:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word[:at] + chance.choice("برسحنمدو" if word[at] > "\u0600" else "abrsnmdo") + word[at + 1 :]


class Village:
    """A made-up register and second accounts of its people."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.families = made_up_families(self.chance, 2_000)
        self.spellings = {arabic: latin.split(" ") for arabic, latin in (MALE | FEMALE).items()}
        self.spellings["عبد الرحمن"] = ["Abd al-Rahman", "Abdulrahman"]
        self.spellings |= self.families
        self.male = list(MALE), falling(len(MALE), 0.9)  # one man in six is a Muhammad
        self.female = list(FEMALE), falling(len(FEMALE), 0.7)
        self.family = list(self.families), falling(len(self.families), 0.5)

    def pick(self, names: list[str], weights: list[float]) -> str:
        """A name, the first of the list oftener than the last."""
        return self.chance.choices(names, cum_weights=weights)[0]

    def person(self) -> Person:
        """One person of the register, in Arabic, nearly everything known."""
        male, chance = self.chance.random() < 0.6, self.chance
        years, day = chance.randrange(0, 75), f"2019-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        return Person(
            given=self.pick(*(self.male if male else self.female)),
            father=self.pick(*self.male),
            grandfather=self.pick(*self.male) if chance.random() < 0.6 else "",
            family=self.pick(*self.family),
            sex="male" if male else "female",
            years_min=years,
            years_max=years,
            place=f"C{chance.randrange(300)}",
            day_first=day,
            day_last=day,
            outcome="killed",
        )

    def again(self, person: Person) -> Person:
        """What another source says of the same person."""
        chance, latin = self.chance, self.chance.random() < 0.5
        parts = {}
        for role, lost in (("given", 0.04), ("father", 0.2), ("grandfather", 0.5), ("family", 0.1)):
            word = getattr(person, role)
            if word and latin:
                word = chance.choice(self.spellings[word])
            if word and chance.random() < 0.1:
                word = slip(chance, word)
            parts[role] = "" if chance.random() < lost else word
        years = person.years_min or 0
        off = chance.choice((0, 0, 0, 1, 2, 3, 5))
        ages = (max(0, years - off), years + off) if chance.random() < 0.7 else (None, None)
        day = person.day_first if chance.random() < 0.6 else None
        place = (
            person.place if chance.random() < 0.65 else f"C{chance.randrange(300)}" if chance.random() < 0.4 else None
        )
        return replace(
            person, **parts, sex=person.sex if chance.random() < 0.9 else None, years_min=ages[0], years_max=ages[1],
            place=place, day_first=day, day_last=day, outcome=person.outcome if chance.random() < 0.8 else "missing",
        )  # fmt: skip


def measure(people: int = 20_000, queries: int = 1_000, seed: int = 7) -> dict[str, float]:
    """Build a register, ask for second accounts of its people, and say how often the true one was among the first."""
    village = Village(seed)
    register = [village.person() for _ in range(people)]
    forget()
    started = time.perf_counter()
    buckets: dict[int, list[int]] = defaultdict(list)
    made = 0
    for row, person in enumerate(register):
        search_tokens(person.given, person.father, person.grandfather, person.family)
        for key in keys(person):
            buckets[key].append(row)
            made += 1
    building = time.perf_counter() - started
    found = {"recall@1": 0, "recall@10": 0, "reached": 0, "strong": 0, "strong and true": 0, "candidates": 0}
    strangers = strangers_strong = 0
    for _ in range(queries):
        true = village.chance.randrange(people)
        account = village.again(register[true])
        candidates = Counter(row for key in keys(account) for row in buckets.get(key, ()))
        nearest = [row for row, _ in candidates.most_common(200)]
        scores = sorted(((score(account, register[row]).score, row) for row in nearest), reverse=True)
        ranked = [row for _, row in scores]
        found["candidates"] += len(candidates)
        found["reached"] += true in candidates
        found["recall@1"] += ranked[:1] == [true]
        found["recall@10"] += true in ranked[:10]
        for value, row in scores[:10]:
            found["strong"] += value >= STRONG
            found["strong and true"] += value >= STRONG and row == true
        stranger = village.again(village.person())
        rows = [row for row, _ in Counter(r for key in keys(stranger) for r in buckets.get(key, ())).most_common(200)]
        strangers += 1
        strangers_strong += any(score(stranger, register[row]).score >= STRONG for row in rows)
    return {
        "people": people,
        "keys a person": round(made / people, 2),
        "µs a person (tokens and keys)": round(building / people * 1e6, 1),
        "candidates a query": round(found["candidates"] / queries, 1),
        "true one reached by a key": found["reached"] / queries,
        "recall@10": found["recall@10"] / queries,
        "recall@1": found["recall@1"] / queries,
        "of the strong, true": round(found["strong and true"] / max(1, found["strong"]), 3),
        "strangers with a strong match": round(strangers_strong / strangers, 3),
    }


if __name__ == "__main__":
    for name, value in measure(*(int(arg) for arg in sys.argv[1:3])).items():
        print(f"{name:34} {value}")
