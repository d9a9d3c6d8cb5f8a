// title: {vi: Cặp nhiệm vụ cùng một việc, en: Pairs of tasks of the same work}
// about:
//   vi: 'Theo các cạnh OVERLAPS: cùng hành động trên cùng đối tượng, dù lời văn khác nhau. parallel, các kế hoạch không có cấp trên chung dưới trung ương; role_conflict, nơi chủ trì bên này lại phối hợp bên kia hoặc bên kia không nêu chủ trì; two_leads, khác cơ quan chủ trì; deadline_conflict, hai thời hạn khác nhau; cascade, kế hoạch cấp dưới hoặc ngắn hạn hơn nhắc lại; repeat, cùng cơ quan nhắc lại. a thuộc kế hoạch cấp dưới hoặc ngắn hạn hơn. Bản dự thảo nhường cho bản ban hành. score càng cao càng chắc; reason nói vì sao.'
//   en: 'By the OVERLAPS edges: the same act on the same object, in whatever words. parallel, of plans with no common superior below the centre; role_conflict, the lead of one side works along on the other, or no one leads there; two_leads; deadline_conflict, two terms that differ; cascade, passed down to a lower or shorter plan; repeat, told again to the same lead. a is of the lower or shorter plan. A draft gives way to its issued form. The higher the score the surer; reason says why.'
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
//
// $agencies, $plans: the ids that agency and plan lead to, null where they are left out.
MATCH (x:Task)-[o:OVERLAPS]->(y:Task)
WHERE $category IS NULL OR o.category = $category
MATCH (pa:Instrument)-[:ORDERS]->(x)
MATCH (pb:Instrument)-[:ORDERS]->(y)
WHERE ($plans IS NULL OR pa.id IN $plans OR pb.id IN $plans)
  AND ($agencies IS NULL OR EXISTS { MATCH (g:Agency)-[:LEADS|COORDINATES]->(x) WHERE g.id IN $agencies }
       OR EXISTS { MATCH (g:Agency)-[:LEADS|COORDINATES]->(y) WHERE g.id IN $agencies })
CALL (x) {
  OPTIONAL MATCH (x)<-[r:LEADS]-(:Agency)
  WITH r
  ORDER BY r.order, r.name
  RETURN collect(r.name) AS leads_a
}
CALL (y) {
  OPTIONAL MATCH (y)<-[r:LEADS]-(:Agency)
  WITH r
  ORDER BY r.order, r.name
  RETURN collect(r.name) AS leads_b
}
OPTIONAL MATCH (sa:Source {id: x.source})
OPTIONAL MATCH (sb:Source {id: y.source})
RETURN x.id AS a, y.id AS b, sa.file AS source_a, x.item AS item_a, sb.file AS source_b, y.item AS item_b, o.category AS category,
       o.score AS score, coalesce(o.shared, []) AS shared, leads_a, leads_b, pa.id AS plan_a, pb.id AS plan_b, o.quote_a AS quote_a, o.quote_b AS quote_b,
       o.reason AS reason
ORDER BY category, plan_a, x.order, a, b
SKIP $skip LIMIT $limit
