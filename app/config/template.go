package config

import (
	_ "embed"
)

//go:embed template.toml
var template string

// Template is a commented example configuration, for "config init". It loads
// as it is and sets nothing.
func Template() string { return template }
