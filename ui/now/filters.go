package now

import (
	"slices"
	"strings"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// fillChips shows the chips: everything, one's own, what owes customers an
// update, and what was saved.
func (p *listPane) fillChips(l listing) {
	chip := p.s.asked.get().chip
	on := slices.Index([]string{chipAll, chipMine, chipOwed}, chip)
	filters := []parts.Filter{{Text: words.T("Everything")}, {Text: words.T("Mine"), Count: l.mine}, {Text: words.T("Needs update"), Count: l.owed, Hint: view.NeedsUpdate()}}
	for n, s := range p.saved {
		filters = append(filters, parts.Filter{Text: s.Name, Own: true})
		if chip == savedMark+s.Query {
			on = n + fixed
		}
	}
	if !slices.Equal(filters, p.filters) || on != p.on {
		p.filters, p.on = filters, on
		p.chips.SetFilters(filters, on)
	}
}

// chosen takes a chip; pressing the one that is on shows everything.
func (p *listPane) chosen(n int) {
	chip := chipAll
	switch {
	case n == 1:
		chip = chipMine
	case n == 2:
		chip = chipOwed
	case n >= fixed && n-fixed < len(p.saved):
		chip = savedMark + p.saved[n-fixed].Query
	}
	p.ask(func(a *asked) { a.chip = chip })
	p.on = n
	p.fillChips(p.last)
}

// openFilters offers filters to tick, and to save what is searched for.
func (p *listPane) openFilters() {
	query := p.field.Text()
	var items []parts.Item
	for _, group := range filterGroups(p.last.sources) {
		items = append(items, parts.Item{Text: group.name})
		for _, f := range group.tokens {
			items = append(items, parts.Item{Text: f.name, Note: brief(f.token), Checked: has(query, f.token), Do: func() {
				p.searching = true
				p.field.SetText(toggled(query, f.token))
				p.content.Refresh()
			}})
		}
	}
	if strings.TrimSpace(query) != "" && p.last.problem == "" && len(p.saved) < mostSaved {
		items = append(items, parts.Item{Icon: "add", Text: words.T("Save this search…"), Divided: true, Do: p.save})
	}
	if chip := p.s.asked.get().chip; strings.HasPrefix(chip, savedMark) {
		items = append(items, parts.Item{Icon: "close", Text: words.T("Remove this saved search"), Divided: true, Do: func() {
			for n, s := range p.saved {
				if savedMark+s.Query == chip {
					p.askRemove(n + fixed)
				}
			}
		}})
	}
	anchor := parts.ShowMenu
	if p.phone {
		anchor(p.tools[1], items)
		return
	}
	anchor(p.filter, items)
}

// brief shows a filter as it is typed, where it is short enough to be read.
func brief(token string) string {
	if len(token) > 10 {
		return ""
	}
	return token
}

// save keeps what is searched for on a chip.
func (p *listPane) save() {
	query := strings.TrimSpace(p.field.Text())
	name := parts.NewField(words.T("A short name"))
	p.s.form(words.T("Save this search"), stack(caption(query), name), words.T("Save"), func() bool {
		called := strings.TrimSpace(name.Text())
		if called == "" {
			name.SetError(words.T("Give a name."))
			name.Focus()
			return false
		}
		p.saved = append(p.saved, saved{Name: called, Query: query})
		p.keepSaved()
		p.ask(func(a *asked) { a.chip = savedMark + query })
		p.field.SetText("")
		return true
	})
}

// askRemove takes a saved search away.
func (p *listPane) askRemove(n int) {
	if n -= fixed; n < 0 || n >= len(p.saved) {
		return
	}
	gone := p.saved[n]
	p.s.Host.Modal(words.T("Remove this saved search?"), prose(gone.Name+": "+gone.Query),
		parts.Choice{Text: words.T("Remove"), Importance: parts.Primary, Do: func() {
			p.saved = append(p.saved[:n:n], p.saved[n+1:]...)
			p.keepSaved()
			p.ask(func(a *asked) {
				if a.chip == savedMark+gone.Query {
					a.chip = chipAll
				}
			})
		}})
}

func (p *listPane) keepSaved() {
	if err := storeSaved(p.s.Prefs, p.saved); err != nil {
		p.s.Host.Toast(failed(err), false)
	}
	p.fillChips(p.last)
}

// emptiness is why no row is shown.
type emptiness int

const (
	notEmpty emptiness = iota
	noSource
	noMatch
	allQuiet
	loading
)

// fillEmpty says why there is nothing, and what to do.
func (p *listPane) fillEmpty(l listing) {
	rows := 0
	for _, s := range l.sections {
		rows += s.Rows.Len()
	}
	w := p.s.asked.get()
	kind := notEmpty
	switch {
	case rows > 0:
	case l.problem == "" && (w.query != "" || w.chip != chipAll):
		kind = noMatch
	case l.contact.pending > 0:
		kind = loading
	case l.contact.none:
		kind = noSource
	default:
		kind = allQuiet
	}
	p.s.detail.lone(kind != notEmpty && kind != noMatch)
	show(p.list, kind == notEmpty)
	show(p.skeleton, kind == loading)
	show(p.empty, kind != notEmpty && kind != loading)
	if kind != p.emptyKind || kind == noMatch {
		p.emptyKind = kind
		p.newEmpty(kind, w)
	}
}

func (p *listPane) newEmpty(kind emptiness, w wish) {
	old := p.empty
	drill := parts.NewKeyButton(words.T("Run a drill"), "sports_score", keys.GoDrill, parts.Outline, func() { p.s.Host.Go("drill") })
	switch kind {
	case noSource:
		p.empty = parts.NewEmptyState("sensors", words.T("No alert source yet"),
			words.T("Nothing can page you until a source is connected. Nothing leaves this computer until then."),
			parts.NewKeyButton(words.T("Connect an alert source"), "sensors", "", parts.Primary, func() { p.s.Host.Go("settings/sources") }), drill)
	case noMatch:
		text := words.T("Searched for “{{.Query}}”, in all there is.",
			words.Data{"Query": strings.TrimSpace(savedQuery(w.chip) + " " + w.query)})
		switch {
		case w.query != "":
		case w.chip == chipMine:
			text = words.T("No open incident is yours.")
		case w.chip == chipOwed:
			text = words.T("No incident owes its customers an update.") + " " + view.NeedsUpdate()
		}
		p.empty = parts.NewEmptyState("search", words.T("Nothing found"), text,
			parts.NewKeyButton(words.T("Clear"), "close", "", parts.Quiet, p.clear))
	default:
		p.empty = parts.NewEmptyState("check_circle", words.T("No open incidents"), words.T("Nobody is being paged."), drill)
		p.empty.SetInk(look.InkOK)
	}
	p.empty.Hidden = old.Hidden
	p.gather()
}

// swipes are what a swipe uncovers on a phone.
func (s *Screen) swipes(r view.Row) (left, right []parts.Swipe) {
	if !r.Open {
		return nil, nil
	}
	ack := parts.Swipe{Icon: "task_alt", Text: words.T("Acknowledge"), Ground: look.InkAFill, Ink: look.InkOnAFill, Do: s.one(s.acknowledge)}
	snooze := parts.Swipe{Icon: "snooze", Text: words.T("Snooze"), Ground: look.InkBG3, Ink: look.InkText, Do: s.one(s.snooze)}
	resolve := parts.Swipe{Icon: "done_all", Text: words.T("Resolve"), Ground: look.InkBG3, Ink: look.InkText, Do: s.one(s.resolve)}
	return []parts.Swipe{ack}, []parts.Swipe{snooze, resolve}
}
