package postmortem

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	doc "turnaround/app/postmortem"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// take takes another section in hand.
func (s *Screen) take(section string) {
	if section == s.section {
		return
	}
	s.section = section
	s.Memory.remember(s.id, section)
	s.redraw()
	s.load() // saves what was written in the one before, and sees what others wrote
}

// choose takes a section in hand and goes to its text.
func (s *Screen) choose(section string) {
	s.take(section)
	s.inList = false
	s.show()
	s.frame.toText()
}

// step takes the next section in hand, or one before.
func (s *Screen) step(by int) {
	at := slices.IndexFunc(s.sheet.sections, func(r sectionRow) bool { return r.id == s.section })
	if all := len(s.sheet.sections); all > 0 {
		s.take(s.sheet.sections[max(0, min(at+by, all-1))].id)
	}
}

// write goes to the text in hand.
func (s *Screen) write() {
	s.inList = false
	s.show()
	s.frame.area.Focus()
}

// turnPiece goes to another part of a long text.
func (s *Screen) turnPiece(by int) {
	w := &s.writing
	at := max(0, min(w.at+by, len(w.pieces)-1))
	if at == w.at || len(w.pieces) == 0 {
		return
	}
	w.at = at
	s.frame.area.Load(w.text(), false)
	s.redraw()
}

// own says that what was filled in is right as it is.
func (s *Screen) own() {
	s.wrote()
	s.save(nil)
}

// citeKey goes to the evidence; there it inserts what is chosen.
func (s *Screen) citeKey() {
	e := s.frame.evidence
	switch {
	case !s.frame.cited:
		s.pickEvidence()
	case e.list.Focused() && e.list.At() < len(e.list.Rows()):
		s.cite(e.list.Rows()[e.list.At()])
	default:
		e.list.Focus()
	}
}

// cite puts an entry where the cursor is: its number within a line, the whole
// of it on a line of its own.
func (s *Screen) cite(row evidenceRow) {
	if s.page == nil {
		return
	}
	area, w := s.frame.area, &s.writing
	runes := []rune(area.Text())
	before := string(runes[:min(area.Offset(), len(runes))])
	mark := w.mark(row.id)
	if line := before[1+strings.LastIndexByte(before, '\n'):]; strings.Trim(line, " -*") == "" {
		said := strings.TrimPrefix(citation.ReplaceAllString(s.page.Set.Line(s.page.Facts, row.entry), mark), "- ")
		if !strings.Contains(line, "-") && !strings.Contains(line, "*") {
			said = "- " + said
		}
		area.Insert(said)
		return
	}
	if !strings.HasSuffix(before, " ") {
		mark = " " + mark
	}
	area.Insert(mark)
}

// uncite takes an entry out of the text.
func (s *Screen) uncite(n int) {
	before := s.writing.body()
	s.writing.uncite(n)
	s.mended = change{s.writing.place, before, s.writing.body()}
	s.frame.area.SetText(s.writing.text())
	s.wrote()
}

// pickEvidence offers what can be cited where it has no column of its own.
func (s *Screen) pickEvidence() {
	rows := s.sheet.evidence
	if len(rows) == 0 {
		s.Host.Toast(words.T("Nothing is in the timeline yet."), false)
		return
	}
	var shut func()
	list := parts.NewRoll(func() parts.RollRow[evidenceRow] { return newEvidenceLine() }, func(n int) {
		shut()
		s.cite(rows[n])
		s.frame.area.Focus()
	})
	list.Set(rows)
	high := min(float32(len(rows)), 8) * (look.Scaled(44) + look.S4)
	shut = s.Host.Modal(words.T("Insert evidence"), container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(280), high) },
		func(size fyne.Size) { put(list, 0, 0, size.Width, size.Height) }}, list))
	list.Focus()
}

// mend does in the text what a remark suggests, where the text still is the one
// it was about.
func (s *Screen) mend(r remark) {
	if r.action != "" {
		s.mendAction(r)
		return
	}
	if body, ok := s.same(); ok && r.From >= 0 && r.From < r.To && r.To <= len(body) {
		s.replace(body[:r.From]+r.Replace+body[r.To:], r.From)
	}
}

