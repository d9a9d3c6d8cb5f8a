// title: {vi: 'Viện dẫn đã cũ, chưa tìm thấy hay mâu thuẫn', en: 'Citations that are out of date, never found or contradict each other'}
// about:
//   vi: 'amended, đã có văn bản sửa đổi mà kế hoạch không nhắc; replaced, đã bị thay thế; succeeded, nội dung đã do văn bản khác quy định; theo quan hệ trong kho và danh mục văn bản của trung ương. expired, kế hoạch có trong kho đã hết giai đoạn trước khi kế hoạch này bắt đầu. not_found, căn cứ hay văn bản được thực hiện có số mà không xác định được là văn bản nào, căn cứ chỉ nêu tên mà không nêu ngày. dates, issuers: ngày hay cơ quan ban hành nêu ra mâu thuẫn với số, với lời viện dẫn khác hay với danh mục.'
//   en: 'amended, an instrument amends it that the plan does not cite; replaced; succeeded, another one took the subject over; by the edges of the store and the registry of national instruments. expired, a plan in the store whose period was over before that of this one began. not_found, a number that leads to no certain instrument in what a plan rests on or carries out, or a basis named without number and day. dates, issuers: a stated day or issuer that contradicts the number, another citation or the registry.'
// parameters:
//   plan: plan?
//   skip: integer = 0
//   limit: integer = 10000000
// columns:
//   plan: {vi: Kế hoạch, en: Plan}
//   instrument: {vi: Văn bản, en: Instrument}
//   kind: {vi: Loại, en: Kind}
//   by: {vi: Bởi, en: By}
//   sentence: {vi: Câu, en: Sentence}
// given: [registry]
//
// $plans: the ids that plan leads to, null where it is left out. $registry: what knowledge tells of national instruments; kind dates holds
// the day of issue. What a plan itself amends, replaces or is proposed by is none of its bases.
MATCH (plan:Instrument)
WHERE plan.id IN $plans
   OR $plans IS NULL AND plan.in_corpus AND NOT (plan.status = 'draft' AND EXISTS { MATCH (plan)-[:SAME_AS]->(issued:Instrument) WHERE issued.in_corpus AND issued.status = 'issued' })
CALL (plan) {
  MATCH (plan)-[r:CITES]->(i:Instrument)
  RETURN r, i
  UNION
  MATCH (plan)-[:ORDERS]->(:Task)-[r:CITES]->(i:Instrument)
  RETURN r, i
}
WITH plan, r, i
WHERE NOT r.role IN ['amended', 'replaced', 'proposal']
CALL (plan, r, i) {
  MATCH (i)<-[change:AMENDS|REPLACES]-(by:Instrument)
  RETURN CASE type(change) WHEN 'AMENDS' THEN 'amended' ELSE 'replaced' END AS kind, by.id AS by
  UNION
  MATCH (i)-[:SAME_AS]->(:Instrument)<-[change:AMENDS|REPLACES]-(by:Instrument)
  RETURN CASE type(change) WHEN 'AMENDS' THEN 'amended' ELSE 'replaced' END AS kind, by.id AS by
  UNION
  UNWIND [n IN $registry WHERE n.id = i.id AND n.kind <> 'dates'] AS n
  RETURN n.kind AS kind, n.by AS by
  UNION
  MATCH (i)-[:SAME_AS]->(same:Instrument)
  UNWIND [n IN $registry WHERE n.id = same.id AND n.kind <> 'dates'] AS n
  RETURN n.kind AS kind, n.by AS by
  UNION
  UNWIND [n IN $registry WHERE n.id = i.id AND n.kind = 'dates' AND NOT n.by STARTS WITH r.date AND NOT r.date STARTS WITH n.by] AS n
  RETURN 'dates' AS kind, n.by AS by
  UNION
  WITH r, i WHERE i.year <> '?' AND NOT r.date STARTS WITH i.year
  RETURN 'dates' AS kind, i.year AS by
  UNION
  MATCH (i)<-[other:CITES]-()
  WHERE NOT other.date STARTS WITH r.date AND NOT r.date STARTS WITH other.date
  RETURN 'dates' AS kind, other.date AS by
  UNION
  WITH r, i WHERE i.in_corpus AND NOT i.date STARTS WITH r.date AND NOT r.date STARTS WITH i.date
  RETURN 'dates' AS kind, i.date AS by
  UNION
  WITH r, i WHERE NOT r.issuer_stated CONTAINS i.issuer
  RETURN 'issuers' AS kind, r.issuer_stated AS by
  UNION
  WITH plan, i WHERE i.in_corpus AND i.period_to < coalesce(plan.period_from, toInteger(left(plan.date, 4)))
  RETURN 'expired' AS kind, toString(i.period_to) AS by
  UNION
  WITH r, i
  WHERE i.resolution IN ['partial', 'unresolved'] AND (r.role = 'basis' AND i.date IS NULL OR r.role IN ['basis', 'implements'] AND i.number IS NOT NULL)
    AND NOT EXISTS { MATCH (i)-[:SAME_AS]->(:Instrument) }
  RETURN 'not_found' AS kind, null AS by
}
WITH plan, r, i, kind, by
WHERE NOT (kind = 'amended' AND (EXISTS { MATCH (plan)-[:CITES]->(x:Instrument) WHERE x.id = by }
                                 OR EXISTS { MATCH (plan)-[:ORDERS]->(:Task)-[:CITES]->(x:Instrument) WHERE x.id = by }))
WITH plan.id AS plan, i.id AS instrument, kind, by, coalesce(r.sentence, r.text) AS sentence, coalesce(r.start, 0) AS start, r.order AS place
ORDER BY start, place, sentence
WITH plan, instrument, kind, by, head(collect(sentence)) AS sentence
RETURN plan, instrument, kind, by, sentence
ORDER BY plan, kind, instrument, by
SKIP $skip LIMIT $limit
