package assets

import "embed"

// Updates holds what customer updates are written and checked with:
// updates/words-LANGUAGE.toml, and the templates.
//
//go:embed updates
var Updates embed.FS
