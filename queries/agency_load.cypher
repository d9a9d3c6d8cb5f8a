// title: {vi: 'Mỗi cơ quan chủ trì, phối hợp bao nhiêu nhiệm vụ', en: How many tasks each body leads and coordinates}
// about:
//   vi: Theo kế hoạch, lĩnh vực và quý mà thời hạn kết thúc; việc định kỳ, việc không nêu hạn thì không có quý. as_of, nhiệm vụ của cơ quan đã kết thúc trước ngày đó tính cho cơ quan nhận toàn bộ chức năng; chức năng chia cho nhiều nơi thì giữ tên cũ. Bản dự thảo nhường cho bản ban hành, trừ khi hỏi đích danh.
//   en: By plan, field and the quarter in which the term ends; what recurs or states no term has no quarter. as_of, tasks of a body that had ended by that day count for the one that took over the whole of it; where its work was divided it keeps its name. A draft gives way to its issued form, unless it is asked for.
// parameters:
//   agency: agency?
//   plan: plan?
//   as_of: date?
//   skip: integer = 0
//   limit: integer = 10000000
// columns:
//   agency: {vi: Cơ quan, en: Body}
//   plan: {vi: Kế hoạch, en: Plan}
//   field: {vi: Lĩnh vực, en: Field}
//   quarter: {vi: Quý, en: Quarter}
//   leads: {vi: Chủ trì, en: Leads}
//   coordinates: {vi: Phối hợp, en: Coordinates}
// given: [whole_successions]
//
// $agencies and $plans: the ids that agency and plan lead to, null where they are left out. $whole_successions: the rules of SUCCEEDED_BY
// by which a body's whole work went to one other. A body asked for is found by its name before and after. A body that leads and, by
// succession, works along with itself leads.
MATCH (a:Agency)
WHERE EXISTS { MATCH (a)-[:LEADS|COORDINATES]->(:Task) }
CALL (a) {
  MATCH p = (a)-[:SUCCEEDED_BY*1..4]->(b:Agency)
  WHERE $as_of IS NOT NULL
    AND all(s IN relationships(p) WHERE s.rule IN $whole_successions AND s.from <= date($as_of))
    AND all(n IN nodes(p) WHERE n.id = b.id OR n.valid_to < date($as_of))
  WITH b.id AS id, length(p) AS steps
  ORDER BY steps DESC, id
  LIMIT 1
  RETURN collect(id) AS after
}
WITH a, coalesce(head(after), a.id) AS agency
WHERE $agencies IS NULL OR a.id IN $agencies OR agency IN $agencies
MATCH (a)-[r:LEADS|COORDINATES]->(t:Task)<-[:ORDERS]-(plan:Instrument)
WHERE plan.id IN $plans
   OR $plans IS NULL AND NOT (plan.status = 'draft' AND EXISTS { MATCH (plan)-[:SAME_AS]->(issued:Instrument) WHERE issued.in_corpus AND issued.status = 'issued' })
WITH agency, plan.id AS plan, t, max(CASE type(r) WHEN 'LEADS' THEN 1 ELSE 0 END) AS lead
OPTIONAL MATCH (t)-[:IN_FIELD]->(f:Field)
WITH agency, plan, t, lead, f.name AS field, f.order AS place
WITH agency, plan, field, place, toString(t.due_to.year) + '-Q' + toString((t.due_to.month + 2) / 3) AS quarter,
     sum(lead) AS leads, sum(1 - lead) AS coordinates
RETURN agency, plan, field, quarter, leads, coordinates
ORDER BY agency, plan, place, field, quarter
SKIP $skip LIMIT $limit
