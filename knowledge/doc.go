// Package knowledge is what a town knows and how a question finds it.
//
// Content comes in as text files that a clerk can read: ParseTown, ParseOffice,
// ParseService and ParseCard check them exactly and say in Italian what is
// wrong, where, and what to do. Importer stores what was read, cuts each card
// into Chunks and gives them vectors. The package source reads folders and
// files.
//
// Questions are answered from memory: an Index holds everything one town can
// answer from (its own cards, then its parent's), and the Library keeps one
// current Index for each town and swaps it when the content changes.
//
// The package stores nothing itself: it declares the few methods it needs of a
// database, and internal/postgres has them.
package knowledge
