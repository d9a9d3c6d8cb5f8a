// title: {vi: Nhiệm vụ đến hạn trong một khoảng thời gian, en: The tasks due in a span of time}
// about:
//   vi: 'due, thời hạn kết thúc trong khoảng từ from đến to; overdue, đã qua vào ngày at, nếu có at; recurring, việc định kỳ hay thường xuyên của kế hoạch còn hiệu lực trong khoảng đó, xếp sau. Kho không biết việc nào đã làm xong. agency: cơ quan chủ trì, hoặc người đứng đầu. Bản dự thảo nhường cho bản ban hành.'
//   en: 'due, the term ends between from and to; overdue, it has passed on the day at, where at is given; recurring, what is done again and again under a plan whose period meets the span, in the last place. The store does not know what has been done. agency: the body that leads, or its head. A draft gives way to its issued form.'
// parameters:
//   from: date
//   to: date
//   agency: agency?
//   at: date?
//   skip: integer = 0
//   limit: integer = 10000000
// columns:
//   task: {vi: Nhiệm vụ, en: Task}
//   text: {vi: Nội dung, en: Text}
//   leads: {vi: Chủ trì, en: Leads}
//   plan: {vi: Kế hoạch, en: Plan}
//   due_from: {vi: Từ ngày, en: From}
//   due_to: {vi: Đến ngày, en: To}
//   kind: {vi: Loại, en: Kind}
//
// $agencies: the ids that agency leads to, null where it is left out. A plan without a period runs from the year of its date on.
MATCH (plan:Instrument)-[:ORDERS]->(t:Task)
WHERE (t.due_to >= date($from) AND t.due_to <= date($to)
       OR t.deadline_kind = 'recurring' AND coalesce(plan.period_from, toInteger(left(plan.date, 4)), 0) <= toInteger(left($to, 4))
          AND coalesce(plan.period_to, 9999) >= toInteger(left($from, 4)))
  AND ($agencies IS NULL OR EXISTS { MATCH (t)<-[:LEADS]-(a:Agency) WHERE a.id IN $agencies })
  AND NOT (plan.status = 'draft' AND EXISTS { MATCH (plan)-[:SAME_AS]->(issued:Instrument) WHERE issued.in_corpus AND issued.status = 'issued' })
WITH plan, t, CASE WHEN t.deadline_kind = 'recurring' THEN 'recurring' WHEN $at IS NOT NULL AND t.due_to < date($at) THEN 'overdue' ELSE 'due' END AS kind
WITH plan, t, kind, kind = 'recurring' AS again
ORDER BY again, t.due_to, t.due_from, plan.id, t.order, t.id
SKIP $skip LIMIT $limit
OPTIONAL MATCH (t)<-[r:LEADS]-(a:Agency)
WITH plan, t, kind, again, coalesce(r.name, a.name) AS name, r.order AS place
ORDER BY place, name
WITH plan, t, kind, again, collect(name) AS leads
RETURN t.id AS task, t.text AS text, leads, plan.id AS plan, t.due_from AS due_from, t.due_to AS due_to, kind
ORDER BY again, due_to, due_from, plan, t.order, task
