package history

import "turnaround/ui/look"

// columns are the widths of a row's parts; what is 0 is left out.
type columns struct{ name, date, impact, bar, first, silence, kept, posted float32 }

// columnsOf divides a row's width.
func columnsOf(class look.Width, width float32) columns {
	var c columns
	if class == look.Phone {
		return c
	}
	s := look.Scaled
	c = columns{date: s(84), first: s(190), silence: s(104), kept: s(84)}
	room := width - 2*look.S16 - c.date - c.first - c.silence - c.kept
	if class >= look.Medium {
		c.impact, c.posted, c.first, c.date, c.silence, c.kept = s(74), s(130), s(214), s(92), s(112), s(96)
		room = width - 2*look.S16 - c.date - c.impact - c.first - c.silence - c.kept - c.posted
	}
	if least := s(150); room < least {
		// Large text leaves no room for all: the name keeps its own.
		room += c.date + c.posted + c.impact
		c.date, c.posted, c.impact = 0, 0, 0
	}
	c.bar = min(max(room*0.42, 0), s(240))
	c.name = max(room-c.bar, 0)
	return c
}
