package knowledge

// Every number that retrieval rests on is in this file. docs/evaluation.md says
// how each was measured and what the questions were; the figures in the comments
// are from there. Changing one of them changes answers: run "make eval".

// Weights are the numbers of the ranking.
type Weights struct {
	// K1 and B are BM25's: how soon repeating a word stops counting, and how much
	// long cards are held back. Flat from 0.8 to 2 and from 0.5 to 1: the textbook's.
	K1, B float32

	// Title, Summary, Question and Body say how often a word of that part of a card
	// counts. Flat from 1 to 5 for titles; bodies at 0.25 lose 3 points of hit1
	// where answers are found in the text alone.
	Title, Summary, Question, Body float32

	// BodyConcept is the share of a concept met in a body: a long text touches many
	// concepts by the way. 1 loses 2 points of hit1 and 5 of hit10 on such texts.
	BodyConcept float32

	// Tie is the share of the ways of meeting a word other than the best one: at 1
	// (plain BM25) a word that the lexicon knows outweighs one it does not, which
	// costs 2 to 4 points of hit1.
	Tie float32

	// FacetWord and FacetConcept are the weights of words, and of concepts, that
	// only tell what is asked about a service ("orari", "quanto costa"). 1 and 1 lose
	// 2 points of hit1 on cards of a title only.
	FacetWord, FacetConcept float32

	// Phrase is the weight of a concept met as a phrase, Part that of the words inside
	// one: "spesa" in "buoni spesa" is not shopping. 1 and 1 lose 2 points.
	Phrase, Part float32

	// Thesaurus is the weight of a synonym. 0 loses half a point, 0.3 gains nothing.
	Thesaurus float32

	// Classifier is the share of the classifier for a card with many questions;
	// ClassifierPrior is the number of questions at which a card gets half of it. 0
	// loses 2 points of hit1 where cards have questions and 10 on the demo towns; a
	// share without questions loses as much on cards of a title only.
	Classifier, ClassifierPrior float32

	// Dense is the weight of the built-in vectors. They find what is spelled alike,
	// not what means the same: 0.05 adds 1 to 3 points of hit10 on small towns and
	// takes nothing from hit1, 0.25 takes 1 point.
	Dense float32

	// Expired is what a card that does not hold on the day is put back by. Among cards
	// for the same need the current one comes first; a question that names the year
	// of the old one still finds it. Flat from 0 to 0.2 on the demo towns, where the
	// old cards say their year; 0.3 loses 1 point.
	Expired float32

	// Training is how the classifier is trained, Gate how the gate is. Flat for
	// rates from 1 to 5 and from 10 epochs on.
	Training, Gate Training
}

// Training says how to learn: how often all examples are shown, how large the
// steps are, and how fast weights that nothing confirms are forgotten.
type Training struct {
	Epochs      int
	Rate, Decay float32
}

// DefaultWeights returns the weights the program runs with.
func DefaultWeights() Weights {
	return Weights{
		K1: 1.2, B: 0.75,
		Title: 2, Summary: 1, Question: 1, Body: 1, BodyConcept: 0.25,
		Tie: 0.1, FacetWord: 0.8, FacetConcept: 0.4, Phrase: 1.5, Part: 0.6, Thesaurus: 0.2,
		Classifier: 0.5, ClassifierPrior: 0.2,
		Dense: 0.05, Expired: 0.15,
		Training: Training{Epochs: 10, Rate: 3, Decay: 1e-4},
		Gate:     Training{Epochs: 10, Rate: 2, Decay: 1e-4},
	}
}

// Thresholds of the verdict, as probabilities.
const (
	// rejectFrom is where a question counts as out of scope. Fitted without the town
	// it is measured on, it declines 97 to 98 % of what is out of scope and about
	// 1 % of what is not; at 0.5, 1 point less of either.
	rejectFrom = 0.4

	// clearFrom is where the first card is answered from without asking back. Four
	// questions of five are answered so, 0.5 to 1.5 % of all from a wrong card. When
	// the right card is missing, 25 to 31 % are answered from another one; at 0.72
	// it is 3 points more of both.
	clearFrom = 0.75
)

// rejectModel tells how likely a question is out of scope: a logistic regression
// on the signals, fitted to 2,600 questions in scope and 4,000 out of scope put to
// 11 towns of 5 to 440 cards, each town counting the same.
func rejectModel() linear {
	return linear{bias: -4.007, signals: signals{
		coverage: -2.759, strangers: 4.069, fit: -4.342, brevity: 9.352, off: 0.474, gate: 0.700, size: 0.581, variants: 1.212,
	}}
}

// confidenceModel tells how likely the first card is right when the question is
// in scope: a logistic regression on the same questions.
func confidenceModel() linear {
	return linear{bias: -1.204, signals: signals{coverage: 1.661, margin: 5.665, known: 0.208}}
}
