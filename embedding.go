package caterina

// The providers of embedding models.
const (
	ProviderBuiltin = "builtin" // this program; its vectors stand by for those of an endpoint
	ProviderOpenAI  = "openai"  // the endpoint of CATERINA_OPENAI_BASE_URL
)

// EmbeddingState says what a model is to a town.
type EmbeddingState string

// The states.
const (
	EmbeddingBuilding EmbeddingState = "building" // its vectors are being made
	EmbeddingActive   EmbeddingState = "active"   // it answers; one for each town
	EmbeddingRetired  EmbeddingState = "retired"  // it has answered, or stands by
)

// TownModel is an embedding model as a town has it.
type TownModel struct {
	EmbeddingModel

	Town        TownID
	State       EmbeddingState
	Changed     bool      // another model stands behind the name: its vectors cannot be compared
	Fingerprint []float32 // what the model made of a fixed sentence; none of a built-in one
}

// EmbeddingCount says how far the vectors of a model are.
type EmbeddingCount struct {
	Chunks  int // that the town has
	Current int // have a vector of their text
	Old     int // have one of an older text
	Indexed bool
}

// Missing is how many chunks have no vector of their text.
func (c EmbeddingCount) Missing() int { return c.Chunks - c.Current }
