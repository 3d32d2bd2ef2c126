package assets

import "embed"

// Translations holds the screen's texts, translations/LANGUAGE.json, keyed by the
// English text; and the toolkit's own, translations/toolkit/LANGUAGE.json, keyed
// as Fyne keys them.
//
//go:embed translations/*.json translations/toolkit/*.json
var Translations embed.FS
