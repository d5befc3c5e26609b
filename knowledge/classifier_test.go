package knowledge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sampleExamples are three classes told apart by one term each; term 0 is in all.
func sampleExamples() []example {
	var out []example
	for class := range int32(3) {
		for n := range termID(4) {
			out = append(out, newExample([]termID{0, termID(class) + 1, 10 + n}, class))
		}
	}
	return out
}

func probabilities(c *classifier, terms ...termID) []float32 {
	scores := make([]float32, c.classes)
	c.classify(newExample(terms, 0).features, scores, nil)
	return scores
}

func TestClassifierLearnsWhatTellsClassesApart(t *testing.T) {
	t.Parallel()

	c := trainClassifier(sampleExamples(), 20, 3, DefaultWeights().Training)
	for class := range termID(3) {
		p := probabilities(c, 0, class+1)
		var sum float32
		for other, q := range p {
			sum += q
			if other != int(class) && q >= p[class] {
				t.Errorf("class %d: %v", class, p)
			}
		}
		if p[class] < 0.8 || sum > 1.0001 {
			t.Errorf("class %d has %v of %v in all", class, p[class], sum)
		}
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	t.Parallel()

	a := trainClassifier(sampleExamples(), 20, 3, DefaultWeights().Training)
	b := trainClassifier(sampleExamples(), 20, 3, DefaultWeights().Training)
	if diff := cmp.Diff(a.weights, b.weights, cmp.AllowUnexported(classWeight{})); diff != "" {
		t.Errorf("two trainings differ:\n%s", diff)
	}
}

func TestUnknownFeaturesTouchNoClass(t *testing.T) {
	t.Parallel()

	c := trainClassifier(sampleExamples(), 20, 3, DefaultWeights().Training)
	scores := make([]float32, 3)
	if touched := c.classify(newExample([]termID{19}, 0).features, scores, nil); len(touched) != 0 {
		t.Errorf("classes %v were touched", touched)
	}
}

func TestFeaturesOfMostClassesAreDropped(t *testing.T) {
	t.Parallel()

	var examples []example
	for class := range int32(fewClasses + 50) {
		examples = append(examples, newExample([]termID{0, termID(class) + 1}, class))
	}
	c := trainClassifier(examples, fewClasses+51, fewClasses+50, DefaultWeights().Training)
	if n := len(c.weights[0]); n != 0 {
		t.Errorf("the feature of all classes has %d weights, want none", n)
	}
	if n := len(c.weights[1]); n != 1 {
		t.Errorf("the feature of one class has %d weights, want one", n)
	}
}

func TestClassifierWithoutExamples(t *testing.T) {
	t.Parallel()

	if p := probabilities(trainClassifier(nil, 5, 1, DefaultWeights().Training), 1); p[0] != 0 {
		t.Errorf("probabilities %v from nothing", p)
	}
}
