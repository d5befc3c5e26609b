package bot

// plainWords are ordinary words that are one letter away from words the rules
// look for and mean something else.
const plainWords = `
giorno giorni decide decidere scrivere sentire partire
`
