package now

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// question asks below the head whether customers are affected. It blocks
// nothing: whoever has no time for it goes on.
type question struct {
	s       *Screen
	id      incident.ID // asked of; "": nothing is asked
	content *fyne.Container
	text    *label
	answers []*parts.KeyButton
}

func newQuestion(s *Screen) *question {
	q := &question{s: s, text: newLabel(words.T("Customers affected?"), look.Section, true, look.InkText)}
	q.answers = []*parts.KeyButton{
		parts.NewKeyButton(words.T("Yes"), "", keys.Yes, parts.Outline, s.answer(incident.ImpactConfirmed)),
		parts.NewKeyButton(words.T("No"), "", keys.No, parts.Outline, s.answer(incident.ImpactNone)),
		parts.NewKeyButton(words.T("Not sure"), "", keys.Unsure, parts.Outline, s.answer(incident.ImpactUnknown))}
	q.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(200), look.Scaled(40)) },
		func(size fyne.Size) { q.place(size.Width) }}, parts.NewGround(look.InkBG2), q.text, q.answers[0], q.answers[1], q.answers[2])
	return q
}

// asks tells whether an answer is waited for where it can be seen.
func (q *question) asks() bool {
	return q.id != "" && q.id == q.s.detail.shown.ID && q.s.frame.detailShown()
}

func (q *question) high(width float32) float32 { return q.place(width) }

// place lays it out in one line, or the answers below the question.
func (q *question) place(width float32) float32 {
	pad, row := look.S20, look.Scaled(look.Button)
	if q.s.width == look.Phone {
		pad, row = look.S16, look.Scaled(look.Target)
	}
	wide := float32(0)
	for _, a := range q.answers {
		wide += a.MinSize().Width + look.S8
	}
	tw, y := q.text.MinSize().Width, look.S10
	x := pad + tw + look.S16
	put(q.text, pad, y, tw, row)
	if x+wide > width-pad {
		x, y = pad, y+row
	}
	for _, a := range q.answers {
		w := a.MinSize().Width
		if x == pad || y > look.S10 {
			w = (width - 2*pad - 2*look.S8) / 3
		}
		put(a, x, y, w, row)
		x += w + look.S8
	}
	high := y + row + look.S10
	put(q.content.Objects[0], 0, 0, width, high)
	return high
}

// mayAsk asks once, of what is bad, whether customers are affected. It runs off
// the screen's goroutine.
func (s *Screen) mayAsk(id incident.ID) {
	if row, ok := s.Desk.Row(id); !ok || row.Severity.OrDefault() > incident.Major {
		return
	}
	read, err := s.Desk.Show(id, 0)
	if err != nil || read.Incident.Customers.Asked {
		return // the facts still offer to say it
	}
	s.Post(func() {
		s.detail.question.id = id
		s.detail.arrange()
	})
}

// answer keeps the answer to the question.
func (s *Screen) answer(impact incident.Impact) func() {
	return func() {
		q := s.detail.question
		id := q.id
		if id == "" {
			return
		}
		q.id = ""
		s.detail.arrange()
		s.run(func(ctx context.Context) error {
			read, err := s.Desk.Show(id, 0)
			if err != nil {
				return err
			}
			a := read.Incident.Customers.Affected
			if impact != incident.ImpactUnknown {
				a.Impact = impact // "not sure" leaves what was suspected
			}
			if _, err = s.Desk.SetImpact(ctx, s.who(), id, a); err != nil {
				return err
			}
			said := map[incident.Impact]string{incident.ImpactConfirmed: words.T("Customers affected: yes"),
				incident.ImpactNone: words.T("Customers affected: no"), incident.ImpactUnknown: words.T("Customers affected: not sure")}[impact]
			untold := impact == incident.ImpactConfirmed && read.Incident.Customers.Spoken == 0
			s.Post(func() {
				if untold { // the first message is offered at once, and says the answer
					s.writeUpdate(id, "")
					return
				}
				s.Host.Toast(said, false)
			})
			return nil
		})
	}
}

