package assets

import "embed"

// Postmortem holds what a postmortem is made of: postmortem/LANGUAGE/ its
// sections, postmortem/words-LANGUAGE.toml the words around and against blame.
//
//go:embed postmortem
var Postmortem embed.FS
