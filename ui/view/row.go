package view

import (
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// row forms one line of the list.
func (s *Scene) row(r store.Row) Row {
	out := Row{ID: r.ID, Kind: s.kind(r), Severity: r.Severity.OrDefault(), Level: r.Severity.OrDefault().String(),
		Title: titled(r.Title), Age: words.Age(s.Now.Sub(r.StartedAt)), Meta: s.meta(r),
		Open: isOpen(&r), Unseen: s.Unseen[r.ID]}
	if !out.Open {
		out.Age = words.Age(s.Now.Sub(r.ResolvedAt))
	}
	out.Who, out.WhoTone = s.who(r)
	out.Chip = s.clockChip(r)
	s.warn(&out, r)
	return out
}

// titled cleans a title for one line; what has none says so.
func titled(title string) string {
	if title = text.Line(title, 200); title != "" {
		return title
	}
	return words.T("No title")
}

// meta says where it came from and how much it is.
func (s *Scene) meta(r store.Row) string {
	var parts []string
	if r.Source != "" {
		parts = append(parts, text.Line(r.Source, 40))
	} else {
		parts = append(parts, words.T("declared by hand"))
	}
	if r.Alerts > 0 {
		parts = append(parts, words.N("{{.Count}} alerts", r.Alerts))
	}
	if r.ClosedHere && r.Status == incident.Resolved {
		parts = append(parts, words.T("closed here"))
	}
	if r.Flaps > 0 && r.Status != incident.Resolved {
		parts = append(parts, words.N("flapped {{.Count}} times", r.Flaps))
	}
	return strings.Join(parts, " · ")
}

// quiet says why it does not ring, and until when.
func (s *Scene) quiet(r store.Row) string {
	switch {
	case r.SnoozedUntil.After(s.Now):
		return s.hold(r.SnoozeKind, r.SnoozedUntil, s.silencer(r))
	case !r.QuietSince.IsZero():
		return words.T("no news since {{.Time}}", words.Data{"Time": words.Moment(r.QuietSince, s.Now)})
	}
	return ""
}

// silencer names who holds it at the source, where that is known.
func (s *Scene) silencer(r store.Row) string {
	if r.SnoozeKind == "" || r.AckMark == "" {
		return ""
	}
	return s.person(r.AckedBy)
}

// hold says what holds an incident, by whom and until when.
func (s *Scene) hold(mark incident.Mark, until time.Time, by string) string {
	data := words.Data{"Time": words.Moment(until, s.Now), "Who": by}
	open := !until.Before(incident.Indefinitely) || until.IsZero()
	switch mark {
	case incident.MarkInhibited:
		return words.T("held back there by another alert")
	case incident.MarkMuted:
		return words.T("muted there")
	case "":
		if open {
			return words.T("snoozed")
		}
		return words.T("until {{.Time}}", data)
	}
	switch {
	case by == words.T("you") && open:
		return words.T("silenced by you")
	case by == words.T("you"):
		return words.T("silenced by you until {{.Time}}", data)
	case open && by != "":
		return words.T("silenced by {{.Who}}", data)
	case open:
		return words.T("silenced there")
	case by != "":
		return words.T("silenced until {{.Time}} by {{.Who}}", data)
	}
	return words.T("silenced there until {{.Time}}", data)
}

// who has it, or what keeps it quiet; that nobody has stands out while it rings.
func (s *Scene) who(r store.Row) (string, Tone) {
	kind := s.kind(r)
	switch {
	case kind == Snoozed:
		return s.quiet(r), Soft
	case r.Status == incident.Acknowledged && r.AckMark != incident.MarkSilenced:
		return s.person(r.AckedBy), Soft
	case r.Assignee != "":
		return s.person(r.Assignee), Soft
	case r.Status == incident.Resolved:
		return s.person(r.AckedBy), Soft
	}
	switch kind {
	case Paging:
		return words.T("nobody yet"), Bad
	case Active:
		return words.T("nobody yet"), Soft
	}
	return "", Soft
}

// warn puts first what the person must know of the row itself: that an act is
// not sent, asks or was refused, that what it shows may be old.
func (s *Scene) warn(out *Row, r store.Row) {
	switch s.Waits[r.ID] {
	case WillSend:
		out.Chip = Chip{Icon: "hourglass_top", Text: words.T("Will send")}
		return
	case Refused:
		out.Chip = Chip{Icon: "error_outline", Text: words.T("Not sent"), Tone: Bad, Link: true}
		return
	case Asks:
		out.Chip = Chip{Text: words.T("Compare"), Tone: Accent, Link: true}
		out.Meta, out.Who, out.WhoTone = "", words.T("Changed there meanwhile"), Warn
		return
	case UpdateAsks:
		out.Chip = Chip{Text: words.T("Decide"), Tone: Accent, Link: true}
		out.Meta, out.Who, out.WhoTone = "", words.T("A customer update asks you"), Warn
		return
	}
	if since, lost := s.Lost[r.Source]; lost && out.Open {
		out.Stale = true
		out.Meta, out.WhoTone = "", Bad
		out.Who = words.T("No contact since {{.Time}}, may be stale", words.Data{"Time": words.Moment(since, s.Now)})
	}
}
