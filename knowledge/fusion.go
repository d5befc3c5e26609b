package knowledge

// Weights are the numbers that retrieval rests on, all in one place.
type Weights struct {
	K1, B float32

	Title, Summary, Body, Question float32

	Tie, FacetWord, FacetConcept, Phrase, Part, Thesaurus, BodyConcept float32

	Classifier, ClassifierPrior float32
	Training                    Training

	GateTraining Training
	Dense        float32
	Expired      float32
}

// Training says how the classifier is trained.
type Training struct {
	Epochs      int
	Rate, Decay float32
}

// DefaultWeights returns the weights the program runs with.
func DefaultWeights() Weights {
	return Weights{
		K1: 1.2, B: 0.75,
		Title: 2, Summary: 1, Body: 1, Question: 1,
		Tie: 0.1, FacetWord: 0.8, FacetConcept: 0.4, Phrase: 1.5, Part: 0.6, BodyConcept: 0.25, Thesaurus: 0.2,
		Classifier: 0.5, ClassifierPrior: 0.2,
		Training:     Training{Epochs: 10, Rate: 3, Decay: 1e-4},
		GateTraining: Training{Epochs: 10, Rate: 2, Decay: 1e-4},
		Dense:        0.05, Expired: 0.05,
	}
}

const (
	rejectFrom = 0.43
	clearFrom  = 0.7
)

func rejectModel() linear {
	return linear{bias: -6.114, signals: signals{
		fit: -2.950, coverage: -3.017, off: 0.624, strangers: 3.909, brevity: 8.589, gate: 0.761, size: 0.844, variants: 1.807,
	}}
}

func confidenceModel() linear {
	return linear{bias: -0.972, signals: signals{margin: 5.799, coverage: 1.534, known: 0.376}}
}
