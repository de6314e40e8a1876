"""Files as other people send them, small: a hospital's list, a Kobo export with repeats, HXL, old Arabic text."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from openpyxl import Workbook

DATA = Path(__file__).parent / "data" / "foreign"


HOSPITAL = ["الرقم", "الاسم", "اسم الأب", "الكنية", "العمر", "الجنس", "تاريخ الإصابة", "القرية", "الحالة", "السبب"]


def hospital(path: Path) -> Path:
    """A banner over merged cells, a head in the fourth row, a total and a signature below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "المصابون"
    sheet.append(["مشفى الأمل - قائمة الجرحى والشهداء"])
    sheet.append(["شهر تموز 2019"])
    sheet.append([])
    sheet.append(
        ["الرقم", "الاسم", "اسم الأب", "الكنية", "العمر", "الجنس", "تاريخ الإصابة", "القرية", "الحالة", "السبب"]
    )
    sheet.merge_cells("A1:J1")
    for at in range(1, 30):
        sheet.append(
            [at, "سامر", "خالد", "الحسن", at + 3, "ذكر" if at % 2 else "أنثى", date(2019, 7, at), "محمبل",
             "جريح" if at % 3 else "شهيد", "قصف جوي"]
        )  # fmt: skip
    sheet.append(["المجموع", None, None, None, 29])
    sheet.append([])
    sheet.append(["توقيع المدير"])
    book.save(path)
    return path


def grouped(path: Path) -> Path:
    """A head of two rows with a group over three columns, and a row that numbers the columns."""
    book = Workbook()
    sheet = book.active
    sheet.append(["قائمة شهداء وجرحى"])
    sheet.append(["ت", "الاسم الثلاثي", "الجنس", "العمر", "الإصابة", None, None, "رقم الهاتف", "ملاحظات"])
    sheet.append([None, None, None, None, "التاريخ", "المكان", "السبب"])
    sheet.append(list(range(1, 10)))
    for cells in ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:H3", "I2:I3"):
        sheet.merge_cells(cells)
    for at in range(1, 12):
        day = f"0{at % 9 + 1}/0{at % 7 + 1}/2019"
        sheet.append([at, "أحمد محمد الحسن", "ذ", f"{at + 2} سنة", day, "خان شيخون", "شظايا", "0944000000", None])
    book.save(path)
    return path


def kobo(path: Path) -> Path:
    """An export of a form with a group, choices written twice, and a repeat on a sheet of its own."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Incident report"
    sheet.append(
        ["start", "end", "date_of_incident", "time_of_incident", "location/governorate", "location/village",
         "_gps_latitude", "_gps_longitude", "attack_type", "weapons", "weapons/barrel_bomb", "casualties/killed",
         "casualties/injured", "casualties/children_killed", "narrative", "_id", "_uuid", "_submission_time", "_index"]
    )  # fmt: skip
    people = book.create_sheet("victims")
    people.append(
        ["victims/full_name", "victims/sex", "victims/age", "victims/outcome", "_index", "_parent_table_name",
         "_parent_index", "_submission__id", "_submission__uuid"]
    )  # fmt: skip
    for at in range(1, 6):
        uuid = f"a1b2c3d4-0000-4000-8000-00000000000{at}"
        sheet.append(
            ["2019-07-05T10:00:00", "2019-07-05T10:10:00", f"2019-07-0{at}", "10:30:00.000+03:00", "Idleb", "Mhambal",
             35.77 + at / 100, 36.4 + at / 100, "air_strike", "barrel_bomb", 1, at, at * 2, 1, "On the market",
             1000 + at, uuid, "2019-07-05T10:20:00", at]
        )  # fmt: skip
        for number in (2 * at - 1, 2 * at):
            people.append(
                ["Sami Khaled", "male", 20 + number, "killed", number, "Incident report", at, 1000 + at, uuid]
            )
    book.save(path)
    return path


def hxl(path: Path) -> Path:
    """A title, headers that say little, and tags that say it."""
    rows = [["Displacements July 2019"], [], ["When", "From", "Code", "Dest", "Fam.", "Ppl", "Rem."]]
    rows.append(["#date+departure", "#adm3+name+origin", "#adm4+code+origin", "#adm3+name+dest", "#affected+hh",
                 "#affected+ind", "#description"])  # fmt: skip
    rows += [[f"2019-07-0{at}", "Ehsem", "C4171", "Dana", str(10 * at), str(52 * at), ""] for at in range(1, 9)]
    return text_file(path, rows, "utf-8-sig", ",")


INCIDENTS = [
    ["التاريخ", "الناحية", "القرية", "نوع القصف", "عدد الشهداء", "عدد الجرحى", "شهداء أطفال", "المصدر"],
    *[[f"{at}/7/2019", "كفر نبل", "كفر نبل", "غارة جوية", str(at % 4), str(at), "0", "مرصد"] for at in range(1, 15)],
]


def text_file(path: Path, rows: list[list[str]], encoding: str, sign: str) -> Path:
    """Rows as a text file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=sign).writerows(rows)
    return path
