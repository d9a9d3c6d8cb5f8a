"""Plans that nobody issued, as many as wanted, for measuring stores: the same number gives the same plan."""

from __future__ import annotations

import hashlib
import random
from typing import Any

from extract.record import Record, from_json

FIRST, LAST, WORDS = map(
    str.split,
    (
        "An Bích Cẩm Đan Hòa Kim Lam Mai Ngọc Phú Quế Sơn Tân Thanh Tiên Trúc Vân Xuân Yên Duy",
        "Bình Châu Dương Điền Giao Hải Khê Lâm Mỹ Nghi Phong Quan Sa Thạch Trì Viên Xá Xuyên Đoài Lộc",
        "rà soát đơn giản hóa thủ tục hành chính công khai quy trình giải quyết hồ sơ trên môi trường mạng đánh giá chất lượng phục vụ "
        "đào tạo bồi dưỡng cán bộ công chức báo cáo kết quả thực hiện nâng cấp hệ thống thông tin kiểm tra kỷ luật",
    ),
)
BODIES = (
    "Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Sở Xây dựng", "Sở Y tế", "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo",
    "Văn phòng UBND tỉnh", "Thanh tra tỉnh", "UBND tỉnh",
)  # fmt: skip
TASKS = 40


def place(n: int) -> str:
    """One of 400 invented places."""
    return f"{FIRST[n % 20]} {LAST[n // 20 % 20]}"


def plan(k: int) -> Record:
    """The k-th plan: 12 citations, 40 assignments to 10 bodies, 8 sections; every place has one a year, each on that of the year before.

    All cite the same national resolution; every fifth is a draft of the next one's kind, every seventh cites by a short number.
    """
    rng = random.Random(k)
    here, year = place(k), 2021 + k // 400
    issuer, number, draft = f"UBND tỉnh {here}", f"{10 + k % 300}/KH-UBND", k % 5 == 4
    title = f"Cải cách hành chính tỉnh {here} năm {year + 1}"

    def cited(type: str, number: str, by: str, date: str | None, role: str, section: str, subject: str | None = None) -> dict[str, Any]:
        text = f"{type} số {number}"
        sentence = f"{text} của {by} về {subject or 'công tác này'}."
        return {"text": text, "type": type, "number": number, "date": date, "issuer": by, "role": role, "section": section,
                "sentence": sentence, "subject": subject}  # fmt: skip

    citations = [
        cited("Nghị quyết", "76/NQ-CP", "Chính phủ", "2021-07-15", "basis", "preamble", "cải cách hành chính nhà nước"),
        cited("Kế hoạch", f"{10 + (k - 400) % 300}/KH-UBND", issuer, f"{year - 1}-12-20", "basis", "preamble", f"cải cách năm {year}"),
        *(cited("Quyết định", f"{k}{n}/QĐ-UBND", issuer, f"{year}-0{n + 1}-11", "reference", f"II.{n}") for n in range(5)),
        *(cited("Nghị định", f"{rng.randrange(1, 150)}/{y}/NĐ-CP", "Chính phủ", None, "reference", "I") for y in range(2018, 2022)),
    ]
    if k % 7 == 0:
        citations.append(cited("Quyết định", f"{k % 900 + 1}", "Thủ tướng Chính phủ", None, "reference", "I", "chuyển đổi số"))
    sections = [{"path": p, "title": p} for p in ("preamble", "I", "II", *(f"II.{n}" for n in range(5)))]
    assignments = [
        {"id": f"II.{n % 5}-{n}", "section": f"II.{n % 5}", "kind": "body", "task": " ".join(rng.choices(WORDS, k=18)),
         "lead": [rng.choice(BODIES)], "coordinate": rng.sample(BODIES, 2), "deadline": {"kind": "year", "value": str(year + 1)}}
        for n in range(TASKS)
    ]  # fmt: skip
    document = {
        "type": "Kế hoạch", "number": None if draft else number, "date": f"{year}-12" if draft else f"{year}-12-20", "issuer": issuer,
        "place": here, "status": "draft" if draft else "issued", "title": title, "period": {"from": year + 1, "to": year + 1},
    }  # fmt: skip
    data = {
        "source": f"{k}.txt", "document": document, "citations": citations, "assignments": assignments, "sections": sections,
        "agencies": list(BODIES),
    }  # fmt: skip
    return from_json(data, sha256=hashlib.sha256(str(k).encode()).hexdigest(), file=f"{k}.txt")
