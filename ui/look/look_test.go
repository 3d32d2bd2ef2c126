package look

import (
	"image/color"
	"math"
	"testing"
)

// luminance and contrast follow WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryTextIsReadableOnEveryGround(t *testing.T) {
	for name, tokens := range map[string]Tokens{"dark": Dark, "light": Light} {
		grounds := map[string]color.NRGBA{"bg0": tokens.BG0, "bg1": tokens.BG1, "bg2": tokens.BG2, "bg3": tokens.BG3, "sel": tokens.Sel}
		texts := map[string]color.NRGBA{"text": tokens.Text, "text2": tokens.Text2, "text3": tokens.Text3, "accent": tokens.Accent,
			"ok": tokens.OK, "warn": tokens.Warn, "crit": tokens.Crit, "info": tokens.Info}
		for g, ground := range grounds {
			for x, text := range texts {
				if c := contrast(text, ground); c < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", name, x, g, c)
				}
			}
		}
		if c := contrast(tokens.OnAFill, tokens.AFill); c < 4.5 {
			t.Errorf("%s: text on the primary fill has a contrast of %.2f", name, c)
		}
		if c := contrast(tokens.Ctl, tokens.BG2); c < 3 {
			t.Errorf("%s: control borders have a contrast of %.2f, want 3", name, c)
		}
	}
}
