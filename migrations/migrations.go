// Package migrations holds the database schema as numbered SQL files, read by
// goose when a process starts and by sqlc when queries are generated. A file
// that has been released is never changed: a correction is a new file.
package migrations

import "embed"

// FS holds the SQL files, at its root.
//
//go:embed *.sql
var FS embed.FS
