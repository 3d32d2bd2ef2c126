// Package text makes text from strangers fit for a line on a screen or a
// terminal, and says spans of time the short way.
package text

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Line gives one line without control or direction characters, at most n
// runes long: what a terminal or a widget shows literally.
func Line(text string, n int) string {
	var b strings.Builder
	count := 0
	for _, r := range text {
		if !printable(r) {
			r = ' '
		}
		if count == n {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		count++
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Block keeps line breaks, and tames each line as Line does.
func Block(text string, n int) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Line(line, n)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func printable(r rune) bool {
	return !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != unicode.ReplacementChar
}

// Age says a span in the largest unit that tells it: 45s, 12m, 3h, 4d.
func Age(d time.Duration) string {
	switch {
	case d < 0:
		return "0s"
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dd", int(d.Hours()/24))
}

// Span says how long something took, in the two largest units: 45s, 12m 30s, 1h 27m, 4d 3h.
func Span(d time.Duration) string {
	d = max(d, 0)
	units := []struct {
		name string
		size time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}
	for n, u := range units {
		if d < u.size {
			continue
		}
		said := fmt.Sprintf("%d%s", d/u.size, u.name)
		if n+1 < len(units) {
			if rest := d % u.size / units[n+1].size; rest > 0 {
				said += fmt.Sprintf(" %d%s", rest, units[n+1].name)
			}
		}
		return said
	}
	return "0s"
}
