package parts

import (
	"turnaround/ui/look"
	"turnaround/ui/view"
)

// ToneInk is the ink of a text that stands out so.
func ToneInk(t view.Tone) look.Ink {
	switch t {
	case view.Soft:
		return look.InkText2
	case view.Quiet:
		return look.InkText3
	case view.Accent:
		return look.InkAccent
	case view.Good:
		return look.InkOK
	case view.Warn:
		return look.InkWarn
	case view.Bad:
		return look.InkCrit
	}
	return look.InkText
}

// toneTint is the ground behind an icon or a text of a tone.
func toneTint(t view.Tone) look.Ink {
	switch t {
	case view.Accent:
		return look.InkInfoBG
	case view.Good:
		return look.InkOKBG
	case view.Warn:
		return look.InkWarnBG
	case view.Bad:
		return look.InkCritBG
	}
	return look.InkBG3
}
