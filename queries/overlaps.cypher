// title: {vi: Cặp nhiệm vụ cùng một việc (hiện chỉ so lời văn giống hệt), en: Pairs of tasks of the same work (for now by equal words only)}
// about:
//   vi: 'Hiện chỉ tìm nhiệm vụ có lời văn giống hệt nhau, không kể chữ hoa, cách đặt dấu thanh và dấu câu; việc diễn đạt khác đi thì chưa tìm. parallel, hai tỉnh; role_conflict, nơi chủ trì bên này lại phối hợp bên kia; two_leads, khác cơ quan chủ trì; deadline_conflict, hai thời hạn khác nhau; cascade, kế hoạch dưới và kế hoạch trên; repeat, cùng cơ quan nhắc lại. a thuộc kế hoạch cấp dưới. Bản dự thảo nhường cho bản ban hành.'
//   en: 'For now only tasks whose words are equal but for case, tone placement and punctuation; the same work in other words is not found yet. parallel, of two provinces; role_conflict, the lead of one side works along on the other; two_leads; deadline_conflict, two terms that differ; cascade, a plan and one that it rests on or that stands above it; repeat, by the same lead. a is of the lower plan. A draft gives way to its issued form.'
// parameters:
//   agency: agency?
//   category: one of two_leads, role_conflict, deadline_conflict, repeat, cascade, parallel?
//   plan: plan?
//   skip: integer = 0
//   limit: integer = 10000000
// columns:
//   a: {vi: Nhiệm vụ a, en: Task a}
//   b: {vi: Nhiệm vụ b, en: Task b}
//   source_a: {vi: Tệp a, en: Source a}
//   item_a: {vi: Mục a, en: Item a}
//   source_b: {vi: Tệp b, en: Source b}
//   item_b: {vi: Mục b, en: Item b}
//   category: {vi: Loại, en: Category}
//   score: {vi: Điểm, en: Score}
//   shared: {vi: Phần chung, en: Shared}
//   leads_a: {vi: Chủ trì a, en: Leads a}
//   leads_b: {vi: Chủ trì b, en: Leads b}
//   plan_a: {vi: Kế hoạch a, en: Plan a}
//   plan_b: {vi: Kế hoạch b, en: Plan b}
//   quote_a: {vi: Lời văn a, en: Quote a}
//   quote_b: {vi: Lời văn b, en: Quote b}
//   reason: {vi: Lý do, en: Reason}
// given: [same_words]
//
// $same_words: lists of ids of tasks whose folded words are equal. $agencies, $plans: the ids that agency and plan lead to, null where
// they are left out. who_*: leading bodies, a head standing for its body; mates_*: those that work along; a group holds its members.
UNWIND $same_words AS ids
MATCH (x:Task) WHERE x.id IN ids
MATCH (y:Task) WHERE y.id IN ids AND x.id < y.id
MATCH (px:Instrument)-[:ORDERS]->(x)
MATCH (py:Instrument)-[:ORDERS]->(y)
WHERE NOT EXISTS { MATCH (px)-[:SAME_AS]->(py) }
  AND NOT (px.status = 'draft' AND EXISTS { MATCH (px)-[:SAME_AS]->(i:Instrument) WHERE i.in_corpus AND i.status = 'issued' })
  AND NOT (py.status = 'draft' AND EXISTS { MATCH (py)-[:SAME_AS]->(i:Instrument) WHERE i.in_corpus AND i.status = 'issued' })
  AND ($plans IS NULL OR px.id IN $plans OR py.id IN $plans)
  AND ($agencies IS NULL OR EXISTS { MATCH (g:Agency)-[:LEADS|COORDINATES]->(x) WHERE g.id IN $agencies }
       OR EXISTS { MATCH (g:Agency)-[:LEADS|COORDINATES]->(y) WHERE g.id IN $agencies })
WITH x, y, px, py,
     CASE WHEN px.id = py.id THEN 0
          WHEN EXISTS { MATCH (px)-[:BASED_ON|IMPLEMENTS|SAME_AS*1..4]->(py) } THEN 1
          WHEN EXISTS { MATCH (py)-[:BASED_ON|IMPLEMENTS|SAME_AS*1..4]->(px) } THEN -1
          WHEN px.issuer = py.issuer AND px.period_to - px.period_from < py.period_to - py.period_from
               AND px.period_from >= py.period_from AND px.period_to <= py.period_to THEN 1
          WHEN px.issuer = py.issuer AND py.period_to - py.period_from < px.period_to - px.period_from
               AND py.period_from >= px.period_from AND py.period_to <= px.period_to THEN -1
          ELSE 0 END AS under
