// The instruments that an id or a number may mean; $key is the number as numbers are compared.
CALL () {
  MATCH (i:Instrument {id: $id})
  RETURN i
  UNION
  MATCH (i:Instrument {key: $key})
  RETURN i
}
OPTIONAL MATCH (i)-[:SAME_AS*1..4]->(same:Instrument)
WITH i, same
ORDER BY i.id, same.id
WITH i, collect(DISTINCT same.id) AS same
RETURN i.id AS id, i.number AS number, i.issuer AS issuer, i.title AS title, i.resolution AS resolution, i.in_corpus AS in_corpus, same
ORDER BY id
