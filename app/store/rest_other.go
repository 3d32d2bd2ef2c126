//go:build !linux

package store

// Rest gives memory back where the system lets us; here it cannot.
func (s *Store) Rest() {}
