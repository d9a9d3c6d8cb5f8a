// vi: Việc đến hạn trong một năm
// en: What is due in a year
MATCH (plan:Instrument)-[:ORDERS]->(t:Task)
WHERE t.due_to >= date('2025-01-01') AND t.due_to <= date('2025-12-31')
OPTIONAL MATCH (t)<-[:LEADS]-(a:Agency)
WITH plan, t, a
ORDER BY a.name
RETURN t.due_to AS due, t.text AS text, collect(a.name) AS leads, plan.caption AS plan
ORDER BY due, plan, text
