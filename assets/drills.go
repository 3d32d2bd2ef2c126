package assets

import "embed"

// Drills holds the built-in drill scenarios, drills/NAME.toml.
//
//go:embed drills/*.toml
var Drills embed.FS
