package now

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// form asks for some fields; take is called with them, and says what is wrong
// with which field, or nothing when all is well.
func (s *Screen) form(title string, content fyne.CanvasObject, button string, take func() bool) {
	var shut func()
	shut = s.Host.Modal(title, content, parts.Choice{Text: button, Importance: parts.Primary, Stay: true, Do: func() {
		if take() {
			shut()
		}
	}})
}

// declare opens an incident by hand.
func (s *Screen) declare() {
	title, service := parts.NewField(words.T("What is wrong, in one sentence")), parts.NewField(words.T("Which service (may stay empty)"))
	level := newLevels(incident.Major)
	content := stack(caption(words.T("Title")), title, caption(words.T("Service")), service, caption(words.T("Severity")), level.group())
	s.form(words.T("Declare an incident"), content, words.T("Declare"), func() bool {
		what := strings.TrimSpace(title.Text())
		if what == "" {
			title.SetError(words.T("Say what is wrong."))
			title.Focus()
			return false
		}
		where, sev := strings.TrimSpace(service.Text()), level.chosen()
		s.run(func(ctx context.Context) error {
			id, err := s.Desk.Declare(ctx, s.who(), what, where, sev)
			if err != nil {
				return err
			}
			s.Post(func() {
				s.Host.Toast(words.T("Declared “{{.Title}}”", words.Data{"Title": text.Line(what, 40)}), false)
				s.Open(id)
			})
			return nil
		})
		return true
	})
}

// levels is the choice of a severity.
type levels struct {
	radio *parts.RadioGroup
	box   *fyne.Container
}

func newLevels(now incident.Severity) *levels {
	l := &levels{radio: parts.NewRadioGroup(int(now.OrDefault()-incident.Critical), nil), box: container.New(column{look.S4})}
	for sev := incident.Critical; sev <= incident.Info; sev++ {
		l.box.Add(l.radio.Add(sev.String()+"  "+view.SeverityWord(sev), severityHint(sev)))
	}
	return l
}

func severityHint(sev incident.Severity) string {
	switch sev {
	case incident.Critical, incident.Major:
		return words.T("rings until somebody has it")
	case incident.Minor:
		return words.T("shown once, without sound")
	}
	return words.T("in the list alone")
}

func (l *levels) chosen() incident.Severity {
	return incident.Critical + incident.Severity(l.radio.Chosen())
}

// severity changes it by hand.
func (s *Screen) severity() {
	ids := s.targets()
	if len(ids) == 0 {
		return
	}
	level := newLevels(s.detail.shown.Severity)
	s.form(words.T("Change severity"), level.group(), words.T("Change"), func() bool {
		s.setSeverity(ids, level.chosen())
		return true
	})
}

// handOver names who has it from now on.
func (s *Screen) handOver() {
	ids := s.targets()
	if len(ids) == 0 {
		return
	}
	name := parts.NewField(words.T("Name, as its source knows it"))
	me := parts.NewLink(words.T("Take it over yourself"), "person", func() { name.SetText(s.Me()) })
	s.form(words.T("Hand over"), stack(caption(words.T("To whom")), name, me), words.T("Hand over"), func() bool {
		to := strings.TrimSpace(name.Text())
		if to == "" {
			name.SetError(words.T("Give a name."))
			name.Focus()
			return false
		}
		s.assign(ids, to)
		return true
	})
}

// pickTime asks until when to snooze.
func (s *Screen) pickTime(ids []incident.ID) {
	at := parts.NewField(words.T("15:30, 2026-05-13 08:00, 2h or 3d"))
	s.form(words.T("Snooze until"), stack(caption(words.T("A time, a day with a time, or a span")), at), words.T("Snooze"), func() bool {
		until, err := readTime(at.Text(), s.Now(), words.Zone())
		if err != nil {
			at.SetError(whenTrouble(err))
			at.Focus()
			return false
		}
		s.snoozeUntil(ids, until)
		return true
	})
}

var (
	errNoTime = errors.New("not a time")
	errPast   = errors.New("past")
)

func whenTrouble(err error) string {
	if errors.Is(err, errPast) {
		return words.T("That is past. Give a time that comes.")
	}
	return words.T("That is no time. Give 15:30, 2026-05-13 08:00, 2h or 3d.")
}

// readTime reads a time that comes, in the person's zone.
func readTime(typed string, now time.Time, zone *time.Location) (time.Time, error) {
	typed = strings.TrimSpace(typed)
	until := time.Time{}
	if span, err := readSpan(typed); err == nil {
		until = now.Add(span)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, typed, zone); err == nil {
			until = t
		}
	}
	for _, layout := range []string{"15:04", "3:04 PM", "3:04PM"} {
		if t, err := time.ParseInLocation(layout, strings.ToUpper(typed), zone); err == nil {
			local := now.In(zone)
			until = time.Date(local.Year(), local.Month(), local.Day(), t.Hour(), t.Minute(), 0, 0, zone)
			if !until.After(now) {
				until = until.AddDate(0, 0, 1)
			}
		}
	}
	switch {
	case until.IsZero():
		return until, errNoTime
	case !until.After(now):
		return until, errPast
	}
	return until, nil
}

