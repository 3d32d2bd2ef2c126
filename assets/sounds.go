package assets

import "embed"

// Sounds holds sounds/critical.wav, sounds/major.wav and sounds/minor.wav:
// PCM, 16 bit, mono, 22.05 kHz, written by the generator beside them.
//
//go:generate go run ./sounds/gen sounds
//go:embed sounds/*.wav
var Sounds embed.FS
