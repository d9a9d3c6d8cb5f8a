// title: {vi: 'Văn bản dựa trên gì, và gì dựa trên văn bản', en: 'What an instrument rests on, and what rests on it'}
// about:
//   vi: Trực tiếp và theo chuỗi căn cứ, thực hiện, cùng văn bản. Mỗi văn bản một dòng cho mỗi chiều, theo đường ngắn nhất.
//   en: Directly and in a chain of BASED_ON, IMPLEMENTS, SAME_AS. One row an instrument and direction, by the shortest path.
// parameters:
//   number: instrument
//   issuer: text?
//   year: text?
// columns:
//   direction: {vi: Chiều, en: Direction}
//   instrument: {vi: Văn bản, en: Instrument}
//   relation: {vi: Quan hệ, en: Relation}
//   hops: {vi: Số bước, en: Hops}
//   role: {vi: Vai trò, en: Role}
//   sentence: {vi: Câu, en: Sentence}
//
// relation, role and sentence are those of the last step: the one that ends at (up) or starts from (down) the instrument of the row.
MATCH (root:Instrument {id: $instrument})
CALL (root) {
  MATCH p = (root)-[:BASED_ON|IMPLEMENTS|SAME_AS*1..8]->(x:Instrument)
  WHERE x.id <> root.id
  RETURN 'up' AS direction, x, length(p) AS hops, last(relationships(p)) AS step
  UNION ALL
  MATCH p = (root)<-[:BASED_ON|IMPLEMENTS|SAME_AS*1..8]-(x:Instrument)
  WHERE x.id <> root.id
  RETURN 'down' AS direction, x, length(p) AS hops, last(relationships(p)) AS step
}
WITH direction, x.id AS instrument, hops, type(step) AS relation, step.id AS id, coalesce(step.sentence, step.text, step.reason) AS sentence,
     CASE type(step) WHEN 'BASED_ON' THEN 'basis' WHEN 'IMPLEMENTS' THEN 'implements' END AS role
ORDER BY hops, relation, id
WITH direction, instrument, head(collect({relation: relation, hops: hops, role: role, sentence: sentence})) AS best
RETURN direction, instrument, best.relation AS relation, best.hops AS hops, best.role AS role, best.sentence AS sentence
ORDER BY direction DESC, hops, instrument
