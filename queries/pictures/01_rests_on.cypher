// vi: Những gì dựa trên Nghị quyết 76/NQ-CP, trực tiếp và theo chuỗi
// en: What rests on Resolution 76/NQ-CP, directly and in chain
MATCH p = (:Instrument {in_corpus: true})-[:BASED_ON|IMPLEMENTS|SAME_AS*1..3]->(:Instrument {number: '76/NQ-CP'})
RETURN p
LIMIT 100
