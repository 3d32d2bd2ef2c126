package pager

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/duty"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/page"
	"turnaround/sync/engine"
	"turnaround/sync/source"
)

// ErrFixed: the settings of this app are not the person's own, as in a drill.
var ErrFixed = errors.New("these settings belong to a drill and cannot be changed: end the drill")

// Change says what a changed configuration did to a running app.
type Change struct {
	Added    []string `json:"added"` // sources
	Changed  []string `json:"changed"`
	Removed  []string `json:"removed"`
	Kept     []string `json:"kept"` // went on undisturbed
	Duty     bool     `json:"duty"` // when this person is on call changed
	Warnings []string `json:"warnings"`
	// Restart names settings that are taken up at the next start only.
	Restart []string `json:"needs_restart"`
	// Left are incidents still open of sources that are gone or have another
	// address now: nobody tells any more when they end.
	Left []incident.ID `json:"left_open"`
	// Unsent counts actions that wait for a source that is not there: they are
	// sent when it is back, or can be dropped.
	Unsent int `json:"unsent"`
}

// plan is a configuration made ready to take the place of the present one.
type plan struct {
	setup  *setup
	change Change
	rules  desk.Rules
	fresh  []fresh
	// channels are to start.
	channels []config.Channel
	policy   *page.Policy // nil while nothing rings
	duty     *duty.Duty   // nil: the present one stays
}

// fresh is a source that is to start.
type fresh struct {
	made  source.Source
	rules desk.Source
	watch health.Source
	every time.Duration
}

// Reconfigure puts a configuration in the place of the present one while the
// app runs. Only the sources it changes begin anew; an error changes nothing.
func (p *Pager) Reconfigure(ctx context.Context, c config.Config) (Change, error) {
	if p.opts.Fixed {
		return Change{}, ErrFixed
	}
	p.change.Lock()
	defer p.change.Unlock()
	if err := ctx.Err(); err != nil {
		return Change{}, fmt.Errorf("change the configuration: %w", err)
	}
	next, err := p.prepare(c, nil)
	if err != nil {
		return Change{}, err
	}
	return p.apply(next), nil
}

// Reload takes up what the configuration's files say now.
func (p *Pager) Reload(ctx context.Context) (Change, error) {
	c := config.Defaults()
	if path := p.opts.Places.Config; config.Exists(path) {
		var err error
		if c, err = config.Load(path); err != nil {
			return Change{}, err
		}
	}
	return p.Reconfigure(ctx, c)
}

// Edit changes the configuration's file, comments and order kept, and puts the
// result to use. A change that cannot be used is not written. The edit is made
// again when somebody else wrote the file meanwhile.
func (p *Pager) Edit(ctx context.Context, edit func(*config.Document) error) (Change, error) {
	if p.opts.Fixed {
		return Change{}, ErrFixed
	}
	p.change.Lock()
	defer p.change.Unlock()
	for tries := 1; ; tries++ {
		change, err := p.editOnce(ctx, edit)
		if errors.Is(err, config.ErrChanged) && tries < 3 {
			continue
		}
		if err != nil {
			return Change{}, fmt.Errorf("change the configuration: %w", err)
		}
		return change, nil
	}
}

func (p *Pager) editOnce(ctx context.Context, edit func(*config.Document) error) (Change, error) {
	if err := ctx.Err(); err != nil {
		return Change{}, err
	}
	doc, err := config.Open(p.opts.Places.Config)
	if err != nil {
		return Change{}, err
	}
	if doc.Text() == "" {
		doc.SetText(config.Template())
	}
	if err := edit(doc); err != nil {
		return Change{}, err
	}
	c, err := doc.Check()
	if err != nil {
		return Change{}, err
	}
	next, err := p.prepare(c, nil)
	if err != nil {
		return Change{}, err
	}
	if err := doc.Save(); err != nil {
		next.discard()
		return Change{}, err
	}
	return p.apply(next), nil
}

