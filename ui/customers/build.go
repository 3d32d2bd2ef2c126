package customers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// The sections' keys.
const (
	keyOwed    = "owed"
	keyUnheard = "unheard"
	keyTold    = "told"
)

// listing is the list as it is to be drawn.
type listing struct {
	sections []view.Section
	waiting  int      // incidents whose customers wait for something
	wrong    []string // what channels say of no incident here, and is not so
	channels int      // that are configured
	trouble  string   // what could not be read
}

// buildList builds the list and posts it; it tells when to do so again.
func (s *Screen) buildList(b *board, w wish) time.Duration {
	changed, anew := s.asked.news()
	clocks := s.Core.Clocks()
	byID := make(map[incident.ID]desk.Clock, len(clocks))
	for _, c := range clocks {
		byID[c.Row.ID] = c
	}
	scene := s.scene(func(r store.Row, _ time.Time) desk.Clock { return byID[r.ID] })
	b.follow(changed, anew, scene.Now)
	l := listing{waiting: len(clocks), channels: len(s.Core.Channels())}
	promises, next, err := s.promises(b, clocks, scene)
	if err == nil {
		l.wrong, err = s.loose()
	}
	if err != nil {
		l.trouble = err.Error()
	}
	owed, unheard := make([]view.Promise, 0, len(promises)), make([]view.Promise, 0, len(promises))
	for _, p := range promises {
		if !p.Clock.Reading.Next.IsZero() {
			owed = append(owed, p)
		}
		if len(p.Waiting) > 0 || p.Clock.Reading.Next.IsZero() && p.Clock.Owes(scene.Now) {
			unheard = append(unheard, p)
		}
	}
	l.add(w, view.Section{Key: keyOwed, Icon: "schedule", Title: words.T("Promises due"), Note: words.T("soonest first"), Rows: scene.Owed(owed)})
	l.add(w, view.Section{Key: keyUnheard, Icon: "bulb_off", Title: words.T("No current update"), Rows: scene.Unheard(unheard)})
	told := b.told(scene.Now)
	slices.SortFunc(told, func(a, b store.Row) int {
		return cmp.Or(b.LastUpdate.Compare(a.LastUpdate), cmp.Compare(a.ID, b.ID))
	})
	l.add(w, view.Section{Key: keyTold, Icon: "check_circle", Title: words.T("Recently told, over"), Rows: scene.Told(told)})
	s.posts.list.Do(func() { s.list.show(l) })
	return next
}

// add appends a section that has rows.
func (l *listing) add(w wish, section view.Section) {
	n := section.Rows.Len()
	if n == 0 {
		return
	}
	section.Kind, section.Count, section.Folded = view.Active, words.Number(n), w.folded[section.Key]
	if section.Folded {
		section.Note = words.T("Show")
	}
	l.sections = append(l.sections, section)
}

// promises gathers what is known of each incident that waits, and when a time
// in it ticks next.
func (s *Screen) promises(b *board, clocks []desk.Clock, scene *view.Scene) (all []view.Promise, next time.Duration, err error) {
	next = calm
	drafts, err := s.Core.Drafts()
	if err != nil {
		return nil, next, fmt.Errorf("read the drafts: %w", err)
	}
	scene.Partly = map[incident.ID]bool{}
	all = make([]view.Promise, 0, len(clocks))
	shown := make(map[incident.ID]bool, len(clocks))
	for _, c := range clocks {
		id := c.Row.ID
		shown[id] = true
		heard, err := b.hearings(c, scene.Now)
		if err != nil {
			return all, next, err
		}
		_, written := drafts[id]
		p := view.Promise{Clock: c, Draft: written, Of: len(heard)}
		for _, h := range heard {
			if h.Waits() {
				p.Waiting = append(p.Waiting, h)
			}
		}
		scene.Partly[id] = len(p.Waiting) > 0
		all = append(all, p)
		if soon := c.Reading.Next.Sub(scene.Now).Abs(); !c.Reading.Next.IsZero() && soon < time.Minute || scene.Now.Sub(c.Reading.Since) < time.Minute {
			next = ticking
		}
	}
	b.forget(shown)
	return all, next, nil
}

// loose words what channels show and is about no incident here.
func (s *Screen) loose() ([]string, error) {
	all, err := s.Core.Contradictions()
	if err != nil {
		return nil, err
	}
	var said []string
	for _, w := range view.Wrongs(all, "", 0) {
		said = append(said, w.Text)
	}
	return said, nil
}