// readSpan reads 90m, 2h or 3d, a year at most.
func readSpan(typed string) (time.Duration, error) {
	typed = strings.ReplaceAll(strings.ToLower(typed), " ", "")
	unit := time.Duration(1)
	if days, ok := strings.CutSuffix(typed, "d"); ok {
		typed, unit = days+"h", 24
	}
	span, err := time.ParseDuration(typed)
	if err != nil || span < 0 || span > 366*24*time.Hour/unit {
		return 0, errNoTime
	}
	return span * unit, nil
}

// merge makes the marked incidents part of the one that is shown, or of one
// that is picked.
func (s *Screen) merge() {
	marked, into := s.list.list.Marked(), s.Selected()
	others := slices.DeleteFunc(slices.Clone(marked), func(id incident.ID) bool { return id == into })
	if into == "" && len(marked) > 1 {
		into, others = marked[0], marked[1:]
	}
	if into == "" {
		return
	}
	if len(others) > 0 {
		s.mergeMarked(into, others)
		return
	}
	s.pickIncident(words.T("Merge into another"),
		words.T("Its alerts move there, its timeline stays and is linked."), into, func(target incident.ID) {
			s.mergeInto(target, []incident.ID{into})
		})
}

func (s *Screen) mergeMarked(into incident.ID, others []incident.ID) {
	data := words.Data{"Title": s.detail.shown.Title}
	content := stack(prose(words.N("{{.Count}} marked incidents become part of “{{.Title}}”. Their alerts move there, their timelines stay and are linked.",
		len(others), data)))
	s.Host.Modal(words.T("Merge"), content, parts.Choice{Text: words.T("Merge"), Icon: "call_split", Importance: parts.Primary,
		Do: func() { s.mergeInto(into, others) }})
}

func (s *Screen) mergeInto(into incident.ID, others []incident.ID) {
	s.run(func(ctx context.Context) error {
		if err := s.Desk.Merge(ctx, s.who(), into, others...); err != nil {
			return err
		}
		said := words.T("Merged into “{{.Title}}”", words.Data{"Title": s.title(into)})
		s.Post(func() {
			s.list.list.ClearMarks()
			s.Host.Toast(said, false)
			s.Open(into)
		})
		return nil
	})
}

// mostPicked is how many incidents are offered to pick from.
const mostPicked = 40

// pickIncident offers the open incidents, found by what is typed.
func (s *Screen) pickIncident(title, said string, not incident.ID, take func(incident.ID)) {
	find := parts.NewField(words.T("Find by title or number"))
	find.Icon, find.Clearable = "search", true
	list := container.NewVBox()
	var shut func()
	fill := func(typed string) {
		list.RemoveAll()
		for _, row := range s.candidates(typed, not) {
			link := parts.NewLink(row.Level+"  "+row.Title, "", func() {
				shut()
				take(row.ID)
			})
			link.Hint = row.Meta
			list.Add(link)
		}
		if len(list.Objects) == 0 {
			list.Add(caption(words.T("No open incident is named so.")))
		}
	}
	find.OnChanged = fill
	fill("")
	shut = s.Host.Modal(title, stack(prose(said), find, list))
}

// candidates are the rows on the list that what is typed names.
func (s *Screen) candidates(typed string, not incident.ID) []view.Row {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var found []view.Row
	for _, section := range s.list.sections {
		if section.Kind == view.Resolved || section.Kind == view.Month {
			continue
		}
		for n := range section.Rows.Len() {
			row := section.Rows.Row(n)
			if row.ID != not && strings.Contains(strings.ToLower(row.Title+" "+row.Meta), typed) {
				if found = append(found, row); len(found) == mostPicked {
					return found
				}
			}
		}
	}
	return found
}

// split takes alerts out of the incident that is shown into one of their own.
func (s *Screen) split() {
	d := s.detail.shown
	if len(d.Alerts) < 2 {
		s.Host.Toast(words.T("It has one alert; there is nothing to split."), false)
		return
	}
	chosen := map[string]bool{}
	list := container.NewVBox(prose(words.T("The chosen alerts become an incident of their own. At least one must stay.")))
	for _, a := range d.Alerts {
		list.Add(parts.NewCheckbox(a.Title+"  "+a.State.Text, false, func(on bool) { chosen[a.Fingerprint] = on }))
	}
	wrong := caption("")
	list.Add(wrong)
	s.form(words.T("Split"), list, words.T("Split"), func() bool {
		var names []string
		for _, a := range d.Alerts {
			if chosen[a.Fingerprint] {
				names = append(names, a.Fingerprint)
			}
		}
		if len(names) == 0 || len(names) == len(d.Alerts) && d.More == "" {
			wrong.set(words.T("Choose at least one, and leave at least one."))
			return false
		}
		s.splitOff(d.ID, names)
		return true
	})
}

