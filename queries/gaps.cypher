// title: {vi: Chỗ còn thiếu trong kế hoạch, en: What a plan leaves open}
// about:
//   vi: 'no_lead, nhiệm vụ không nêu cơ quan chủ trì; group_lead, chỉ giao một nhóm cơ quan; no_deadline, không nêu thời hạn (việc định kỳ thì có); missing_annex, lời giao việc nhắc phụ lục kèm theo mà kế hoạch không có phụ lục. Bản dự thảo nhường cho bản ban hành, trừ khi hỏi đích danh.'
//   en: 'no_lead, a task that names no leading body; group_lead, one led by a group only; no_deadline, one without a term (a recurring one has one); missing_annex, words of a task that speak of an attached annex where the plan has none. A draft gives way to its issued form, unless it is asked for.'
// parameters:
//   plan: plan?
//   skip: integer = 0
//   limit: integer = 10000000
// columns:
//   plan: {vi: Kế hoạch, en: Plan}
//   kind: {vi: Loại, en: Kind}
//   item: {vi: Mục, en: Item}
//   text: {vi: Nội dung, en: Text}
// given: [annex_words, attached_words]
//
// $plans: the ids that plan leads to, null where it is left out. $annex_words and $attached_words: how knowledge writes an annex and that
// it is attached, both in small letters.
MATCH (plan:Instrument)-[:ORDERS]->(t:Task)
WHERE plan.id IN $plans
   OR $plans IS NULL AND NOT (plan.status = 'draft' AND EXISTS { MATCH (plan)-[:SAME_AS]->(issued:Instrument) WHERE issued.in_corpus AND issued.status = 'issued' })
OPTIONAL MATCH (t)<-[:LEADS]-(a:Agency)
WITH plan, t, count(a) AS leads, sum(CASE WHEN a.kind <> 'group' THEN 1 ELSE 0 END) AS single,
     EXISTS { MATCH (plan)-[:HAS_SECTION]->(s:Section) WHERE s.path STARTS WITH 'annex' } AS annexed, toLower(t.text) AS words
WITH plan, t,
     CASE WHEN leads = 0 THEN ['no_lead'] WHEN single = 0 THEN ['group_lead'] ELSE [] END
     + CASE WHEN t.deadline IS NULL AND t.deadline_text IS NULL THEN ['no_deadline'] ELSE [] END
     + CASE WHEN NOT annexed AND any(w IN $annex_words WHERE words CONTAINS w) AND any(w IN $attached_words WHERE words CONTAINS w)
            THEN ['missing_annex'] ELSE [] END AS kinds
UNWIND kinds AS kind
RETURN plan.id AS plan, kind, t.item AS item, t.text AS text
ORDER BY plan, kind, t.order, item
SKIP $skip LIMIT $limit
