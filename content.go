package caterina

// Content is what one town publishes: a parsed town folder on its way in, or
// the town as it stands in the database on its way to an index.
type Content struct {
	Town     Town
	Version  int64 // raised by every import that changes something; 0 in a parsed folder
	Cards    []Card
	Offices  []Office
	Services []Service
	Streets  []Street
	Lexicon  string    // the town's own concept lines, as in lexicon.txt
	Variants []Variant // questions that people taught, for its own and for inherited cards; none in a parsed folder
}

// ImportCounts says what an import did, item by item.
type ImportCounts struct {
	Created, Updated, Unchanged, Rejected int
}

// Chunk is one stretch of a card's text as the dense leg embeds it. Ordinal is
// its place in the card, from 0. Hash is the SHA-256 of Text.
type Chunk struct {
	ID      int64 // in the database
	Card    string
	Ordinal int
	Text    string
	Hash    [32]byte
}

// EmbeddingModel is one way of turning text into vectors. Vectors of different
// models are never compared.
type EmbeddingModel struct {
	ID       int64
	Provider string // "builtin" or "openai"
	Name     string
	Dims     int
}

// Neighbour is a card found near a question by the dense leg. Similarity is the
// cosine, -1 to 1, of its nearest chunk.
type Neighbour struct {
	Town       TownID
	Card       string
	Similarity float64
}

// Items is what an import stores of one town in one transaction.
type Items struct {
	Cards    []Card
	Offices  []Office
	Services []Service
	Streets  []Street // all that the town has, in place of those stored; nil leaves these as they are
}
