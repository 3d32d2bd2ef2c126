// Package assets holds the data files built into the program.
package assets

import "embed"

// Profiles holds the built-in source profiles, profiles/NAME.toml; their
// schema is told in docs/profiles.md.
//
//go:embed profiles/*.toml
var Profiles embed.FS
