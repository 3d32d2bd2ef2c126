package now

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

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
			s.Host.Toast(said, true)
			s.Open(into)
		})
		return nil
	})
}

// mostPicked is how many incidents are offered to pick from.
const mostPicked = 40

// pickIncident offers the open incidents, found by what is typed.
func (s *Screen) pickIncident(title, said string, not incident.ID, take func(incident.ID)) {
	find := parts.NewField(words.T("Find by title or source"))
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
			list.Add(caption(words.T("No open incident has this name.")))
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
	said := words.T("The chosen alerts become an incident of their own. At least one must stay.")
	if s.hits(d.ID) {
		said += " " + words.T("What is known of the customers is taken along as a guess; what they were told stays here.")
	}
	list := container.NewVBox(prose(said))
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
		r, err := s.Desk.Split(ctx, s.who(), id, names...)
		if err != nil {
			return err
		}
		said := words.N("{{.Count}} alerts are an incident of their own now", len(names))
		if s.hits(id) {
			said = words.T("{{.Split}}; what is known of the customers came along as a guess", words.Data{"Split": said})
		}
		s.Post(func() {
			s.Host.Toast(said, false)
			s.Open(r.Incidents[0])
		})
		return nil
	})
}

// hits tells whether an incident affects customers, as far as is known.
func (s *Screen) hits(id incident.ID) bool {
	row, ok := s.Desk.Row(id)
	return ok && row.Impact.Affects()
}