// prepare makes everything a configuration asks for, and touches nothing. The
// sources named in anew begin anew though nothing about them changed.
func (p *Pager) prepare(c config.Config, anew map[string]bool) (_ *plan, err error) {
	c = p.named(c)
	old := p.setup.Load()
	out := &plan{setup: &setup{config: c, made: map[string]source.Source{}}, rules: p.deskRules(c), change: newChange()}
	defer func() {
		if err != nil {
			out.discard()
		}
	}()
	if out.setup.zone, err = zone(c.Look.Zone); err != nil {
		return nil, err
	}
	out.rules.Zone = out.setup.zone
	if out.setup.recipes, err = readRecipes(c); err != nil {
		return nil, err
	}
	for _, s := range c.Sources {
		if s.Disabled {
			continue
		}
		if !anew[s.Name] && old.same(s, out.setup) {
			out.setup.made[s.Name] = old.made[s.Name]
			out.change.Kept = append(out.change.Kept, s.Name)
			continue
		}
		if err = out.add(p, s, old); err != nil {
			return nil, fmt.Errorf("source %s: %w", s.Name, err)
		}
	}
	if err = out.addChannels(p, old); err != nil {
		return nil, err
	}
	out.compare(old)
	if p.Loop != nil {
		if out.policy, err = p.policy(c); err != nil {
			return nil, err
		}
	}
	if p.Duty.none() || out.movesDuty(old) {
		out.change.Duty = true
		if out.duty, err = p.makeDuty(c.Duty, out.setup.made); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func newChange() Change {
	return Change{Added: []string{}, Changed: []string{}, Removed: []string{}, Kept: []string{},
		Warnings: []string{}, Restart: []string{}, Left: []incident.ID{}}
}

func (p *Pager) deskRules(c config.Config) desk.Rules {
	r := desk.Rules{GroupBy: c.Incident.GroupBy, Reopen: c.Incident.Reopen.Std(), QuietAfter: c.Incident.QuietAfter.Std(),
		UndoFor: undoFor, Hold: undoFor, Services: services(c), Targets: targets(c.Targets), Practice: p.opts.Practice}
	if p.opts.Alone {
		r.Hold = 0
	}
	return r
}

// same tells whether a source of the next setup is the one that runs already.
func (old *setup) same(s config.Source, next *setup) bool {
	was, ok := old.source(s.Name)
	if !ok || old.made[s.Name] == nil || !reflect.DeepEqual(was, s) {
		return false
	}
	if s.Profile == config.ProfileIMAP {
		return true // its recognisers are looked up at every mail
	}
	a, errA := old.recipes.profiles.Find(s.Profile)
	b, errB := next.recipes.profiles.Find(s.Profile)
	return errA == nil && errB == nil && reflect.DeepEqual(a, b) && old.config.Me == next.config.Me
}

func (s *setup) source(name string) (config.Source, bool) {
	for _, c := range s.config.Sources {
		if c.Name == name {
			return c, true
		}
	}
	return config.Source{}, false
}

// add makes one source that is new or changed.
func (n *plan) add(p *Pager, c config.Source, old *setup) error {
	made, err := p.makeSource(c, n.setup.config.Me, n.setup.recipes)
	if err != nil {
		return err
	}
	n.setup.made[c.Name] = made
	f := fresh{made: made, every: c.Every.Std(), watch: health.Source{Name: c.Name, Every: c.Every.Std(), Beats: beatsOf(c)}}
	n.fresh = append(n.fresh, f)
	if n.fresh[len(n.fresh)-1].rules, err = p.rules(c, made); err != nil {
		return err
	}
	if old.made[c.Name] == nil {
		n.change.Added = append(n.change.Added, c.Name)
	} else {
		n.change.Changed = append(n.change.Changed, c.Name)
	}
	return nil
}

// compare notes what is gone and what has to wait for the next start.
func (n *plan) compare(old *setup) {
	for name := range old.made {
		if n.setup.made[name] == nil {
			n.change.Removed = append(n.change.Removed, name)
		}
	}
	slices.Sort(n.change.Removed)
	n.change.Warnings = append(n.change.Warnings, n.setup.recipes.warnings()...)
	was, is := old.config.Storage, n.setup.config.Storage
	if was.Preset != is.Preset {
		n.change.Restart = append(n.change.Restart, "storage.preset")
	}
	if was.Key != is.Key {
		n.change.Restart = append(n.change.Restart, "storage.key")
	}
}

// movesDuty: other settings, or the source that is asked for the schedule began anew.
func (n *plan) movesDuty(old *setup) bool {
	was, is := old.config.Duty, n.setup.config.Duty
	same := was.Until.Equal(is.Until)
	was.Until = is.Until
	return !same || was != is || is.Mode == duty.Source && old.made[is.Source] != n.setup.made[is.Source]
}

// discard closes what was made for nothing.
func (n *plan) discard() {
	for _, f := range n.fresh {
		_ = f.made.Close() // nothing was sent through it
	}
	for _, c := range n.channels {
		_ = n.setup.channels[outbox.ChannelSource(c.Name)].Close()
	}
}

// apply puts a plan to use. The old source of a name has ended before the new
// one begins: one goroutine owns a source.
func (p *Pager) apply(n *plan) Change {
	old := p.setup.Load()
	for _, name := range n.change.Changed {
		p.Engine.Remove(name)
	}
	for _, name := range n.change.Removed {
		p.Engine.Remove(name)
		p.Desk.RemoveSource(name)
		if heir := n.heir(old.made[name]); heir != "" {
			p.health.Rename(name, heir)
		}
		p.health.Forget(name)
	}
	p.endChannels(old, n.setup)
	p.setup.Store(n.setup)
	p.Desk.SetRules(n.rules)
	p.health.SetLostAfter(n.setup.config.Page.LostAfter.Std())
	for _, f := range n.fresh {
		p.rename(f, n.setup)
		p.Desk.SetSource(f.rules)
		p.health.Watch(f.watch)
		p.Engine.Add(engine.Spec{Name: f.rules.Name, Source: f.made, Every: f.every})
	}
	p.beginChannels(n)
	if n.duty != nil {
		p.Duty.use(n.duty)
		p.hub.Publish(event.DutyChanged{})
	}
	if n.policy != nil {
		p.Loop.SetPolicy(n.policy)
	}
	n.change.Left, n.change.Unsent = p.leftOpen(old, n.setup), p.unsent(n.setup)
	for _, name := range slices.Concat(n.change.Added, n.change.Changed, n.change.Removed) {
		p.hub.Publish(event.HealthChanged{Source: name})
	}
	p.hub.Publish(event.ConfigChanged{})
	return n.change
}

// heir is the added source that is a former one by another name; "": none.
func (n *plan) heir(was source.Source) string {
	for _, name := range n.change.Added {
		if n.setup.made[name].Identity() == was.Identity() {
			return name
		}
	}
	return ""
}

// rename lets what is open follow a source that has another name now.
func (p *Pager) rename(f fresh, now *setup) {
	if p.opts.ReadOnly {
		return
	}
	err := p.Desk.Named(context.Background(), f.made.Identity(), f.rules.Name, func(name string) bool {
		_, there := now.source(name)
		return there
	})
	if err != nil {
		p.log.Error("follow a renamed source", "source", f.rules.Name, "err", err)
	}
}

// unsent counts what waits for sources that are not there.
func (p *Pager) unsent(now *setup) int {
	waiting, err := p.Desk.Outbox()
	if err != nil {
		p.log.Error("look for what waits to be sent", "err", err)
		return 0
	}
	n := 0
	for _, a := range waiting {
		if now.made[a.Source] == nil && now.channels[a.Source] == nil {
			n++
		}
	}
	return n
}

// leftOpen finds open incidents whose source is gone or is another one now.
func (p *Pager) leftOpen(old, now *setup) []incident.ID {
	told := map[string]bool{} // addresses
	for _, is := range now.made {
		told[is.Identity()] = true
	}
	gone := map[string]bool{}
	for name, was := range old.made {
		gone[name] = !told[was.Identity()]
	}
	left := []incident.ID{}
	for row := range p.Desk.Open() {
		if gone[row.Source] {
			left = append(left, row.ID)
		}
	}
	return left
}
