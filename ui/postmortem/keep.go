package postmortem

import (
	"context"
	"errors"
	"time"

	"turnaround/app/incident"
	"turnaround/app/postmortem/book"
	"turnaround/app/store"
	"turnaround/ui/words"
)

// readable is the length of a text that is in view as a whole: one goes on at
// its end. A longer one is read from its beginning first.
const readable = 1000

// How soon what is written is kept, and tried again where that failed.
const (
	soon  = time.Second
	again = 5 * time.Second
)

// load reads the postmortem anew, once what waits is saved.
func (s *Screen) load() {
	id, turn, language := s.id, s.turn, s.chosenLanguage()
	s.crew.latest("load", func(ctx context.Context) func() {
		done := s.Memory.save(ctx, s.Core, id)
		row, _ := s.Core.Row(id)
		page, err := s.Core.Open(id)
		var sketch *book.Page
		if errors.Is(err, book.ErrNone) {
			var made book.Page
			if made, err = s.Core.Sketch(id, language); err == nil {
				sketch = &made
			}
		}
		return func() {
			if turn != s.turn {
				return
			}
			s.settle(done)
			if err != nil && s.page != nil && !errors.Is(err, store.ErrNotFound) {
				s.show() // what is shown stays: somebody may be writing in it
				return
			}
			s.row, s.fault, s.loading, s.sketch = row, err, false, sketch
			s.page = nil
			if err == nil && sketch == nil {
				s.page = &page
				s.redraw()
			}
			s.show()
		}
	})
}

// chosenLanguage is the one a postmortem is begun in.
func (s *Screen) chosenLanguage() string {
	if s.language == "" {
		s.language = words.Current()
	}
	return s.language
}

// begin begins the postmortem.
func (s *Screen) begin() {
	turn, id, language := s.turn, s.id, s.chosenLanguage()
	s.crew.latest("begin", func(ctx context.Context) func() {
		page, err := s.Core.New(ctx, id, language)
		if errors.Is(err, book.ErrExists) {
			page, err = s.Core.Open(id) // somebody else was quicker
		}
		return s.changed(turn, page, err, words.T("The postmortem was not begun"))
	})
}

// refill fills anew what nobody has written in.
func (s *Screen) refill() {
	turn, id := s.turn, s.id
	s.crew.do(func(ctx context.Context) func() {
		done := s.Memory.save(ctx, s.Core, id)
		page, err := s.Core.Refill(ctx, id)
		then := s.changed(turn, page, err, words.T("Nothing was filled in anew"))
		return func() {
			s.settle(done)
			then()
			if err == nil {
				s.Host.Toast(words.T("What nobody has written in is filled in anew."), false)
			}
		}
	})
}

// changed shows a page that was changed, or why it was not.
func (s *Screen) changed(turn int, page book.Page, err error, what string) func() {
	return func() {
		switch {
		case turn != s.turn:
		case err != nil:
			s.fail(what, err)
		default:
			s.page, s.sketch, s.fault = &page, nil, nil
			s.redraw()
			s.show()
		}
	}
}

// keep has what is written saved within a second.
func (s *Screen) keep(after time.Duration) {
	if s.timer != nil {
		return
	}
	s.timer = s.After(after, func() {
		s.timer = nil
		s.save(nil)
	})
}

// save saves what waits now; then is called when that has gone well.
func (s *Screen) save(then func()) {
	if s.timer != nil {
		s.timer()
		s.timer = nil
	}
	id, turn := s.id, s.turn
	if id == "" {
		return
	}
	s.crew.do(func(ctx context.Context) func() {
		done := s.Memory.save(ctx, s.Core, id)
		return func() {
			if turn != s.turn {
				return
			}
			s.settle(done)
			if done.page != nil || done.over {
				s.redraw()
			}
			s.frame.tellSaved()
			if then != nil && done.err == nil {
				then()
			}
		}
	})
}

// saveNow saves because a person asked for it, and says so.
func (s *Screen) saveNow() {
	s.save(func() {
		if len(s.Memory.bodies(s.id)) == 0 {
			s.Host.Toast(words.T("Saved on this computer."), false)
		}
	})
}

// settle takes up what came of a saving.
func (s *Screen) settle(done saving) {
	if done.page != nil {
		s.page, s.saved = done.page, s.Now()
		if stored, ok := done.wrote[s.writing.place]; ok {
			s.writing.shown = stored
		}
	}
	if done.over {
		s.load() // what else is new
	}
	s.unsaved = done.err
	if done.err != nil {
		s.keep(again)
	}
}

// typed takes up what a person wrote.
func (s *Screen) typed(text string) {
	parted := s.writing.set(text)
	s.wrote()
	if parted {
		s.frame.area.Load(s.writing.text(), true)
	}
}

// wrote keeps the text in hand.
func (s *Screen) wrote() {
	s.Memory.put(s.writing.place, s.writing.body(), s.writing.shown)
	s.keep(soon)
	s.redraw()
	s.frame.tellSaved()
}

// redraw prepares what is drawn, off the screen's goroutine.
func (s *Screen) redraw() {
	if s.page == nil {
		return
	}
	turn, d := s.turn, draft{page: s.page, bodies: s.Memory.bodies(s.id), clash: s.Memory.clashes(s.id), place: place{s.id, s.section}, query: s.query, now: s.Now(), known: &s.known}
	s.crew.latest("sheet", func(context.Context) func() {
		sh := d.sheet()
		return func() {
			if turn == s.turn {
				s.draw(sh)
			}
		}
	})
}

// draw shows a sheet; the text being written in is left alone, unless it is
// another by now.
func (s *Screen) draw(sh sheet) {
	if s.section != "" && sh.place.section != s.section {
		return // another is in hand by now
	}
	s.sheet, s.section = sh, sh.place.section
	switch w := &s.writing; {
	case w.place != sh.place:
		s.writing = newWriting(sh.place, sh.body, sh.stored)
		text := s.writing.text()
		s.frame.area.Load(text, len(text) < readable)
	case !sh.overlaid && sh.stored != w.shown && !s.Memory.waits(sh.place):
		s.Memory.took(sh.place)
		w.shown = sh.stored
		w.load(sh.stored)
		s.frame.area.SetText(w.text())
	}
	s.frame.draw(sh)
}

// show draws how things stand, besides the sheet.
func (s *Screen) show() { s.frame.show() }

// open tells whether the incident still is.
func (s *Screen) open() bool { return s.row.ID != "" && s.row.Status != incident.Resolved }

// gone tells whether the incident is not here.
func (s *Screen) gone() bool { return errors.Is(s.fault, store.ErrNotFound) }
