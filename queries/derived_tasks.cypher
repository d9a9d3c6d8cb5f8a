// title: {vi: Các nhiệm vụ bắt nguồn từ một văn bản, en: The tasks that derive from an instrument}
// about:
//   vi: Qua kế hoạch giao nhiệm vụ và chuỗi căn cứ, thực hiện, cùng văn bản; hoặc do chính nhiệm vụ thực hiện. Mỗi nhiệm vụ một dòng, theo đường ngắn nhất.
//   en: Through the plan that orders it and a chain of BASED_ON, IMPLEMENTS, SAME_AS, or by the task's own IMPLEMENTS. One row a task, by the shortest path.
// parameters:
//   number: instrument
//   issuer: text?
//   year: text?
//   skip: integer = 0
//   limit: integer = 10000000
// columns:
//   task: {vi: Nhiệm vụ, en: Task}
//   text: {vi: Nội dung, en: Text}
//   leads: {vi: Chủ trì, en: Leads}
//   coordinators: {vi: Phối hợp, en: Coordinators}
//   deadline: {vi: Thời hạn, en: Deadline}
//   plan: {vi: Kế hoạch, en: Plan}
//   via: {vi: Qua, en: Via}
//   hops: {vi: Số bước, en: Hops}
//   path: {vi: Đường dẫn, en: Path}
//   evidence: {vi: Câu làm chứng, en: Evidence}
// given: ["reach?"]
//
// $instrument is the id that number, issuer and year lead to. $reach: chains of instruments that end with it, for each instrument the
// shortest one (of several the first in order of ids), as far as the page needs; null where the statement is to find them itself. Tasks come
// after instruments, sentences and parties after the page is cut. A draft gives way to its issued form where that is in the corpus too.
CALL () {
  UNWIND $reach AS chain
  MATCH (i:Instrument {id: head(chain)})
  RETURN i, chain
  UNION ALL
  WITH $instrument AS id
  WHERE $reach IS NULL
  MATCH (root:Instrument {id: id})
  MATCH (i:Instrument)
  WHERE i.id = root.id OR EXISTS { MATCH (i)-[:BASED_ON|IMPLEMENTS|SAME_AS]->(:Instrument) }
  CALL (i, root) {
    WITH i, root WHERE i.id = root.id
    RETURN [root.id] AS chain
    UNION
    WITH i, root WHERE i.id <> root.id
    MATCH p = allShortestPaths((i)-[:BASED_ON|IMPLEMENTS|SAME_AS*..12]->(root))
    WITH [n IN nodes(p) | n.id] AS chain
    RETURN chain ORDER BY chain LIMIT 1
  }
  RETURN i, chain
}
CALL (i, chain) {
  MATCH (i)-[:ORDERS]->(t:Task)
  RETURN t, i AS plan, 'plan' AS via, chain AS path
  UNION ALL
  MATCH (i)<-[:IMPLEMENTS]-(t:Task)<-[:ORDERS]-(plan:Instrument)
  RETURN t, plan, 'task' AS via, [plan.id] + chain AS path
}
WITH t, plan, via, path
WHERE NOT (plan.status = 'draft' AND EXISTS { MATCH (plan)-[:SAME_AS]->(issued:Instrument) WHERE issued.in_corpus AND issued.status = 'issued' })
WITH t, plan, via, path
ORDER BY size(path), via, path
WITH t, plan, head(collect({via: via, path: path})) AS best
WITH t, plan, best.via AS via, best.path AS path, size(best.path) - 1 AS hops
ORDER BY hops, plan.id, t.order, t.id
SKIP $skip LIMIT $limit
WITH plan, via, path, hops, collect(t) AS tasks
CALL (via, path) {
  UNWIND range(CASE via WHEN 'task' THEN 1 ELSE 0 END, size(path) - 2) AS k
  MATCH (:Instrument {id: path[k]})-[r:BASED_ON|IMPLEMENTS|SAME_AS]->(:Instrument {id: path[k + 1]})
  WITH k, type(r) AS relation, r.id AS id, coalesce(r.sentence, r.text, r.reason) AS sentence
  ORDER BY k, relation, id
  WITH k, head(collect({sentence: sentence})) AS first
  ORDER BY k
  RETURN collect(first) AS proof
}
UNWIND tasks AS t
CALL (t, via, path) {
  WITH t, via, path WHERE via = 'task'
  MATCH (t)-[r:IMPLEMENTS]->(:Instrument {id: path[1]})
  WITH r ORDER BY r.id LIMIT 1
  RETURN collect({sentence: coalesce(r.sentence, r.text)}) AS own
}
OPTIONAL MATCH (t)<-[r:LEADS|COORDINATES]-(a:Agency)
WITH t, plan, via, path, hops, own + proof AS words, type(r) AS role, coalesce(r.name, a.name) AS name, r.order AS place
ORDER BY place, name
WITH t, plan, via, path, hops, words, collect({role: role, name: name}) AS parties
RETURN t.id AS task, t.text AS text, [p IN parties WHERE p.role = 'LEADS' | p.name] AS leads,
       [p IN parties WHERE p.role = 'COORDINATES' | p.name] AS coordinators, t.deadline AS deadline, plan.id AS plan, via, hops,
       path, [w IN words | w.sentence] AS evidence
ORDER BY hops, plan, t.order, task
