// vi: Bản dự thảo hay tên gọi tắt, và văn bản mà nó là
// en: A draft or a short name, and the instrument that it is
MATCH p = (:Instrument)-[:SAME_AS]->(:Instrument)
RETURN p