var impacts = []incident.Impact{incident.ImpactConfirmed, incident.ImpactSuspected, incident.ImpactNone, incident.ImpactUnknown}

var safeties = []incident.DataSafety{incident.DataUnknown, incident.DataSafe, incident.DataAffected}

// editImpact asks for all that is known of the customers hit.
func (s *Screen) editImpact() {
	if s.detail.shown.ID != "" {
		s.EditImpact(s.detail.shown.ID, s.detail.shown.Affected)
	}
}

// EditImpact asks for it of an incident of which a is known.
func (s *Screen) EditImpact(id incident.ID, a incident.Affected) {
	level := parts.NewSelect(words.T("Impact"), []string{words.T("Confirmed"), words.T("Suspected"), words.T("None"), words.T("Not known")}, standsAt(impacts, a.Impact), nil)
	data := parts.NewSelect(words.T("Their data"), []string{words.T("Not known"), words.T("Checked, safe"), words.T("Affected")}, standsAt(safeties, a.Data), nil)
	since := parts.NewField(words.T("13:52, 2026-05-12 08:00 or 30m ago; empty: not known"))
	kept := ""
	if !a.Start.IsZero() {
		kept = a.Start.In(words.Zone()).Format("2006-01-02 15:04")
		since.SetText(kept)
	}
	content := []fyne.CanvasObject{caption(words.T("Impact")), level, caption(words.T("Affected since")), since}
	field := func(name, hint string, text *string) func() {
		f := parts.NewField(hint)
		f.SetText(*text)
		content = append(content, caption(name), f)
		return func() { *text = strings.TrimSpace(f.Text()) }
	}
	takes := []func(){
		field(words.T("Who"), words.T("people paying by card"), &a.Who),
		field(words.T("What they see"), words.T("payments fail"), &a.What),
		field(words.T("Share"), words.T("about 1 in 8"), &a.Share),
		field(words.T("Region or plan"), "", &a.Where),
		field(words.T("Still works"), "", &a.Works),
		field(words.T("Workaround"), "", &a.Workaround),
	}
	content = append(content, caption(words.T("Their data")), data)
	contacts := parts.NewField("")
	if a.Contacts > 0 {
		contacts.SetText(strconv.Itoa(a.Contacts))
	}
	content = append(content, caption(words.T("Customers who wrote in so far")), contacts)
	s.form(words.T("Customers affected"), stack(content...), words.T("Save"), func() bool {
		a.Impact, a.Data = impacts[level.Chosen()], safeties[data.Chosen()]
		if typed := strings.TrimSpace(since.Text()); typed != kept {
			start, err := words.ReadPast(typed, s.Now(), words.Zone())
			if err != nil {
				since.SetError(words.T("That is not a time that has passed. Give 13:52, 2026-05-12 08:00 or 30m ago."))
				since.Focus()
				return false
			}
			a.Start = start
		}
		for _, take := range takes {
			take()
		}
		n, err := strconv.Atoi(strings.TrimSpace("0" + contacts.Text()))
		if err != nil {
			contacts.SetError(words.T("Give a number."))
			contacts.Focus()
			return false
		}
		a.Contacts = n
		s.saveImpact(id, a)
		return true
	})
}

func (s *Screen) saveImpact(id incident.ID, a incident.Affected) {
	s.run(func(ctx context.Context) error {
		_, err := s.Desk.SetImpact(ctx, s.who(), id, a)
		if err == nil {
			s.Post(func() {
				if s.detail.question.id == id {
					s.detail.question.id = ""
					s.detail.arrange()
				}
				s.Host.Toast(words.T("Saved what is known of customers"), false)
			})
		}
		return err
	})
}

// standsAt is where a value stands among others; the first, where it does not.
func standsAt[T comparable](all []T, value T) int {
	for n, each := range all {
		if each == value {
			return n
		}
	}
	return 0
}
