package restsource

import (
	"encoding/json"
	"fmt"
	"time"
)

// cursor is where a source was read up to. The desk keeps it as opaque bytes.
type cursor struct {
	Since time.Time `json:"since,omitzero"` // news was read up to here, by the server's clock
	Full  time.Time `json:"full,omitzero"`  // the full lists were last read, by ours
	// Alive is each host's restart value, Held until when what is missing is
	// not taken as resolved.
	Alive map[string]string `json:"alive,omitempty"`
	Held  time.Time         `json:"held,omitzero"`
	Polls int               `json:"polls,omitempty"` // pulls left to hold at least
}

// readCursor reads a stored cursor; one that cannot be read starts anew.
func readCursor(raw []byte) cursor {
	var c cursor
	if len(raw) > 0 && json.Unmarshal(raw, &c) != nil {
		return cursor{}
	}
	return c
}

func (c cursor) bytes() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode the cursor: %w", err)
	}
	return raw, nil
}
