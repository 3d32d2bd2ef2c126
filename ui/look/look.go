// Package look is the theme: the colours and sizes of the design, by its names.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Tokens are the colours of one variant.
type Tokens struct {
	BG0, BG1, BG2, BG3, Sel, Line, Ctl color.NRGBA
	Text, Text2, Text3                 color.NRGBA
	Accent, AFill, OnAFill             color.NRGBA
	OK, Warn, Crit, CritFill, Info     color.NRGBA
}

// Dark and Light are checked for contrast by a test.
var (
	Dark = Tokens{
		BG0: hex(0x0B0F13), BG1: hex(0x11161C), BG2: hex(0x182028), BG3: hex(0x222C36),
		Sel: hex(0x1B2F45), Line: hex(0x2B3641), Ctl: hex(0x6F7E8D),
		Text: hex(0xE9EEF3), Text2: hex(0xB4BFCA), Text3: hex(0x909CA9),
		Accent: hex(0x7CB9FF), AFill: hex(0x2767CF), OnAFill: hex(0xFFFFFF),
		OK: hex(0x57C890), Warn: hex(0xFFA45C), Crit: hex(0xFF7B7B), CritFill: hex(0xC62633), Info: hex(0x7CB9FF),
	}
	Light = Tokens{
		BG0: hex(0xE6EBF0), BG1: hex(0xF4F6F8), BG2: hex(0xFFFFFF), BG3: hex(0xEAEEF2),
		Sel: hex(0xDBE9FB), Line: hex(0xD2D9E0), Ctl: hex(0x75818D),
		Text: hex(0x10161C), Text2: hex(0x3E4A56), Text3: hex(0x55616D),
		Accent: hex(0x1558B0), AFill: hex(0x1F62C4), OnAFill: hex(0xFFFFFF),
		OK: hex(0x0C6841), Warn: hex(0x963F00), Crit: hex(0xB01E29), CritFill: hex(0xC62633), Info: hex(0x1558B0),
	}
)

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xFF}
}

// Sizes on the desktop, by the design's names.
const (
	Meta      float32 = 12
	Body      float32 = 13
	PageTitle float32 = 20
	RowHeight float32 = 56
	DrillBar  float32 = 44
	StatusBar float32 = 28
)

// Of gives the tokens of a variant.
func Of(v fyne.ThemeVariant) Tokens {
	if v == theme.VariantLight {
		return Light
	}
	return Dark
}

// Now gives the tokens of the variant in use.
func Now() Tokens {
	if app := fyne.CurrentApp(); app != nil {
		return Of(app.Settings().ThemeVariant())
	}
	return Dark
}

// Theme maps the tokens to Fyne's names.
type Theme struct{}

// Color gives a token for one of Fyne's colour names.
func (Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	t := Of(v)
	switch name {
	case theme.ColorNameBackground:
		return t.BG1
	case theme.ColorNameForeground:
		return t.Text
	case theme.ColorNameButton, theme.ColorNameDisabledButton:
		return t.BG3
	case theme.ColorNamePrimary:
		return t.AFill
	case theme.ColorNameForegroundOnPrimary:
		return t.OnAFill
	case theme.ColorNameFocus, theme.ColorNameHyperlink:
		return t.Accent
	case theme.ColorNameSelection:
		return t.Sel
	case theme.ColorNameSeparator:
		return t.Line
	case theme.ColorNameInputBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return t.BG2
	case theme.ColorNameInputBorder:
		return t.Ctl
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return t.Text3
	case theme.ColorNameError:
		return t.Crit
	case theme.ColorNameWarning:
		return t.Warn
	case theme.ColorNameSuccess:
		return t.OK
	}
	return theme.DefaultTheme().Color(name, v)
}

// Font gives Fyne's own fonts.
func (Theme) Font(s fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(s) }

// Icon gives Fyne's own icons.
func (Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

// Size gives the design's sizes where it names one.
func (Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return Body
	case theme.SizeNameCaptionText:
		return Meta
	case theme.SizeNameHeadingText:
		return PageTitle
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 6
	}
	return theme.DefaultTheme().Size(name)
}
