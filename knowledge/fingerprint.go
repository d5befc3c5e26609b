package knowledge

import (
	"context"
	"fmt"

	"example.org/caterina"
)

// fingerprintSentence is what every model of an endpoint is asked, when it is added and
// later. It must never change: the answers are compared.
const fingerprintSentence = "Come si chiede il contributo per l'affitto, e quali documenti servono per l'iscrizione al nido?"

// sameFrom is the cosine from which two answers are of the same model. Servers that
// reckon with fewer bits stay above .999; other models are far below.
const sameFrom = 0.99

// Fingerprint asks the endpoint for the vector of the fixed sentence; its length is that
// of the model's vectors. An answer that is no vector is CodeUnavailable.
func Fingerprint(ctx context.Context, vectors Vectors, town caterina.TownID) ([]float32, error) {
	got, _, err := vectors.Embed(ctx, town, []string{fingerprintSentence})
	if err != nil {
		return nil, fmt.Errorf("ask the model for a vector: %w", err)
	}
	dims := 0
	if len(got) > 0 {
		dims = len(got[0])
	}
	if unsound(got, 1, dims) != "" {
		return nil, caterina.Errorf(caterina.CodeUnavailable, "Il modello risponde con qualcosa che non è un vettore: controlla che CATERINA_OPENAI_EMBEDDING_MODEL sia un modello per i vettori (embedding).")
	}
	return atLengthOne(got)[0], nil
}

// SameModel says whether a model whose fingerprint this is still stands behind its name.
func SameModel(model caterina.TownModel, fingerprint []float32) bool {
	if len(model.Fingerprint) == 0 {
		return true
	}
	return len(fingerprint) == model.Dims && cosineOf(model.Fingerprint, fingerprint) >= sameFrom
}

func cosineOf(a, b []float32) float64 {
	var dot float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
	}
	if both := lengthOf(a) * lengthOf(b); both > 0 {
		return dot / both
	}
	return 0
}

// Marker notes in the database whether another model stands behind a name.
type Marker interface {
	MarkModel(ctx context.Context, model caterina.TownModel, changed bool) error
}

// CheckModel compares a model with what the endpoint answers now and notes the result:
// a changed one is asked no question until its vectors are made anew. Then the error is
// CodeConflict and says what to do.
func CheckModel(ctx context.Context, store Marker, model caterina.TownModel, fingerprint []float32) error {
	same := SameModel(model, fingerprint)
	if same == model.Changed {
		if err := store.MarkModel(ctx, model, !same); err != nil {
			return fmt.Errorf("note what the model is: %w", err)
		}
	}
	switch {
	case same:
		return nil
	case len(fingerprint) != model.Dims:
		return caterina.Errorf(caterina.CodeConflict,
			"Il modello «%s» ora dà vettori di %d numeri, e non più di %d: dietro lo stesso nome ne risponde un altro. I suoi vettori non vengono usati. Rimetti il modello di prima, o rifai i vettori con «caterina embeddings add -renew» e «caterina embeddings backfill».",
			model.Name, len(fingerprint), model.Dims)
	default:
		return caterina.Errorf(caterina.CodeConflict,
			"Dietro il nome «%s» ora risponde un altro modello: i vettori già fatti non si possono più confrontare con i suoi, e non vengono usati. Rimetti il modello di prima, o rifai i vettori con «caterina embeddings add -renew» e «caterina embeddings backfill».",
			model.Name)
	}
}
