package compose

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"strconv"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/update"
)

// Writing is one update while it is written. It is not safe for several
// goroutines.
type Writing struct {
	c    Case
	sets map[string]update.Set

	doc       update.Document
	situation update.Situation
	facts     []update.Fact

	on        map[string]bool   // places it goes to
	kept      map[string]bool   // advices somebody keeps as they are
	overruled map[string]string // blocks somebody overrules, with the reason
	seen      string            // what customers saw, while the update says that it is over
	state     string            // of the components; empty: by severity and phase
	approved  approval
	templates []error
}

// approval is who said OK, and to what.
type approval struct {
	By    string `json:"by,omitempty"`
	Texts string `json:"texts,omitempty"` // a mark of the texts it was said of
	Basis string `json:"basis,omitempty"` // and of what was known then
}

// Saved is a writing as it is kept: the draft that can be handed on, and what
// only this copy of the program knows of it.
type Saved struct {
	Document  update.Document   `json:"document"`
	On        map[string]bool   `json:"on,omitempty"`
	Kept      []string          `json:"kept,omitempty"`
	Overruled map[string]string `json:"overruled,omitempty"`
	State     string            `json:"state,omitempty"`
	Approved  approval          `json:"approved,omitzero"`
}

func made(c Case, now time.Time) *Writing {
	w := &Writing{c: c, sets: map[string]update.Set{}, on: map[string]bool{}, kept: map[string]bool{}, overruled: map[string]string{}}
	w.Know(c, now)
	return w
}

// Know takes in what is known by now; what was written stays.
func (w *Writing) Know(c Case, now time.Time) {
	w.c = c
	w.situation, w.facts = update.Since(c.Entries, now)
	if !w.situation.Promised.IsZero() {
		w.situation.Promised = w.situation.Promised.Add(c.Target.Grace)
	}
}

// Resume goes on with what was saved.
func Resume(c Case, s Saved, now time.Time) *Writing {
	w := made(c, now)
	w.Restore(s)
	return w
}

// Restore makes everything as it was saved.
func (w *Writing) Restore(s Saved) {
	w.doc, w.state, w.approved = s.Document, s.State, s.Approved
	w.on, w.kept, w.overruled = map[string]bool{}, map[string]bool{}, map[string]string{}
	for name, on := range s.On {
		if _, ok := w.c.place(name); ok {
			w.on[name] = on
		}
	}
	for _, key := range s.Kept {
		w.kept[key] = true
	}
	maps.Copy(w.overruled, s.Overruled)
}

// Case is what is known.
func (w *Writing) Case() Case { return w.c }

// Open goes on with a draft that somebody handed on.
func Open(c Case, d update.Document, now time.Time) *Writing {
	w := Begin(c, now)
	own := w.doc
	w.doc = d
	w.doc.Incident, w.doc.Number, w.doc.Name = own.Incident, own.Number, own.Name
	w.doc.Answers.Severity = own.Answers.Severity
	w.doc.Answers.Promised, w.doc.Answers.Last = own.Answers.Promised, own.Answers.Last
	w.doc.Answers.Facts = over(own.Answers.Facts, d.Answers.Facts)
	return w
}

// over puts what a draft says over what is known: whoever wrote it may have
// known less, and what they left open stays as it is.
func over(known, said incident.Affected) incident.Affected {
	f := incident.Affected{
		Who: cmp.Or(said.Who, known.Who), What: cmp.Or(said.What, known.What), Where: cmp.Or(said.Where, known.Where), Share: cmp.Or(said.Share, known.Share),
		Works: cmp.Or(said.Works, known.Works), Workaround: cmp.Or(said.Workaround, known.Workaround), Data: known.Data, Impact: known.Impact,
		Start: said.Start, End: said.End, Components: said.Components, Contacts: max(said.Contacts, known.Contacts), Guessed: known.Guessed,
	}
	if said.Data != incident.DataUnknown {
		f.Data = said.Data
	}
	if said.Impact.Affects() {
		f.Impact, f.Guessed = said.Impact, false
	}
	if f.Start.IsZero() {
		f.Start = known.Start
	}
	if f.End.IsZero() {
		f.End = known.End
	}
	if len(f.Components) == 0 {
		f.Components = known.Components
	}
	return f
}

// Saved gives what is to be kept.
func (w *Writing) Saved() Saved {
	s := Saved{Document: w.doc, On: maps.Clone(w.on), Overruled: maps.Clone(w.overruled), State: w.state, Approved: w.approved}
	for key := range w.kept {
		s.Kept = append(s.Kept, key)
	}
	return s
}

// Encode gives what is to be kept as bytes.
func (s Saved) Encode() ([]byte, error) {
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write the draft: %w", err)
	}
	return raw, nil
}

// ErrUnreadable says that a draft that was kept cannot be read.
var ErrUnreadable = errors.New("the draft cannot be read")

