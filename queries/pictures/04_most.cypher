// vi: Cơ quan nào chủ trì nhiều việc nhất
// en: Who leads most
MATCH (a:Agency)-[:LEADS]->(t:Task)
RETURN a.name AS agency, a.jurisdiction AS place, count(t) AS tasks
ORDER BY tasks DESC, agency, place
LIMIT 20
