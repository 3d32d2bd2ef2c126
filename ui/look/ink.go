package look

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Ink names a token, for what keeps a colour over a change of theme: icons,
// rich text. It is a colour name of Fyne's, which Theme answers.
type Ink = fyne.ThemeColorName

// The inks, named as the tokens are.
const (
	InkBG0      Ink = "bg0"
	InkBG1      Ink = "bg1"
	InkBG2      Ink = "bg2"
	InkBG3      Ink = "bg3"
	InkSel      Ink = "sel"
	InkLine     Ink = "line"
	InkCtl      Ink = "ctl"
	InkText     Ink = "text"
	InkText2    Ink = "text2"
	InkText3    Ink = "text3"
	InkAccent   Ink = "accent"
	InkAFill    Ink = "afill"
	InkOnAFill  Ink = "onafill"
	InkLit      Ink = "lit"
	InkLitEdge  Ink = "litedge"
	InkOnLit    Ink = "onlit"
	InkLitBG    Ink = "litbg"
	InkLitText  Ink = "littext"
	InkDarkF    Ink = "darkf"
	InkDarkEdge Ink = "darkedge"
	InkDarkText Ink = "darktext"
	InkOK       Ink = "ok"
	InkOKBG     Ink = "okbg"
	InkWarn     Ink = "warn"
	InkWarnBG   Ink = "warnbg"
	InkWarnF    Ink = "warnf"
	InkCrit     Ink = "crit"
	InkCritBG   Ink = "critbg"
	InkCritF    Ink = "critf"
	InkCritFill Ink = "critfill"
	InkInfo     Ink = "info"
	InkInfoBG   Ink = "infobg"
	InkNone     Ink = "none" // transparent
)

var inks = map[Ink]func(*Tokens) color.NRGBA{
	InkBG0: func(t *Tokens) color.NRGBA { return t.BG0 }, InkBG1: func(t *Tokens) color.NRGBA { return t.BG1 },
	InkBG2: func(t *Tokens) color.NRGBA { return t.BG2 }, InkBG3: func(t *Tokens) color.NRGBA { return t.BG3 },
	InkSel: func(t *Tokens) color.NRGBA { return t.Sel }, InkLine: func(t *Tokens) color.NRGBA { return t.Line },
	InkCtl: func(t *Tokens) color.NRGBA { return t.Ctl }, InkText: func(t *Tokens) color.NRGBA { return t.Text },
	InkText2: func(t *Tokens) color.NRGBA { return t.Text2 }, InkText3: func(t *Tokens) color.NRGBA { return t.Text3 },
	InkAccent: func(t *Tokens) color.NRGBA { return t.Accent }, InkAFill: func(t *Tokens) color.NRGBA { return t.AFill },
	InkOnAFill: func(t *Tokens) color.NRGBA { return t.OnAFill }, InkLit: func(t *Tokens) color.NRGBA { return t.Lit },
	InkLitEdge: func(t *Tokens) color.NRGBA { return t.LitEdge }, InkOnLit: func(t *Tokens) color.NRGBA { return t.OnLit },
	InkLitBG: func(t *Tokens) color.NRGBA { return t.LitBG }, InkLitText: func(t *Tokens) color.NRGBA { return t.LitText },
	InkDarkF: func(t *Tokens) color.NRGBA { return t.DarkF }, InkDarkEdge: func(t *Tokens) color.NRGBA { return t.DarkEdge },
	InkDarkText: func(t *Tokens) color.NRGBA { return t.DarkText }, InkOK: func(t *Tokens) color.NRGBA { return t.OK },
	InkOKBG: func(t *Tokens) color.NRGBA { return t.OKBG }, InkWarn: func(t *Tokens) color.NRGBA { return t.Warn },
	InkWarnBG: func(t *Tokens) color.NRGBA { return t.WarnBG }, InkWarnF: func(t *Tokens) color.NRGBA { return t.WarnF },
	InkCrit: func(t *Tokens) color.NRGBA { return t.Crit }, InkCritBG: func(t *Tokens) color.NRGBA { return t.CritBG },
	InkCritF: func(t *Tokens) color.NRGBA { return t.CritF }, InkCritFill: func(t *Tokens) color.NRGBA { return t.CritFill },
	InkInfo: func(t *Tokens) color.NRGBA { return t.Info }, InkInfoBG: func(t *Tokens) color.NRGBA { return t.InfoBG },
	InkNone: func(*Tokens) color.NRGBA { return color.NRGBA{} },
}

// Of gives the colour of an ink; an unknown one is that of text.
func (t Tokens) Of(i Ink) color.NRGBA {
	if pick, ok := inks[i]; ok {
		return pick(&t)
	}
	return t.Text
}

// Color gives the colour of an ink in the look in use.
func Color(i Ink) color.NRGBA { return Now().Of(i) }
