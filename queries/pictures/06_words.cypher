// vi: Nhiệm vụ có một cụm từ
// en: Tasks that hold some words
MATCH (plan:Instrument)-[:ORDERS]->(t:Task)
WHERE toLower(t.text) CONTAINS 'dịch vụ công trực tuyến'
RETURN plan.caption AS plan, t.item AS item, t.text AS text, t.deadline_text AS deadline
ORDER BY plan, t.order
