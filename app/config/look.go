package config

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// The themes of the window.
const (
	ThemeSystem = "system"
	ThemeDark   = "dark"
	ThemeLight  = "light"
)

// The clocks of the window.
const (
	ClockSystem = "system"
	Clock24     = "24h"
	Clock12     = "12h"
)

// KeyOff switches an action's key off in Look.Keys.
const KeyOff = "none"

// Look says how the window looks and which keys it knows.
type Look struct {
	Zone     string            `toml:"zone"`      // IANA name; empty: the system's
	Clock    string            `toml:"clock"`     // system, 24h, 12h
	Language string            `toml:"language"`  // en, de; empty: the system's
	Theme    string            `toml:"theme"`     // system, dark, light
	TextSize int               `toml:"text_size"` // percent: 100 to 200
	Contrast bool              `toml:"contrast"`  // high contrast
	Motion   bool              `toml:"motion"`    // fades; true
	Flash    bool              `toml:"flash"`     // the window flashes beside the sound
	Letters  bool              `toml:"letters"`   // single-letter keys; true
	Keys     map[string]string `toml:"keys"`      // action to key, in place of the usual one; none: off
}

var (
	knownThemes    = []string{ThemeSystem, ThemeDark, ThemeLight}
	knownClocks    = []string{ClockSystem, Clock24, Clock12}
	knownLanguages = []string{"", "en", "de"}
	knownModifiers = []string{"ctrl", "cmd", "alt", "shift"}
)

// The bounds of Look.TextSize, in percent.
const (
	MinTextSize = 100
	MaxTextSize = 200
)

func (f *file) checkLook() {
	l := &f.set.Look
	f.zone("look.zone", l.Zone)
	f.oneOf("look.clock", l.Clock, knownClocks)
	f.oneOf("look.language", l.Language, knownLanguages)
	f.oneOf("look.theme", l.Theme, knownThemes)
	if f.has("look.text_size") && (l.TextSize < MinTextSize || l.TextSize > MaxTextSize) {
		f.add("look.text_size", "write 100 to 200, in percent", "a text size of %d %% is out of range", l.TextSize)
	}
	for _, action := range slices.Sorted(maps.Keys(l.Keys)) {
		if key := l.Keys[action]; !isKey(key) {
			f.add(joinKey("look.keys", action), `write a key such as "A", "Ctrl+K" or "F6", or "none"`, "%q is no key", clip(key))
		}
	}
}

// isKey takes "none", a key, one with modifiers, or two after each other ("G N").
// Which names a keyboard has is for the window to know.
func isKey(text string) bool {
	keys := strings.Fields(text)
	if len(keys) == 0 || len(keys) > 2 {
		return false
	}
	for _, key := range keys {
		// The last plus may be the key itself: "Ctrl++".
		cut := strings.LastIndex(key[:len(key)-1], "+")
		last := key[cut+1:]
		if n := utf8.RuneCountInString(last); n > 12 || n > 1 && strings.Contains(last, "+") {
			return false
		}
		if cut >= 0 && slices.ContainsFunc(strings.Split(strings.ToLower(key[:cut]), "+"), func(word string) bool {
			return !slices.Contains(knownModifiers, word)
		}) {
			return false
		}
	}
	return true
}
