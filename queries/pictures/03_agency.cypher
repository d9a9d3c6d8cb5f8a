// vi: Việc của một cơ quan, chủ trì hay phối hợp, và kế hoạch giao việc
// en: What one body leads or takes part in, and the plans that say so
MATCH p = (:Agency {name: 'Sở Tài chính'})-[:LEADS|COORDINATES]->(:Task)<-[:ORDERS]-(:Instrument)
RETURN p
LIMIT 50
