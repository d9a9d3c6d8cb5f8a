// title: {vi: Hai kế hoạch đặt cạnh nhau, en: Two plans side by side}
// about:
//   vi: 'Nhiệm vụ được ghép theo lời văn giống hệt, rồi theo số từ chung từ 60% trở lên. same, cả lời văn, chủ trì, phối hợp và thời hạn như nhau; changed, mỗi điểm khác một dòng; missing, chỉ có ở a; added, chỉ có ở b. Nhận cả số, mã hay tên tệp của kế hoạch.'
//   en: 'Tasks are paired by equal words, then by at least 60% of words in common. same, words, leads, coordinators and term agree; changed, one row for each that does not; missing, in a alone; added, in b alone. A plan is told by its number, id or file.'
// parameters:
//   a: plan
//   b: plan
//   skip: integer = 0
//   limit: integer = 10000000
// columns:
//   kind: {vi: Loại, en: Kind}
//   a: {vi: Nhiệm vụ a, en: Task a}
//   b: {vi: Nhiệm vụ b, en: Task b}
//   field: {vi: Điểm so sánh, en: Field}
//   text_a: {vi: Ở a, en: In a}
//   text_b: {vi: Ở b, en: In b}
// given: [paired_tasks]
//
// $paired_tasks: in the order of a, then what only b has; ids, and whether the words are equal. Names are compared as the plans write them.
UNWIND $paired_tasks AS pair
OPTIONAL MATCH (x:Task {id: pair.a})
OPTIONAL MATCH (y:Task {id: pair.b})
CALL (x) {
  OPTIONAL MATCH (x)<-[r:LEADS]-(:Agency)
  WITH r.name AS name ORDER BY name
  RETURN collect(name) AS leads_a
}
CALL (y) {
  OPTIONAL MATCH (y)<-[r:LEADS]-(:Agency)
  WITH r.name AS name ORDER BY name
  RETURN collect(name) AS leads_b
}
CALL (x) {
  OPTIONAL MATCH (x)<-[r:COORDINATES]-(:Agency)
  WITH r.name AS name ORDER BY name
  RETURN collect(name) AS mates_a
}
CALL (y) {
  OPTIONAL MATCH (y)<-[r:COORDINATES]-(:Agency)
  WITH r.name AS name ORDER BY name
  RETURN collect(name) AS mates_b
}
WITH pair, x, y, leads_a, leads_b, mates_a, mates_b, coalesce(x.deadline, x.deadline_text, '') AS term_a, coalesce(y.deadline, y.deadline_text, '') AS term_b
WITH pair, x, y, leads_a, leads_b, mates_a, mates_b, term_a, term_b,
     CASE WHEN y IS NULL THEN ['missing'] WHEN x IS NULL THEN ['added']
          WHEN pair.equal AND leads_a = leads_b AND mates_a = mates_b AND term_a = term_b THEN ['same']
          ELSE CASE WHEN pair.equal THEN [] ELSE ['text'] END + CASE WHEN leads_a = leads_b THEN [] ELSE ['leads'] END
               + CASE WHEN mates_a = mates_b THEN [] ELSE ['coordinators'] END + CASE WHEN term_a = term_b THEN [] ELSE ['deadline'] END END AS found
UNWIND range(0, size(found) - 1) AS n
WITH pair, x, y, leads_a, leads_b, mates_a, mates_b, term_a, term_b, n, found[n] AS what
WITH pair.place AS place, n, x.id AS left, y.id AS right,
     CASE WHEN what IN ['missing', 'added', 'same'] THEN what ELSE 'changed' END AS kind,
     CASE WHEN what IN ['missing', 'added', 'same'] THEN 'text' ELSE what END AS field,
     CASE what WHEN 'leads' THEN reduce(s = '', w IN leads_a | CASE s WHEN '' THEN w ELSE s + '; ' + w END)
               WHEN 'coordinators' THEN reduce(s = '', w IN mates_a | CASE s WHEN '' THEN w ELSE s + '; ' + w END)
               WHEN 'deadline' THEN term_a ELSE x.text END AS text_a,
     CASE what WHEN 'leads' THEN reduce(s = '', w IN leads_b | CASE s WHEN '' THEN w ELSE s + '; ' + w END)
               WHEN 'coordinators' THEN reduce(s = '', w IN mates_b | CASE s WHEN '' THEN w ELSE s + '; ' + w END)
               WHEN 'deadline' THEN term_b ELSE y.text END AS text_b
RETURN kind, left AS a, right AS b, field, CASE text_a WHEN '' THEN null ELSE text_a END AS text_a, CASE text_b WHEN '' THEN null ELSE text_b END AS text_b
ORDER BY place, n
SKIP $skip LIMIT $limit
