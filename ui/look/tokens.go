package look

import "image/color"

// Tokens are the colours of one variant, by the design's names.
type Tokens struct {
	BG0, BG1, BG2, BG3, Sel, Line, Ctl color.NRGBA
	Text, Text2, Text3                 color.NRGBA
	Accent, AFill, OnAFill             color.NRGBA
	Lit, LitEdge, OnLit                color.NRGBA // a customer update that still holds
	LitBG, LitText                     color.NRGBA
	DarkF, DarkEdge, DarkText          color.NRGBA // no current update
	OK, OKBG                           color.NRGBA
	Warn, WarnBG, WarnF                color.NRGBA
	Crit, CritBG, CritF, CritFill      color.NRGBA
	Info, InfoBG                       color.NRGBA
}

// Dark and Light are checked for contrast by a test.
var (
	Dark = Tokens{
		BG0: hex(0x0B0F13), BG1: hex(0x11161C), BG2: hex(0x182028), BG3: hex(0x222C36),
		Sel: hex(0x1B2F45), Line: hex(0x2B3641), Ctl: hex(0x6F7E8D),
		Text: hex(0xE9EEF3), Text2: hex(0xB4BFCA), Text3: hex(0x909CA9),
		Accent: hex(0x7CB9FF), AFill: hex(0x2767CF), OnAFill: hex(0xFFFFFF),
		Lit: hex(0xFFC94D), LitEdge: hex(0xFFC94D), OnLit: hex(0x201700), LitBG: hex(0x2C2512), LitText: hex(0xFFD678),
		DarkF: hex(0x030406), DarkEdge: hex(0x7A8896), DarkText: hex(0xDCE3EA),
		OK: hex(0x57C890), OKBG: hex(0x12291F),
		Warn: hex(0xFFA45C), WarnBG: hex(0x32210F), WarnF: hex(0xFFA045),
		Crit: hex(0xFF7B7B), CritBG: hex(0x3A1A1D), CritF: hex(0xFF6369), CritFill: hex(0xC62633),
		Info: hex(0x7CB9FF), InfoBG: hex(0x162B42),
	}
	Light = Tokens{
		BG0: hex(0xE6EBF0), BG1: hex(0xF4F6F8), BG2: hex(0xFFFFFF), BG3: hex(0xEAEEF2),
		Sel: hex(0xDBE9FB), Line: hex(0xD2D9E0), Ctl: hex(0x75818D),
		Text: hex(0x10161C), Text2: hex(0x3E4A56), Text3: hex(0x55616D),
		Accent: hex(0x1558B0), AFill: hex(0x1F62C4), OnAFill: hex(0xFFFFFF),
		Lit: hex(0xFFC94D), LitEdge: hex(0x8A6100), OnLit: hex(0x201700), LitBG: hex(0xFFF3D1), LitText: hex(0x6B4800),
		DarkF: hex(0x1A2128), DarkEdge: hex(0x1A2128), DarkText: hex(0xF0F4F8),
		OK: hex(0x0C6841), OKBG: hex(0xDFF2E8),
		Warn: hex(0x963F00), WarnBG: hex(0xFFE9D7), WarnF: hex(0xC95A00),
		Crit: hex(0xB01E29), CritBG: hex(0xFCE4E4), CritF: hex(0xC62633), CritFill: hex(0xC62633),
		Info: hex(0x1558B0), InfoBG: hex(0xDFECFB),
	}
)

// HighDark and HighLight are for those who ask for more contrast: texts of 7:1,
// separators and tints that are seen as borders are.
var (
	HighDark  = highDark()
	HighLight = highLight()
)

func highDark() Tokens {
	t := Dark
	t.BG0, t.BG1, t.BG2, t.BG3, t.Sel = hex(0x000000), hex(0x000000), hex(0x0B0F13), hex(0x182028), hex(0x12304F)
	t.Line, t.Ctl = hex(0x8A97A4), hex(0xC3CDD6)
	t.Text, t.Text2, t.Text3 = hex(0xFFFFFF), hex(0xE9EEF3), hex(0xCBD5DE)
	t.Accent, t.AFill, t.Info, t.InfoBG = hex(0xA8D0FF), hex(0x1B4FA5), hex(0xA8D0FF), hex(0x0E2238)
	t.LitText, t.DarkEdge, t.DarkText = hex(0xFFE2A0), hex(0xC3CDD6), hex(0xFFFFFF)
	t.OK, t.Warn, t.Crit, t.CritFill = hex(0x7FE0AE), hex(0xFFC08A), hex(0xFFACAC), hex(0xA3121E)
	t.OKBG, t.WarnBG, t.CritBG = hex(0x0A1F16), hex(0x26180A), hex(0x2E1114)
	return t
}

func highLight() Tokens {
	t := Light
	t.BG0, t.BG1, t.BG2, t.BG3, t.Sel = hex(0xF1F4F7), hex(0xFFFFFF), hex(0xFFFFFF), hex(0xEAEEF2), hex(0xDBE9FB)
	t.Line, t.Ctl = hex(0x75818D), hex(0x3E4A56)
	t.Text, t.Text2, t.Text3 = hex(0x000000), hex(0x1F2933), hex(0x333D47)
	t.Accent, t.AFill, t.Info = hex(0x0A3E85), hex(0x0A3E85), hex(0x0A3E85)
	t.LitText, t.LitEdge = hex(0x4A3100), hex(0x5E4200)
	t.OK, t.Warn, t.Crit, t.CritFill = hex(0x06492C), hex(0x6B2C00), hex(0x8A0F19), hex(0x8A0F19)
	t.WarnF, t.CritF = hex(0x8A3C00), hex(0xA3121E)
	return t
}

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xFF}
}
