package assets

import "embed"

// Mark is the app's icon.
//
//go:embed icons/mark.svg
var Mark []byte

// Icons are Google's Material icons, outlined, and a few of our own; one
// colour each, which ui/look replaces.
//
//go:embed icons/*.svg
var Icons embed.FS
