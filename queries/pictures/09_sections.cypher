// vi: Các mục của một kế hoạch và những gì đứng trong đó
// en: The sections of a plan and what stands in them
MATCH p = (:Instrument {number: '276/KH-UBND'})-[:HAS_SECTION]->(:Section)-[:CONTAINS]->(:Task|Target)
RETURN p
LIMIT 60
