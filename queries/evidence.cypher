// title: {vi: Câu văn đứng sau một nút hay một cạnh, en: The sentences behind a node or an edge}
// about:
//   vi: Với văn bản là mọi câu nhắc đến nó; với cơ quan là mọi nhiệm vụ được giao; với lĩnh vực là mọi nhiệm vụ thuộc về nó; với cặp việc trùng nhau (OVERLAPS) là lời văn của cả hai bên, chỗ đứng là của nhiệm vụ.
//   en: For an instrument every sentence that mentions it, for an agency every task it was given, for a field every task that lies in it; for an overlap the words of both sides, with the places of their tasks.
// parameters:
//   id: id
// columns:
//   id: {vi: Mã, en: Id}
//   text: {vi: Nội dung, en: Text}
//   sentence: {vi: Câu, en: Sentence}
//   source: {vi: Tệp, en: Source}
//   page: {vi: Trang, en: Page}
//   start: {vi: Từ vị trí, en: Start}
//   end: {vi: Đến vị trí, en: End}
// sort: [source, start, end, id, text]
//
// One branch a label and a type, so that each is found by its index. An edge that no words say shows the rule or reason that drew it,
// or the words of its task; one that the head of the plan says shows the plan's title. A union cannot be ordered as a whole: rows are
// sorted by the columns that sort names.
MATCH (n:Task {id: $id})
OPTIONAL MATCH (s:Source {id: n.source})
RETURN n.id AS id, n.text AS text, n.sentence AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n:Target {id: $id})
OPTIONAL MATCH (s:Source {id: n.source})
RETURN n.id AS id, n.text AS text, n.sentence AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n:Section {id: $id})
OPTIONAL MATCH (s:Source {id: n.source})
RETURN n.id AS id, n.title AS text, n.title AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n:Instrument {id: $id}) WHERE n.in_corpus
OPTIONAL MATCH (s:Source {id: n.source})
RETURN n.id AS id, n.title AS text, n.title AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (:Instrument {id: $id})<-[r:CITES]-()
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.text AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH (:Agency {id: $id})-[r:LEADS|COORDINATES]->(:Task)
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, coalesce(r.text, r.name) AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH (:Field {id: $id})<-[:IN_FIELD]-(n:Task)
OPTIONAL MATCH (s:Source {id: n.source})
RETURN n.id AS id, n.text AS text, n.sentence AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH ()-[r:AMENDS]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.text AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:BASED_ON]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.text AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:CITES]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.text AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:IMPLEMENTS]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.text AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:REPLACES]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.text AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:COORDINATES]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, coalesce(r.text, r.name) AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:LEADS]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, coalesce(r.text, r.name) AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:SAME_AS]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.reason AS text, r.sentence AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:HEADS]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.rule AS text, null AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:MEMBER_OF]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.rule AS text, null AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:PART_OF]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.rule AS text, null AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH ()-[r:SUCCEEDED_BY]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: r.source})
RETURN r.id AS id, r.rule AS text, r.basis AS sentence, coalesce(s.file, r.source) AS source, r.page AS page, r.start AS start, r.end AS `end`
UNION ALL
MATCH (n)-[r:IN_FIELD]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, n.text AS text, n.sentence AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH ()-[r:CONTAINS]->(n) WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, coalesce(n.text, n.title) AS text, coalesce(n.sentence, n.title) AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH ()-[r:ORDERS]->(n) WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, coalesce(n.text, n.title) AS text, coalesce(n.sentence, n.title) AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n)-[r:HAS_SECTION]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, n.title AS text, n.title AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n)-[r:ISSUED_BY]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, n.title AS text, n.title AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n)-[r:READ_FROM]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, n.title AS text, n.title AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n)-[r:SENT_TO]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, n.title AS text, n.title AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n)-[r:SIGNED_FOR]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, n.title AS text, n.title AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH (n:Task)-[r:OVERLAPS]->() WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, r.quote_a AS text, n.sentence AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
UNION ALL
MATCH ()-[r:OVERLAPS]->(n:Task) WHERE r.id = $id
OPTIONAL MATCH (s:Source {id: n.source})
RETURN r.id AS id, r.quote_b AS text, n.sentence AS sentence, coalesce(s.file, n.source) AS source, n.page AS page, n.start AS start, n.end AS `end`