// ReadSaved reads what was kept. The document is bounded as one from others is.
func ReadSaved(raw []byte) (Saved, error) {
	var s Saved
	if err := json.Unmarshal(raw, &s); err != nil {
		return Saved{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	doc, err := s.Document.JSON()
	if err == nil {
		s.Document, err = update.ReadDocument(strings.NewReader(string(doc)))
	}
	if err != nil {
		return Saved{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return s, nil
}

// Document is the draft to be handed on.
func (w *Writing) Document() update.Document { return w.doc }

// Incident is the one it is about.
func (w *Writing) Incident() incident.ID { return w.c.Incident.ID }

// Answers are what is answered so far.
func (w *Writing) Answers() update.Answers { return w.doc.Answers }

// Answer replaces the answers. Another phase moves a promise that was not
// chosen by hand to its own time.
func (w *Writing) Answer(a update.Answers) { w.doc.Answers = a }

// SetPhase moves to a phase, with its own time for the next update.
func (w *Writing) SetPhase(p incident.Phase, now time.Time) {
	a := &w.doc.Answers
	was := a.Phase
	a.Phase = p
	switch {
	case p == incident.PhaseResolved && was != p:
		a.Next = time.Time{}
		w.ended(a)
		return
	case was == incident.PhaseResolved && was != p:
		w.ongoing(a)
	}
	switch {
	case p == incident.PhaseResolved:
		a.Next = time.Time{}
	case was == incident.PhaseResolved || a.Next.IsZero():
		a.Next = w.nextTime(p, now)
	}
}

// SetTemplate chooses one by its ID; empty: the one that fits.
func (w *Writing) SetTemplate(id string) { w.doc.Template = id }

// SetState says how the page shows the components: degraded, partial, major,
// operational; empty: by severity and phase.
func (w *Writing) SetState(state string) { w.state = state }

// Send chooses whether the update goes to a place.
func (w *Writing) Send(place string, on bool) {
	if _, ok := w.c.place(place); ok {
		w.on[place] = on
	}
}

// Edit replaces a place's text by one written by hand; an empty one gives the
// template's back.
func (w *Writing) Edit(place string, e update.Edited) {
	texts := maps.Clone(w.doc.Texts)
	if texts == nil {
		texts = map[string]update.Edited{}
	}
	if e == (update.Edited{}) {
		delete(texts, place)
	} else {
		texts[place] = e
	}
	w.doc.Texts = texts
}

// Keep leaves an advice as it is, or opens it again.
func (w *Writing) Keep(key string, keep bool) {
	if keep {
		w.kept[key] = true
		return
	}
	delete(w.kept, key)
}

// Overrule says why a block does not count; an empty reason takes that back.
func (w *Writing) Overrule(key, reason string) {
	if reason = strings.TrimSpace(reason); reason != "" {
		w.overruled[key] = reason
		return
	}
	delete(w.overruled, key)
}

// Approve records who said OK to the texts as they are now; empty: nobody.
func (w *Writing) Approve(by string, now time.Time) {
	by = strings.TrimSpace(by)
	if by == "" {
		w.approved = approval{}
		return
	}
	w.approved = approval{By: by, Texts: w.mark(now), Basis: w.c.known()}
}

// mark changes with what anybody would read.
func (w *Writing) mark(now time.Time) string {
	h := fnv.New64a()
	for _, p := range w.previews(now) {
		if p.On {
			fmt.Fprintf(h, "%q %q %q %q\n", p.Name, p.Text.Title, p.Text.Subject, p.Text.Body)
		}
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// Insert puts a fact that is new into the answer it belongs to, or to the end of
// what is being done.
func (w *Writing) Insert(f update.Fact) {
	a := &w.doc.Answers
	switch f.Field {
	case "what":
		a.What, a.Facts.What = f.Text, f.Text
	case "who":
		a.Who, a.Facts.Who = f.Text, f.Text
	case "where":
		a.Facts.Where = f.Text
	case "share":
		a.Facts.Share = f.Text
	case "works":
		a.Facts.Works = f.Text
	case "meanwhile":
		a.Meanwhile, a.Facts.Workaround = f.Text, f.Text
	default:
		a.Doing = strings.TrimSpace(a.Doing + " " + sentence(f.Text))
	}
}

// sentence ends a text as one.
func sentence(text string) string {
	text = upperFirst(strings.TrimSpace(text))
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// set reads the templates of a language once.
func (w *Writing) set(language string) update.Set {
	language = cmp.Or(language, update.Languages[0])
	if s, ok := w.sets[language]; ok {
		return s
	}
	s, problems := update.Templates(language, w.c.Folders...)
	w.sets[language] = s
	w.templates = append(w.templates, problems...)
	return s
}

// Reuse takes up what was published last: its answers, so that the text of each
// place is made of them and follows when they change. Phase, promise and facts
// stay those of now; a text that was written by hand then is by hand again.
// false: those answers are in another language.
func (w *Writing) Reuse(last Saved) bool {
	a, was := &w.doc.Answers, last.Document.Answers
	if was.Language != a.Language {
		return false
	}
	if a.Phase != incident.PhaseResolved && was.Phase != incident.PhaseResolved {
		a.What = cmp.Or(was.What, a.What)
	}
	a.Who, a.Doing, a.Meanwhile = cmp.Or(was.Who, a.Who), cmp.Or(was.Doing, a.Doing), cmp.Or(was.Meanwhile, a.Meanwhile)
	a.Title, a.Cause, a.Contact = cmp.Or(was.Title, a.Title), cmp.Or(was.Cause, a.Cause), cmp.Or(was.Contact, a.Contact)
	more := maps.Clone(a.More)
	for name, said := range was.More {
		if more == nil {
			more = map[string]string{}
		}
		more[name] = cmp.Or(said, more[name])
	}
	a.More = more
	for place, text := range last.Document.Texts {
		if _, ok := w.c.place(place); ok {
			w.Edit(place, text)
		}
	}
	return true
}
