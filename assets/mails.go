package assets

import "embed"

// Mails holds the built-in mail recognisers, one TOML file each
// (docs/recognisers.md).
//
//go:embed mails/*.toml
var Mails embed.FS