func (s *Screen) splitOff(id incident.ID, names []string) {
	s.run(func(ctx context.Context) error {
		fresh, err := s.Desk.Split(ctx, s.who(), id, names...)
		if err != nil {
			return err
		}
		s.Post(func() {
			s.Host.Toast(words.N("{{.Count}} alerts are an incident of their own now", len(names)), false)
			s.Open(fresh)
		})
		return nil
	})
}

// compare lays what the person meant beside what the source says.
func (s *Screen) compare(q view.Queued) {
	title := words.T("Changed there meanwhile")
	if q.Failed {
		title = words.T("Not sent")
	}
	content := stack(prose(q.Text), caption(words.T("Yours")), prose(q.Mine), caption(words.T("There")), prose(orNone(q.Theirs)))
	send := parts.Choice{Text: words.T("Send yours all the same"), Icon: "send", Importance: parts.Primary, Do: func() {
		s.settle(q.Action, true)
	}}
	if q.Failed {
		send.Text = words.T("Try again")
	}
	s.Host.Modal(title, content, parts.Choice{Text: words.T("Drop yours"), Icon: "cancel", Do: func() { s.settle(q.Action, false) }}, send)
}

func orNone(said string) string {
	if said == "" {
		return words.T("It gave no reason.")
	}
	return said
}

// settle sends an action again, or drops it.
func (s *Screen) settle(action string, send bool) {
	s.run(func(ctx context.Context) error {
		if send {
			return s.Desk.Retry(ctx, action, true)
		}
		return s.Desk.Drop(ctx, s.who(), action)
	})
}

// moreMenu holds what has no button of its own.
func (s *Screen) moreMenu() []parts.Item {
	d := s.detail.shown
	items := []parts.Item{
		{Icon: "flag", Text: words.T("Change severity"), Action: keys.Severity, Disabled: !d.Open, Do: s.severity},
		{Icon: "person", Text: words.T("Hand over"), Action: keys.Assign, Disabled: !d.Open, Do: s.handOver},
		{Icon: "call_split", Text: words.T("Merge"), Action: keys.Merge, Disabled: !d.Open, Do: s.merge},
		{Icon: "call_split", Text: words.T("Split"), Action: keys.Split, Disabled: len(d.Alerts) < 2, Do: s.split},
		{Icon: "content_copy", Text: words.T("Copy number and title"), Action: keys.Copy, Divided: true, Do: s.copyTitle},
	}
	for _, link := range d.Links {
		items = append(items, parts.Item{Icon: "link", Text: words.T("Copy link: {{.Name}}", words.Data{"Name": link.Text}),
			Do: func() { s.copy(link.URL, words.T("Link copied")) }})
	}
	for _, f := range d.Facts {
		for _, line := range f.Lines {
			if silence := line.Silence; silence != nil {
				items = append(items, parts.Item{Icon: "notifications_active", Text: words.T("End silence: {{.Name}}", words.Data{"Name": line.Name}),
					Divided: true, Do: func() { s.askEndSilence(line.Name, *silence) }})
			}
		}
	}
	return items
}

// askEndSilence asks first: what it held rings.
func (s *Screen) askEndSilence(name string, silence view.Silence) {
	s.Host.Modal(words.T("End the silence?"), stack(prose(name), prose(words.T("What still fires rings again, for everybody who is paged by {{.Source}}.",
		words.Data{"Source": text.Line(silence.Source, 40)}))),
		parts.Choice{Text: words.T("End the silence"), Importance: parts.Danger, Do: func() { s.endSilence(silence.Source, silence.ID) }})
}

func (s *Screen) copyTitle() {
	d := s.detail.shown
	if d.ID != "" {
		s.copy(d.Number+" "+d.Title, words.T("Copied"))
	}
}

func (s *Screen) copy(what, said string) {
	fyne.CurrentApp().Clipboard().SetContent(what)
	s.Host.Toast(said, false)
}

// openLinks opens the one link there is, or asks which.
func (s *Screen) openLinks() {
	links := s.detail.shown.Links
	switch len(links) {
	case 0:
		s.Host.Toast(words.T("It has no runbook, dashboard or alert to open."), false)
	case 1:
		s.Host.OpenURL(links[0].URL)
	default:
		var items []parts.Item
		for _, link := range links {
			items = append(items, parts.Item{Icon: link.Icon, Text: link.Text, Do: func() { s.Host.OpenURL(link.URL) }})
		}
		parts.ShowMenu(s.detail.anchor(), items)
	}
}

// group lays the choices below each other.
func (l *levels) group() fyne.CanvasObject { return l.box }
