// Package agenda carries the rules of appointments out: it reads the timetables
// that package booking computes with, does over the store what citizens and staff
// ask for, and tells people of it. What may happen is decided in booking, that it
// happens once in the database.
package agenda
