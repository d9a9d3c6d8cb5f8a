// vi: Mọi câu viện dẫn một văn bản, tệp và trang
// en: Every sentence that cites an instrument, with file and page
MATCH (i:Instrument {number: '76/NQ-CP'})<-[c:CITES]-(from)
MATCH (s:Source {id: c.source})
RETURN from.caption AS cited_by, c.role AS role, c.sentence AS sentence, s.file AS file, c.page AS page
ORDER BY file, c.start