WITH CASE WHEN under < 0 THEN y ELSE x END AS a, CASE WHEN under < 0 THEN x ELSE y END AS b,
     CASE WHEN under < 0 THEN py ELSE px END AS pa, CASE WHEN under < 0 THEN px ELSE py END AS pb, under <> 0 AS above
CALL (a) {
  OPTIONAL MATCH (a)<-[r:LEADS]-(g:Agency)
  OPTIONAL MATCH (g)-[:HEADS]->(whole:Agency)
  WITH r, g, min(whole.id) AS body
  ORDER BY r.order, r.name
  RETURN collect(r.name) AS leads_a, collect(coalesce(body, g.id)) AS who_a
}
CALL (b) {
  OPTIONAL MATCH (b)<-[r:LEADS]-(g:Agency)
  OPTIONAL MATCH (g)-[:HEADS]->(whole:Agency)
  WITH r, g, min(whole.id) AS body
  ORDER BY r.order, r.name
  RETURN collect(r.name) AS leads_b, collect(coalesce(body, g.id)) AS who_b
}
CALL (a) {
  OPTIONAL MATCH (a)<-[:COORDINATES]-(g:Agency)
  OPTIONAL MATCH (g)-[:HEADS]->(whole:Agency)
  WITH coalesce(whole.id, g.id) AS id
  ORDER BY id
  RETURN collect(DISTINCT id) AS mates_a
}
CALL (b) {
  OPTIONAL MATCH (b)<-[:COORDINATES]-(g:Agency)
  OPTIONAL MATCH (g)-[:HEADS]->(whole:Agency)
  WITH coalesce(whole.id, g.id) AS id
  ORDER BY id
  RETURN collect(DISTINCT id) AS mates_b
}
CALL (a, b) {
  OPTIONAL MATCH (a)<-[:LEADS]-(g:Agency)-[:MEMBER_OF]-(h:Agency)-[:LEADS]->(b)
  RETURN count(g) > 0 AS member
}
CALL (pa, pb) {
  OPTIONAL MATCH (pa)-[:ISSUED_BY]->(ia:Agency {level: 'province'})
  WITH pb, collect(ia.jurisdiction) AS seats
  OPTIONAL MATCH (pb)-[:ISSUED_BY]->(ib:Agency {level: 'province'})
  WHERE size(seats) > 0 AND NOT ib.jurisdiction IN seats
  RETURN count(ib) > 0 AS apart
}
WITH a, b, pa, pb, above, leads_a, leads_b, who_a, who_b, mates_a, mates_b, apart,
     member OR any(w IN who_a WHERE w IN who_b) AS same_lead
WITH a, b, pa, pb, leads_a, leads_b,
     CASE WHEN apart THEN 'parallel'
          WHEN any(w IN who_a WHERE w IN mates_b AND NOT w IN who_b) OR any(w IN who_b WHERE w IN mates_a AND NOT w IN who_a)
               OR (size(who_a) = 0) <> (size(who_b) = 0) THEN 'role_conflict'
          WHEN size(who_a) > 0 AND size(who_b) > 0 AND NOT same_lead THEN 'two_leads'
          WHEN a.deadline <> b.deadline THEN 'deadline_conflict'
          WHEN above THEN 'cascade'
          ELSE 'repeat' END AS category
WHERE $category IS NULL OR category = $category
WITH a AS first, b AS second, pa, pb, leads_a, leads_b, category, a.order AS place
OPTIONAL MATCH (sa:Source {id: first.source})
OPTIONAL MATCH (sb:Source {id: second.source})
RETURN first.id AS a, second.id AS b, sa.file AS source_a, first.item AS item_a, sb.file AS source_b, second.item AS item_b, category, 1.0 AS score,
       [first.text] AS shared, leads_a, leads_b, pa.id AS plan_a, pb.id AS plan_b, first.text AS quote_a, second.text AS quote_b, 'equal_words' AS reason
ORDER BY category, plan_a, place, a, b
SKIP $skip LIMIT $limit
