package caterina

// Street is one street of a town and a point of it, from which the nearest office
// is found.
type Street struct {
	Name     string
	District string // tells streets of one name apart; "" where there is only one
	Lat, Lon float64
}

// StreetsNamed is what a text says of a town's streets.
type StreetsNamed struct {
	Streets []Street // what was named; several where the text does not tell them apart
	Said    string   // the words of the text that name them, with the number of the house
	Sure    bool     // named as a street, "via Fani", and not by its name alone
	Unknown bool     // something was named as a street that is none of them
}

// InItaly says whether a point is in Italy or right beside it. What is no number is
// nowhere.
func InItaly(lat, lon float64) bool {
	return lat >= 35.2 && lat <= 47.2 && lon >= 6.5 && lon <= 18.7
}
