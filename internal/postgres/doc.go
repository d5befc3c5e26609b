// Package postgres keeps everything Caterina remembers in PostgreSQL with
// pgvector: what the towns publish, the vectors of it, the conversations with
// their append-only log, and the turns the bot owes.
//
// Every SQL statement is in query/*.sql, or in a function of the migrations, and
// reaches Go as the generated package dbq, which never leaves this one. The
// store implements small interfaces that the packages which call it declare.
// Errors carry a caterina.Code: unavailable when the database cannot be reached
// or is overloaded, not_found, conflict when somebody else was faster, invalid.
package postgres

//go:generate sqlc generate --file ../../sqlc.yaml
