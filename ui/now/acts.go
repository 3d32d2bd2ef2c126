package now

import (
	"context"
	"errors"
	"fmt"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/parts"
	"turnaround/ui/post"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// deed is one thing a person does to some incidents.
type deed struct {
	do func(ctx context.Context, ids []incident.ID) (desk.Receipt, error)
	// one and many say what was done.
	one  func(title words.Data) string
	many func(n int) string
	undo bool
}

// targets are what an act is for: the marked incidents, else the selected one.
func (s *Screen) targets() []incident.ID {
	if marked := s.list.list.Marked(); len(marked) > 0 {
		return marked
	}
	if id := s.Selected(); id != "" {
		return []incident.ID{id}
	}
	return nil
}

// act does a deed off the screen's goroutine, and says what came of it.
func (s *Screen) act(ids []incident.ID, d deed) {
	if len(ids) == 0 {
		s.Host.Toast(words.T("Select an incident first."), false)
		return
	}
	s.list.taken = true
	s.run(func(ctx context.Context) error {
		r, err := d.do(ctx, ids)
		if err != nil {
			return err
		}
		said := words.T("Nothing to do: it is resolved already.")
		if len(r.Incidents) > 0 {
			said = s.tell(r.Incidents, d)
		}
		done := d.undo && len(r.Incidents) > 0
		s.Post(func() {
			s.Host.Toast(said, done)
			s.list.list.ClearMarks()
		})
		return s.Desk.MarkSeen(ctx, r.Incidents...)
	})
}

func (s *Screen) tell(ids []incident.ID, d deed) string {
	if len(ids) > 1 {
		return d.many(len(ids))
	}
	return d.one(words.Data{"Title": s.title(ids[0])})
}

// title names an incident in a sentence.
func (s *Screen) title(id incident.ID) string {
	row, ok := s.Desk.Row(id)
	if !ok {
		return ""
	}
	if title := text.Line(row.Title, 40); title != "" {
		return title
	}
	return fmt.Sprintf("#%d", row.Number)
}

// run does something off the screen's goroutine; what goes wrong is said.
func (s *Screen) run(do func(context.Context) error) {
	ok := s.enqueue(func(ctx context.Context) {
		err := do(ctx)
		for _, woken := range []post.Signal{s.asks, s.looks, s.listed, s.read} {
			woken.Raise()
		}
		switch {
		case err == nil, errors.Is(err, errChosen), errors.Is(err, context.Canceled):
		default:
			s.Post(func() { s.Host.Toast(failed(err), false) })
		}
	})
	if !ok {
		s.Host.Toast(words.T("Too much waits to be done; try again in a moment."), false)
	}
}

func failed(err error) string {
	return words.T("That did not work: {{.Why}}", words.Data{"Why": text.Line(err.Error(), 300)})
}

func (s *Screen) acknowledge() {
	s.act(s.fitting(acknowledgeable), deed{
		do: func(ctx context.Context, ids []incident.ID) (desk.Receipt, error) {
			r, err := s.Desk.Acknowledge(ctx, s.who(), ids...)
			if err == nil && len(r.Incidents) == 1 {
				s.mayAsk(r.Incidents[0])
			}
			return r, err
		},
		one:  func(d words.Data) string { return words.T("Acknowledged “{{.Title}}”", d) },
		many: func(n int) string { return words.N("{{.Count}} incidents acknowledged", n) },
		undo: true,
	})
}

func (s *Screen) snoozeUntil(ids []incident.ID, until time.Time) {
	when := words.Moment(until, s.Now())
	s.act(ids, deed{
		do: func(ctx context.Context, ids []incident.ID) (desk.Receipt, error) {
			return s.Desk.Snooze(ctx, s.who(), until, ids...)
		},
		one: func(d words.Data) string {
			d["Time"] = when
			return words.T("Snoozed “{{.Title}}” until {{.Time}}", d)
		},
		many: func(n int) string {
			return words.N("{{.Count}} incidents snoozed until {{.Time}}", n, words.Data{"Time": when})
		},
		undo: true,
	})
}

// snoozes are the spans one snoozes for.
var snoozes = [...]time.Duration{5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 4 * time.Hour}

// snoozeMenu lists them, until tomorrow's working day, and a time to pick.
func (s *Screen) snoozeMenu() []parts.Item {
	ids, now := s.fitting(endable), s.Now()
	var items []parts.Item
	for _, span := range snoozes {
		items = append(items, parts.Item{Icon: "snooze", Text: words.Span(span), Note: words.Clock(now.Add(span)),
			Do: func() { s.snoozeUntil(ids, s.Now().Add(span)) }})
	}
	nine := morning(now)
	return append(items,
		parts.Item{Icon: "bedtime", Text: words.T("Until {{.Time}}", words.Data{"Time": words.Moment(nine, now)}), Divided: true,
			Do: func() { s.snoozeUntil(ids, nine) }},
		parts.Item{Icon: "schedule", Text: words.T("Pick a time…"), Do: func() { s.pickTime(ids) }})
}

// morning is the next nine o'clock where the person is.
func morning(now time.Time) time.Time {
	local := now.In(words.Zone())
	nine := time.Date(local.Year(), local.Month(), local.Day(), 9, 0, 0, 0, words.Zone())
	if !nine.After(local) {
		nine = nine.AddDate(0, 0, 1)
	}
	return nine
}

func (s *Screen) resolve() { s.resolveAt(s.fitting(endable), false) }

// resolveAt resolves; where the source cannot and still fires, the person chooses.
func (s *Screen) resolveAt(ids []incident.ID, here bool) {
	s.act(ids, deed{
		do: func(ctx context.Context, ids []incident.ID) (desk.Receipt, error) {
			r, err := s.Desk.Resolve(ctx, s.who(), here, ids...)
			if errors.Is(err, desk.ErrStillFiring) {
				s.Post(func() { s.stillFires(ids) })
				return desk.Receipt{}, errChosen
			}
			if errors.Is(err, desk.ErrUntold) {
				s.Post(func() { s.untold(ids, here) })
				return desk.Receipt{}, errChosen
			}
			return r, err
		},
		one: func(d words.Data) string {
			if here {
				return words.T("Closed “{{.Title}}” here until it fires anew", d)
			}
			return words.T("Resolved “{{.Title}}”", d)
		},
		many: func(n int) string { return words.N("{{.Count}} incidents resolved", n) },
		undo: true,
	})
}

// errChosen: a person is asked; nothing more is to be said.
var errChosen = errors.New("a person chooses")

// stillFires offers what can be done where the source cannot resolve.
func (s *Screen) stillFires(ids []incident.ID) {
	said := words.T("Alerts of it still fire, and their source cannot resolve them: they end when their cause does.")
	if len(ids) > 1 {
		said = words.T("Alerts of some of them still fire, and their source cannot resolve them: they end when their cause does.")
	}
	s.Host.Modal(words.T("It still fires"), prose(said),
		parts.Choice{Text: words.T("Snooze for 1 hour"), Icon: "snooze",
			Do: func() { s.snoozeUntil(ids, s.Now().Add(time.Hour)) }},
		parts.Choice{Text: words.T("Close here until it fires anew"), Icon: "done_all", Importance: parts.Primary,
			Do: func() { s.resolveAt(ids, true) }})
}

func (s *Screen) note(ids []incident.ID, note string) {
	s.act(ids, deed{
		do: func(ctx context.Context, ids []incident.ID) (desk.Receipt, error) {
			return s.Desk.Note(ctx, s.who(), note, ids...)
		},
		one:  func(d words.Data) string { return words.T("Noted on “{{.Title}}”", d) },
		many: func(n int) string { return words.N("Noted on {{.Count}} incidents", n) },
	})
}

func (s *Screen) setSeverity(ids []incident.ID, sev incident.Severity) {
	s.act(ids, deed{
		do: func(ctx context.Context, ids []incident.ID) (desk.Receipt, error) {
			return s.Desk.SetSeverity(ctx, s.who(), sev, ids...)
		},
		one: func(d words.Data) string {
			d["Level"] = sev.String()
			return words.T("“{{.Title}}” is {{.Level}} now", d)
		},
		many: func(n int) string {
			return words.N("{{.Count}} incidents are {{.Level}} now", n, words.Data{"Level": sev.String()})
		},
	})
}

func (s *Screen) assign(ids []incident.ID, to string) {
	s.act(ids, deed{
		do: func(ctx context.Context, ids []incident.ID) (desk.Receipt, error) {
			return s.Desk.Assign(ctx, s.who(), to, ids...)
		},
		one: func(d words.Data) string {
			d["Who"] = text.Line(to, 40)
			return words.T("“{{.Title}}” is handed to {{.Who}}", d)
		},
		many: func(n int) string {
			return words.N("{{.Count}} incidents are handed to {{.Who}}", n, words.Data{"Who": text.Line(to, 40)})
		},
	})
}

// endSilences ends silences at their source.
func (s *Screen) endSilences(all []view.Silence) {
	s.run(func(ctx context.Context) error {
		for _, silence := range all {
			if _, err := s.Desk.EndSilence(ctx, s.who(), silence.Source, silence.ID); err != nil {
				return err
			}
		}
		s.Post(func() {
			s.Host.Toast(words.T("The silence ends; {{.Source}} is told.", words.Data{"Source": text.Line(all[0].Source, 40)}), false)
		})
		return nil
	})
}
