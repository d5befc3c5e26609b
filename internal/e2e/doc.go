// Package e2e tests the whole program from outside: the real binary on a real
// Postgres, killed for real, with real sockets and a real browser. It holds
// tests only.
package e2e
