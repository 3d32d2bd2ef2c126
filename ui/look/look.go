// Package look is the theme: the colours, sizes, fonts and icons of the design,
// by its names.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"turnaround/assets"
)

// Prefs are what a person chose.
type Prefs struct {
	Theme    string // "system" or "", "dark", "light"
	TextSize int    // percent: 100 to 200; 0 is 100
	Contrast bool   // more of it
	Motion   bool   // short fades, unless the system asks for none
	Phone    bool   // the window is as narrow as a phone: what is read or written is larger
}

// Apply shows an app in the look of these preferences.
func Apply(a fyne.App, p Prefs) { a.Settings().SetTheme(Theme{p}) }

// Theme answers Fyne's names, and the inks, from the tokens.
type Theme struct{ Prefs }

// current is the theme in use, or the plain one where another is.
func current() Theme {
	if app := fyne.CurrentApp(); app != nil {
		if t, ok := app.Settings().Theme().(Theme); ok {
			return t
		}
	}
	return Theme{}
}

// Now gives the tokens in use.
func Now() Tokens {
	v := theme.VariantDark
	if app := fyne.CurrentApp(); app != nil {
		v = app.Settings().ThemeVariant()
	}
	return current().Tokens(v)
}

// Moves tells whether things may fade in.
func Moves() bool {
	app := fyne.CurrentApp()
	return app != nil && app.Settings().ShowAnimations() && current().Motion
}

// Of gives the tokens of a variant.
func Of(v fyne.ThemeVariant) Tokens { return Theme{}.Tokens(v) }

// Tokens gives the colours for the system's variant v, which a preference overrules.
func (t Theme) Tokens(v fyne.ThemeVariant) Tokens {
	light := v == theme.VariantLight && t.Theme != "dark" || t.Theme == "light"
	switch {
	case light && t.Contrast:
		return HighLight
	case light:
		return Light
	case t.Contrast:
		return HighDark
	}
	return Dark
}

func (t Theme) scale() float32 {
	switch {
	case t.TextSize <= 100:
		return 1
	case t.TextSize >= 200:
		return 2
	}
	return float32(t.TextSize) / 100
}

// Color gives a token for one of Fyne's colour names, or for an ink.
func (t Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	k := t.Tokens(v)
	if pick, ok := inks[name]; ok {
		return pick(&k)
	}
	if ink, ok := fyneInks[name]; ok {
		return k.Of(ink)
	}
	switch name {
	case theme.ColorNameHover:
		return veil(k.Text, 0x10)
	case theme.ColorNamePressed:
		return veil(k.Text, 0x28)
	case theme.ColorNameScrollBarBackground, theme.ColorNameShadow:
		return color.NRGBA{}
	}
	if k == Light || k == HighLight {
		v = theme.VariantLight
	} else {
		v = theme.VariantDark
	}
	return theme.DefaultTheme().Color(name, v)
}

var fyneInks = map[fyne.ThemeColorName]Ink{
	theme.ColorNameBackground:          InkBG1,
	theme.ColorNameForeground:          InkText,
	theme.ColorNameButton:              InkBG3,
	theme.ColorNameDisabledButton:      InkBG3,
	theme.ColorNamePrimary:             InkAFill,
	theme.ColorNameForegroundOnPrimary: InkOnAFill,
	theme.ColorNameForegroundOnError:   InkBG1,
	theme.ColorNameForegroundOnWarning: InkBG1,
	theme.ColorNameForegroundOnSuccess: InkBG1,
	theme.ColorNameFocus:               InkAccent,
	theme.ColorNameHyperlink:           InkAccent,
	theme.ColorNameSelection:           InkSel,
	theme.ColorNameSeparator:           InkLine,
	theme.ColorNameScrollBar:           InkCtl,
	theme.ColorNameInputBackground:     InkBG2,
	theme.ColorNameOverlayBackground:   InkBG2,
	theme.ColorNameMenuBackground:      InkBG2,
	theme.ColorNameHeaderBackground:    InkBG0,
	theme.ColorNameInputBorder:         InkCtl,
	theme.ColorNamePlaceHolder:         InkText3,
	theme.ColorNameDisabled:            InkText3,
	theme.ColorNameError:               InkCrit,
	theme.ColorNameWarning:             InkWarn,
	theme.ColorNameSuccess:             InkOK,
}

// veil is what lies over a ground that is hovered or pressed.
func veil(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

var (
	regular  = fyne.NewStaticResource("Inter-Regular.otf", assets.InterRegular)
	semiBold = fyne.NewStaticResource("Inter-SemiBold.otf", assets.InterSemiBold)
)

// Font gives Inter in its two weights; Fyne's fonts are the fallback, and for code.
func (Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Monospace || s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Bold:
		return semiBold
	}
	return regular
}

// Icon gives Fyne's own icons, for Fyne's own widgets.
func (Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

// Size gives the design's sizes where it names one.
func (t Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return t.reading(Body) * t.scale()
	case theme.SizeNameCaptionText:
		return Meta * t.scale()
	case theme.SizeNameSubHeadingText:
		return Section * t.scale()
	case theme.SizeNameHeadingText:
		return PageTitle * t.scale()
	case theme.SizeNameInlineIcon:
		return Icon18 * t.scale()
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return RadiusControl
	case theme.SizeNameScrollBar:
		return 8
	}
	return theme.DefaultTheme().Size(name)
}
