// The instruments that a number or an id may mean; $number in lower case, without blanks.
MATCH (i:Instrument)
WHERE i.id = $id OR toLower(replace(i.number, ' ', '')) = $number
OPTIONAL MATCH (i)-[:SAME_AS*1..4]->(same:Instrument)
WITH i, same
ORDER BY i.id, same.id
WITH i, collect(DISTINCT same.id) AS same
RETURN i.id AS id, i.number AS number, i.issuer AS issuer, i.title AS title, i.resolution AS resolution, i.in_corpus AS in_corpus, same
ORDER BY id
