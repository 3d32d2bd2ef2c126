package keys

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"turnaround/ui/words"
)

// mac decides what the main modifier is called and which key it is.
const mac = runtime.GOOS == "darwin"

// chord is a key with its modifiers in canonical spelling: "A", "Esc", "Ctrl+Shift+M".
// "Ctrl" is the system's main modifier: Cmd on macOS.
type chord string

// keyNames are Fyne's names for keys that are called otherwise here.
var keyNames = map[fyne.KeyName]string{
	fyne.KeyEscape: "Esc", fyne.KeyReturn: "Enter", fyne.KeyEnter: "Enter", fyne.KeyBackspace: "Backspace",
	fyne.KeyPageUp: "PgUp", fyne.KeyPageDown: "PgDn",
}

// plainKeys are keys without a character that may stand alone.
var plainKeys = []string{"Esc", "Enter", "Backspace", "PgUp", "PgDn", "Home", "End", "Up", "Down", "Left", "Right",
	"Insert", "Delete", "Space", "Tab", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"}

// modifiers in the order in which they are written.
var modifiers = []string{"Ctrl", "Alt", "Shift", "Super"}

// parse reads "J|Down" or "G N" into alternatives of strokes.
func parse(text string) ([][]chord, error) {
	var alternatives [][]chord
	for alternative := range strings.SplitSeq(text, "|") {
		var strokes []chord
		for _, stroke := range strings.Fields(alternative) {
			c, err := parseChord(stroke)
			if err != nil {
				return nil, err
			}
			strokes = append(strokes, c)
		}
		if n := len(strokes); n == 0 || n > 2 {
			return nil, fmt.Errorf("%q is no key: write A, F6, Ctrl+Enter, or two strokes like G N", text)
		}
		alternatives = append(alternatives, strokes)
	}
	return alternatives, nil
}

func parseChord(text string) (chord, error) {
	parts := []string{text}
	if plus, ok := strings.CutSuffix(text, "++"); ok {
		parts = append(strings.Split(plus, "+"), "+")
	} else if text != "+" {
		parts = strings.Split(text, "+")
	}
	key := canonicalKey(parts[len(parts)-1])
	if key == "" {
		return "", fmt.Errorf("%q is no key: write a character, or one of %s", text, strings.Join(plainKeys, ", "))
	}
	held := map[string]bool{}
	for _, part := range parts[:len(parts)-1] {
		m := canonicalModifier(part)
		if m == "" {
			return "", fmt.Errorf("%q is no key: %q is no modifier; use Ctrl, Alt, Shift", text, part)
		}
		held[m] = true
	}
	if held["Shift"] && len(held) == 1 {
		return "", fmt.Errorf("%q: Shift alone is not told apart; add Ctrl or Alt", text)
	}
	return join(held, key), nil
}

func canonicalKey(text string) string {
	if utf8.RuneCountInString(text) == 1 {
		return strings.ToUpper(text)
	}
	for _, key := range plainKeys {
		if strings.EqualFold(key, text) {
			return key
		}
	}
	return ""
}

func canonicalModifier(text string) string {
	if strings.EqualFold(text, "Cmd") {
		return "Ctrl"
	}
	for _, m := range modifiers {
		if strings.EqualFold(m, text) {
			return m
		}
	}
	return ""
}

func join(held map[string]bool, key string) chord {
	var parts []string
	for _, m := range modifiers {
		if held[m] {
			parts = append(parts, m)
		}
	}
	return chord(strings.Join(append(parts, key), "+"))
}

// ofRune is the chord of a typed character; letters count in either case.
func ofRune(r rune) chord { return chord(string(unicode.ToUpper(r))) }

// ofKey is the chord of a key without a character; "" where a rune follows.
func ofKey(name fyne.KeyName) chord {
	key := string(name)
	if short := keyNames[name]; short != "" {
		key = short
	}
	if slices.Contains(plainKeys, key) {
		return chord(key)
	}
	return ""
}

// ofShortcut is the chord of a shortcut; "" where it is no keyboard's.
func ofShortcut(s fyne.Shortcut) chord {
	k, ok := s.(fyne.KeyboardShortcut)
	if !ok {
		return ""
	}
	key := string(k.Key())
	if short := keyNames[k.Key()]; short != "" {
		key = short
	}
	main, other := fyne.KeyModifierControl, fyne.KeyModifierSuper
	if mac {
		main, other = other, main
	}
	held := map[string]bool{
		"Ctrl": k.Mod()&main != 0, "Super": k.Mod()&other != 0,
		"Alt": k.Mod()&fyne.KeyModifierAlt != 0, "Shift": k.Mod()&fyne.KeyModifierShift != 0,
	}
	return join(held, key)
}

// character tells whether a chord is a single character: such keys are for
// typing first, and can be switched off.
func (c chord) character() bool { return utf8.RuneCountInString(string(c)) == 1 }

// held tells whether modifiers belong to the chord.
func (c chord) held() bool { return len(c) > 1 && strings.Contains(string(c[:len(c)-1]), "+") }

// show is how a chord is written on a key cap.
func (c chord) show() string {
	text := string(c)
	if !c.held() {
		return keyCap(text)
	}
	tail := ""
	if strings.HasSuffix(text, "++") {
		text, tail = strings.TrimSuffix(text, "++"), "+"
	}
	parts := strings.Split(text, "+")
	for n := range parts {
		parts[n] = keyCap(parts[n])
	}
	if tail != "" {
		parts = append(parts, tail)
	}
	return strings.Join(parts, "+")
}

func keyCap(key string) string {
	switch key {
	case "Ctrl":
		if mac {
			return "Cmd"
		}
		return words.T("Ctrl")
	case "Shift":
		return words.T("Shift")
	case "Enter":
		return words.T("Enter")
	case "Space":
		return words.T("Space")
	case "Up":
		return "↑"
	case "Down":
		return "↓"
	case "Left":
		return "←"
	case "Right":
		return "→"
	}
	return key
}
