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
//
// $instrument is the id that number, issuer and year lead to. The reach is computed over instruments first, tasks after:
// few instruments order many tasks. A draft gives way to its issued form where that is in the corpus too.
MATCH (root:Instrument {id: $instrument})
MATCH (i:Instrument)
WHERE i.id = root.id OR i.in_corpus OR EXISTS { MATCH (i)-[:SAME_AS]->(:Instrument) }
CALL (i, root) {
  WITH i, root WHERE i.id = root.id
  RETURN [root.id] AS chain
  UNION
  WITH i, root WHERE i.id <> root.id
  MATCH p = allShortestPaths((i)-[:BASED_ON|IMPLEMENTS|SAME_AS*..12]->(root))
  WITH [n IN nodes(p) | n.id] AS chain
  RETURN chain ORDER BY chain LIMIT 1
}
CALL (chain) {
  UNWIND range(0, size(chain) - 2) AS k
  MATCH (:Instrument {id: chain[k]})-[r:BASED_ON|IMPLEMENTS|SAME_AS]->(:Instrument {id: chain[k + 1]})
  WITH k, type(r) AS relation, r.id AS id, coalesce(r.sentence, r.text, r.reason) AS sentence
  ORDER BY k, relation, id
  WITH k, head(collect({sentence: sentence})) AS first
  ORDER BY k
  RETURN collect(first) AS proof
}
CALL (i, chain, proof) {
  MATCH (i)-[:ORDERS]->(t:Task)
  RETURN t, i AS plan, 'plan' AS via, chain AS path, proof AS words
  UNION
  MATCH (i)<-[r:IMPLEMENTS]-(t:Task)<-[:ORDERS]-(plan:Instrument)
  RETURN t, plan, 'task' AS via, [plan.id] + chain AS path, [{sentence: coalesce(r.sentence, r.text)}] + proof AS words
}
WITH t, plan, via, path, words
WHERE NOT (plan.status = 'draft' AND EXISTS { MATCH (plan)-[:SAME_AS]->(issued:Instrument) WHERE issued.in_corpus AND issued.status = 'issued' })
WITH t, plan, via, path, words
ORDER BY size(path), via, path
WITH t, plan, head(collect({via: via, path: path, words: words})) AS best
WITH t, plan, best, size(best.path) - 1 AS hops
ORDER BY hops, plan.id, t.order, t.id
SKIP $skip LIMIT $limit
OPTIONAL MATCH (t)<-[r:LEADS|COORDINATES]-(a:Agency)
WITH t, plan, best, hops, type(r) AS role, coalesce(r.name, a.name) AS name, r.order AS place
ORDER BY place, name
WITH t, plan, best, hops, collect({role: role, name: name}) AS parties
RETURN t.id AS task, t.text AS text, [p IN parties WHERE p.role = 'LEADS' | p.name] AS leads,
       [p IN parties WHERE p.role = 'COORDINATES' | p.name] AS coordinators, t.deadline AS deadline, plan.id AS plan, best.via AS via, hops,
       best.path AS path, [w IN best.words | w.sentence] AS evidence
ORDER BY hops, plan, t.order, task
