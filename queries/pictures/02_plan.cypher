// vi: Một kế hoạch, nhiệm vụ của nó và cơ quan chủ trì
// en: A plan, its tasks and who leads them
MATCH p = (:Instrument {number: '276/KH-UBND'})-[:ORDERS]->(:Task)<-[:LEADS]-(:Agency)
RETURN p
LIMIT 40
