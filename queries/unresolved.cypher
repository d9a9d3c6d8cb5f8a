// title: {vi: Những gì chưa xác định được, en: What resolves to nothing or to two}
// about:
//   vi: 'Viện dẫn chưa biết là văn bản nào: ambiguous, hai văn bản trở lên phù hợp; unresolved, một văn bản có thể nhưng thiếu bằng chứng; partial, không có văn bản nào.'
//   en: 'Citations that lead to no certain instrument: ambiguous, two or more fit; unresolved, one may but nothing proves it; partial, none.'
// parameters:
//   plan: plan?
// columns:
//   plan: {vi: Kế hoạch, en: Plan}
//   kind: {vi: Loại, en: Kind}
//   text: {vi: Viện dẫn, en: Text}
//   candidates: {vi: Có thể là, en: Candidates}
//   sentence: {vi: Câu, en: Sentence}
//
// $plans: the ids that plan leads to, null where it is left out.
MATCH (i:Instrument)
WHERE i.resolution IN ['ambiguous', 'partial', 'unresolved']
CALL (i) {
  MATCH (i)<-[r:CITES]-(plan:Instrument)
  RETURN plan, r
  UNION
  MATCH (i)<-[r:CITES]-(:Task)<-[:ORDERS]-(plan:Instrument)
  RETURN plan, r
}
WITH plan, i, r
WHERE $plans IS NULL OR plan.id IN $plans
RETURN plan.id AS plan, i.resolution AS kind, r.text AS text, coalesce(i.candidates, []) AS candidates, r.sentence AS sentence
ORDER BY plan, coalesce(r.start, 0), text, r.id
