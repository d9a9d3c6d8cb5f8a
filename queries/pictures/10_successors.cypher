// vi: Cơ quan nào đã tiếp nhận việc của cơ quan nào
// en: Which body took over from which
MATCH p = (:Agency)-[:SUCCEEDED_BY]->(:Agency)
RETURN p