func (s *Screen) mendAction(r remark) {
	for _, a := range s.sheet.plan {
		if a.ID == r.action && r.To <= len(a.Text) {
			changed := a.Action
			changed.Text = a.Text[:r.From] + r.Replace + a.Text[r.To:]
			s.setAction(changed, &a.Action, nil)
		}
	}
}

// same gives the text in hand, if the remarks on screen are about it.
func (s *Screen) same() (string, bool) {
	body := s.writing.body()
	return body, body == s.sheet.body && s.writing.place == s.sheet.place
}

// change is what a text was and became.
type change struct {
	place         place
	before, after string
}

// undo takes back what was done to the text in hand, unless it was written in since.
func (s *Screen) undo() bool {
	c := s.mended
	if c.place != s.writing.place || c.before == c.after || s.writing.body() != c.after {
		return false
	}
	s.replace(c.before, 0)
	s.mended = change{}
	return true
}

// replace puts another text in the place of the one in hand, with the cursor
// near a place of it.
func (s *Screen) replace(body string, near int) {
	s.mended = change{s.writing.place, s.writing.body(), body}
	s.writing.load(body)
	s.writing.seek(near)
	s.frame.area.SetText(s.writing.text())
	s.wrote()
}

// wish makes an action of a sentence that tells what did not happen.
func (s *Screen) wish(r remark) {
	body, ok := s.same()
	if !ok || r.To > len(body) {
		return
	}
	from, to := sentence(body, r.From, r.To)
	said := body[from:to]
	s.editAction(nil, text.Line(plain(citation.ReplaceAllString(said, "")), 300), func() {
		if body, ok := s.same(); ok && to <= len(body) && body[from:to] == said {
			s.replace(strings.TrimRight(body[:from], " ")+body[to:], from)
		}
	})
}

// What a person does where two wrote the same.
type keeping int

const (
	keepMine keeping = iota
	keepTheirs
	keepBoth
)

// resolve settles which text stands.
func (s *Screen) resolve(p place, what keeping) {
	theirs, ok := s.Memory.overtaken(p)
	if !ok || p != s.writing.place {
		return
	}
	switch what {
	case keepTheirs:
		s.Memory.drop(p)
		s.writing.shown = theirs.Body
		s.writing.load(theirs.Body)
		s.frame.area.Load(s.writing.text(), true)
	default:
		if what == keepBoth {
			s.writing.load(both(theirs.Body, s.writing.body()))
			s.frame.area.SetText(s.writing.text())
			s.Memory.put(p, s.writing.body(), theirs.Body)
		}
		s.Memory.insist(p, theirs.Body)
	}
	s.save(nil)
	s.load()
}

// fail says that something did not work.
func (s *Screen) fail(what string, err error) {
	s.Host.Toast(words.T("{{.What}}: {{.Error}}", words.Data{"What": what, "Error": text.Line(err.Error(), 300)}), false)
}

// setAction changes an action, or adds one; then is called when that went well.
func (s *Screen) setAction(a doc.Action, was *doc.Action, then func()) {
	turn, id := s.turn, s.id
	s.crew.do(func(ctx context.Context) func() {
		page, err := s.Core.SetAction(ctx, id, a, was)
		shown := s.acted(turn, page, err)
		return func() {
			shown()
			if err == nil && then != nil && turn == s.turn {
				then()
			}
		}
	})
}

// day reads a day as a person writes it: as on screen, or 2026-05-19.
func day(said string) (string, bool) {
	said = strings.TrimSpace(said)
	if said == "" {
		return "", true
	}
	at, err := time.Parse(doc.Day, said)
	return at.Format(doc.Day), err == nil
}

// caption names what stands below it.
func caption(said string) fyne.CanvasObject {
	return parts.NewWrapText(said, look.Body, true, look.InkText, 0)
}
