package store

import "context"

// Salvage counts what was carried over from a damaged store.
type Salvage struct {
	Cause                                       string // why the store was set aside
	Incidents, Alerts, Entries, Actions, People int
	Lost                                        int    // records that were there and could not be read
	Failed                                      string // why carrying over ended early; empty: it did not
}

// Salvaged tells what was carried over at this Open.
func (s *Store) Salvaged() Salvage { return s.salvage }

func (s *Store) replaceDamaged(ctx context.Context, why error) error { return why }
