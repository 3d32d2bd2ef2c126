package settings

import (
	"regexp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// hoursForm is the quiet hours to change: when, and what rings all the same.
type hoursForm struct {
	s     *Screen
	added bool // an empty line to type in
}

func (h *hoursForm) card() fyne.CanvasObject {
	q := h.s.now.config.Quiet
	at := bare()
	toggle := newQuietSwitch(h.s, at)
	h.s.quietSwitch, h.s.quietText, h.s.quietRows = toggle, say("", styleSoft), vbox(0)
	h.s.quietText.Set(quietText(q))
	out := []fyne.CanvasObject{headline("bedtime", words.T("Quiet hours"), toggle.toggle), h.s.quietText, at}
	if len(q.Hours) == 0 {
		return card(out...)
	}
	out = append(out, rule())
	for n, text := range q.Hours {
		out = append(out, h.row(n, text, q.Hours))
	}
	if h.added {
		out = append(out, h.row(len(q.Hours), "", q.Hours))
	}
	add := parts.NewLink(words.T("Add hours"), "add", func() { h.added = true; h.s.lay() })
	var boxes []fyne.CanvasObject
	for _, sev := range severities {
		boxes = append(boxes, parts.NewCheckbox(sev.String(), slices.Contains(q.Severity, int(sev)), func(on bool) {
			rings := slices.DeleteFunc(slices.Clone(q.Severity), func(n int) bool { return n == int(sev) })
			if on {
				rings = append(rings, int(sev))
			}
			slices.Sort(rings)
			h.s.change(at, set("quiet.rings", rings), nil)
		}))
	}
	out = append(out, left(add), newField(words.T("These ring all the same"), "", grid(4, look.S8, look.S4, boxes...)))
	return card(out...)
}

// row is one span of hours.
func (h *hoursForm) row(n int, text string, all []string) fyne.CanvasObject {
	entry := parts.NewField("22:00-07:00")
	entry.SetText(text)
	f := newField("", "", hbox(look.S6, []float32{1, 0}, entry, parts.NewIconButton("close", words.T("Remove these hours"), "", func() {
		h.added = false
		if n == len(all) {
			h.s.lay()
			return
		}
		h.write(nil, slices.Delete(slices.Clone(all), n, n+1))
	})))
	f.box.Objects[0].Hide()
	f.box.Add(say(words.T("22:00-07:00, or with days: sat,sun 00:00-24:00, mon-fri 20:00-08:00. Enter takes it."), styleHint))
	entry.OnSubmitted = func(typed string) {
		typed = strings.ToLower(strings.TrimSpace(typed))
		if !hoursText.MatchString(typed) {
			f.tell(words.T("Write hours like 22:00-07:00, or sat,sun 00:00-24:00."))
			h.s.bodies.settle()
			return
		}
		next := slices.Clone(all)
		if n == len(next) {
			next = append(next, typed)
		}
		next[n] = typed
		h.write(f, next)
	}
	return f
}

func (h *hoursForm) write(at *field, hours []string) {
	h.s.change(at, set("quiet.hours", hours), func() { h.added = false })
}

// hoursText is how a span is written; the check of the file tells the rest.
var hoursText = regexp.MustCompile(`^(?:[a-z,-]+ +)?(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$`)
