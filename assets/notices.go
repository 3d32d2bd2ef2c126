package assets

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:generate go run ../internal/notices

//go:embed notices/notices.json
var notices []byte

// Texts are the licences of everything the program is made of, in full, each
// under the names of what comes under it.
//
//go:embed notices/texts.txt
var Texts string

// Notice is one thing by others that the program is made of.
type Notice struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Licence string `json:"licence"` // SPDX
	Link    string `json:"link"`
}

// Notices lists them by name.
func Notices() ([]Notice, error) {
	var list []Notice
	if err := json.Unmarshal(notices, &list); err != nil {
		return nil, fmt.Errorf("read the list of licences: %w", err)
	}
	return list, nil
}
