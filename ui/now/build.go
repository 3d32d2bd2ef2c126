package now

import (
	"slices"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// listing is the list as it is to be drawn.
type listing struct {
	nth      int // of the query it answers
	sections []view.Section
	compact  bool
	open     int // incidents that are open
	mine     int // of them this person's
	owed     int // incidents that owe their customers an update
	matches  int // incidents found; -1: nothing was asked for
	total    int // incidents searched
	problem  string
	sources  []string
	contact  contact
	duty     view.Chip // how paging stands
	wrong    []view.Wrong
}

// contact is how far what the list shows was fetched.
type contact struct {
	none    bool // no source is configured
	pending int  // sources not asked yet
	all     int
	asOf    time.Time // of the oldest last contact
}

// buildList builds the list and posts it; it tells when to do so again.
func (s *Screen) buildList(b *board, w wish) time.Duration {
	heard := s.asked.news()
	scene := s.scene()
	b.follow(heard, scene.Now)
	if queue, err := s.Desk.Outbox(); err == nil {
		scene.Waits = view.Waits(queue, scene.Now)
	}
	folded := func(key string) bool { return w.folded[key] }
	l := listing{nth: w.nth, matches: -1, contact: s.contact(), duty: s.duty()}
	l.wrong = b.misfits.compare(s.Desk, len(heard) > 0, scene.Now)
	kept := b.kept(scene.Now)
	everything := slices.DeleteFunc(slices.Clone(kept), func(r store.Row) bool { return !view.Listed(r, scene.Now) })
	next := calm
	for _, r := range kept {
		if scene.Owes(r) {
			l.owed++
		}
		if r.Status == incident.Resolved {
			continue
		}
		l.open++
		if mine(r, scene.Me) {
			l.mine++
		}
		if scene.Now.Sub(r.StartedAt) < time.Minute {
			next = ticking
		}
	}
	l.sources = sourcesOf(everything)
	s.findGaps(scene, kept)
	if len(scene.Rings) > 0 && !scene.Quiet {
		next = ticking
	}
	query, own, problem := s.parse(w)
	switch l.problem = problem; {
	case problem != "":
		l.sections = view.Sections(everything, scene, folded)
	case w.query == "" && !strings.HasPrefix(w.chip, savedMark):
		l.sections = view.Sections(chosen(everything, kept, w.chip, scene), scene, folded)
	default:
		found, done := s.search(b, query, own, w, scene, &l)
		if !done {
			return 0 // another query waits
		}
		l.sections, l.compact, l.matches = found.Sections, found.Compact, found.Matches
	}
	s.posts.list.Do(func() { s.list.show(l) })
	return next
}

// duty says in a word whether anything rings.
func (s *Screen) duty() view.Chip {
	switch r := s.Ringing(); {
	case r.MutedUntil.After(s.Now()):
		return view.Chip{Icon: "bedtime", Text: words.T("Muted"), Tone: view.Warn}
	case r.OnCall:
		return view.Chip{Icon: "phone_iphone", Text: words.T("On call"), Tone: view.Good}
	}
	return view.Chip{Icon: "bedtime", Text: words.T("Off call"), Tone: view.Soft}
}

// search looks through all incidents there are; false: another query waits.
func (s *Screen) search(b *board, q desk.Query, own bool, w wish, scene *view.Scene, l *listing) (*view.Found, bool) {
	found := &view.Found{}
	done := false
	if plain, ok := q.Plain(); ok {
		done = s.searchWords(b, plain, own, w, scene, l, found)
	} else {
		done = s.searchRows(q, own, w, scene, l, found)
	}
	if done {
		found.Arrange(scene, func(key string) bool { return w.folded[key] })
	}
	return found, done
}

// outdated tells, now and then, whether another query waits.
func (s *Screen) outdated(w wish, n int) bool { return n%1024 == 0 && s.asked.nthNow() != w.nth }

// searchWords looks for words in the index.
func (s *Screen) searchWords(b *board, plain []string, own bool, w wish, scene *view.Scene, l *listing, found *view.Found) bool {
	done, recent := true, scene.Now.Add(-view.Recent).Unix()
	index, hits := b.searched(), 0
	l.total = index.size()
	index.find(plain, func(i *indexed) bool {
		if hits++; s.outdated(w, hits) {
			done = false
			return false
		}
		if own && !i.heldBy(scene.Me) {
			return true
		}
		if i.ended == 0 || i.ended >= recent {
			if r, ok := b.rows[i.ID]; ok {
				found.AddPresent(r)
				return true
			}
		}
		found.AddPast(i.Past)
		return true
	})
	return done
}

// searchRows walks over the rows, for filters.
func (s *Screen) searchRows(q desk.Query, own bool, w wish, scene *view.Scene, l *listing, found *view.Found) bool {
	done := true
	counted := func(yield func(store.Row) bool) {
		for r := range s.Desk.Rows() {
			if r.MergedInto != "" {
				continue
			}
			if l.total++; s.outdated(w, l.total) {
				done = false
				return
			}
			if (!own || mine(r, scene.Me)) && !yield(r) {
				return
			}
		}
	}
	for r := range q.Filter(counted) {
		if view.Listed(r, scene.Now) {
			found.AddPresent(r)
		} else {
			found.AddPast(view.PastOf(r))
		}
	}
	return done
}

// mine tells whether a person has an incident.
func mine(r store.Row, me incident.PersonID) bool {
	return me != "" && (r.AckedBy == me || r.Assignee == me)
}

// chosen are the rows of a chip that is always there: of those that are listed,
// or, where an update is owed, of all that are kept.
func chosen(listed, kept []store.Row, chip string, scene *view.Scene) []store.Row {
	switch chip {
	case chipMine:
		return slices.DeleteFunc(listed, func(r store.Row) bool { return !mine(r, scene.Me) || r.Status == incident.Resolved })
	case chipOwed:
		return slices.DeleteFunc(kept, func(r store.Row) bool { return !scene.Owes(r) })
	}
	return listed
}

func sourcesOf(rows []store.Row) []string {
	seen := map[string]bool{}
	var names []string
	for _, r := range rows {
		if r.Source != "" && !seen[r.Source] {
			seen[r.Source] = true
			names = append(names, r.Source)
		}
	}
	return names
}

// A source asked so long before the screen began is asked anew; the start is
// over after so long.
const (
	fresh    = 10 * time.Minute
	starting = time.Minute
)

// contact tells, while the app starts, which sources were not asked yet.
func (s *Screen) contact() contact {
	v := s.Health()
	c := contact{none: len(v.Sources) == 0, all: len(v.Sources)}
	for _, source := range v.Sources {
		if source.LastTry.Before(s.begun.Add(-fresh)) && s.Now().Sub(s.begun) < starting {
			c.pending++
		}
		if at := source.LastContact; !at.IsZero() && (c.asOf.IsZero() || at.Before(c.asOf)) {
			c.asOf = at
		}
	}
	return c
}

// parse reads what is asked for, and whether only one's own incidents are; what
// is wrong with it is said in words.
func (s *Screen) parse(w wish) (q desk.Query, own bool, problem string) {
	text := strings.TrimSpace(savedQuery(w.chip) + " " + w.query)
	if own = w.chip == chipMine || has(text, filterMe); has(text, filterMe) {
		text = toggled(text, filterMe)
	}
	q, err := s.Desk.ParseQuery(text, words.Zone())
	if err != nil {
		problem = trouble(err)
	}
	return q, own, problem
}

// trouble says what is wrong with a filter. The desk's sentence is for
// commands; it names the filter after its first word.
func trouble(err error) string {
	_, rest, _ := strings.Cut(err.Error(), "search ")
	key, value, _ := strings.Cut(rest, ":")
	value, _, _ = strings.Cut(value, ": ")
	data := words.Data{"Filter": key + ":" + value}
	switch key {
	case "sev", "severity":
		return words.T("{{.Filter}} is not a severity. Give 1 to 4, as in sev:1,2.", data)
	case "status":
		return words.T("{{.Filter}} is not a status. Give open, triggered, acknowledged, snoozed, resolved, merged or all.", data)
	case "quiet":
		return words.T("{{.Filter}} is not a span. Give quiet:>10m or quiet:>2h.", data)
	case "update":
		return words.T("{{.Filter}} is not understood. Give update:due.", data)
	case "before", "after":
		return words.T("{{.Filter}} is not a time. Give 2026-05-12, 2026-05-12T14:00, 2h or 7d.", data)
	}
	return words.T("{{.Filter}} is not understood.", data)
}
